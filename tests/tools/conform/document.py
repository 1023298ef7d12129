"""OpenAPI documents as plain data: files, references, operations. It knows nothing of the generator."""

import json
import os
import re
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML as JSON's superset: the core schema of YAML 1.2, in which `no` and `2020-01-01` are texts."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


class Place:
    """A place in a file: which file, and the keys that lead to it."""

    __slots__ = ("file", "keys")

    def __init__(self, file, keys=()):
        self.file, self.keys = file, tuple(keys)

    def child(self, *keys):
        return Place(self.file, self.keys + keys)

    def __eq__(self, other):
        return (self.file, self.keys) == (other.file, other.keys)

    def __hash__(self):
        return hash((self.file, self.keys))

    def __str__(self):
        return "#/" + "/".join(str(key).replace("~", "~0").replace("/", "~1") for key in self.keys)


class Document:
    """A document with the files that it refers to."""

    def __init__(self, path):
        self.files = {}
        self.root = Place(os.path.abspath(path))
        version = str(self.value(self.root).get("openapi", "3.0"))
        self.is_3_0 = version.startswith("3.0")

    def _load(self, file):
        if file not in self.files:
            with open(file, encoding="utf-8-sig") as text:
                text = text.read()
            try:
                self.files[file] = json.loads(text)
            except ValueError:
                self.files[file] = yaml.load(text, Loader)
        return self.files[file]

    def value(self, place):
        """What stands there, or nothing."""
        value = self._load(place.file)
        for key in place.keys:
            if isinstance(value, dict):
                if key in value:
                    value = value[key]
                else:
                    value = next((v for k, v in value.items() if _text(k) == key), None)
            elif isinstance(value, list) and str(key).isdigit() and int(key) < len(value):
                value = value[int(key)]
            else:
                return None
        return value

    def target(self, place):
        """Where the `$ref` at a place leads; nothing where there is none."""
        value = self.value(place)
        reference = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(reference, str):
            return None
        file, _, pointer = reference.partition("#")
        file = os.path.join(os.path.dirname(place.file), unquote(file)) if file else place.file
        keys = [unquote(key).replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
        return Place(os.path.abspath(file), keys)

    def follow(self, place):
        """The place itself, or where its references lead in the end."""
        for _ in range(50):
            target = self.target(place)
            if target is None:
                return place
            try:
                self._load(target.file)
            except (OSError, ValueError, yaml.YAMLError):
                return place
            place = target
        return place

    def members(self, place):
        """The members of the object at a place, each with its own place."""
        place = self.follow(place)
        value = self.value(place)
        if not isinstance(value, dict):
            return []
        return [(_text(key), place.child(_text(key))) for key in value]

    def operation(self, method, path):
        """An operation by its method, in capitals, and its path."""
        item = self.follow(self.root.child("paths", path))
        place = item.child(method.lower())
        if self.value(place) is None:
            place = item.child("additionalOperations", method)
        return Operation(self, item, self.follow(place)) if self.value(place) is not None else None


class Operation:
    """An operation, with what its path says for it."""

    def __init__(self, document, item, place):
        self.document, self.place = document, place
        self.parameters = {}
        for owner in (item, place):
            for index in range(len(document.value(owner.child("parameters")) or [])):
                parameter = document.follow(owner.child("parameters", index))
                value = document.value(parameter)
                if isinstance(value, dict):
                    self.parameters[value.get("in"), _text(value.get("name"))] = parameter
        self.body = document.follow(place.child("requestBody"))
        self.bodies = dict(document.members(self.body.child("content")))
        self.responses = {status: document.follow(at) for status, at in document.members(place.child("responses"))}

    def content(self, status):
        """The media types of a response, each with its place."""
        return dict(self.document.members(self.responses[status].child("content")))


def media_type(name):
    """A media type without its parameters, in small letters."""
    return name.partition(";")[0].strip().lower()


def is_json(name):
    plain = media_type(name)
    return plain in ("application/json", "text/json") or plain.endswith("+json")


def _text(key):
    if key is True:
        return "true"
    if key is False:
        return "false"
    return "null" if key is None else str(key)
