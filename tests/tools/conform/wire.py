"""Whether the bytes of a request are what the other serializer says."""

from urllib.parse import unquote

import document as documents
import serialize


def shown(request):
    headers = ", ".join(
        f"{name}: {value}"
        for name, value in request.headers
        if name.lower() not in ("host", "user-agent", "content-length")
    )
    return f"{request.method} {request.target} [{headers}] {request.body[:300].decode('utf-8', 'replace')}"


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
                if (
                    got is None
                    or got.encode("latin-1", "replace").decode("utf-8", "replace") != pieces[0]
                    and not serialize.same_text(pieces[0], got, "=,;")
                ):
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
        also_missing, more = serialize.same_pieces(
            [piece for piece in fixed.split("&") if piece and piece not in expected], more
        )
        missing += also_missing
        if missing or more:
            problems.append(f"query: missing {missing}, unexpected {more}")
        problems += body_problems(job, of, seen, request)
    except serialize.Undefined as undefined:
        job.findings.wrong(
            "bytes", "undefined by OpenAPI", of.place, str(undefined), given, shown(request), whose="document"
        )
        return None
    if problems:
        job.findings.wrong(
            "bytes", problems[0].partition(":")[0].split(" ")[0], of.place, "; ".join(problems), given, shown(request)
        )
        return False
    job.findings.right("bytes")
    return True


def path_problems(of, seen, path):
    expected = of.operation["target"].partition("?")[0].partition("#")[0]
    values = {
        argument.planned["wire"]: argument.pieces(value)[0]
        for argument, value in seen.parameters
        if argument.place == "path"
    }
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
        return (
            []
            if not request.body or request.body == b"{}"
            else [f"body: nothing was given, sent {request.body[:100]!r}"]
        )
    problems = []
    if (
        seen.media_type
        and documents.media_type(content_type) != documents.media_type(seen.media_type)
        and "*" not in seen.media_type
    ):
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
