"""How much one changed keyword asks of the version number, under the event platform's policy."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeGuard

from evtool.schema.difference.keywords import CLOSED, shape
from evtool.schema.difference.model import ABSENT, KeywordChange
from evtool.schema.difference.wording import missing_from


class ChangeKind(IntEnum):
    """How much a change asks of the version number, in rising order."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        """The word in lower case."""
        return self.name.lower()


Verdict = tuple[ChangeKind, str]


def judge_keyword(change: KeywordChange, *, root: bool) -> Verdict:
    """The kind of one changed keyword and why, in words that may be empty.

    `root` says that the keyword stands at the root of the schema, where `title` is its name.
    """
    if change.documentation:
        return ChangeKind.PATCH, ""
    if root and change.keyword == "title":
        return ChangeKind.MAJOR, "another title is another schema"
    judge = _JUDGES.get(change.keyword)
    return judge(change) if judge else (ChangeKind.PATCH, "an annotation")


def _judge_type(_change: KeywordChange) -> Verdict:
    return ChangeKind.MAJOR, "a type never changes within a major version"


def _judge_unclear(_change: KeywordChange) -> Verdict:
    return ChangeKind.MAJOR, "whether old events still fit cannot be told from the structure"


def _judge_constraint(change: KeywordChange) -> Verdict:
    if change.new is ABSENT:
        return ChangeKind.MINOR, "loosened"
    if change.old is ABSENT:
        return ChangeKind.MAJOR, "old events may not fit"
    return _judge_unclear(change)


def _judge_required(change: KeywordChange) -> Verdict:
    became = change.new if isinstance(change.new, bool) else missing_from(change.old, change.new)
    if became:
        return ChangeKind.MAJOR, "old events may lack it"
    return ChangeKind.MINOR, "loosened"


def _judge_enum(change: KeywordChange) -> Verdict:
    if not (isinstance(change.old, list) and isinstance(change.new, list)):
        return _judge_constraint(change)
    if missing_from(change.new, change.old):
        return ChangeKind.MAJOR, "old events may hold a value that is no longer allowed"
    return ChangeKind.MINOR, "more values are allowed"


def _judge_shape(change: KeywordChange) -> Verdict:
    if shape(change.old) == CLOSED:
        return ChangeKind.MINOR, "loosened"
    if shape(change.new) == CLOSED:
        return ChangeKind.MAJOR, "old events may hold undeclared fields"
    return ChangeKind.MAJOR, "the values of a map never change their type within a major version"


def _judge_unique(change: KeywordChange) -> Verdict:
    if change.new is True:
        return ChangeKind.MAJOR, "old events may repeat an item"
    return ChangeKind.MINOR, "loosened"


def _judge_multiple(change: KeywordChange) -> Verdict:
    if not all(isinstance(one, int) and one > 0 for one in (change.old, change.new)):
        return _judge_constraint(change)
    if change.old % change.new == 0:
        return ChangeKind.MINOR, "loosened"
    return ChangeKind.MAJOR, "old events may hold other numbers"


def _judge_dialect(change: KeywordChange) -> Verdict:
    if _plain_dialect(change.old) == _plain_dialect(change.new):
        return ChangeKind.PATCH, "another spelling of the same dialect"
    return ChangeKind.MAJOR, "keywords may mean something else in another dialect"


def _plain_dialect(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.removesuffix("#").replace("http://", "https://", 1)


def _bound(tighter: int, default: int | None = None) -> Callable[[KeywordChange], Verdict]:
    """The judge of a bound that tightens upwards (1) or downwards (-1)."""

    def judge(change: KeywordChange) -> Verdict:
        old, new = (default if one is ABSENT else one for one in (change.old, change.new))
        if not (_is_number(old) and _is_number(new)):
            return _judge_constraint(change)
        if new * tighter > old * tighter:
            return ChangeKind.MAJOR, "tightened: old events may not fit"
        return ChangeKind.MINOR, "loosened"

    return judge


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_LEAST, _MOST, _LEAST_COUNT = _bound(1), _bound(-1), _bound(1, default=0)

_JUDGES: dict[str, Callable[[KeywordChange], Verdict]] = {
    "$schema": _judge_dialect,
    "additionalProperties": _judge_shape,
    "enum": _judge_enum,
    "multipleOf": _judge_multiple,
    "required": _judge_required,
    "type": _judge_type,
    "uniqueItems": _judge_unique,
    "default": lambda _: (ChangeKind.MINOR, "new events may be completed otherwise"),
    **dict.fromkeys(("exclusiveMinimum", "minimum"), _LEAST),
    **dict.fromkeys(
        ("exclusiveMaximum", "maxItems", "maxLength", "maxProperties", "maximum"), _MOST
    ),
    **dict.fromkeys(("minItems", "minLength", "minProperties"), _LEAST_COUNT),
    **dict.fromkeys(("const", "contains", "dependencies", "format"), _judge_constraint),
    **dict.fromkeys(("not", "pattern", "propertyNames"), _judge_constraint),
    **dict.fromkeys(("$ref", "additionalItems", "definitions", "items"), _judge_unclear),
    **dict.fromkeys(("allOf", "anyOf", "else", "if", "oneOf", "then"), _judge_unclear),
    **dict.fromkeys(("patternProperties", "properties"), _judge_unclear),
}
