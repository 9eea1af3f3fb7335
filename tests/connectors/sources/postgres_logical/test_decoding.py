"""Transactions of messages as rows, and texts of the server as JSON."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.capture.row import Read
from evtool.connectors.sources.postgres_logical.decoding import Decoding, Ended
from evtool.connectors.sources.postgres_logical.values import converted, lsn_number, lsn_text
from evtool.errors import ConfigurationError

BEGIN = b"B" + struct.pack(">QqI", 0x16B3748, 0, 731)
COMMIT = b"C" + struct.pack(">BQQq", 0, 0x16B3748, 0x16B3778, 0)


def relation(name: str = "orders", number: int = 1) -> bytes:
    """A table of an id and a text."""
    head = b"R" + struct.pack(">I", number) + f"shop\0{name}\0f".encode() + struct.pack(">H", 2)
    return head + b"\1id\0" + struct.pack(">Ii", 23, -1) + b"\1note\0" + struct.pack(">Ii", 99, -1)


def row(*values: str | None) -> bytes:
    """Values of a row; `?` is one that did not change."""
    made = struct.pack(">H", len(values))
    for value in values:
        text = (value or "").encode()
        plain = b"n" if value is None else b"t" + struct.pack(">I", len(text)) + text
        made += b"u" if value == "?" else plain
    return made


def insert(*values: str | None, number: int = 1) -> bytes:
    """An inserted row."""
    return b"I" + struct.pack(">I", number) + b"N" + row(*values)


def update(old: bytes, kind: bytes, new: bytes) -> bytes:
    """An updated row."""
    return b"U" + struct.pack(">I", 1) + (kind + old if kind else b"") + b"N" + new


def items(*messages: bytes) -> list[Any]:
    """What a slot gives."""
    decoding = Decoding({"shop.orders": ("id",)}, lambda type_: 25 if type_ == 99 else type_, "s")
    return [item for message in messages for item in decoding.items(message)]


def test_a_transaction() -> None:
    """Its rows have the place of its commit and their number in the table."""
    first, second, end = items(BEGIN, relation(), insert("1", "a"), insert("2", None), COMMIT)
    assert (first.identity, second.identity) == (
        ["0/16B3748", "shop.orders", 1],
        ["0/16B3748", "shop.orders", 2],
    )
    assert (first.change.after, second.change.after) == (
        {"id": 1, "note": "a"},
        {"id": 2, "note": None},
    )
    assert first.change.at == "2000-01-01T00:00:00Z"
    assert first.change.sequence < second.change.sequence
    assert end == Ended(0x16B3778)


def test_rows_of_other_tables() -> None:
    """They do not count: a table that is captured later leaves the identities as they were."""
    other = relation("others", 2)
    (read,) = items(BEGIN, other, relation(), insert("9", "z", number=2), insert("1", "a"))
    assert isinstance(read, Read)
    assert read.identity[2] == 1


def test_values_that_were_not_sent() -> None:
    """They come from the row before, or are unknown."""
    (whole,) = items(BEGIN, relation(), update(row("1", "big"), b"O", row("1", "?")))
    assert whole.change.after == {"id": 1, "note": "big"}
    (part,) = items(BEGIN, relation(), update(b"", b"", row("1", "?")))
    assert (part.change.before, part.change.after) == (None, {"id": 1})


def test_a_message_that_is_none() -> None:
    """The repair is said."""
    with pytest.raises(ConfigurationError, match="unknown kind of message"):
        items(b"?")


@given(st.integers(0, 2**64 - 1))
def test_places_of_the_log(lsn: int) -> None:
    """As PostgreSQL writes them."""
    assert lsn_number(lsn_text(lsn)) == lsn


@pytest.mark.parametrize(
    ("text", "type_", "wanted"),
    [
        ("t", 16, True),
        ("f", 16, False),
        ("9007199254740991", 20, 9007199254740991),
        ("9007199254740992", 20, "9007199254740992"),
        ("1e20", 1700, "100000000000000000000"),
        ("0.10", 1700, "0.10"),
        ("NaN", 1700, None),
        ("-Infinity", 701, None),
        ("\\x00ff", 17, "AP8="),
        ("2024-05-01 12:00:00", 1114, "2024-05-01T12:00:00Z"),
        ("2024-05-01 12:00:00.5+00", 1184, "2024-05-01T12:00:00.5Z"),
        ("infinity", 1184, None),
        ("0044-03-15 00:00:00 BC", 1114, None),
        ("10000-01-01", 1082, None),
        ("2024-05-01", 1082, "2024-05-01"),
        ("{1,2}", 1007, "{1,2}"),
        (None, 25, None),
    ],
)
def test_texts_as_json(text: str | None, type_: int, wanted: Any) -> None:
    """By the number of the type."""
    assert converted(text, type_) == wanted
