"""The third figure: answers of every status, with right and wrong bodies."""

import json

import document as documents
import sample
from answers import Values, is_object, reader
from calls import CallOf

# Bodies that no document describes: their media type, and their bytes.
WRONG = [
    ("text/html", b"<html><body>Bad gateway</body></html>"),
    ("application/json", b'{"broken":'),
    ("application/json", b'[["another"],"shape"]'),
    ("application/json", b""),
]


def run(job):
    for skipped in job.plan["skipped"]:
        job.findings.wrong("failures", "skipped operation", f"{skipped['method']} {skipped['path']}", skipped["reason"])
    for operation in job.plan["operations"]:
        if job.plan["protocol"] == "alipay":
            # What is not signed with the platform's key is refused before it is read, and nobody here has that key.
            job.findings.wrong(
                "failures",
                "signed answers",
                f"{operation['method']} {operation['path']}",
                "the checker cannot sign answers",
                whose="tool",
            )
            continue
        view = job.document.operation(operation["method"], operation["path"])
        if view is None or job.is_late():
            job.findings.wrong(
                "failures", "no time left", f"{operation['method']} {operation['path']}", "not checked", whose="tool"
            )
            continue
        try:
            given, _, _ = CallOf(job, operation, view, operation["calls"][0]).given("required")
        except (sample.Dead, ValueError, RecursionError):
            job.findings.wrong(
                "failures",
                "not sampled",
                f"{operation['method']} {operation['path']}",
                "no valid values for the call",
                whose="tool",
            )
            continue
        place = f"{operation['method']} {operation['path']}"
        for status in view.responses:
            job.guarded("failures", place, lambda: documented(job, operation, view, given, status))
        job.guarded("failures", place, lambda: undescribed(job, operation, view, given))


def concrete(view, status):
    """A status of a documented key."""
    if status.isdigit():
        return int(status)
    if status == "default":
        return next(code for code in (500, 400, 503, 404, 418) if str(code) not in view.responses)
    if status[1:].upper() == "XX" and status[0].isdigit():
        first = int(status[0]) * 100
        return next(code for code in (first, first + 4, first + 9) if str(code) not in view.responses)
    return None


def documented(job, operation, view, given, status):
    code = concrete(view, status)
    if code is None or code < 200 or code > 599:
        return
    content = view.content(status)
    # Of what is left open (`*/*`), an object is JSON.
    is_described = lambda name, at: documents.is_json(name) or "*" in name and is_object(job, at.child("schema"))
    described = next(((name, at) for name, at in content.items() if is_described(name, at)), None)
    if described and job.document.value(described[1].child("schema")) is not None:
        try:
            values = Values(job, described[1].child("schema"), "answer")
            value = sample.text(values.one("mixed"))
            media_type = documents.media_type(described[0]) if documents.is_json(described[0]) else "application/json"
            exchange(job, operation, given, code, status, media_type, value.encode(), value, values.read_only)
        except (sample.Dead, ValueError, RecursionError):
            job.findings.wrong(
                "failures",
                "not sampled",
                f"{operation['method']} {operation['path']} {status}",
                "no valid body",
                whose="tool",
            )
    elif not content:
        exchange(job, operation, given, code, status, None, b"", None)
    else:
        name = documents.media_type(next(iter(content)))
        body = b"{}" if documents.is_json(name) else b"data: 1\n\n"
        exchange(job, operation, given, code, status, "text/plain" if "*" in name else name, body, None)
    if operation["method"] == "HEAD" or code in (204, 304):
        return
    for media_type, body in WRONG:
        exchange(job, operation, given, code, status, media_type, body, False)


def undescribed(job, operation, view, given):
    used = {key.upper() for key in view.responses}
    for code in (418, 599, 507):
        if str(code) not in used:
            # A range, or the default, describes it all the same.
            status = next((key for key in (f"{code // 100}XX", "DEFAULT") if key in used), None)
            body = b'{"code":"E1","message":"no"}'
            exchange(job, operation, given, code, status and status.lower(), "application/json", body, False)
            return


def exchange(job, operation, given, code, status, media_type, body, expected, read_only=()):
    """Makes the call, lets this be the answer, and judges what came of it. `expected` is the JSON of a right body,
    nothing for one that is right and not JSON, and false for a wrong one."""
    headers = [("content-type", media_type)] if media_type else []
    if 300 <= code < 400:
        headers.append(("location", "http://127.0.0.1:9/elsewhere"))
    job.recorder.script = (code, headers, body)
    told = job.program.call(operation["calls"][0]["index"], given)
    del job.recorder.requests[:]
    place = f"{operation['method']} {operation['path']} {status or 'undocumented'} ({code})"
    if operation["method"] == "HEAD":
        # There is no body in the answer to it.
        body, expected = b"", False
    problem = judged(operation, told, code, status, body, expected, read_only)
    if problem:
        job.findings.wrong(
            "failures",
            problem,
            place,
            told.get("why", ""),
            f"{media_type}: {body[:300].decode('utf-8', 'replace')}",
            sample.text(told)[:600],
        )
    else:
        job.findings.right("failures")


def judged(operation, told, code, status, body, expected, read_only=()):
    """What is wrong about an outcome; nothing if it is as it has to be."""
    import compare

    outcome = told["outcome"]
    if outcome in ("panic", "argument", "request", "transport", "signature"):
        return f"ended as {outcome}"
    if told.get("status") != str(code):
        return "the status is lost"
    is_redirect = 300 <= code < 400 and code != 304
    is_answer = is_redirect and status is not None and status.startswith("3")
    is_success = 200 <= code < 300 or is_answer
    if is_success and operation["in_band"]:
        return None
    if outcome in ("api", "unexpected") and told.get("raw", "").encode() != body:
        return "the body of a refused answer is lost"
    if is_success:
        if outcome == "api":
            return "a success became a failure of the API"
        if outcome != "ok" and expected is not False:
            return "a right success is refused"
    elif outcome == "ok":
        return "a failure became a success"
    elif outcome != ("unexpected" if is_redirect else "api"):
        return "a failure is none of the API"
    elif outcome == "api":
        problem = typing(operation, told, code, status, body, expected)
        if problem:
            return problem
    if expected is False:
        # A wrong body may be read where the type allows it.
        return None
    if expected and told.get("kind") == "json":
        found = compare.differences(compare.parsed(expected), compare.parsed(told["value"]))
        different = [(path, what) for path, what in found if what[0] != "~"]
        hidden = [
            path for path, what in different if what == "a member is lost" and path.rpartition(".")[2] in read_only
        ]
        if different and len(hidden) == len(different):
            return "a member that is `readOnly` is not written back"
        return f"the value: {different[0][1]}" if different else None
    return None


def typing(operation, told, code, status, body, expected):
    """What is wrong about the type of a failure's body: there is one where the document describes the status, or its
    range, or the default, and the body fits."""
    is_typed = "untyped" not in told
    if status is None:
        return "an undescribed failure is typed" if is_typed and not operation["in_band"] else None
    answer = reader(operation, status, code)
    if answer is None or answer["kind"] == "empty":
        return None
    if expected is False:
        if is_typed and told.get("kind") == "json" and not may_be(told["value"], body):
            return "a wrong body is typed"
        return None
    # Where nothing is described, nothing is what comes.
    return None if is_typed or not body else "a described failure is not typed"


def may_be(value, body):
    """Whether a JSON value can have been read from this body: nothing is null, and what is not JSON is text."""
    text = body.decode("utf-8", "replace")
    if not text:
        return value in ("null", '""')
    try:
        json.loads(text)
        return True
    except ValueError:
        return json.loads(value) == text
