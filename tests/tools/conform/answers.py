"""The second figure: valid values of every schema, read and written back."""

import re

import jsonschema_rs

import compare
import document as documents
import sample
from sample import Sampler
from schemas import EXTENSIONS, Converter

# How many values of each schema are asked of the faker.
FAKED = 4


class Values:
    """Makes valid values of the schema at a place."""

    def __init__(self, job, place, direction, alphabet="text", unknown=False, filled=False):
        converter = job.converters.setdefault(direction, Converter(job.document, direction))
        self.schema = converter.whole(place)
        self.validator = jsonschema_rs.Draft202012Validator(self.schema, validate_formats=True)
        self.sampler = Sampler(self.schema, job.random, alphabet, unknown, filled)
        self.lenient, self.is_lenient = None, False
        self.read_only, self.is_faked = converter.read_only, False
        self.names = {
            name
            for part in nested(self.schema)
            for name in part.get("properties") or ()
            if isinstance(part.get("properties"), dict)
        }
        parts = [part for part in self.schema["$defs"].values() if isinstance(part, dict)]
        self.has_floats = any(part.get("format") == "float" for part in nested(self.schema))
        self.has_extensions = any(name in sample.text(part) for part in parts for name in EXTENSIONS)
        self.is_tagged = any("x-tagged" in part for part in self.schema["$defs"].values() if isinstance(part, dict))

    def one(self, mode, tries=12):
        """A value that the validator accepts; raises `Dead` where none can be made. Where no value is valid by
        the letter (every one fits several alternatives of a `oneOf`; parts of an `allOf` forbid each other's members),
        one that is meant is taken: `is_lenient` tells."""
        self.is_lenient = False
        refused = []
        for _ in range(tries):
            try:
                value = self.sampler.value(mode)
            except RecursionError:
                continue
            if self.validator.is_valid(value) or self.repaired(value):
                return value
            refused.append(value)
        if self.lenient is None:
            self.lenient = jsonschema_rs.Draft202012Validator(relaxed(self.schema), validate_formats=True)
        for value in refused:
            if self.lenient.is_valid(value):
                self.is_lenient = True
                return value
        raise sample.Dead

    def repaired(self, value):
        """Takes out of a large value what is wrong in it; tells whether it is valid then."""
        for _ in range(8):
            paths = {tuple(error.instance_path) for _, error in zip(range(20), self.validator.iter_errors(value))}
            if not paths:
                return True
            for path in sorted(paths, key=len, reverse=True):
                owner = value
                for key in path[:-1]:
                    owner = (
                        owner.get(key)
                        if isinstance(owner, dict)
                        else owner[key]
                        if isinstance(owner, list) and key < len(owner)
                        else None
                    )
                if path and isinstance(owner, dict):
                    owner.pop(path[-1], None)
                elif path and isinstance(owner, list) and path[-1] < len(owner):
                    del owner[path[-1]]
                else:
                    return False
        return False

    def several(self, most):
        """Values until nothing new turns up."""
        made, stale = [], 0
        for index in range(most):
            try:
                value = self.one(("all", "required")[index] if index < 2 else "mixed")
            except sample.Dead:
                stale += 2
                if stale > 6:
                    break
                continue
            stale = 0 if self.sampler.fresh else stale + 1
            made.append(value)
            if stale >= 4:
                break
        return made


def nested(schema):
    """A schema and every object in it."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nested(part)


def relaxed(schema):
    """A schema in which several alternatives may hold at once, and parts do not forbid each other's members."""
    if isinstance(schema, list):
        return [relaxed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: value if key in ("enum", "const") else relaxed(value) for key, value in schema.items()}
    if changed.get("additionalProperties") is False:
        del changed["additionalProperties"]
    if isinstance(changed.get("oneOf"), list):
        alternatives = {"anyOf": changed.pop("oneOf")}
        changed["allOf"] = [*changed.get("allOf", []), alternatives]
    return changed


def run(job):
    """Every schema of every answer, each pair of schema and type once."""
    done = {}
    # What is described in a form of its own is read by the method of that form.
    claimed = {}
    for operation in job.plan["operations"]:
        claimed.setdefault((operation["method"], operation["path"]), set()).update(operation["other_form"])
    for operation in job.plan["operations"]:
        view = job.document.operation(operation["method"], operation["path"])
        if view is None:
            continue
        for status in view.responses:
            for media_type, at in view.content(status).items():
                schema = at.child("schema")
                own = operation["other_form"]
                if media_type not in own if own else media_type in claimed[operation["method"], operation["path"]]:
                    continue
                # Of what is left open (`*/*`), an object is JSON.
                says_json = documents.is_json(media_type) or "*" in media_type and is_object(job, schema)
                if not says_json or job.document.value(schema) is None:
                    continue
                answer = reader(operation, status)
                place = f"{operation['method']} {operation['path']} {status}"
                target = job.document.follow(schema)
                if answer is None or answer["kind"] != "json":
                    if answer is None or answer["kind"] != "items":
                        kind = "not described" if answer is None else answer["kind"]
                        job.findings.wrong("answers", "no JSON type", place, f"JSON is described and read as: {kind}")
                    continue
                key = (target, answer["value"])
                if key in done:
                    continue
                done[key] = True
                if job.is_late(0.4):
                    job.findings.wrong("answers", "no time left", place, "the share of the values was over", whose="tool")
                else:
                    of = f"{target} as {answer['ty']}"
                    job.guarded("answers", place, lambda: values(job, schema, answer["value"], place, of))
    for inbound in job.plan["inbounds"]:
        schema = inbound_schema(job, inbound["title"])
        if schema is not None and not inbound["is_form"] and not job.is_late(0.4):
            of = str(job.document.follow(schema))
            job.guarded("answers", of, lambda: values(job, schema, inbound["value"], inbound["title"], of))
    for skipped in job.plan["skipped"]:
        job.findings.wrong("answers", "skipped operation", f"{skipped['method']} {skipped['path']}", skipped["reason"])


def values(job, schema, index, place, of):
    try:
        made = Values(job, schema, "answer", unknown=True)
        several = made.several(job.arguments.values)
    except (ValueError, sample.Dead, RecursionError) as error:
        job.findings.wrong(
            "answers", "not sampled", place, f"{of}: {type(error).__name__}: {str(error)[:200]}", whose="tool"
        )
        return
    if not several:
        job.findings.wrong("answers", "not sampled", place, f"{of}: no valid value was found", whose="tool")
    faked = [
        value
        for value in job.faker.values(made.schema, job.random.randrange(2**31), FAKED)
        if made.validator.is_valid(value)
    ]
    job.findings.faked += len(faked)
    for number, value in enumerate(several + faked):
        made.is_faked = number >= len(several)
        text = sample.text(value)
        told = job.program.value(index, text)
        if told["outcome"] != "value":
            job.findings.wrong("answers", f"not read ({told['outcome']})", place, f"{of}: {told.get('why')}", text)
            continue
        judge(job, "answers", place, of, text, told["value"], made)


# How a value changes that an extension of the documents in `specs` lets stand in several forms.
BY_EXTENSION = re.compile(
    "text became a number|a number became text|text became a list|a list became text|a member is lost|a member is added|another value"
)


def judge(job, part, place, of, given, got, values):
    """Counts a value that came back."""
    found = list(compare.differences(compare.parsed(given), compare.parsed(got)))
    if values.has_extensions:
        found = [(path, f"~{what}, by an extension" if BY_EXTENSION.match(what) else what) for path, what in found]
    if values.is_faked and values.has_floats:
        # The sampler's have no more digits than `float` holds.
        found = list(compare.differences(compare.parsed(given), compare.parsed(got), is_single=True))
    if values.is_faked:
        # The faker gives a name of its own to a member that the document does not describe.
        unnamed = lambda path, what: what == "a member is lost" and path.rpartition(".")[2] not in values.names
        found = [
            (path, "~a member that the document does not describe is dropped" if unnamed(path, what) else what)
            for path, what in found
        ]
    read_only = [
        path for path, what in found if what == "a member is lost" and path.rpartition(".")[2] in values.read_only
    ]
    if read_only and all(what[0] == "~" or path in read_only for path, what in found):
        job.findings.wrong(
            part, "a member that is `readOnly` is not written back", place, f"{of}: {read_only[0]}", given, got
        )
        return
    real = [(path, what) for path, what in found if what[0] != "~"]
    if real:
        path, what = real[0]
        job.findings.wrong(
            part, what, place, f"{of}: {path}: {what}" + (f" and {len(real) - 1} more" if real[1:] else ""), given, got
        )
    else:
        job.findings.right(part)
        job.findings.normalised += bool(found)


def is_object(job, schema):
    """Whether a schema is one of objects alone."""
    value = job.document.value(job.document.follow(schema))
    return isinstance(value, dict) and (value.get("type") == "object" or "properties" in value or "allOf" in value)


def reader(operation, status, concrete=None):
    """How the program reads an answer with a documented status."""
    is_success = status.startswith("2") or status.upper() in operation["redirects"]
    sides = [operation["output"], operation["error"]]
    if status == "default" and concrete is not None:
        is_success = 200 <= concrete < 300
    elif status == "default":
        listed = [answer["status"] for answer in operation["output"]]
        is_success = "default" in listed
    for wanted in (status, f"{status[0]}XX", "default", "*"):
        for answer in sides[0 if is_success else 1]:
            if answer["status"].upper() == wanted.upper():
                return answer
    return None


def inbound_schema(job, title):
    """The schema of a webhook by its title: ``webhook `name` ``."""
    kind, _, rest = title.partition(" `")
    name = rest.partition("`")[0]
    if kind != "webhook":
        return None
    item = job.document.follow(job.document.root.child("webhooks", name))
    for method, at in job.document.members(item):
        if method in documents.METHODS:
            for media_type, content in job.document.members(
                job.document.follow(at.child("requestBody")).child("content")
            ):
                if documents.is_json(media_type):
                    return content.child("schema")
    return None
