"""The checker itself: that it accepts what is right, and that it does not accept what is wrong."""

import json
import os
import random
import tempfile
import unittest

import jsonschema_rs

import blame
import compare
import patterns
import sample
import serialize
from document import Document, Place
from failures import judged
from schemas import Converter


def document(content):
    """A document of 3.0 with these schemas."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "document.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"openapi": "3.0.3", "paths": {}, "components": {"schemas": content}}, file)
    return Document(path)


def schema(content, name, direction="answer"):
    read = document(content)
    return Converter(read, direction).whole(Place(read.root.file, ("components", "schemas", name)))


class Serializing(unittest.TestCase):
    def test_styles_are_those_of_the_specification(self):
        colours, rgb = ["blue", "black"], {"R": 100, "G": 200}
        cases = [
            (("color", colours, "query"), ["color=blue", "color=black"]),
            (("color", colours, "query", "form", False), ["color=blue,black"]),
            (("color", rgb, "query"), ["R=100", "G=200"]),
            (("color", rgb, "query", "form", False), ["color=R,100,G,200"]),
            (("color", rgb, "query", "deepObject", True), ["color%5BR%5D=100", "color%5BG%5D=200"]),
            (("color", colours, "query", "pipeDelimited", False), ["color=blue%7Cblack"]),
            (("color", colours, "path", "label", True), [".blue.black"]),
            (("color", rgb, "path", "matrix", True), [";R=100;G=200"]),
            (("color", colours, "path", "matrix", False), [";color=blue,black"]),
            (("color", rgb, "header", "simple", True), ["R=100,G=200"]),
        ]
        for arguments, expected in cases:
            self.assertEqual(serialize.parameter(*arguments), expected)

    def test_a_comma_of_a_value_is_not_one_between_values(self):
        expected = serialize.parameter("a", ["x,y", "z"], "query", "form", False)
        self.assertEqual(serialize.same_pieces(expected, ["a=x%2Cy,z"]), ([], []))
        self.assertNotEqual(serialize.same_pieces(expected, ["a=x,y,z"]), ([], []))

    def test_a_space_is_not_a_plus_in_a_query(self):
        self.assertNotEqual(serialize.same_pieces(["a=x%20y"], ["a=x+y"]), ([], []))

    def test_a_piece_too_many_is_told(self):
        self.assertEqual(serialize.same_pieces(["a=1"], ["a=1", "b=2"]), ([], ["b=2"]))

    def test_parts_are_compared_by_name_file_name_and_bytes(self):
        def body(name):
            return f'--x\r\nContent-Disposition: form-data; name="f"{name}\r\n\r\nAB\r\n--x--\r\n'.encode()

        value, files = {"f": {"hex": "4142"}}, {"f"}
        right = serialize.part_differences(value, files, "multipart/form-data; boundary=x", body('; filename="a"'))
        self.assertEqual(right, ([], []))
        wrong = serialize.part_differences(value, files, "multipart/form-data; boundary=x", body(""))
        self.assertTrue(wrong[0] and wrong[1])

    def test_a_form_keeps_its_pairs(self):
        value = {"list": ["a b", "c"], "object": {"x": 1}}
        right = b"list=a+b&list=c&object=%7B%22x%22%3A1%7D"
        self.assertEqual(serialize.form_differences(value, right, {}), ([], []))
        self.assertNotEqual(serialize.form_differences(value, b"list=a+b%2Cc&object=%7B%22x%22%3A1%7D", {}), ([], []))


class Comparing(unittest.TestCase):
    def different(self, given, got):
        return [what for _, what in compare.differences(compare.parsed(given), compare.parsed(got))]

    def test_every_loss_is_told(self):
        for given, got in [
            ('{"a":null}', "{}"), ("{}", '{"a":null}'), ('{"a":1}', '{"a":"1"}'), ("[1,2]", "[1]"), ("true", "1"),
            ("9007199254740993", "9007199254740992"), ("0.1", "0.10000000000000001"), ('"a"', '"A"'),
        ]:  # fmt: skip
            self.assertTrue(any(what[0] != "~" for what in self.different(given, got)), (given, got))

    def test_the_spelling_of_numbers_is_no_difference(self):
        self.assertEqual(self.different("[1.0,1e2]", "[1,100]"), [])

    def test_documented_normalisations_are_told_apart(self):
        found = self.different('["2001:DB8:0:0:0:0:0:1"]', '["2001:db8::1"]')
        self.assertEqual(found, ["~the form of an IPv6 address"])
        self.assertEqual(
            self.different('{"%s0":1}' % sample.UNKNOWN, "{}"),
            ["~a member that the document does not describe is dropped"],
        )


class Sampling(unittest.TestCase):
    def values(self, whole, count=60):
        sampler = sample.Sampler(whole, random.Random(1), unknown=True)
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [value for value in (sampler.value() for _ in range(count)) if validator.is_valid(value)]

    def test_every_branch_null_absence_and_listed_value_turns_up(self):
        whole = schema(
            {
                "A": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "kind": {"type": "string", "enum": ["x", "y", "z"]},
                        "maybe": {"type": "integer", "nullable": True},
                        "either": {"oneOf": [{"type": "string"}, {"type": "boolean"}]},
                    },
                }
            },
            "A",
        )
        values = self.values(whole)
        self.assertEqual({value["kind"] for value in values}, {"x", "y", "z"})
        self.assertTrue(any("maybe" not in value for value in values))
        self.assertTrue(any(value.get("maybe", 0) is None for value in values))
        self.assertEqual({type(value["either"]) for value in values if "either" in value}, {str, bool})
        self.assertTrue(any(name.startswith(sample.UNKNOWN) for value in values for name in value))

    def test_a_schema_within_itself_ends(self):
        node = {
            "type": "object",
            "properties": {
                "next": {"$ref": "#/components/schemas/N"},
                "all": {"type": "array", "items": {"$ref": "#/components/schemas/N"}},
            },
        }
        self.assertTrue(self.values(schema({"N": node}, "N"), 20))

    def test_the_tag_of_a_union_names_its_alternative(self):
        pet = {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat"}},
        }
        animal = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
        values = self.values(schema({"Pet": pet, "Cat": animal, "Dog": animal}, "Pet"))
        self.assertEqual({value["kind"] for value in values}, {"c", "Dog"})

    def test_what_a_direction_does_not_carry_is_not_made(self):
        account = {
            "type": "object",
            "properties": {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}},
        }
        self.assertNotIn("id", json.dumps(self.values(schema({"A": account}, "A", "request"), 20)))
        self.assertIn("id", json.dumps(self.values(schema({"A": account}, "A", "answer"), 20)))

    def test_texts_of_a_pattern_are_found_by_it(self):
        for pattern in ("^[a-z]{2,4}-\\d+$", "^(?:foo|bar)[^x]$", "\\w+@\\w+\\.com"):
            for seed in range(20):
                self.assertRegex(patterns.text(pattern, random.Random(seed)), pattern)


class Comparing(unittest.TestCase):
    def test_a_float_is_the_nearest_one_and_not_that_of_the_nearest_double(self):
        # Halfway between two floats and a little more, which the nearest double does not tell from halfway.
        given = "1.00000005960464477540"
        different = lambda got: [
            what
            for _, what in compare.differences(compare.parsed(given), compare.parsed(got), is_single=True)
            if what[0] != "~"
        ]
        self.assertEqual(different("1.0000001"), [])
        self.assertNotEqual(different("1.0"), [])

    def test_a_form_inside_a_form_is_read_as_one(self):
        body = (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nmin=1&max=a%26b\r\n--x--\r\n"
        )
        whole = "multipart/form-data; boundary=x"
        self.assertEqual(serialize.part_differences({"a": {"min": 1, "max": "a&b"}}, [], whole, body), ([], []))
        self.assertNotEqual(serialize.part_differences({"a": {"min": 1, "max": "a"}}, [], whole, body), ([], []))


class Judging(unittest.TestCase):
    OPERATION = {
        "redirects": ["303"],
        "in_band": False,
        "output": [],
        "error": [{"status": "*", "kind": "json", "value": 0}],
    }

    def judge(self, told, code, body=b"{}", expected="{}"):
        return judged(self.OPERATION, told, code, str(code), body, expected)

    def test_what_is_wrong_about_an_outcome_is_told(self):
        for told, code in [
            ({"outcome": "panic"}, 200),
            ({"outcome": "ok", "status": "200"}, 404),
            ({"outcome": "ok", "status": "500"}, 500),
            ({"outcome": "unexpected", "status": "200", "raw": "{}"}, 200),
            ({"outcome": "unexpected", "status": "404", "raw": "{}"}, 404),
            ({"outcome": "api", "status": "404", "raw": "{}", "untyped": "another shape"}, 404),
            ({"outcome": "api", "status": "303", "raw": "{}"}, 303),
            ({"outcome": "unexpected", "status": "303", "raw": "{}"}, 303),
            ({"outcome": "ok", "status": "304"}, 304),
            ({"outcome": "ok", "status": "200", "kind": "json", "value": '{"a":1}'}, 200),
        ]:
            self.assertIsNotNone(self.judge(told, code), told)

    def test_a_refused_body_is_kept(self):
        kept = {"outcome": "api", "status": "500", "raw": "<html>", "untyped": "it is not JSON"}
        self.assertIsNone(self.judge(kept, 500, b"<html>", False))
        self.assertIsNotNone(self.judge({**kept, "raw": ""}, 500, b"<html>", False))
        self.assertIsNotNone(self.judge({**kept, "outcome": "unexpected"}, 500, b"<html>", False))

    def test_a_wrong_body_has_a_type_only_where_it_can_be_read(self):
        typed = {"outcome": "api", "status": "500", "raw": "<html>", "kind": "json"}
        self.assertIsNotNone(self.judge({**typed, "value": "{}"}, 500, b"<html>", False))
        self.assertIsNone(self.judge({**typed, "value": '"<html>"'}, 500, b"<html>", False))
        self.assertIsNone(self.judge({**typed, "raw": "", "value": "null"}, 500, b"", False))

    def test_a_status_that_is_not_described_has_no_type(self):
        told = {"outcome": "api", "status": "418", "raw": "{}", "kind": "json", "value": "{}"}
        self.assertIsNotNone(judged(self.OPERATION, told, 418, None, b"{}", False))
        self.assertIsNone(judged(self.OPERATION, {**told, "untyped": "not described"}, 418, None, b"{}", False))
        self.assertIsNone(judged(self.OPERATION, told, 418, "default", b"{}", False))

    def test_a_redirect_that_is_not_described_is_refused(self):
        told = {"outcome": "unexpected", "status": "302", "raw": ""}
        self.assertIsNone(judged(self.OPERATION, told, 302, None, b"", None))
        self.assertIsNotNone(judged(self.OPERATION, {**told, "outcome": "ok"}, 302, None, b"", None))

    def test_prism_is_not_to_blame_where_the_bytes_are_wrong(self):
        said = "query: Request query must have required property 'a'"
        for suffix, fault in [("", "ours"), ("; the other serializer agrees with the request", "tool")]:
            self.assertEqual(
                blame.whose("requests", "refused: required", "GET /", said + suffix, "", "GET /?a= []")[0], fault
            )


if __name__ == "__main__":
    unittest.main()
