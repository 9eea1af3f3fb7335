"""A draft of a table's schema takes the events that are made of its rows."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.capture.events import events_of
from evtool.connectors.sources.capture.options import TableOptions
from evtool.connectors.sources.capture.row import Column, Row, RowChange, Table
from evtool.connectors.sources.capture.table_schema import draft

TABLE = Table(
    "shop.orders",
    [
        Column("id", "bigint", nullable=False),
        Column("total", "decimal", comment="What it costs."),
        Column("weight", "float"),
        Column("paid", "boolean"),
        Column("placed", "date-time"),
        Column("photo", "bytes"),
        Column("secret", "text"),
    ],
    ("id",),
)
OPTIONS = TableOptions(
    stream="shop.order_change", schema="/shop/order/change/1.2.0", entity="order",
    exclude=("secret",), as_text=("id",),
)  # fmt: skip
ROWS = st.fixed_dictionaries(
    {
        "id": st.integers(),
        "total": st.none() | st.just("1.50"),
        "weight": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "paid": st.none() | st.booleans(),
        "placed": st.none() | st.just("2024-05-01T12:00:00Z"),
        "photo": st.none() | st.just("AP8="),
        "secret": st.just("word"),
    }
)


def test_a_draft() -> None:
    """Title and version of the options, comments as descriptions, only the key is required."""
    made = draft(TABLE, OPTIONS, "state-change")
    assert (made["title"], made["$id"]) == ("shop/order/change", "/shop/order/change/1.2.0")
    order = made["properties"]["order"]
    assert order["required"] == ["id"]
    assert order["properties"]["id"]["type"] == "string"
    assert order["properties"]["total"] == {"type": "string", "description": "What it costs."}
    assert "secret" not in order["properties"]
    assert "required" not in made["properties"]["prior_state"]["properties"]["order"]


@given(before=ROWS, after=ROWS, envelope=st.sampled_from(["state-change", "debezium"]),
       operation=st.sampled_from(["insert", "read", "update", "delete"]))  # fmt: skip
def test_events_fit(before: Row, after: Row, envelope: Any, operation: Any) -> None:
    """Every event that can come is valid."""
    validator = jsonschema.Draft7Validator(_closed(draft(TABLE, OPTIONS, envelope)))
    change = RowChange(
        TABLE.name, operation, None if operation in {"insert", "read"} else before,
        None if operation == "delete" else after, TABLE.key, "2024-05-01T12:00:00Z", "1-1",
        {"connector": "mysql"},
    )  # fmt: skip
    for _, event in events_of(change, OPTIONS, envelope):
        assert list(validator.iter_errors(event)) == []


def _closed(schema: Any) -> Any:
    """The schema, with nothing allowed that it does not name."""
    if isinstance(schema, dict):
        made = {key: _closed(one) for key, one in schema.items()}
        return {**made, "additionalProperties": False} if "properties" in made else made
    return schema
