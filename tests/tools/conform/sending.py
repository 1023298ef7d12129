"""The first figure: calls with what is required and with everything, judged by Prism and by another serializer."""

import json

import sample
from calls import CallOf
from wire import shown, wire

UNCALLED = ("argument", "request", "panic")


def described_types(job, of):
    """The media types of all answers of an operation."""
    return {name for status in of.view.responses for name in of.view.content(status)}


def run(job):
    for skipped in job.plan["skipped"]:
        job.findings.wrong(
            "requests", "skipped operation", f"{skipped['method']} {skipped['path']}", skipped["reason"], times=2
        )
    for operation in job.plan["operations"]:
        view = job.document.operation(operation["method"], operation["path"])
        for call in operation["calls"]:
            if view is None:
                job.findings.wrong(
                    "requests",
                    "not found",
                    f"{operation['method']} {operation['path']}",
                    "the checker does not find the operation",
                    times=2,
                    whose="tool",
                )
                continue
            if job.is_late(0.8):
                job.findings.wrong(
                    "requests",
                    "no time left",
                    f"{operation['method']} {operation['path']}",
                    "the time of the document was over",
                    times=2,
                    whose="tool",
                )
                continue
            job.guarded(
                "requests",
                f"{operation['method']} {operation['path']}",
                lambda: calls(job, CallOf(job, operation, view, call)),
            )


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
            job.findings.wrong(
                "requests",
                "not sampled",
                of.place,
                f"no valid values: {type(error).__name__}: {str(error)[:200]}",
                whose="tool",
            )
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
            job.findings.wrong(
                "requests", "refused by the double", of.place, f"{refusal}: {told.get('why')}", text, shown(request)
            )
            return fresh
    agreed = wire(job, of, seen, request, text)
    prism(job, of, request, text, agreed)
    return fresh


# What Prism says when the request is fine and it has no answer for it.
NO_ANSWER = (
    "NO_COMPLEX_OBJECT_TEXT",
    "NO_RESPONSE_DEFINED",
    "NO_RESPONSE_RESPONSE_DEFINED",
    "NO_SUCCESS_RESPONSE_DEFINED",
    "SCHEMA_TOO_COMPLEX",
    "VIOLATIONS",
    "NOT_FOUND",
)


def prism(job, of, request, given, agreed):
    """Counts what Prism says of a request."""
    if job.recorder.prism is None:
        job.findings.wrong("requests", "no validator", of.place, "Prism did not start", whose="tool")
        return
    if job.ended.get(of.place, 0) > 1:
        job.findings.wrong(
            "requests",
            "no verdict",
            of.place,
            "Prism ends at the requests of this operation, and is not asked any more",
            whose="tool",
        )
        return
    status, _, body = request.verdict
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    code = ""
    if isinstance(problem, dict):
        code = (
            str(problem.get("type") or "").rpartition("errors#")[2]
            if "prism/errors#" in str(problem.get("type"))
            else ""
        )
    if status == 599 and not code:
        job.ended[of.place] = job.ended.get(of.place, 0) + (b"and ended" in body)
        job.findings.wrong(
            "requests",
            "no verdict",
            of.place,
            body[:300].decode("utf-8", "replace"),
            given,
            shown(request),
            whose="tool",
        )
    elif not code or code in NO_ANSWER:
        job.findings.right("requests")
    elif agreed is None:
        said = "; ".join(str(one.get("message")) for one in problem.get("validation", [])) or str(problem.get("detail"))
        job.findings.wrong("requests", "undefined by OpenAPI", of.place, said, given, shown(request), whose="document")
    elif code == "UNPROCESSABLE_ENTITY":
        for violation in problem.get("validation", [{}])[:1]:
            where = ".".join(map(str, violation.get("location", [])))
            said = f"{where}: {violation.get('message')}" + (
                "; the other serializer agrees with the request" if agreed else ""
            )
            job.findings.wrong("requests", f"refused: {violation.get('code')}", of.place, said, given, shown(request))
        if not problem.get("validation"):
            job.findings.wrong("requests", "refused", of.place, str(problem.get("detail")), given, shown(request))
    else:
        accepted = f" (described: {', '.join(sorted(described_types(job, of)))})" if code == "NOT_ACCEPTABLE" else ""
        said = f"{problem.get('detail') or job.recorder.prism.last_words()}{accepted}" + (
            "; the other serializer agrees with the request" if agreed else ""
        )
        job.findings.wrong("requests", f"refused: {code}", of.place, said, given, shown(request))
