"""Events as rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.schema.tabular.columns import columns_of
from evtool.schema.tabular.convert import column_maker
from evtool.schema.tabular.dialect.dialect import Dialect
from evtool.schema.tabular.dialect.mysql import MYSQL
from evtool.schema.tabular.dialect.postgres import POSTGRES
from evtool.schema.tabular.dialect.sqlite import SQLITE
from evtool.schema.tabular.reading import read_tree

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def _row(schema: dict[str, Any], value: Any, dialect: Dialect) -> Any:
    columns = columns_of(read_tree({"properties": {"a": schema}}), "flatten", 63, ())
    stored = [type(one)(one.name, dialect.stored(one.type), one.path) for one in columns]
    (found,), bad = column_maker(stored, dialect.leaf)([{"a": value}])
    assert len(found) == 1
    return bad.get(0) or found[0]


@settings(deadline=None)
@given(
    st.fixed_dictionaries({}, optional={"a": VALUES, "b": VALUES, "c": VALUES}),
    st.sampled_from([SQLITE, POSTGRES, MYSQL]),
)
def test_an_event_is_a_whole_row_or_refused(event: dict[str, Any], dialect: Dialect) -> None:
    """Whatever comes: one value for each column, or a reason with the column's name."""
    schema = {
        "properties": {
            "a": {
                "type": "object",
                "properties": {"x": {"type": "integer"}, "y": {"type": "string"}},
            },
            "b": {"type": "string", "format": "date-time"},
            "c": {"type": "array", "items": {"type": "number"}},
        }
    }
    columns = columns_of(read_tree(schema), "flatten", 63, ())
    names = {one.name for one in columns}
    fine = {"a": {"x": 1}}
    made, bad = column_maker(columns, dialect.leaf)([fine, event, fine])
    assert [len(column) for column in made] == [3] * len(columns)
    assert [column[0] for column in made] == [column[2] for column in made]
    assert bad.keys() <= {1}
    assert not bad or bad[1].split()[2] in names


@pytest.mark.parametrize(
    ("schema", "value", "reason"),
    [
        ({"type": "integer"}, 2**63, "more than 64 bits"),
        ({"type": "integer"}, True, "no integer"),
        ({"type": "integer"}, 1.5, "no integer"),
        ({"type": "number"}, 10**400, "beyond all doubles"),
        ({"type": "boolean"}, 0, "no boolean"),
        ({"type": "string"}, 5, "no string"),
        ({"type": "string"}, "a\0b", "no NUL"),
        ({"type": "string", "format": "date-time"}, "yesterday", "no date and time"),
    ],
)
def test_what_does_not_fit_is_named(schema: dict[str, Any], value: Any, reason: str) -> None:
    """The column, the value and the reason are in the sentence."""
    said = _row(schema, value, POSTGRES)
    assert said.startswith("the column a cannot hold ")
    assert reason in said


def test_whole_numbers_may_be_written_with_a_point() -> None:
    """JSON Schema has 3.0 as an integer."""
    assert _row({"type": "integer"}, 3.0, SQLITE) == 3


def test_moments_by_dialect() -> None:
    """SQLite keeps a text in UTC, MySQL a moment without a zone; PostgreSQL reads the text."""
    schema = {"type": "string", "format": "date-time"}
    text = "2024-05-01T12:00:00.5+02:00"
    assert _row(schema, text, SQLITE) == "2024-05-01T10:00:00.500000Z"
    assert _row(schema, text, MYSQL) == dt.datetime(2024, 5, 1, 10, 0, 0, 500_000)  # noqa: DTZ001 - has none
    assert _row(schema, text, POSTGRES) == text


def test_varchar_is_as_long_as_the_schema_says() -> None:
    """MySQL would cut, or refuse the whole batch."""
    said = _row({"type": "string", "maxLength": 3}, "long", MYSQL)
    assert "more than 3 characters" in said
