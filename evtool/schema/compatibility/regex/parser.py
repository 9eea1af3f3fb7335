"""The text of a pattern -> its parts. ECMA-262 with Unicode characters, read leniently.

Lone brackets and braces stand for themselves, as all validators in use agree. Escapes that a
strict engine refuses are refused.
"""

from __future__ import annotations

from evtool.schema.compatibility.regex.charset import characters
from evtool.schema.compatibility.regex.escapes import (
    InvalidPattern,
    Reader,
    UnsupportedPattern,
    read_character_escape,
)
from evtool.schema.compatibility.regex.syntax import (
    Assertion,
    Character,
    Choice,
    Class,
    Lookahead,
    Node,
    Repeat,
    Sequence,
    Shorthand,
)

__all__ = ["InvalidPattern", "UnsupportedPattern", "parse"]

_DEEPEST = 100
_LARGEST_COUNT = 10_000
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse(text: str, *, strict: bool = False) -> Node:
    """Read a pattern; a `strict` reader refuses escapes of characters that need none.

    Raises:
        InvalidPattern: It is no regular expression.
        UnsupportedPattern: It is one, but not one that is understood here.
    """
    reader = Reader(text, strict=strict)
    node = _read_choice(reader, 0)
    if not reader.done:
        raise InvalidPattern(f"a closing parenthesis too many at {reader.position}")
    return node


def _read_choice(reader: Reader, depth: int) -> Node:
    if depth > _DEEPEST:
        raise UnsupportedPattern(f"groups nested deeper than {_DEEPEST}")
    options = [_read_sequence(reader, depth)]
    while reader.take("|"):
        options.append(_read_sequence(reader, depth))
    return options[0] if len(options) == 1 else Choice(tuple(options))


def _read_sequence(reader: Reader, depth: int) -> Node:
    parts: list[Node] = []
    while not reader.done and reader.next not in "|)":
        parts.append(_read_term(reader, depth))
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _read_term(reader: Reader, depth: int) -> Node:
    if reader.next in "*+?" or _read_counts(reader.fork()):
        raise InvalidPattern(f"nothing to repeat at {reader.position}")
    atom = _read_atom(reader, depth)
    counts = _read_quantifier(reader)
    if counts is None:
        return atom
    if isinstance(atom, Assertion | Lookahead):
        raise InvalidPattern("an assertion cannot be repeated")
    return Repeat(atom, *counts)


def _read_quantifier(reader: Reader) -> tuple[int, int | None] | None:
    counts: tuple[int, int | None] | None = None
    if not reader.done and reader.next in _QUANTIFIERS:
        counts = _QUANTIFIERS[reader.pop()]
    else:
        counts = _read_counts(reader)
    if counts is not None:
        reader.take("?")  # lazy or greedy: the same strings match
        if not reader.done and (reader.next in "*+?" or _read_counts(reader.fork())):
            raise InvalidPattern(f"repeated twice at {reader.position}")
    return counts


def _read_counts(reader: Reader) -> tuple[int, int | None] | None:
    """`{2}`, `{2,}` or `{2,5}`; nothing is taken where it is none of these."""
    start = reader.position
    if reader.take("{"):
        low = reader.digits()
        comma = bool(low) and reader.take(",")
        high = reader.digits() if comma else low
        if low and reader.take("}"):
            return _counts(int(low[:9]), int(high[:9]) if high else None)
    reader.position = start
    return None


def _counts(low: int, high: int | None) -> tuple[int, int | None]:
    if high is not None and high < low:
        raise InvalidPattern(f"{{{low},{high}}} counts downwards")
    if max(low, high or 0) > _LARGEST_COUNT:
        raise UnsupportedPattern(f"repeated more than {_LARGEST_COUNT} times")
    return low, high


def _read_atom(reader: Reader, depth: int) -> Node:
    character = reader.pop()
    if character == "(":
        return _read_group(reader, depth)
    if character == "[":
        return _read_class(reader)
    if character == "\\":
        return _read_escape(reader)
    if character in "^$":
        return Assertion(character)
    return Shorthand(".") if character == "." else Character(characters(character))


def _read_group(reader: Reader, depth: int) -> Node:
    look: bool | None = None
    if reader.take("?"):
        kind = reader.pop()
        if kind in "=!":
            look = kind == "!"
        elif kind == "<":
            raise UnsupportedPattern("look-behind or a named group")
        elif kind != ":":
            raise InvalidPattern(f"(?{kind} is unknown")
    inside = _read_choice(reader, depth + 1)
    if not reader.take(")"):
        raise InvalidPattern("a parenthesis is not closed")
    return Sequence((inside,)) if look is None else Lookahead(inside, look)


def _read_escape(reader: Reader) -> Node:
    letter = reader.peek()
    if letter in "bB":
        return Assertion(reader.pop())
    if letter in "123456789k":
        raise UnsupportedPattern("a back reference")
    return _read_class_escape(reader)


def _read_class_escape(reader: Reader) -> Character | Shorthand:
    letter = reader.peek()
    if letter in "dws":
        return Shorthand(reader.pop())
    if letter in "DWS":
        return Shorthand(reader.pop().lower(), negated=True)
    if letter in "pP":
        raise UnsupportedPattern("a Unicode property")
    code = read_character_escape(reader)
    return Character(((code, code),))


def _read_class(reader: Reader) -> Class:
    negated = reader.take("^")
    parts: list[Character | Shorthand] = []
    while not reader.take("]"):
        parts.append(_read_range(reader))
    return Class(tuple(parts), negated)


def _read_range(reader: Reader) -> Character | Shorthand:
    low = _read_member(reader)
    if reader.rest(2) in ("-", "-]") or not reader.take("-"):
        return low
    high = _read_member(reader)
    if isinstance(low, Shorthand) or isinstance(high, Shorthand):
        raise InvalidPattern("a class at the end of a range")
    first, last = low.among[0][0], high.among[0][0]
    if first > last:
        raise InvalidPattern("a range that goes backwards")
    return Character(((first, last),))


def _read_member(reader: Reader) -> Character | Shorthand:
    character = reader.pop()
    if character != "\\":
        return Character(characters(character))
    if reader.take("b"):
        return Character(characters("\b"))
    if reader.take("-"):
        return Character(characters("-"))
    return _read_class_escape(reader)
