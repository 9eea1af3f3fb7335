"""Why an `allOf` cannot be merged, as errors that name every place involved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from evtool.errors import SchemaError

_SHOWN = 60
"""How many characters of a value a sentence shows."""

_UNCOMBINED = frozenset({"format", "const", "if", "then", "else"})


class MergeError(SchemaError):
    """An `allOf` cannot be merged.

    `keyword` is the keyword that stops it. `pointers` are the places of that keyword in the
    document that was to be merged, as JSON pointers (RFC 6901).
    """

    def __init__(
        self, message: str, *, keyword: str, pointers: Sequence[str], hint: str | None = None
    ) -> None:
        self.keyword = keyword
        self.pointers = tuple(pointers)
        super().__init__(message, hint=hint)


class MergeConflict(MergeError):
    """Two or more places contradict each other; `values` are what they say, one a pointer."""

    def __init__(
        self, *, keyword: str, values: Sequence[Any], pointers: Sequence[str] = ()
    ) -> None:
        self.values = tuple(values)
        super().__init__(
            _sentence(keyword, self.values),
            keyword=keyword,
            pointers=pointers,
            hint=_hint(keyword, self.values),
        )


class MalformedSchema(MergeError):
    """A keyword that takes part in a merge has a value that JSON Schema does not allow."""


class TooManyBranches(MergeError):
    """Combining the branches of several `oneOf` or `anyOf` gives more than can be handled."""


def shown(value: Any) -> str:
    """The value as short JSON for a sentence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _sentence(keyword: str, values: tuple[Any, ...]) -> str:
    if keyword in {"oneOf", "anyOf"}:
        return f"no branch of one {keyword} fits a branch of the other"
    if keyword == "enum":
        return f"no value is in every enum: {_here_and_there(values)}"
    return f"{keyword} is {_here_and_there(values)}"


def _here_and_there(values: tuple[Any, ...]) -> str:
    first, *others = (shown(value) for value in values)
    if len(others) == 1:
        return f"{first} here and {others[0]} there"
    return f"{first} here, and elsewhere {', '.join(others)}"


_HINTS: Final = {
    "enum": "let the lists share at least one value, or remove one of them",
    "oneOf": "make at least one pair of branches fit together, or remove one of the lists",
    "anyOf": "make at least one pair of branches fit together, or remove one of the lists",
}


def _hint(keyword: str, values: tuple[Any, ...]) -> str:
    if keyword == "type" and {"integer", "number"} <= {v for v in values if isinstance(v, str)}:
        return "an integer is not merged into a number: give both places the same type"
    if keyword in _HINTS:
        return _HINTS[keyword]
    if keyword == "type":
        return "give both places the same type, or remove one"
    if keyword in _UNCOMBINED:
        return f"allOf keeps one {keyword} only: make the places agree, or remove one"
    return f"nothing says how two {keyword} combine: make the places agree, or remove one"
