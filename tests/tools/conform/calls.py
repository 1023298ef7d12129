"""Calls of an operation with all that they can be given, and values for it."""

import document as documents
import sample
import serialize
from answers import Values, is_object


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
            self.planned["wire"],
            value,
            self.place,
            self.value.get("style"),
            self.value.get("explode"),
            self.is_json,
            self.value.get("allowReserved") is True,
        )


class CallOf:
    """A method of an operation, with everything that it can be given."""

    def __init__(self, job, operation, view, call):
        self.job, self.operation, self.view, self.call = job, operation, view, call
        self.place = f"{operation['method']} {operation['path']}" + (
            f" ({call['body']['media_type']})" if call["body"] else ""
        )
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
            if (
                not self.is_form
                or not isinstance(value, dict)
                or all(item is not None and item != [] for item in value.values())
            ):
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
        for name, item in value.items() if isinstance(value, dict) else [("note", "a text")]:
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
