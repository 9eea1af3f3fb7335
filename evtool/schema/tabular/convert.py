"""Events -> columns, by functions that are made once for the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import NoneType
from typing import Any

from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type
from evtool.schema.tabular.values import (
    LEAST,
    MOST,
    Unfit,
    json_text,
    to_boolean,
    to_integer,
    to_moment,
    to_number,
    to_text,
)

Convert = Callable[[Any], Any]
Row = Sequence[Any]
Values = list[Any]

_LEAVES: Mapping[Kind, Convert] = {
    Kind.BOOLEAN: to_boolean,
    Kind.INTEGER: to_integer,
    Kind.NUMBER: to_number,
    Kind.STRING: to_text,
    Kind.TIMESTAMP: to_moment,
    Kind.DATE: to_text,
}


def default_leaf(kind: Scalar | Json) -> Convert:
    """How one value, or one of JSON, is converted where a dialect does not say otherwise."""
    return json_text if isinstance(kind, Json) else _LEAVES[kind.kind]


Leaf = Callable[[Scalar | Json], Convert]
_AS_THEY_ARE: Mapping[Convert, type] = {to_boolean: bool, to_text: str, to_number: float}
"""Values of these types need no call: most of the time of a column would be calls."""

_ABSENT: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One column: the name of its value, its place among the columns, and how to convert."""

    name: str
    column: str
    at: int
    convert: Convert
    exact: type | None


@dataclass(frozen=True, slots=True)
class _Into:
    """An object whose members are columns."""

    name: str
    column: str
    inner: tuple[_Leaf | _Into, ...]


def column_maker(
    columns: Sequence[Column], leaf: Leaf = default_leaf
) -> Callable[[Sequence[Mapping[str, Any]]], tuple[list[Values], dict[int, str]]]:
    """A function from events to their values, column by column: many at a time is quickest.

    Its result has a list for each column, of the values of all events in order; columns
    without a path are empty. Besides come the reasons of values that do not fit, by the place
    of the event: these are null.
    """
    places = [(at, column) for at, column in enumerate(columns) if column.path]
    steps = _steps(places, 0, leaf)

    def make(events: Sequence[Mapping[str, Any]]) -> tuple[list[Values], dict[int, str]]:
        made: list[Values] = [[] for _ in columns]
        bad: dict[int, str] = {}
        _fill(steps, events, made, bad)
        return made, bad

    return make


def _steps(
    columns: Sequence[tuple[int, Column]], depth: int, leaf: Leaf
) -> tuple[_Leaf | _Into, ...]:
    """Columns that begin alike become one step into an object, wherever they stand."""
    groups: dict[str, list[tuple[int, Column]]] = {}
    for at, column in columns:
        groups.setdefault(column.path[depth], []).append((at, column))
    steps: list[_Leaf | _Into] = []
    for name, group in groups.items():
        at, first = group[0]
        if len(group) > 1 or len(first.path) > depth + 1:
            steps.append(_Into(name, first.name, _steps(group, depth + 1, leaf)))
        else:
            exact, convert = _exact(first.type, leaf)
            steps.append(_Leaf(name, first.name, at, convert, exact))
    return tuple(steps)


def _fill(
    steps: Sequence[_Leaf | _Into],
    objects: Sequence[Mapping[str, Any]],
    made: list[Values],
    bad: dict[int, str],
) -> None:
    for step in steps:
        name = step.name
        found = [one.get(name) for one in objects]
        if isinstance(step, _Leaf):
            made[step.at] = _converted(step, found, bad)
        else:
            _fill(step.inner, _objects(step, found, bad), made, bad)


def _converted(step: _Leaf, found: Values, bad: dict[int, str]) -> Values:
    """The values as the store takes them; one look at all types saves most calls."""
    kinds = set(map(type, found))
    kinds.discard(NoneType)
    if not kinds or kinds == {step.exact}:
        return found
    if kinds == {int} and step.convert is to_integer and _is_bounded(found):
        return found
    convert = step.convert
    try:
        return [None if one is None else convert(one) for one in found]
    except ValueError:
        return [_one(step, one, at, bad) for at, one in enumerate(found)]


def _one(step: _Leaf, value: Any, at: int, bad: dict[int, str]) -> Any:
    try:
        return None if value is None else step.convert(value)
    except ValueError as error:
        bad.setdefault(at, str(Unfit(step.column, value, str(error))))
        return None


def _is_bounded(found: Values) -> bool:
    whole = [one for one in found if one is not None]
    return bool(min(whole) >= LEAST and max(whole) <= MOST)


def _objects(step: _Into, found: Values, bad: dict[int, str]) -> Values:
    """The objects that are there; one without members stands for each that is not."""
    if set(map(type, found)) == {dict}:
        return found
    for at, one in enumerate(found):
        if type(one) is not dict:
            found[at] = _ABSENT
            if one is not None:
                bad.setdefault(at, str(Unfit(step.column, one, "it is no object")))
    return found


def converter(kind: Type, leaf: Leaf) -> Convert:
    """The function for one value of a type; it is never given None."""
    if isinstance(kind, Scalar | Json):
        return leaf(kind)
    match kind:
        case ListOf():
            return partial(_convert_list, *_exact(kind.item, leaf))
        case MapOf(value=Scalar(kind=Kind.STRING)):
            text = leaf(Scalar(Kind.STRING))
            return partial(_convert_map, partial(_text_or_json, leaf(Json()), text))
        case MapOf():
            return partial(_convert_map, converter(kind.value, leaf))
        case Struct():
            inner = tuple((one.name, *_exact(one.type, leaf)) for one in kind.members)
            return partial(_convert_struct, inner)


def _exact(kind: Type, leaf: Leaf) -> tuple[type | None, Convert]:
    convert = converter(kind, leaf)
    return _AS_THEY_ARE.get(convert), convert


def _convert_list(exact: type | None, convert: Convert, value: Any) -> Any:
    if type(value) is not list:
        raise ValueError("it is no array")
    return [one if one is None or type(one) is exact else convert(one) for one in value]


def _convert_map(convert: Convert, value: Any) -> Any:
    if type(value) is not dict:
        raise ValueError("it is no object")
    return [(name, None if one is None else convert(one)) for name, one in value.items()]


def _text_or_json(json: Convert, text: Convert, value: Any) -> Any:
    return text(value) if type(value) is str else json(value)


def _convert_struct(members: tuple[tuple[str, type | None, Convert], ...], value: Any) -> Any:
    if type(value) is not dict:
        raise ValueError("it is no object")
    get, made = value.get, {}
    for name, exact, convert in members:
        one = get(name)
        made[name] = one if one is None or type(one) is exact else convert(one)
    return made
