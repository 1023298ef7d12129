"""From schemas of OpenAPI 3.0 and 3.1 to JSON Schema 2020-12, which validators and the sampler understand.

What a direction does not carry (`readOnly` in requests, `writeOnly` in answers) is left out. A discriminator becomes
what it means: the tag names the alternative.
"""

COPIED = (
    "enum const multipleOf maximum minimum maxLength minLength pattern maxItems minItems uniqueItems "
    "maxProperties minProperties required format contentEncoding contentMediaType minContains maxContains "
    "dependentRequired"
).split()
SINGLE = (
    "additionalProperties propertyNames unevaluatedProperties unevaluatedItems contains not if then else items contentSchema"
).split()
LISTS = "allOf anyOf oneOf prefixItems".split()
MAPS = "properties patternProperties dependentSchemas".split()


# Extensions of the documents in `specs` by which several forms of a value are read as one (`specs/README.md`).
EXTENSIONS = ("x-one-value", "x-empty-is-absent", "x-also-read-as", "x-may-be-unwrapped")


# What authors mean who write the name of a type in another language.
MEANT = {"int": "integer", "long": "integer", "short": "integer", "float": "number", "double": "number", "bool": "boolean",
         "str": "string", "text": "string", "date": "string", "dict": "object", "map": "object", "list": "array"}  # fmt: skip
# The ranges of the formats of integers (the registry of formats of OpenAPI).
WHOLE = {
    "int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767), "uint16": (0, 65535), "uint": (0, 2**64 - 1),
    "int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1), "int64": (-(2**63), 2**63 - 1), "uint64": (0, 2**64 - 1),
}  # fmt: skip
# What JSON Schema has no format for.
BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
SHAPES = {
    "byte": {"pattern": BASE64}, "base64": {"pattern": BASE64}, "decimal": {"pattern": "^-?[0-9]+([.][0-9]+)?$"},
    "ip": {"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
}  # fmt: skip


class Converter:
    """Converts the schemas of a document for one direction: `request` or `answer`."""

    def __init__(self, document, direction):
        self.document, self.hidden = document, {"request": "readOnly", "answer": "writeOnly"}[direction]
        self.definitions, self.names, self.parents, self.read_only = {}, {}, None, set()

    def whole(self, place):
        """The schema at a place with every definition that it needs."""
        top = self.schema(place)
        needed, open_ = {}, [top]
        while open_:
            for name in references(open_.pop()):
                if name not in needed:
                    needed[name] = self.definitions[name]
                    open_.append(self.definitions[name])
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": "#/$defs/top",
            "$defs": {**needed, "top": top},
        }

    def reference(self, place, bare=False):
        key = (place, bare)
        if key not in self.names:
            name = self.names[key] = f"d{len(self.names)}"
            self.definitions[name] = {}
            self.definitions[name] = self.schema(place, bare)
        return {"$ref": f"#/$defs/{self.names[key]}"}

    def schema(self, place, bare=False):
        value = self.document.value(place)
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            return {}
        target = self.document.target(place)
        if target is not None:
            reached = self.document.follow(place)
            if self.document.value(reached) is None or self.document.target(reached) is not None:
                return {}
            reference = self.reference(reached, bare)
            beside = (
                {} if self.document.is_3_0 else self.keywords(place, {k: v for k, v in value.items() if k != "$ref"})
            )
            return {"allOf": [reference, beside]} if beside else reference
        result = self.keywords(place, value)
        discriminator = value.get("discriminator")
        if isinstance(discriminator, dict) and discriminator.get("propertyName"):
            result = self.tagged(place, value, discriminator, result, bare)
        if value.get("nullable") is True and self.document.is_3_0 and set(value) <= {"nullable", "description"}:
            # By the letter anything, but generators of documents mean `null` with it, as one of several alternatives.
            return {"type": "null"}
        if value.get("nullable") is True and self.document.is_3_0 and "type" not in value and result:
            result = {"anyOf": [{"type": "null"}, result]}
        return result

    def keywords(self, place, value):
        result = {key: value[key] for key in COPIED if key in value}
        kinds = value.get("type")
        kinds = [kinds] if isinstance(kinds, str) else list(kinds or [])
        kinds = [MEANT.get(str(kind).lower(), kind) for kind in kinds]
        if value.get("format") in WHOLE:
            # The formats of integers are formats of numbers too.
            kinds = ["integer" if kind == "number" else kind for kind in kinds]
        kinds = [
            kind for kind in kinds if kind in ("object", "array", "string", "number", "integer", "boolean", "null")
        ]
        if kinds:
            if value.get("nullable") is True and "null" not in kinds:
                kinds.append("null")
                if "enum" in result and None not in result["enum"] and self.document.is_3_0:
                    # Not by the letter of 3.0.3, but this is what authors mean; the validator is asked the same.
                    result["enum"] = [*result["enum"], None]
            result["type"] = kinds if len(kinds) > 1 else kinds[0]
        if isinstance(result.get("required"), bool):
            del result["required"]
        for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(value.get(exclusive), bool):
                if value[exclusive] and bound in result:
                    result[exclusive] = result.pop(bound)
            elif exclusive in value:
                result[exclusive] = value[exclusive]
        self.formatted(value.get("format"), kinds, result)
        if isinstance(value.get("items"), list):
            # The spelling of a tuple before 2020-12.
            result["prefixItems"] = [self.schema(place.child("items", index)) for index in range(len(value["items"]))]
        if value.get("contentEncoding") == "base64" and "pattern" not in result:
            result["pattern"] = BASE64
        for key in SINGLE:
            if isinstance(value.get(key), (dict, bool)):
                result[key] = self.schema(place.child(key))
        if isinstance(value.get("x-content-schema"), dict):
            # The extension of the documents in `specs`: what 3.1 says with `contentSchema`.
            result["contentSchema"] = self.schema(place.child("x-content-schema"))
        for key in EXTENSIONS:
            if key in value:
                result[key] = value[key]
        for key in LISTS:
            if isinstance(value.get(key), list):
                bare = key == "allOf"
                result[key] = [self.schema(place.child(key, index), bare) for index in range(len(value[key]))]
        for key in MAPS:
            if isinstance(value.get(key), dict):
                result[key] = {str(name): self.schema(place.child(key, name)) for name in value[key]}
        self.hide(place, result)
        return result

    @staticmethod
    def formatted(name, kinds, result):
        """What a format of OpenAPI demands, in words that JSON Schema has."""
        if name in WHOLE and {"integer", "number"} & set(kinds):
            least, most = WHOLE[name]
            result["minimum"] = max(least, result.get("minimum", least))
            result["maximum"] = min(most, result.get("maximum", most))
        if name in SHAPES and "string" in kinds and "pattern" not in result:
            result.update(SHAPES[name])

    def hide(self, place, result):
        """Leaves out what does not travel in this direction."""
        for name in list(result.get("properties", {})):
            at = place.child("properties", name)
            said = [self.document.value(at), self.document.value(self.document.follow(at))]
            flags = {
                flag
                for one in said
                if isinstance(one, dict)
                for flag in ("readOnly", "writeOnly")
                if one.get(flag) is True
            }
            if "readOnly" in flags:
                self.read_only.add(name)
            if self.hidden in flags:
                del result["properties"][name]
                # It must not be taken for a member that the document does not know.
                result.setdefault("x-hidden", []).append(name)
        if isinstance(result.get("required"), list):
            hidden = result.get("x-hidden", [])
            result["required"] = [name for name in result["required"] if name not in hidden]

    def tagged(self, place, value, discriminator, result, bare):
        """The alternatives with the values of the tag that name them."""
        tag, mapping = str(discriminator["propertyName"]), discriminator.get("mapping")
        mapping = mapping if isinstance(mapping, dict) else {}
        for key in ("oneOf", "anyOf"):
            if isinstance(value.get(key), list):
                places = [place.child(key, index) for index in range(len(value[key]))]
                result[key] = [self.with_tag(at, old, tag, mapping) for at, old in zip(places, result[key])]
                return {**result, "x-tagged": True}
        if bare:
            return result
        children = self.children(place, mapping)
        if not children:
            return result
        return {
            "anyOf": [self.with_tag(at, self.reference(at, at == place), tag, mapping) for at in children],
            "x-tagged": True,
        }

    def with_tag(self, place, schema, tag, mapping):
        target = self.document.target(place) or place
        mapped = [name for name, to in mapping.items() if self.mapped(place, to) == target]
        names = mapped or ([str(target.keys[-1])] if target.keys else [])
        own = self.document.value(self.document.follow(place).child("properties", tag))
        listed = own.get("enum", [own["const"]] if "const" in own else []) if isinstance(own, dict) else []
        if "oneOf" in (self.document.value(target) or {}):
            return schema
        if listed and not set(map(str, names)) & set(map(str, listed)):
            if mapped:
                # The mapping contradicts what the alternative says.
                return schema
            names = [value for value in listed if value is not None]
        # An optional discriminator has no defined behaviour (OpenAPI 3.1.1, 4.8.25.1).
        return {"allOf": [schema, {"type": "object", "properties": {tag: {"enum": names}}, "required": [tag]}]}

    def mapped(self, place, to):
        if "/" not in str(to) and "#" not in str(to) and "." not in str(to):
            return type(place)(place.file, ("components", "schemas", str(to)))
        file, _, pointer = str(to).partition("#")
        if file:
            return None
        return type(place)(place.file, [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]])

    def children(self, place, mapping):
        """The schemas that extend the one at a place."""
        named = [self.mapped(place, to) for to in mapping.values()]
        named = [at for at in named if at is not None and isinstance(self.document.value(at), dict)]
        if named:
            return list(dict.fromkeys(named))
        if self.parents is None:
            self.parents = {}
            for _, at in self.document.members(self.document.root.child("components", "schemas")):
                every = (
                    (self.document.value(at) or {}).get("allOf") if isinstance(self.document.value(at), dict) else None
                )
                for index in range(len(every or [])):
                    parent = self.document.target(at.child("allOf", index))
                    if parent is not None:
                        self.parents.setdefault(parent, []).append(at)
        return self.parents.get(place, [])


def references(schema):
    """The names of the definitions that a schema refers to, itself or below."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for key, value in schema.items():
            if key not in ("enum", "const"):
                yield from references(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from references(item)
