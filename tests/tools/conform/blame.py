"""Whose fault an exception is, where it is known not to be the generator's or the runtime's.

Each rule says whose fault it is, why, and how the exception is recognised. What matches no rule is ours. A refusal by
Prism is Prism's fault only where the other serializer agrees with the bytes of the request, and the other validator
with its values; then the rule names what Prism does wrong.
"""

import re
from urllib.parse import quote, unquote

AGREES = "the other serializer agrees"


class Said:
    """What a rule looks at."""

    def __init__(self, part, kind, place, what, given, got):
        self.part, self.kind, self.place, self.what, self.given, self.got = part, kind, place, what, given, got
        self.agreed = AGREES in what
        self.where = what.partition(":")[0]
        self.target = got.split(" ")[1] if got.count(" ") > 1 else ""

    def refused(self, kinds=""):
        return self.part == "requests" and self.agreed and re.match(f"refused: ?(?:{kinds})", self.kind) is not None

    def media_type(self):
        found = re.search(r"content-type: ([^;,\]]+)", self.got)
        return found[1].strip().lower() if found else ""

    def names(self):
        """The last quoted name in what is said."""
        return re.findall(r"'([^']*)'", self.what)[-1:]


def is_empty_in_query(one):
    """A parameter that is there with an empty text."""
    return one.where == "query" and any(
        re.search(rf"[?&]{re.escape(spelt)}=(&|$)", one.target, re.I)
        for name in one.names()
        for spelt in (name, quote(name, safe=""))
    )


def is_named_with_escapes(one):
    """A parameter whose name has to be escaped."""
    return one.where == "query" and any(
        unquote(name) != name or quote(name, safe="-_.~[]") != name for name in one.names()
    )


def is_absent_object(one):
    """Something that was not sent at all."""
    name = one.where.rpartition(".")[2]
    return one.where.startswith("query.") and not re.search(rf"[?&]{re.escape(name)}(=|%5B|\[)", one.target, re.I)


def is_odd_path(one):
    """A path of the document with a query, a fragment, or characters that are escaped in an address."""
    path = one.place.partition(" (")[0].partition(" ")[2]
    return re.search(r"[?#]", path) is not None or quote(path, safe="/{}:.~-_@!$&'()*+,;=%") != path


RULES = [
    (
        "document",
        "two paths differ in the names of their parameters alone, so that one is taken for the other",
        lambda one: one.refused()
        and one.where.startswith("path.")
        and "{" + one.where.removeprefix("path.").lower() + "}" not in one.place.lower(),
    ),
    (
        "document",
        "the document writes `:name` for `{name}` in a path, which is mended here and not by Prism",
        lambda one: one.part == "requests" and "NO_PATH_MATCHED" in one.kind and "/:" in one.place,
    ),
    (
        "document",
        "a header has a name that HTTP does not allow, so that it cannot be sent",
        lambda one: (
            re.search("the header `[^`]*[^-!#$%&'*+.^_`|~0-9A-Za-z][^`]*` has a name or a value", one.what) is not None
        ),
    ),
    (
        "tool",
        "Prism does not find a path with a query, a fragment or characters that are escaped",
        lambda one: one.part == "requests" and "NO_PATH_MATCHED" in one.kind and is_odd_path(one),
    ),
    (
        "tool",
        "Prism takes a body that is `0`, `false`, `null` or an empty text for none",
        lambda one: (
            one.refused("required")
            and "Body parameter is required" in one.what
            and re.search(r'"body":"(0|false|null|\\"\\"|0\.0)"', one.given)
        ),
    ),
    (
        "tool",
        "Prism bounds integers of `format: int64` by what JavaScript holds exactly",
        lambda one: one.refused("minimum|maximum") and re.search("9007199254740991", one.what),
    ),
    (
        "tool",
        "Prism takes a parameter of the query with an empty text for an absent one",
        lambda one: one.refused("required") and is_empty_in_query(one),
    ),
    (
        "tool",
        "Prism does not find a parameter of the query whose name has to be escaped",
        lambda one: one.refused("required") and is_named_with_escapes(one),
    ),
    (
        "tool",
        "Prism demands the required members of an optional object of the query that is not sent",
        lambda one: one.refused("required|minProperties|oneOf|anyOf") and is_absent_object(one),
    ),
    (
        "tool",
        "Prism demands the required members of an optional object of a form that is not sent",
        lambda one: (
            one.refused("required")
            and one.where.startswith("body.")
            and "form" in one.media_type()
            and one.where.rpartition(".")[2] not in one.got.lower().partition("]")[2]
        ),
    ),
    (
        "tool",
        "Prism does not put the parts of a list together, one part for each item (OpenAPI 3.0.3, 4.7.15.1.1)",
        lambda one: (
            one.refused("type")
            and one.where.startswith("body.")
            and one.media_type().startswith("multipart/")
            and "must be array" in one.what
        ),
    ),
    (
        "tool",
        "Prism does not read the JSON of an object in a part",
        lambda one: (
            one.refused("type")
            and one.where.startswith("body.")
            and one.media_type().startswith("multipart/")
            and "must be object" in one.what
        ),
    ),
    (
        "tool",
        "Prism refuses brackets in the names of parts",
        lambda one: one.refused() and "Reserved characters used in request body" in one.what,
    ),
    (
        "tool",
        "Prism does not put the fields of a list in a form together where one of them stands alone, or the schema is shared",
        lambda one: (
            one.refused("type")
            and one.where.startswith("body.")
            and one.media_type() == "application/x-www-form-urlencoded"
            and "must be array" in one.what
        ),
    ),
    (
        "tool",
        "Prism does not read the JSON of an object in a form (OpenAPI 3.0.4, 4.8.15.1.2)",
        lambda one: (
            one.refused("type")
            and one.where.startswith("body.")
            and one.media_type() == "application/x-www-form-urlencoded"
            and "must be object" in one.what
        ),
    ),
    (
        "tool",
        "Prism demands a content type where no body is sent",
        lambda one: one.refused("required") and one.where == "header" and "content-type" in one.what,
    ),
    (
        "tool",
        "Prism has no serializer for the answer's media type, and tells it as an unknown failure after it has accepted the request",
        lambda one: one.part == "requests" and one.kind == "refused: UNKNOWN" and "serializer" in one.what,
    ),
    (
        "tool",
        "Prism does not tell alternatives apart by a discriminator (OpenAPI 3.0.3, 4.7.25)",
        lambda one: one.refused("oneOf") and "(told apart by a discriminator)" in one.given,
    ),
    (
        "tool",
        "Prism does not read a parameter of the query whose schema is a union",
        lambda one: one.refused("oneOf|anyOf") and one.where.startswith("query."),
    ),
    (
        "tool",
        "Prism takes the schema of `application/json` for a body of another media type",
        lambda one: (
            one.refused("type|required|enum|oneOf|anyOf|pattern|minLength|additionalProperties")
            and one.where.startswith("body")
            and (one.media_type() == "text/json" or re.search("[+](json|yaml)$", one.media_type()) is not None)
            and "*" not in one.media_type()
        ),
    ),
    (
        "tool",
        "Prism does not find that `*/*` admits `application/json`",
        lambda one: one.part == "requests" and one.kind == "refused: NOT_ACCEPTABLE" and "*/*" in one.what,
    ),
    (
        "tool",
        "Prism does not read the number or the boolean that a text body is",
        lambda one: one.refused("type") and one.where == "body" and one.media_type().startswith("text/"),
    ),
    (
        "tool",
        "Prism reads a part that is a form as text, and refuses its `&` and `=`",
        lambda one: one.part == "requests" and "Reserved characters used in request body" in one.what,
    ),
    (
        "document",
        "HTML is described as an object, which is read as JSON",
        lambda one: one.part == "failures" and one.given.startswith("text/html:") and "is not JSON" in one.what,
    ),
    (
        "document",
        "no value is valid by the letter: alternatives of a `oneOf` admit the same ones, or parts of an `allOf` forbid each other's members",
        lambda one: (
            one.part == "requests"
            and "(not valid by the letter)" in one.given
            and one.refused("oneOf|additionalProperties")
        ),
    ),
]


def whose(part, kind, place, what, given, got):
    one = Said(part, kind, place, what, given, got)
    for fault, reason, holds in RULES:
        if holds(one):
            return fault, reason
    return "ours", None
