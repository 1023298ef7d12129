"""Checks the program of one document: `cargo xtask conform` runs this, and reads the result."""

import argparse
import importlib.metadata
import json
import os
import random
import resource
import sys
import time
import traceback

import answers
import failures
import sending
from document import Document
from findings import Findings
from peers import Double, Faker, Prism, Program, Recorder


class Job:
    """One document with everything that works on it."""

    def __init__(self, arguments):
        self.arguments = arguments
        with open(arguments.plan, encoding="utf-8") as plan:
            self.plan = json.load(plan)
        self.document = Document(self.plan["document"])
        self.random = random.Random(f"{arguments.seed} {os.path.basename(self.plan['document'])}")
        self.findings = Findings(self.plan["document"])
        self.converters = {}
        # How often Prism has ended at an operation.
        self.ended = {}
        self.end = time.monotonic() + arguments.seconds

    def guarded(self, part, place, work):
        """Does a piece of work. Where the checker itself fails, that is noted, and the rest goes on."""
        try:
            work()
        except (MemoryError, RecursionError, Exception) as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {error} ({os.path.basename(where.filename)}, line {where.lineno})"
            self.findings.wrong(part, "the checker failed", place, what, whose="tool")

    def is_late(self, share=1.0):
        """Whether this share of the document's time is over: no part takes it all."""
        return time.monotonic() > self.end - (1 - share) * self.arguments.seconds


def main():
    parser = argparse.ArgumentParser()
    for name in ("plan", "result", "program", "node"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("seed", "seconds", "memory", "values"):
        parser.add_argument(f"--{name}", required=True, type=int)
    parser.add_argument("--double")
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (arguments.memory << 20, arguments.memory << 20))
    sys.setrecursionlimit(5000)
    job = Job(arguments)
    scratch = os.path.dirname(arguments.plan)
    job.recorder = Recorder(os.path.join(scratch, "requests.jsonl"))
    job.recorder.double = Double(arguments.double, scratch) if arguments.double else None
    environment = job.recorder.double.environment if arguments.double else {}
    job.program = Program(arguments.program, job.recorder.url, arguments.memory, environment)
    job.faker = Faker(arguments.node, arguments.memory)
    prism = Prism(arguments.node, seen_by_prism(job, scratch), arguments.memory, os.path.join(scratch, "prism.log"))
    try:
        answers.run(job)
        job.recorder.prism = prism if prism.wait(arguments.seconds) else None
        sending.run(job)
        failures.run(job)
    finally:
        prism.stop()
        job.program.stop()
        job.faker.stop()
        job.recorder.stop()
        if job.recorder.double is not None:
            job.recorder.double.stop()
    with open(arguments.result, "w", encoding="utf-8") as result:
        json.dump(job.findings.result(versions(arguments.node)), result)


def seen_by_prism(job, scratch):
    """The document as it is, or without the operations that were not chosen."""
    planned = {(operation["method"], operation["path"]) for operation in job.plan["operations"] + job.plan["skipped"]}
    whole = job.document.value(job.document.root)
    paths = whole.get("paths") or {}
    every = {
        (method.upper(), path)
        for path, item in paths.items()
        if isinstance(item, dict)
        for method in item
        if method in ("get", "put", "post", "delete", "patch", "head", "options", "trace")
    }
    if every <= planned or len(planned) * 2 > len(every):
        return job.plan["document"]
    wanted = {path for _, path in planned}
    kept = {**whole, "paths": {path: item for path, item in paths.items() if path in wanted}}
    place = os.path.join(scratch, "document.json")
    with open(place, "w", encoding="utf-8") as file:
        json.dump(kept, file)
    return place


def versions(node):
    with open(os.path.join(node, "@stoplight/prism-cli/package.json"), encoding="utf-8") as package:
        prism = json.load(package)["version"]
    with open(os.path.join(node, "json-schema-faker/package.json"), encoding="utf-8") as package:
        faker = json.load(package)["version"]
    return {
        "prism-cli": prism,
        "json-schema-faker": faker,
        "jsonschema-rs": importlib.metadata.version("jsonschema-rs"),
        "python": sys.version.split()[0],
    }


if __name__ == "__main__":
    main()
