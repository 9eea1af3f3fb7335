"""Rows as events: what is there, what was different before, and what is left out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.capture.events import events_of
from evtool.connectors.sources.capture.options import TableOptions
from evtool.connectors.sources.capture.row import Operation, RowChange

OPTIONS = TableOptions(stream="shop.order_change", schema="/shop/order/change/1.0.0")
VALUES = st.none() | st.integers(0, 3) | st.sampled_from(["a", "b"])
ROWS = st.dictionaries(st.sampled_from(["id", "a", "b", "c"]), VALUES)


def change(operation: Operation, before: Any, after: Any, key: Any = ("id",)) -> RowChange:
    """A change of shop.orders."""
    return RowChange("shop.orders", operation, before, after, key, "2024-05-01T12:00:00Z", "1-1")


def only(made: RowChange, options: TableOptions = OPTIONS, envelope: Any = "state-change") -> Any:
    """The one event of a change."""
    ((part, event),) = events_of(made, options, envelope)
    assert part == ""
    return event


def test_an_event_is_complete() -> None:
    """It names its schema and stream, and when it happened."""
    assert only(change("insert", None, {"id": 1, "a": None})) == {
        "$schema": "/shop/order/change/1.0.0",
        "meta": {"stream": "shop.order_change"},
        "dt": "2024-05-01T12:00:00Z",
        "changelog_kind": "insert",
        "sequence": "1-1",
        "orders": {"id": 1},
    }


def test_columns_of_the_options() -> None:
    """Some are chosen, some left out, some given as text; the entity has a name."""
    options = TableOptions(
        stream="s", schema="/s/1.0.0", entity="order", columns=("id", "a", "b"), exclude=("b",),
        as_text=("id",),
    )  # fmt: skip
    event = only(change("insert", None, {"id": 1, "a": 2, "b": 3, "c": 4}), options)
    assert event["order"] == {"id": "1", "a": 2}


def test_a_key_that_changes() -> None:
    """The row is deleted under the old key, and inserted under the new one."""
    made = change("update", {"id": 1, "a": 1}, {"id": 2, "a": 1})
    (gone, first), (come, second) = events_of(made, OPTIONS, "state-change")
    assert (gone, come) == ("delete", "insert")
    assert (first["orders"], first["prior_state"]) == ({"id": 1}, {"orders": {"a": 1}})
    assert (second["orders"], "prior_state" in second) == ({"id": 2, "a": 1}, False)


def test_a_table_without_a_key() -> None:
    """A deleted row is told whole."""
    event = only(change("delete", {"a": 1, "b": None}, None, ()))
    assert (event["orders"], "prior_state" in event) == ({"a": 1}, False)


def test_what_is_unknown_did_not_change() -> None:
    """A value that the server did not send is no NULL."""
    event = only(change("update", {"id": 1, "big": "x", "a": 1}, {"id": 1, "a": 2}))
    assert event["prior_state"] == {"orders": {"a": 1}}


@given(before=ROWS, after=ROWS)
def test_the_prior_state_brings_the_row_back(before: Any, after: Any) -> None:
    """It has what changed, and nothing else; NULL apart, the old row can be made of it."""
    before, after = {**after, **before, "id": 1}, {**before, **after, "id": 1}
    event = only(change("update", before, after))
    prior = event.get("prior_state", {}).get("orders", {})
    assert all(before[name] == value != after[name] for name, value in prior.items())
    restored = {**event["orders"], **prior}
    assert {name: one for name, one in before.items() if one is not None} == {
        name: one for name, one in restored.items() if before[name] is not None
    }


@given(before=ROWS, after=ROWS)
def test_debezium_has_both_rows(before: Any, after: Any) -> None:
    """Without what is NULL."""
    before, after = {**before, "id": 1}, {**after, "id": 1}
    event = only(change("update", before, after), envelope="debezium")
    for name, row in (("before", before), ("after", after)):
        assert event[name] == {key: one for key, one in row.items() if one is not None}
    assert event["op"] == "u"
    assert event["source"]["table"] == "orders"
