"""What requests have to look like, written with Python's standard library from OpenAPI 3.0.3 and RFC 3986."""

import json
import re
from decimal import Decimal
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl, quote, unquote

import compare
import sample

UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Undefined(Exception):
    """The specification does not say how the value is written."""


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return sample.text(value)
    raise Undefined("a list or an object where only text can stand")


def escaped(value):
    return quote(scalar(value), safe="")


def _reserved(value):
    """With `allowReserved`: what would end a parameter, or the query, is for nobody to say."""
    text = scalar(value)
    if any(letter in text for letter in "&=+#"):
        raise Undefined("allowReserved of what separates parameters")
    return quote(text, safe=":/?[]@!$'()*,;")


def pairs(value):
    """The members of an object, a list among them as its items with commas."""
    return list(value.items())


def parameter(name, value, where, style=None, explode=None, is_json=False, reserved=False):
    """The pieces of text that a parameter becomes: `name=value` for a query or a cookie, else the value alone."""
    style = style or {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}[where]
    explode = style == "form" if explode is None else explode
    write = scalar if where == "header" else _reserved if reserved else escaped
    title = quote(name, safe="")
    if is_json:
        text = write(sample.text(value))
        return [f"{title}={text}"] if where in ("query", "cookie") else [text]
    if style == "form":
        if isinstance(value, list):
            if explode:
                return [f"{title}={write(item)}" for item in value]
            return [f"{title}=" + ",".join(map(write, value))]
        if isinstance(value, dict):
            if explode:
                return [piece for key, item in pairs(value) for piece in _member(quote(key, safe=""), item, write)]
            return [f"{title}=" + ",".join(f"{quote(key, safe='')},{write(item)}" for key, item in pairs(value))]
        return [f"{title}={write(value)}"]
    if style in ("spaceDelimited", "pipeDelimited"):
        if not isinstance(value, list):
            raise Undefined(f"{style} of what is not a list")
        if explode:
            return [f"{title}={write(item)}" for item in value]
        return [f"{title}=" + {"spaceDelimited": "%20", "pipeDelimited": "%7C"}[style].join(map(write, value))]
    if style == "deepObject":
        if not isinstance(value, dict):
            raise Undefined("deepObject of what is not an object")
        return [f"{title}%5B{quote(key, safe='')}%5D={write(item)}" for key, item in pairs(value)]
    if style not in ("simple", "label", "matrix"):
        raise Undefined(f"the style {style}")
    if isinstance(value, list):
        texts = list(map(write, value))
        if style == "matrix":
            return ["".join(f";{title}={text}" for text in texts) if explode else f";{title}=" + ",".join(texts)]
        if style == "label":
            return ["." + ("." if explode else ",").join(texts)]
        return [",".join(texts)]
    if isinstance(value, dict):
        joined = [
            f"{quote(key, safe='') if where == 'path' else key}{'=' if explode else ','}{write(item)}"
            for key, item in pairs(value)
        ]
        if style == "matrix":
            return ["".join(f";{text}" for text in joined) if explode else f";{title}=" + ",".join(joined)]
        if style == "label":
            return ["." + ("." if explode else ",").join(joined)]
        return [",".join(joined)]
    return [{"simple": "", "label": ".", "matrix": f";{title}="}[style] + write(value)]


def _member(key, item, write):
    if isinstance(item, list):
        # What Spring and most clients do with a list inside an exploded object.
        return [f"{key}={write(one)}" for one in item]
    return [f"{key}={write(item)}"]


def normal(text, marks=""):
    """A text in the one form of RFC 3986, 6.2.2, in which characters that are not `marks` are escaped."""
    out, index, raw = [], 0, text.encode()
    while index < len(raw):
        letter = chr(raw[index])
        if letter == "%" and index + 2 < len(raw) + 0 and _hex(raw[index + 1 : index + 3]) is not None:
            byte = _hex(raw[index + 1 : index + 3])
            out.append(chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}")
            index += 3
            continue
        out.append(letter if letter in UNRESERVED or letter in marks else f"%{raw[index]:02X}")
        index += 1
    return "".join(out)


def _hex(pair):
    try:
        return int(pair, 16) if len(pair) == 2 else None
    except ValueError:
        return None


def same_text(expected, got, marks):
    """Whether two pieces are the same, of which the last value may be spelt in another way."""
    first, second = normal(expected, marks), normal(got, marks)
    return first == second or same_values(first, second)


def same_values(expected, got):
    """Whether two escaped texts mean the same, value for value between the marks."""
    one, other = re.split("[,;=]", expected), re.split("[,;=]", got)
    return len(one) == len(other) and all(same_value(unquote(a), unquote(b)) for a, b in zip(one, other))


def same_value(expected, got):
    """Whether two texts mean the same: a number in any spelling, a uuid in any case, an address in any form."""
    if expected == got or _number(expected) is not None and _number(expected) == _number(got):
        return True
    return compare.normalised(expected, got) is not None


def _number(text):
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def same_pieces(expected, got, marks="=,;"):
    """What of `expected` is not in `got`, and the other way round."""
    left = list(got)
    missing = []
    for piece in expected:
        found = next((other for other in left if same_text(piece, other, marks)), None)
        if found is None:
            missing.append(piece)
        else:
            left.remove(found)
    return missing, left


def form_differences(value, body, encodings):
    """What of a form body is not as it has to be."""
    text = body.decode("utf-8", "replace")
    got = parse_qsl(text, keep_blank_values=True)
    expected = []
    for name, item in value.items():
        encoding = encodings.get(name) or {}
        if "style" in encoding or "explode" in encoding:
            pieces = parameter(name, item, "query", encoding.get("style"), encoding.get("explode"))
            expected += [tuple(map(unquote, piece.split("=", 1))) for piece in pieces]
        elif isinstance(item, list) and not str(encoding.get("contentType", "")).endswith("json"):
            expected += [(name, one) for one in item]
        else:
            expected.append((name, item))
    return _unmatched(expected, got)


def _unmatched(expected, got):
    left, missing = list(got), []
    for name, value in expected:
        found = next((pair for pair in left if pair[0] == name and _same_part(value, pair[1])), None)
        if found is None:
            missing.append(f"{name}={sample.text(value)[:80]}")
        else:
            left.remove(found)
    return missing, [f"{name}={text[:80]}" for name, text in left]


def _same_part(value, text, media_type=None):
    if isinstance(value, dict) and str(media_type).startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, True)) == {name: scalar(item) for name, item in value.items()}
    if isinstance(value, (dict, list)):
        try:
            return not [
                1
                for _, what in compare.differences(compare.parsed(sample.text(value)), compare.parsed(text))
                if what[0] != "~"
            ]
        except ValueError:
            return False
    return same_value(scalar(value), text)


def parts(content_type, body):
    """The parts of a form: name, file name, media type, bytes."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    found = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        file_name = part.get_filename()
        media_type = part["content-type"]
        found.append((name, file_name, str(media_type) if media_type else None, part.get_payload(decode=True) or b""))
    return found


def part_differences(value, files, content_type, body):
    """What of a form of parts is not as it has to be: `value` by name, of which `files` are hexadecimal."""
    got = parts(content_type, body)
    missing = []
    for name, item in value.items():
        items = item if isinstance(item, list) else [item]
        for one in items:
            if name in files:
                match = lambda part: part[0] == name and part[3].hex() == one["hex"] and part[1] is not None
            else:
                match = lambda part: part[0] == name and _same_part(one, part[3].decode("utf-8", "replace"), part[2])
            found = next((part for part in got if match(part)), None)
            if found is None and isinstance(item, list) and name not in files:
                found = next(
                    (part for part in got if part[0] == name and _same_part(item, part[3].decode("utf-8", "replace"))),
                    None,
                )
                if found is not None:
                    got.remove(found)
                    break
            if found is None:
                missing.append(f"part {name}: {sample.text(one)[:80]}")
            else:
                got.remove(found)
    return missing, [
        f"part {name} ({media_type}, file name {file_name}): {content[:60]!r}"
        for name, file_name, media_type, content in got
    ]


def json_differences(value, body):
    try:
        got = compare.parsed(body.decode("utf-8"))
    except ValueError:
        return ["the body is not JSON"], []
    return [
        f"{path}: {what}"
        for path, what in compare.differences(compare.parsed(json.dumps(value)), got)
        if what[0] != "~"
    ], []
