"""Events -> rows, by functions that are made once for the columns of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from evtool.schema.tabular.columns import Column
from evtool.schema.tabular.model import Json, Kind, ListOf, MapOf, Scalar, Struct, Type
from evtool.schema.tabular.values import (
    Unfit,
    json_text,
    to_boolean,
    to_integer,
    to_moment,
    to_number,
    to_text,
)

Convert = Callable[[Any], Any]
Row = list[Any]
_Step = tuple[str, type | None, Convert | None, "tuple[_Step, ...] | None", str, int]

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


def row_maker(
    columns: Sequence[Column], leaf: Leaf = default_leaf
) -> Callable[[Mapping[str, Any], Row], Row]:
    """A function that adds the values of an event to a row, one for each column with a path.

    It raises `Unfit` for a value that does not fit.
    """
    steps = _steps([column for column in columns if column.path], 0, leaf)

    def make(event: Mapping[str, Any], row: Row) -> Row:
        _fill(steps, event, row)
        return row

    return make


def _steps(columns: Sequence[Column], depth: int, leaf: Leaf) -> tuple[_Step, ...]:
    """Columns that begin alike become one step into an object, wherever they stand."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        groups.setdefault(column.path[depth], []).append(column)
    return tuple(
        _into(name, group, depth, leaf)
        if len(group) > 1 or len(group[0].path) > depth + 1
        else _leaf(name, group[0], leaf)
        for name, group in groups.items()
    )


def _into(name: str, group: Sequence[Column], depth: int, leaf: Leaf) -> _Step:
    inner = _steps(group, depth + 1, leaf)
    return name, None, None, inner, group[0].name, len(group)


def _leaf(name: str, column: Column, leaf: Leaf) -> _Step:
    convert = converter(column.type, leaf)
    return name, _AS_THEY_ARE.get(convert), convert, None, column.name, 1


def _fill(steps: tuple[_Step, ...], value: Mapping[str, Any], row: Row) -> None:
    """The inner loop of every table: as little as can be for each column."""
    get, append = value.get, row.append
    for name, exact, convert, inner, column, count in steps:
        found = get(name)
        if found is None:
            if count == 1:
                append(None)
            else:
                row.extend([None] * count)
        elif type(found) is exact:
            append(found)
        elif convert is not None:
            try:
                append(convert(found))
            except ValueError as error:
                raise Unfit(column, found, str(error)) from error
        elif inner is not None:
            if type(found) is not dict:
                raise Unfit(column, found, "it is no object")
            _fill(inner, found, row)


def converter(kind: Type, leaf: Leaf) -> Convert:
    """The function for one value of a type; it is never given None."""
    if isinstance(kind, Scalar | Json):
        return leaf(kind)
    match kind:
        case ListOf():
            return partial(_convert_list, converter(kind.item, leaf))
        case MapOf(value=Scalar(kind=Kind.STRING)):
            return partial(
                _convert_map, partial(_text_or_json, leaf(Json()), leaf(Scalar(Kind.STRING)))
            )
        case MapOf():
            return partial(_convert_map, converter(kind.value, leaf))
        case Struct():
            inner = {one.name: converter(one.type, leaf) for one in kind.members}
            return partial(_convert_struct, inner)


def _convert_list(convert: Convert, value: Any) -> Any:
    if type(value) is not list:
        raise ValueError("it is no array")
    return [None if one is None else convert(one) for one in value]


def _convert_map(convert: Convert, value: Any) -> Any:
    if type(value) is not dict:
        raise ValueError("it is no object")
    return [(name, None if one is None else convert(one)) for name, one in value.items()]


def _text_or_json(json: Convert, text: Convert, value: Any) -> Any:
    return text(value) if type(value) is str else json(value)


def _convert_struct(members: Mapping[str, Convert], value: Any) -> Any:
    if type(value) is not dict:
        raise ValueError("it is no object")
    return {
        name: None if (one := value.get(name)) is None else convert(one)
        for name, convert in members.items()
    }
