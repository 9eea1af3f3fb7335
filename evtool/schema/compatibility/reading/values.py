"""JSON values: their kinds, and truth with a third value for what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

Kind = Literal["string", "number", "boolean", "null", "object", "array"]

KINDS: Final[tuple[Kind, ...]] = ("string", "number", "boolean", "null", "object", "array")
"""The kinds of JSON values, in the order in which examples are looked for."""

Truth = bool | None


def kind_of(value: Any) -> Kind:
    """The kind of a JSON value."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if value is None:
        return "null"
    return "array" if isinstance(value, list) else "object"


def all_of(truths: Iterable[Truth]) -> Truth:
    """Whether all are true; None where one is open and none is false."""
    answer: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            answer = None
    return answer


def any_of(truths: Iterable[Truth]) -> Truth:
    """Whether one is true; None where one is open and none is true."""
    answer: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            answer = None
    return answer


def negated(truth: Truth) -> Truth:
    """The contrary of a truth."""
    return None if truth is None else not truth
