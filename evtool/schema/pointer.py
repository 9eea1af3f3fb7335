"""JSON Pointer (RFC 6901): the address of a value inside a document.

A pointer is text such as `/properties/page_id`; its parts are called tokens. Both forms are read:
the plain one, and the one in a URI fragment (`#/properties/page%20id`), which is percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from evtool.errors import SchemaError

MOST_SIBLINGS = 1000  # compared to find the nearest: a hint is not worth more time
LONGEST_NAME = 200

_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_BAD_ESCAPE = re.compile(r"~(?![01])")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_FRAGMENT_SAFE = "!$&'()*+,;=:@/?"


class PointerSyntaxError(SchemaError):
    """A text is no JSON pointer."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        super().__init__(
            f"{pointer!r} is no JSON pointer: {reason}",
            hint="write /name/name or #/name/name; in a name, ~1 is a slash and ~0 a tilde",
        )


class PointerNotFoundError(SchemaError):
    """A pointer leads nowhere.

    `token` is the part that is missing, `parent` the pointer of the value it is missing from,
    `nearest` the names there that resemble it, best first.
    """

    def __init__(self, tokens: Sequence[str], depth: int, value: Any) -> None:
        self.pointer = format_pointer(tokens)
        self.token = tokens[depth]
        self.parent = format_pointer(tokens[:depth])
        self.nearest = _nearest_names(self.token, value)
        super().__init__(
            f"{self.pointer} leads nowhere: {_describe_miss(self.token, self.parent, value)}",
            hint=_hint(self.nearest, value),
        )


def parse_pointer(text: str) -> tuple[str, ...]:
    """The tokens of a pointer, in either form; the empty pointer and `#` have none.

    Raises:
        PointerSyntaxError: No slash at the start, a stray `~`, or broken percent-encoding.
    """
    plain = _decode_fragment(text) if text.startswith("#") else text
    if plain == "":
        return ()
    if not plain.startswith("/"):
        raise PointerSyntaxError(text, "it does not start with a slash")
    if _BAD_ESCAPE.search(plain):
        raise PointerSyntaxError(text, "a ~ is followed by neither 0 nor 1")
    return tuple(unescape_token(token) for token in plain[1:].split("/"))


def format_pointer(tokens: Iterable[str | int]) -> str:
    """The plain pointer of tokens; a number is the index of an array."""
    return "".join(f"/{escape_token(str(token))}" for token in tokens)


def format_fragment(tokens: Iterable[str | int]) -> str:
    """The pointer as a URI fragment, `#` included (RFC 6901, section 6)."""
    return "#" + quote(format_pointer(tokens), safe=_FRAGMENT_SAFE, errors="replace")


def escape_token(token: str) -> str:
    """A name as it stands in a pointer: `~` is `~0`, `/` is `~1`."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape_token(token: str) -> str:
    """The name that a part of a pointer means."""
    return token.replace("~1", "/").replace("~0", "~")


def resolve_pointer(value: Any, pointer: str | Sequence[str]) -> Any:
    """The value that a pointer, as text or as tokens, leads to.

    Raises:
        PointerSyntaxError: The text is no pointer.
        PointerNotFoundError: The value has no such part.
    """
    tokens = parse_pointer(pointer) if isinstance(pointer, str) else pointer
    found = value
    for depth, token in enumerate(tokens):
        if isinstance(found, Mapping) and token in found:
            found = found[token]
        elif isinstance(found, list) and _INDEX.fullmatch(token) and int(token) < len(found):
            found = found[int(token)]
        else:
            raise PointerNotFoundError(tokens, depth, found)
    return found


def _decode_fragment(text: str) -> str:
    if _BAD_PERCENT.search(text):
        raise PointerSyntaxError(text, "a % is not followed by two hexadecimal digits")
    try:
        return unquote_to_bytes(text[1:]).decode()
    except UnicodeError as error:
        raise PointerSyntaxError(text, "its percent-encoding is not UTF-8") from error


def _nearest_names(token: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return ()
    names = [name for name in islice(value, MOST_SIBLINGS) if isinstance(name, str)]
    return tuple(get_close_matches(token[:LONGEST_NAME], names, n=3))


def _describe_miss(token: str, parent: str, value: Any) -> str:
    where = parent or "the document"
    if isinstance(value, Mapping):
        return f"{where} has no {token!r}"
    if not isinstance(value, list):
        return f"{where} is neither an object nor an array, so it has no {token!r}"
    if not _INDEX.fullmatch(token):
        return f"{where} is an array and {token!r} is no index"
    count = "1 item" if len(value) == 1 else f"{len(value)} items"
    return f"{where} has {count}, counted from 0, so no {token}"


def _hint(nearest: Sequence[str], value: Any) -> str:
    if nearest:
        return "did you mean " + " or ".join(repr(name) for name in nearest) + "?"
    if isinstance(value, Mapping) and value:
        names = [repr(name) for name in islice(value, 5)]
        return "there is " + ", ".join(names) + (" and more" if len(value) > 5 else "")
    return "correct the pointer, or add what it should lead to"
