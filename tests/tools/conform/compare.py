"""Whether what was written is what was read."""

import ipaddress
import json
import math
import struct
import uuid
from decimal import Decimal
from fractions import Fraction

from sample import UNKNOWN


def parsed(text):
    """JSON with every digit."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def differences(given, got, path="$", is_single=False):
    """Pairs of a place and what is different there. A documented normalisation begins with `~`; with `is_single` the
    precision of `float` is one."""
    if isinstance(given, dict) and isinstance(got, dict):
        for name in given:
            if name not in got:
                if name.startswith(UNKNOWN):
                    yield path, "~a member that the document does not describe is dropped"
                else:
                    yield f"{path}.{name}", "null is lost" if given[name] is None else "a member is lost"
            else:
                yield from differences(given[name], got[name], f"{path}.{name}", is_single)
        for name in got:
            if name not in given:
                yield f"{path}.{name}", "null is added" if got[name] is None else "a member is added"
    elif isinstance(given, list) and isinstance(got, list):
        if len(given) != len(got):
            yield path, f"{len(given)} items became {len(got)}"
        for index, (one, other) in enumerate(zip(given, got)):
            yield from differences(one, other, f"{path}[{index}]", is_single)
    elif isinstance(given, bool) or isinstance(got, bool) or type(given) is not type(got):
        if given is not got:
            yield path, f"{kind(given)} became {kind(got)}" if kind(given) != kind(got) else "another value"
    elif given != got:
        is_same = is_single and isinstance(given, Decimal) and _is_single(given, got)
        yield path, "~the precision of `float`" if is_same else normalised(given, got) or "another value"


def normalised(given, got):
    """The documented way in which two texts mean the same."""
    if not isinstance(given, str):
        return None
    for of, name in ((_uuid, "~the case of a uuid"), (_address, "~the form of an IPv6 address")):
        if of(given) is not None and of(given) == of(got):
            return name
    return None


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _address(text):
    try:
        return ipaddress.IPv6Address(text)
    except ValueError:
        return None


def _is_single(given, got):
    """Whether one number is the `float` that is nearest to another. A double between them would be rounded twice."""
    try:
        bits = struct.unpack("i", struct.pack("f", float(got)))[0]
    except OverflowError:
        return False
    nearest, before, after = (_of_bits(bits + step) for step in (0, -1, 1))
    away = abs(Fraction(given) - nearest)
    return all(other is None or away <= abs(Fraction(given) - other) for other in (before, after))


def _of_bits(bits):
    """The number with these bits, exactly; `None` for what is not finite."""
    try:
        number = struct.unpack("f", struct.pack("i", bits))[0]
    except struct.error:
        return None
    return Fraction(number) if math.isfinite(number) else None


def kind(value):
    if value is None:
        return "null"
    names = {bool: "a boolean", Decimal: "a number", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "an object")
