"""What is found: figures, and every exception with whose fault it is."""

import re

import blame

# Kinds that are told once for a document.
ONE = ("a member that is `readOnly`", "signed answers")


class Findings:
    """The result of one document."""

    def __init__(self, document):
        self.document = document
        self.figures = {part: {"right": 0, "total": 0} for part in ("requests", "bytes", "answers", "failures")}
        self.normalised = self.faked = 0
        self.exceptions = {}

    def count(self, part, right, total=1):
        self.figures[part]["right"] += right
        self.figures[part]["total"] += total

    def right(self, part, times=1):
        self.count(part, times, times)

    def wrong(self, part, kind, place, what, given="", got="", times=1, counted=True, whose=None):
        """Notes an exception. Several of one kind at one place are one, with a count."""
        if counted:
            self.count(part, 0, times)
        reason = None
        if whose is None:
            whose, reason = blame.whose(part, kind, place, what, given, got)
        # What is one fault wherever it is found is one exception.
        key = (
            (part, whose, kind)
            if kind.startswith(ONE)
            else (part, whose, kind, re.sub(r"\d+", "0", place), re.sub(r"\[\d+\]|\d+", "0", what))
        )
        if key in self.exceptions:
            self.exceptions[key]["count"] += times
            return
        self.exceptions[key] = {
            "part": part, "class": whose, "kind": kind, "count": times, "place": place, "what": what[:400],
            "given": given[:600], "got": got[:600], "reason": reason or "",
        }  # fmt: skip

    def result(self, versions):
        order = {"ours": 0, "document": 1, "tool": 2}
        exceptions = sorted(
            self.exceptions.values(), key=lambda one: (order[one["class"]], one["part"], one["kind"], one["place"])
        )
        return {
            **self.figures,
            "normalised": self.normalised,
            "faked": self.faked,
            "exceptions": exceptions,
            "versions": versions,
        }
