"""Texts that a regular expression of a schema finds."""

import re

try:
    from re import _constants as constants
    from re import _parser as parser
except ImportError:  # Python 3.10 and earlier
    import sre_constants as constants
    import sre_parse as parser

LETTERS = "abcxyzABCXYZ0123456789 _-.:/@é語"


def text(pattern, random):
    """A text that `pattern` finds; nothing where Python does not understand the pattern."""
    try:
        return "".join(_pieces(parser.parse(_python(pattern)), random))
    except (re.error, OverflowError, RecursionError, NotImplementedError, ValueError):
        return None


def _python(pattern):
    """ECMAScript's spelling in Python's."""
    pattern = re.sub(
        r"\\u\{([0-9A-Fa-f]+)\}|\\u([0-9A-Fa-f]{4})", lambda m: re.escape(chr(int(m[1] or m[2], 16))), pattern
    )
    pattern = re.sub(r"\\/", "/", pattern)
    pattern = re.sub(r"\\p\{L[a-z]*\}", "[a-zé]", pattern)
    return re.sub(r"\\p\{N[a-z]*\}", "[0-9]", pattern)


def _pieces(tree, random):
    for operator, argument in tree:
        name = str(operator)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "NOT_LITERAL":
            yield random.choice([letter for letter in LETTERS if ord(letter) != argument])
        elif name == "ANY":
            yield random.choice("ax7 é")
        elif name == "IN":
            yield _of_class(argument, random)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            most = min(most, least + 5) if most is not constants.MAXREPEAT else least + 5
            for _ in range(random.randint(least, most)):
                yield from _pieces(inner, random)
        elif name == "SUBPATTERN":
            yield from _pieces(argument[-1], random)
        elif name == "ATOMIC_GROUP":
            yield from _pieces(argument, random)
        elif name == "BRANCH":
            yield from _pieces(random.choice(argument[1]), random)
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            raise NotImplementedError(name)


def _of_class(items, random):
    negated = str(items[0][0]) == "NEGATE"
    if negated:
        candidates = [letter for letter in LETTERS if not any(_has(item, ord(letter)) for item in items[1:])]
        return random.choice(candidates or ["~"])
    operator, argument = random.choice(items)
    name = str(operator)
    if name == "LITERAL":
        return chr(argument)
    if name == "RANGE":
        return chr(random.randint(argument[0], min(argument[1], 0xD7FF)))
    categories = {"CATEGORY_DIGIT": "0129", "CATEGORY_WORD": "aZ_0", "CATEGORY_SPACE": " "}
    categories.update({"CATEGORY_NOT_DIGIT": "ax-", "CATEGORY_NOT_WORD": "-. ", "CATEGORY_NOT_SPACE": "ax0-"})
    return random.choice(categories[str(argument)])


def _has(item, code):
    name, argument = str(item[0]), item[1]
    if name == "LITERAL":
        return code == argument
    if name == "RANGE":
        return argument[0] <= code <= argument[1]
    letter = chr(code)
    is_of = {"DIGIT": letter.isdigit(), "WORD": letter.isalnum() or letter == "_", "SPACE": letter.isspace()}
    category = str(argument).removeprefix("CATEGORY_")
    return not is_of[category[4:]] if category.startswith("NOT_") else is_of[category]
