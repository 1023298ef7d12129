"""Valid values for a schema, made so that every branch, value and absence is met sooner or later.

Wherever there is a choice, the option that was taken least often is taken: a few values go through all of them. What
is made may still be invalid where keywords work against each other, so a validator that others wrote has the last word.
"""

import json
import math
import struct

import patterns
from schemas import SHAPES, WHOLE

# Texts that encoders get wrong.
AWKWARD = [
    "plain", "a b", "a&b=c+d%/\"e\"", "100%", "日本語", "ÄÖü ß", "", "null", "true", "0", "007", "a,b;c|d", " edge ", "😀",
    "\\back\\slash", "<tag attr='x'>", "#?[]{}", "line\nbreak\ttab", "%41", "a.b~c-d_e", "https://example.com/?q=1&r=2#f",
]  # fmt: skip
HEADERS = ["plain", "a b", "a&b=c+d%/", "100%", "x;y", "0", "true", "#?[]{}", "a.b~c-d_e", "%41", "'x'"]
PATHS = ["plain", "a b", "a&b=c+d%", "100%", "日本語", "x;y", "0", "a:b@c", "a.b~c-d_e", "%41", "q?r#s", "ÄÖü"]
PLAIN = ["plain", "word", "x1", "abc"]

# What the name of a member begins with that no schema names.
UNKNOWN = "zz-unknown-"

FORMATS = {
    "date-time": [
        "2024-02-29T12:34:56Z",
        "1999-12-31T23:59:59.123456+05:30",
        "2024-01-01T00:00:00.000Z",
        "2023-06-15T08:00:00-08:00",
    ],
    "date": ["2024-02-29", "1970-01-01", "9999-12-31", "0001-01-01"],
    "time": ["12:34:56Z", "23:59:59.5+01:00"],
    "duration": ["P1DT2H", "PT0S", "P3W", "P1Y2M3DT4H5M6S"],
    "uuid": [
        "123e4567-e89b-12d3-a456-426614174000",
        "123E4567-E89B-12D3-A456-426614174ABC",
        "00000000-0000-0000-0000-000000000000",
    ],
    "uri": ["https://example.com/a?b=c&d=%20#e", "urn:isbn:0451450523", "mailto:a@b.example"],
    "url": ["https://example.com/a?b=c"],
    "uri-reference": ["/a/b?c", "#f", ""],
    "iri": ["https://例え.jp/ü"],
    "email": ["a.b+c@example.com", "x@y.example"],
    "idn-email": ["用户@例子.广告"],
    "hostname": ["example.com", "a-b.c"],
    "ipv4": ["127.0.0.1", "255.255.255.255", "0.0.0.0"],
    "ipv6": ["::1", "2001:DB8:0:0:0:0:0:1", "::ffff:1.2.3.4", "fe80::1"],
    "ip": ["127.0.0.1", "::1", "2001:DB8:0:0:0:0:0:1"],
    "byte": ["aGVsbG8=", "", "/+8=", "AA=="],
    "base64": ["aGVsbG8=", "", "/+8=", "AA=="],
    "base64url": ["_-8", "aGk"],
    "decimal": ["1.50", "-0.001", "12345678901234567890.12"],
    "json-pointer": ["/a/b", ""],
    "regex": ["^a+$"],
    "uri-template": ["/a/{b}"],
}
KINDS = {
    "object": "properties required additionalProperties patternProperties minProperties maxProperties".split(),
    "array": "items prefixItems minItems maxItems uniqueItems".split(),
    "string": "pattern minLength maxLength contentEncoding contentMediaType".split(),
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(),
}


class Dead(Exception):
    """Nothing valid can be made here."""


class Sampler:
    """Makes values of one schema and its definitions."""

    def __init__(self, schema, random, alphabet="text", unknown=False, filled=False):
        self.schema, self.random, self.unknown, self.filled = schema, random, unknown, filled
        self.definitions = schema.get("$defs", {})
        self.texts = {"text": AWKWARD, "header": HEADERS, "path": PATHS, "plain": PLAIN}[alphabet]
        self.is_plain = alphabet != "text"
        self.taken, self.fresh, self.mode, self.left = {}, 0, "mixed", 0
        self.open = {}
        self.heights = None
        self.next_text = random.randrange(len(self.texts))

    def value(self, mode="mixed"):
        """A value: with what is `required`, with `all`, or `mixed`. `fresh` is how many options were new."""
        self.mode, self.fresh, self.left, self.open = mode, 0, 300, {}
        return self.make(self.definitions["top"], (), 0)

    def choose(self, key, count):
        taken = self.taken.setdefault(key, [0] * count)
        if len(taken) != count:
            taken = self.taken[key] = [0] * count
        least = min(taken)
        index = self.random.choice([index for index, times in enumerate(taken) if times == least])
        self.fresh += taken[index] == 0
        taken[index] += 1
        return index

    def waits(self):
        """Whether an alternative that was met has not been taken yet."""
        return any(not all(times) for key, times in self.taken.items() if key[-1] == "branch")

    # Merging: `$ref`, `allOf` and one alternative each become one set of keywords.

    def merged(self, schema, depth):
        whole = {}
        self.absorb(whole, schema, depth, 0)
        return whole

    def absorb(self, whole, schema, depth, level):
        if schema is False or level > 40:
            raise Dead
        if schema is True:
            return
        if "$ref" in schema:
            self.absorb(whole, self.definitions[schema["$ref"].rpartition("/")[2]], depth, level + 1)
        for part in schema.get("allOf", ()):
            self.absorb(whole, part, depth, level + 1)
        for key, value in schema.items():
            if key in ("anyOf", "oneOf"):
                self.absorb(whole, self.alternative(value, id(value), depth), depth, level + 1)
            elif key == "type":
                kinds = [value] if isinstance(value, str) else value
                whole["type"] = _both(whole["type"], kinds) if "type" in whole else list(kinds)
            elif key in ("enum", "const"):
                values = [value] if key == "const" else list(value)
                old = whole.get("enum")
                whole["enum"] = values if old is None else [one for one in values if one in old]
            elif key in ("properties", "patternProperties"):
                own = whole.setdefault(key, {})
                for name, part in value.items():
                    own[name] = {"allOf": [own[name], part]} if name in own else part
            elif key in ("required", "x-hidden"):
                whole[key] = list(dict.fromkeys([*whole.get(key, []), *value]))
            elif key in ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"):
                whole[key] = max(value, whole.get(key, value))
            elif key in ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"):
                whole[key] = min(value, whole.get(key, value))
            elif key in ("items", "additionalProperties", "propertyNames") and key in whole:
                whole[key] = (
                    value if whole[key] is True else {"allOf": [whole[key], value]} if value is not True else whole[key]
                )
            elif key not in ("$ref", "allOf", "if", "then", "else", "not", "$defs", "$schema"):
                whole.setdefault(key, value)
        if "then" in schema and "if" in schema and self.choose((id(schema), "if"), 2):
            self.absorb(whole, {"allOf": [schema["if"], schema["then"]]}, depth, level + 1)

    def alternative(self, options, key, depth):
        if not options:
            raise Dead
        if depth > 6 or self.left <= 0:
            return min(options, key=self.height)
        return options[self.choose((key, "branch"), len(options))]

    def height(self, schema):
        """How deep the flattest value of a schema is."""
        if self.heights is None:
            self.heights = {name: math.inf for name in self.definitions}
            for _ in range(30):
                news = {name: self._height(part) for name, part in self.definitions.items()}
                if news == self.heights:
                    break
                self.heights = news
        return self._height(schema)

    def _height(self, schema):
        if not isinstance(schema, dict):
            return 0
        height = 0
        if "$ref" in schema:
            height = self.heights.get(schema["$ref"].rpartition("/")[2], 0)
        for part in schema.get("allOf", ()):
            height = max(height, self._height(part))
        for key in ("anyOf", "oneOf"):
            if schema.get(key):
                height = max(height, min(map(self._height, schema[key])))
        kinds = schema.get("type", [])
        if kinds == "null" or isinstance(kinds, list) and "null" in kinds:
            return height
        for name in schema.get("required", ()):
            if name in schema.get("properties", {}):
                height = max(height, 1 + self._height(schema["properties"][name]))
        if schema.get("minItems", 0) > 0 and "items" in schema:
            height = max(height, 1 + self._height(schema["items"]))
        return height

    # Values.

    def make(self, schema, path, depth):
        names = _direct(schema)
        for name in names:
            self.open[name] = self.open.get(name, 0) + 1
        try:
            return self.make_inside(schema, path, depth)
        finally:
            for name in names:
                self.open[name] -= 1

    def is_nested(self, schema):
        """Whether a schema is inside itself already, twice."""
        return any(self.open.get(name, 0) > 1 for name in _direct(schema))

    def make_inside(self, schema, path, depth):
        self.left -= 1
        if depth > 40:
            raise Dead
        whole = self.merged(schema, depth)
        if "enum" in whole:
            kinds = whole.get("type")
            values = [
                value
                for value in whole["enum"]
                if (kinds is None or _kind(value) & set(kinds)) and _is_as_long(value, whole)
            ]
            if not values:
                raise Dead
            return values[self.choose((path, "enum", len(values)), len(values))]
        kinds = whole.get("type") or self.inferred(whole)
        if not kinds:
            raise Dead
        if self.mode == "all" and len(kinds) > 1:
            kinds = [kind for kind in kinds if kind != "null"]
        if (depth > 8 or self.left <= 0) and "null" in kinds:
            return None
        kind = kinds[self.choose((path, "kind", tuple(kinds)), len(kinds))]
        return getattr(self, kind)(whole, path, depth)

    def inferred(self, whole):
        kinds = [kind for kind, keys in KINDS.items() if any(key in whole for key in keys)]
        if "format" in whole and not kinds:
            kinds = [
                "integer"
                if whole["format"] in WHOLE
                else "number"
                if whole["format"] in ("float", "double")
                else "string"
            ]
        return kinds or ["string", "integer", "boolean", "object", "array", "number"]

    def null(self, whole, path, depth):
        return None

    def boolean(self, whole, path, depth):
        return bool(self.choose((path, "boolean"), 2))

    def integer(self, whole, path, depth):
        least, most = WHOLE.get(whole.get("format"), WHOLE["int64"])
        least = max(least, math.ceil(whole.get("minimum", least)))
        most = min(most, math.floor(whole.get("maximum", most)))
        if "exclusiveMinimum" in whole:
            least = max(least, math.floor(whole["exclusiveMinimum"]) + 1)
        if "exclusiveMaximum" in whole:
            most = min(most, math.ceil(whole["exclusiveMaximum"]) - 1)
        step = whole.get("multipleOf", 1)
        candidates = [
            value for value in (0, 1, -1, 42, least, most, least + 1, 1700000000123) if least <= value <= most
        ]
        if step != 1:
            candidates = [int(value // step * step) for value in candidates]
            candidates = [value for value in candidates if least <= value <= most] or [math.ceil(least / step) * step]
        if not candidates:
            raise Dead
        candidates = list(dict.fromkeys(candidates))
        return candidates[self.choose((path, "integer", len(candidates)), len(candidates))]

    def number(self, whole, path, depth):
        if whole.get("format") in WHOLE:
            # The formats of integers are formats of numbers too.
            return self.integer(whole, path, depth)
        least = whole.get("exclusiveMinimum", whole.get("minimum", -math.inf))
        most = whole.get("exclusiveMaximum", whole.get("maximum", math.inf))
        candidates = [0, 0.1, -1.5, 5, 1e-7, 123456789.123, 1.7976931348623157e308, 5e-324, 9.87654321e21, least, most]
        if math.isfinite(least) and math.isfinite(most):
            candidates.append((least + most) / 2)
        elif math.isfinite(least):
            candidates.append(least + 1.5)
        elif math.isfinite(most):
            candidates.append(most - 1.5)
        if whole.get("format") == "float":
            candidates = [_single(value) for value in candidates]
        fits = [value for value in candidates if value is not None and math.isfinite(value) and least <= value <= most]
        if "exclusiveMinimum" in whole or "exclusiveMaximum" in whole:
            fits = [
                value for value in fits if value not in (whole.get("exclusiveMinimum"), whole.get("exclusiveMaximum"))
            ]
        if "multipleOf" in whole:
            step = whole["multipleOf"]
            fits = [
                value
                for value in (0, step, 2 * step, 7 * step, round(least / step) * step if math.isfinite(least) else 0)
                if least <= value <= most
            ]
        if not fits:
            raise Dead
        return fits[self.choose((path, "number", len(fits)), len(fits))]

    def string(self, whole, path, depth):
        least, most = whole.get("minLength", 0), whole.get("maxLength", 10**6)
        if "contentSchema" in whole:
            return text(self.make(whole["contentSchema"], (*path, "content"), depth + 1))
        if whole.get("pattern") and whole.get("format") not in SHAPES:
            for _ in range(20):
                made = patterns.text(whole["pattern"], self.random)
                if made is not None and least <= len(made) <= most:
                    return made
            if whole.get("format") not in FORMATS:
                raise Dead
        texts = FORMATS.get(whole.get("format"))
        if whole.get("contentEncoding") == "base64":
            texts = FORMATS["byte"]
        if whole.get("contentMediaType") == "application/json" or whole.get("format") == "json":
            texts = ["{}", "[1,2]", '"x"', "null"]
        if texts:
            fits = [made for made in texts if least <= len(made) <= most and not (self.is_plain and made == "")]
            if fits:
                return fits[self.choose((path, "format", len(fits)), len(fits))]
        # In turn, so that each of them is used somewhere.
        for _ in self.texts:
            self.next_text = (self.next_text + 1) % len(self.texts)
            made = self.texts[self.next_text]
            if least <= len(made) <= most:
                return made
        made = "".join(self.texts)
        made = (made * (least // len(made) + 1))[: max(least, min(most, 1))]
        return made if made == made.strip() else "x" * len(made)

    def array(self, whole, path, depth):
        least, most = whole.get("minItems", 0), whole.get("maxItems", 10**6)
        first = whole.get("prefixItems", [])
        items = whole.get("items", True)
        if self.filled or self.mode == "all":
            least = max(least, min(1, most))
        if depth > 6 or self.left <= 0 or self.mode == "required" or self.is_nested(items):
            count = max(least, 0 if not first else min(len(first), most))
        else:
            counts = sorted(
                {
                    count
                    for count in (least, 1, 2, 3, len(first))
                    if least <= count <= most and count <= max(least, 3, len(first))
                }
            )
            count = counts[self.choose((path, "count", len(counts)), len(counts))]
        if items is False:
            count = min(count, len(first))
        values = []
        for index in range(count):
            schema = first[index] if index < len(first) else items
            for _ in range(12):
                value = self.make(schema, (*path, index if index < len(first) else "[]"), depth + 1)
                if not whole.get("uniqueItems") or value not in values:
                    values.append(value)
                    break
            else:
                if len(values) < least:
                    raise Dead
        return values

    def object(self, whole, path, depth):
        properties, required = whole.get("properties", {}), whole.get("required", [])
        value = {}
        for name, schema in properties.items():
            is_required = name in required
            if not is_required:
                if self.mode == "required" or depth > 7 or self.left <= 0:
                    continue
                if self.mode == "mixed" and not self.choose((path, name, "there"), 2):
                    continue
                if schema is False or self.is_nested(schema):
                    continue
            try:
                value[name] = self.make(schema, (*path, name), depth + 1)
            except Dead:
                if is_required:
                    raise
        rest = whole.get("additionalProperties", True)
        for name in required:
            if name not in value and name not in whole.get("x-hidden", []):
                value[name] = self.make(rest, (*path, "{}"), depth + 1)
        self.more(whole, value, rest, path, depth)
        return value

    def more(self, whole, value, rest, path, depth):
        """Members that the schema does not name."""
        least, most = whole.get("minProperties", 0), whole.get("maxProperties", 10**6)
        names = whole.get("propertyNames", True)
        is_typed = "additionalProperties" in whole and rest is not False
        wanted = max(0, least - len(value))
        if self.mode != "required" and depth <= 6 and self.left > 0 and len(value) < most:
            if is_typed:
                wanted = max(wanted, self.choose((path, "more"), 3))
            elif self.unknown and rest is not False and "unevaluatedProperties" not in whole:
                wanted = max(wanted, self.choose((path, "unknown"), 2))
            for pattern, schema in whole.get("patternProperties", {}).items():
                name = patterns.text(pattern, self.random)
                if name and name not in value:
                    value[name] = self.make(schema, (*path, "~"), depth + 1)
        for index in range(wanted):
            if rest is False:
                break
            name = f"{UNKNOWN}{index}" if not is_typed else ["extra", "ключ", "a b", "x-y"][index % 4]
            if names is not True:
                name = self.make({"allOf": [names, {"type": "string"}]}, (*path, "name"), depth + 1)
            if name not in value and name not in whole.get("properties", {}) and name not in whole.get("x-hidden", []):
                value[name] = self.make(rest, (*path, "{}"), depth + 1)


def _is_as_long(value, whole):
    return not isinstance(value, str) or whole.get("minLength", 0) <= len(value) <= whole.get("maxLength", len(value))


def _direct(schema):
    """The definitions that a schema is, or is made of."""
    if not isinstance(schema, dict):
        return []
    names = [schema["$ref"]] if "$ref" in schema else []
    for key in ("allOf", "anyOf", "oneOf"):
        names += [name for part in schema.get(key, ()) for name in _direct(part)]
    return names


def _both(first, second):
    both = [kind for kind in first if kind in second or kind == "integer" and "number" in second]
    return both + [kind for kind in second if kind == "integer" and "number" in first and kind not in both]


def _kind(value):
    if value is None:
        return {"null"}
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    if isinstance(value, float):
        return {"number"} | ({"integer"} if value.is_integer() else set())
    return {"string"} if isinstance(value, str) else {"array"} if isinstance(value, list) else {"object"}


def _single(value):
    """The nearest number that `float` holds, with no more digits than it takes."""
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return None
    for digits in range(1, 10):
        text = f"{single:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == single:
            return float(text)
    return single


def text(value):
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
