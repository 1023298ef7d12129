"""The first figure: calls with what is required and with everything, judged by Prism and by another serializer."""

import json
from urllib.parse import unquote

import document as documents
import sample
import serialize
from answers import Values, is_object

UNCALLED = ("argument", "request", "panic")


class Argument:
    """An argument of a call, with the parameter of the document that it stands for."""

    def __init__(self, job, view, planned):
        self.planned, self.place = planned, planned["place"]
        self.parameter = view.parameters.get((planned["place"], planned["wire"]))
        if self.parameter is None and planned["place"] == "query":
            self.parameter = view.parameters.get(("querystring", planned["wire"]))
        value = job.document.value(self.parameter) if self.parameter else None
        self.value = value or {}
        self.schema = self.is_json = None
        if value is not None:
            content = list(job.document.members(self.parameter.child("content")))
            if content:
                self.schema, self.is_json = content[0][1].child("schema"), documents.is_json(content[0][0])
            elif "schema" in value:
                self.schema = self.parameter.child("schema")
        self.values = None

    def sampled(self, job, mode):
        if self.schema is None:
            return "plain"
        if self.values is None:
            alphabet = {"path": "path", "query": "text"}.get(self.place, "header")
            self.values = Values(job, self.schema, "request", alphabet, filled=not self.is_json)
        value = self.values.one(mode)
        for _ in range(8):
            if not self.is_unclear(value):
                break
            value = self.values.one("mixed")
        return value

    def is_unclear(self, value):
        """Whether nobody says how the value is written: nothing, or in the path an empty text."""
        if self.is_json:
            return False
        if value is None or value == [] or value == {}:
            return True
        items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
        if self.place == "path" and any(item in (".", "..") for item in items):
            return True
        return any(item is None or item == "" and (self.place != "query" or isinstance(value, list)) for item in items)

    def pieces(self, value):
        return serialize.parameter(
            self.planned["wire"], value, self.place, self.value.get("style"), self.value.get("explode"), self.is_json,
            self.value.get("allowReserved") is True,
        )


class CallOf:
    """A method of an operation, with everything that it can be given."""

    def __init__(self, job, operation, view, call):
        self.job, self.operation, self.view, self.call = job, operation, view, call
        self.place = f"{operation['method']} {operation['path']}" + (f" ({call['body']['media_type']})" if call["body"] else "")
        self.parameters, self.members, self.parts = [], [], []
        for planned in call["arguments"]:
            if planned["place"] in ("path", "query", "header", "cookie"):
                self.parameters.append(Argument(job, view, planned))
            elif planned["place"] == "member":
                self.members.append(planned)
            else:
                self.parts.append(planned)
        self.body_place, self.body_type, self.body_values = None, None, None
        self.find_body()

    def every_values(self):
        """What makes the values of the call, as far as there is anything yet."""
        return [*(argument.values for argument in self.parameters), self.body_values]

    def find_body(self):
        bodies = {documents.media_type(name): (name, at) for name, at in self.view.bodies.items()}
        if self.call["body"]:
            wanted = documents.media_type(self.call["body"]["media_type"])
            found = bodies.get(wanted) or next(iter(bodies.values()), None)
        elif self.members:
            found = next((pair for name, pair in bodies.items() if documents.is_json(name)), None)
        elif self.parts:
            found = next((pair for name, pair in bodies.items() if name.startswith("multipart/")), None)
        else:
            found = None
        if found is not None:
            self.body_type, self.body_place = documents.media_type(found[0]), found[1]

    def body_sample(self, mode):
        if self.body_values is None:
            at = self.body_place.child("schema")
            # In a form nothing tells an empty list from none, nor `null` from an empty text.
            self.is_form = not documents.is_json(self.body_type)
            self.body_values = Values(self.job, at, "request", filled=self.is_form)
        value = self.body_values.one(mode)
        for _ in range(8):
            if not self.is_form or not isinstance(value, dict) or all(item is not None and item != [] for item in value.values()):
                break
            value = self.body_values.one(mode if mode == "all" else "mixed")
        return value

    def given(self, mode):
        """The values of a call, as the program takes them, and what is to be seen of them."""
        given, seen = {}, Seen()
        fresh = 0
        for argument in self.parameters:
            planned = argument.planned
            if planned["constant"] is not None:
                seen.parameters.append((argument, planned["constant"]))
            elif planned["required"] or mode == "all" or mode == "mixed" and self.job.random.random() < 0.7:
                value = argument.sampled(self.job, mode)
                fresh += argument.values.sampler.fresh if argument.values else 0
                given[planned["key"]] = sample.text(value)
                seen.parameters.append((argument, value))
        body = self.call["body"]
        if body and (body["required"] or mode != "required"):
            given["body"] = self.body_given(body, mode, seen)
        elif self.members and (mode != "required" or any(planned["required"] for planned in self.members)):
            value = self.body_sample(mode)
            whole = {}
            for planned in self.members:
                if planned["constant"] is not None:
                    whole[planned["wire"]] = planned["constant"]
                elif isinstance(value, dict) and planned["wire"] in value:
                    whole[planned["wire"]] = value[planned["wire"]]
                    given[planned["key"]] = sample.text(value[planned["wire"]])
            seen.kind, seen.value = "json", whole
        elif self.parts and (mode != "required" or any(planned["required"] for planned in self.parts)):
            self.parts_given(given, mode, seen)
        fresh += self.body_values.sampler.fresh if self.body_values else 0
        return given, seen, fresh

    def body_given(self, body, mode, seen):
        seen.kind, seen.media_type = body["format"], body["media_type"]
        if body["format"] == "upload":
            content = "bytes \u00e9 of a file %s" % mode
            if self.body_place is not None and is_object(self.job, self.body_place.child("schema")):
                # The bytes are the caller's business; these are what the document describes, in JSON and so in YAML.
                content = sample.text(self.body_sample(mode))
            seen.value = content.encode().hex()
            media_type = {} if "*" not in body["media_type"] else {"content_type": self.concrete(body["media_type"])}
            return sample.text({"hex": seen.value, **media_type})
        if body["format"] == "multipart":
            return self.form_given(mode, seen)
        seen.value = self.body_sample(mode)
        if body["format"] == "text" and isinstance(seen.value, (dict, list)):
            # What nobody says how to write (XML, mostly) is given as text by the caller.
            seen.value = "<given>by the caller</given>"
        return sample.text(seen.value)

    def form_given(self, mode, seen):
        """A form of parts that the caller puts together."""
        value = self.body_sample(mode)
        seen.value, parts = {}, []
        for name, item in (value.items() if isinstance(value, dict) else [("note", "a text")]):
            seen.value[name] = item
            for one in item if isinstance(item, list) else [item]:
                parts.append({"name": name, "text": one if isinstance(one, str) else sample.text(one)})
        seen.value["another file"] = {"hex": "00ff10"}
        seen.files = {"another file"}
        return sample.text([*parts, {"name": "another file", "hex": "00ff10", "file_name": "d.bin"}])

    @staticmethod
    def concrete(media_type):
        plain = documents.media_type(media_type)
        return {"image/*": "image/png", "audio/*": "audio/ogg", "video/*": "video/mp4", "text/*": "text/plain"}.get(
            plain, "application/octet-stream"
        )

    def parts_given(self, given, mode, seen):
        value = self.body_sample(mode)
        seen.kind, seen.value, seen.files = "multipart", {}, set()
        for planned in self.parts:
            name, place = planned["wire"], planned["place"]
            if place in ("other-parts", "part-header"):
                continue
            wanted = planned["required"] or isinstance(value, dict) and name in value
            if planned["constant"] is not None:
                seen.value[name] = planned["constant"]
            elif place in ("file", "files") and wanted:
                one = {"hex": "00ff41" + mode.encode().hex(), "file_name": "a b.bin"}
                seen.value[name] = one if place == "file" else [one, one]
                seen.files.add(name)
                given[planned["key"]] = sample.text(seen.value[name])
            elif isinstance(value, dict) and name in value and value[name] is not None:
                seen.value[name] = value[name]
                given[planned["key"]] = sample.text(value[name])


class Seen:
    """What has to be seen of a call on the wire."""

    def __init__(self):
        self.parameters, self.kind, self.value, self.files, self.media_type = [], None, None, set(), None


def run(job):
    for skipped in job.plan["skipped"]:
        job.findings.wrong("requests", "skipped operation", f"{skipped['method']} {skipped['path']}", skipped["reason"], times=2)
    for operation in job.plan["operations"]:
        view = job.document.operation(operation["method"], operation["path"])
        for call in operation["calls"]:
            if view is None:
                job.findings.wrong("requests", "not found", f"{operation['method']} {operation['path']}", "the checker does not find the operation", times=2, whose="tool")
                continue
            if job.is_late():
                job.findings.wrong("requests", "no time left", f"{operation['method']} {operation['path']}", "the time of the document was over", times=2, whose="tool")
                continue
            job.guarded("requests", f"{operation['method']} {operation['path']}", lambda: calls(job, CallOf(job, operation, view, call)))


def calls(job, of):
    """Calls with what is required, with everything, and then as long as there is something new; longer while there is an
    alternative of a union that was in no call."""
    stale = 0
    for round_, mode in enumerate(("required", "all", *["mixed"] * 58)):
        fresh = one(job, of, mode)
        stale = 0 if fresh else stale + 1
        waits = any(values is not None and values.sampler.waits() for values in of.every_values())
        if round_ >= 1 and stale >= (8 if waits else 2) or round_ >= 11 and not waits:
            break


def one(job, of, mode):
    """Makes one call; tells how much was new in it."""
    try:
        given, seen, fresh = of.given(mode)
    except (sample.Dead, ValueError, RecursionError) as error:
        if mode != "mixed":
            job.findings.wrong("requests", "not sampled", of.place, f"no valid values: {type(error).__name__}: {str(error)[:200]}", whose="tool")
        return 0
    before = len(job.recorder.requests)
    prism_ = job.recorder.prism
    if job.ended.get(of.place, 0) > 1:
        # It would end again, and takes seconds to start.
        job.recorder.prism = None
    try:
        told = job.program.call(of.call["index"], given)
    finally:
        job.recorder.prism = prism_
    text = sample.text(given)
    if told["outcome"] in UNCALLED or len(job.recorder.requests) == before:
        job.findings.wrong("requests", f"not sent ({told['outcome']})", of.place, told.get("why", ""), text)
        return fresh
    request = job.recorder.requests[before]
    del job.recorder.requests[:]
    lenient = of.every_values()
    if any(values is not None and values.is_lenient for values in lenient):
        text = f"(not valid by the letter) {text}"
    if any(values is not None and values.is_tagged for values in lenient):
        text = f"(told apart by a discriminator) {text}"
    if job.recorder.double is not None and told["outcome"] != "ok":
        # The double does not know the values, but it has to believe the signature, and its answer has to be believed.
        refusal = job.recorder.double.refusal()
        if job.plan["protocol"] == "wechat" and refusal not in ("40001", "40014", "41001", "42001"):
            refusal = None
        if told["outcome"] in ("signature", "transport") or refusal:
            job.findings.wrong("requests", "refused by the double", of.place, f"{refusal}: {told.get('why')}", text, shown(request))
            return fresh
    agreed = wire(job, of, seen, request, text)
    prism(job, of, request, text, agreed)
    return fresh


def shown(request):
    headers = ", ".join(f"{name}: {value}" for name, value in request.headers if name.lower() not in ("host", "user-agent", "content-length"))
    return f"{request.method} {request.target} [{headers}] {request.body[:300].decode('utf-8', 'replace')}"


# What Prism says when the request is fine and it has no answer for it.
NO_ANSWER = ("NO_COMPLEX_OBJECT_TEXT", "NO_RESPONSE_DEFINED", "NO_RESPONSE_RESPONSE_DEFINED", "NO_SUCCESS_RESPONSE_DEFINED", "SCHEMA_TOO_COMPLEX", "VIOLATIONS", "NOT_FOUND")


def prism(job, of, request, given, agreed):
    """Counts what Prism says of a request."""
    if job.recorder.prism is None:
        job.findings.wrong("requests", "no validator", of.place, "Prism did not start", whose="tool")
        return
    if job.ended.get(of.place, 0) > 1:
        job.findings.wrong("requests", "no verdict", of.place, "Prism ends at the requests of this operation, and is not asked any more", whose="tool")
        return
    status, _, body = request.verdict
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    code = ""
    if isinstance(problem, dict):
        code = str(problem.get("type") or "").rpartition("errors#")[2] if "prism/errors#" in str(problem.get("type")) else ""
    if status == 599 and not code:
        job.ended[of.place] = job.ended.get(of.place, 0) + (b"and ended" in body)
        job.findings.wrong("requests", "no verdict", of.place, body[:300].decode("utf-8", "replace"), given, shown(request), whose="tool")
    elif not code or code in NO_ANSWER:
        job.findings.right("requests")
    elif agreed is None:
        said = "; ".join(str(one.get("message")) for one in problem.get("validation", [])) or str(problem.get("detail"))
        job.findings.wrong("requests", "undefined by OpenAPI", of.place, said, given, shown(request), whose="document")
    elif code == "UNPROCESSABLE_ENTITY":
        for violation in problem.get("validation", [{}])[:1]:
            where = ".".join(map(str, violation.get("location", [])))
            said = f"{where}: {violation.get('message')}" + ("; the other serializer agrees with the request" if agreed else "")
            job.findings.wrong("requests", f"refused: {violation.get('code')}", of.place, said, given, shown(request))
        if not problem.get("validation"):
            job.findings.wrong("requests", "refused", of.place, str(problem.get("detail")), given, shown(request))
    else:
        accepted = f" (described: {', '.join(sorted(described_types(job, of)))})" if code == "NOT_ACCEPTABLE" else ""
        said = f"{problem.get('detail') or job.recorder.prism.last_words()}{accepted}" + ("; the other serializer agrees with the request" if agreed else "")
        job.findings.wrong("requests", f"refused: {code}", of.place, said, given, shown(request))


def described_types(job, of):
    """The media types of all answers of an operation."""
    return {name for status in of.view.responses for name in of.view.content(status)}


def wire(job, of, seen, request, given):
    """Counts whether the bytes are what the other serializer says, and tells it."""
    path, _, query = request.target.partition("?")
    problems = []
    try:
        expected = []
        for argument, value in seen.parameters:
            if argument.is_unclear(value):
                raise serialize.Undefined("a value that is nothing")
            pieces = argument.pieces(value)
            if argument.place == "query":
                if argument.value.get("in") == "querystring":
                    raise serialize.Undefined("a whole query")
                expected += pieces
            elif argument.place == "header":
                got = request.header(argument.planned["wire"].lower())
                if got == "credential":
                    # The document has a security scheme of the same name, which comes before the parameter.
                    continue
                if got is None or got.encode("latin-1", "replace").decode("utf-8", "replace") != pieces[0] and not serialize.same_text(pieces[0], got, "=,;"):
                    problems.append(f"header {argument.planned['wire']}: expected {pieces[0]!r}, sent {got!r}")
            elif argument.place == "cookie":
                cookies = (request.header("cookie") or "").split("; ")
                missing, _ = serialize.same_pieces(pieces, cookies, "=,")
                plain = [unquote(piece) for piece in pieces]
                if missing and any(piece not in cookies for piece in plain):
                    problems.append(f"cookie: expected {pieces}, sent {cookies}")
        problems += path_problems(of, seen, path)
        got = [piece for piece in query.split("&") if piece]
        missing, more = serialize.same_pieces(expected, got)
        more = [piece for piece in more if not is_credential(job, piece)]
        fixed = of.operation["target"].partition("#")[0].partition("?")[2]
        for argument, value in seen.parameters:
            if argument.place == "path":
                fixed = fixed.replace("{" + argument.planned["wire"] + "}", argument.pieces(value)[0])
        also_missing, more = serialize.same_pieces([piece for piece in fixed.split("&") if piece and piece not in expected], more)
        missing += also_missing
        if missing or more:
            problems.append(f"query: missing {missing}, unexpected {more}")
        problems += body_problems(job, of, seen, request)
    except serialize.Undefined as undefined:
        job.findings.wrong("bytes", "undefined by OpenAPI", of.place, str(undefined), given, shown(request), whose="document")
        return None
    if problems:
        job.findings.wrong("bytes", problems[0].partition(":")[0].split(" ")[0], of.place, "; ".join(problems), given, shown(request))
        return False
    job.findings.right("bytes")
    return True


def path_problems(of, seen, path):
    expected = of.operation["target"].partition("?")[0].partition("#")[0]
    values = {argument.planned["wire"]: argument.pieces(value)[0] for argument, value in seen.parameters if argument.place == "path"}
    for name, text in values.items():
        expected = expected.replace("{" + name + "}", text)
    if not expected.startswith("/"):
        expected = "/" + expected
    first, second = serialize.normal(expected, "/=,;").split("/"), serialize.normal(path, "/=,;").split("/")
    if len(first) != len(second) or not all(map(serialize.same_values, first, second)):
        return [f"path: expected {expected}, sent {path}"]
    return []


def is_credential(job, piece):
    token = job.recorder.double.environment["CONFORM_TOKEN"] if job.recorder.double else "credential"
    return unquote(piece.partition("=")[2]) in ("credential", token)


def body_problems(job, of, seen, request):
    content_type = request.header("content-type") or ""
    if seen.kind is None and content_type.startswith("multipart/"):
        seen.kind, seen.value = "multipart", {}
    if seen.kind is None:
        return [] if not request.body or request.body == b"{}" else [f"body: nothing was given, sent {request.body[:100]!r}"]
    problems = []
    if seen.media_type and documents.media_type(content_type) != documents.media_type(seen.media_type) and "*" not in seen.media_type:
        problems.append(f"content type: expected {seen.media_type}, sent {content_type}")
    if seen.kind == "json":
        missing, more = serialize.json_differences(seen.value, request.body)
    elif seen.kind == "form":
        if not isinstance(seen.value, dict):
            raise serialize.Undefined("a form of what is not an object")
        encodings = job.document.value(of.body_place.child("encoding")) or {}
        missing, more = serialize.form_differences(seen.value, request.body, encodings)
    elif seen.kind == "multipart":
        missing, more = serialize.part_differences(seen.value, seen.files, content_type, request.body)
    elif seen.kind == "upload":
        missing, more = ([], []) if request.body.hex() == seen.value else (["the bytes of the upload"], [])
    else:
        same = serialize.same_value(serialize.scalar(seen.value), request.body.decode("utf-8", "replace"))
        missing, more = ([], []) if same else (["the text"], [])
    if missing or more:
        problems.append(f"body ({seen.kind}): missing {missing[:3]}, unexpected {more[:3]}")
    return problems
