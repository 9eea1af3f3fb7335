"""Messages of pgoutput: whatever is encoded comes back, and rubbish is told."""

from __future__ import annotations

import contextlib
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.postgres_logical import pgoutput
from evtool.connectors.sources.postgres_logical.pgoutput import (
    Attribute,
    MalformedMessage,
    Message,
    Unchanged,
    decode,
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
VALUES = st.lists(st.none() | st.just(Unchanged.UNCHANGED) | TEXTS, max_size=6)
NUMBERS = st.integers(0, 2**32 - 1)
PLACES = st.integers(0, 2**64 - 1)
MESSAGES = st.one_of(
    st.builds(pgoutput.Begin, PLACES, st.integers(0, 2**40).map(lambda n: 946684800 + n), NUMBERS),
    st.builds(pgoutput.Commit, PLACES, PLACES),
    st.builds(
        pgoutput.Relation, NUMBERS, TEXTS.filter(bool), TEXTS, st.sampled_from("dnfi"),
        st.lists(st.builds(Attribute, TEXTS, NUMBERS, st.booleans()), max_size=5),
    ),
    st.builds(pgoutput.Insert, NUMBERS, VALUES),
    st.builds(pgoutput.Update, NUMBERS, VALUES, st.booleans(), VALUES),
    st.builds(pgoutput.Update, NUMBERS, st.none(), st.just(value=False), VALUES),
    st.builds(pgoutput.Delete, NUMBERS, VALUES, st.booleans()),
    st.builds(pgoutput.Truncate, st.lists(NUMBERS, max_size=4).map(tuple)),
)  # fmt: skip


def encode(message: Message) -> bytes:  # noqa: PLR0911 - one for each kind
    """The bytes that the server would send."""
    match message:
        case pgoutput.Begin(lsn, at, xid):
            return b"B" + struct.pack(">QqI", lsn, round((at - 946684800) * 1e6), xid)
        case pgoutput.Commit(lsn, end):
            return b"C" + struct.pack(">BQQq", 0, lsn, end, 0)
        case pgoutput.Relation(number, schema, name, identity, columns):
            names = f"{schema}\0{name}\0{identity}".encode()
            head = b"R" + struct.pack(">I", number) + names + struct.pack(">H", len(columns))
            return head + b"".join(
                struct.pack(">B", one.key) + f"{one.name}\0".encode()
                + struct.pack(">Ii", one.type, -1)
                for one in columns
            )  # fmt: skip
        case pgoutput.Insert(number, new):
            return b"I" + struct.pack(">I", number) + b"N" + row(new)
        case pgoutput.Update(number, old, key_only, new):
            before = b"" if old is None else _kind(key_only=key_only) + row(old)
            return b"U" + struct.pack(">I", number) + before + b"N" + row(new)
        case pgoutput.Delete(number, old, key_only):
            return b"D" + struct.pack(">I", number) + _kind(key_only=key_only) + row(old)
        case pgoutput.Truncate(relations):
            return b"T" + struct.pack(f">IB{len(relations)}I", len(relations), 0, *relations)
    raise AssertionError(message)


def _kind(*, key_only: bool) -> bytes:
    return b"K" if key_only else b"O"


def row(values: Any) -> bytes:
    """A row of a message."""
    made = struct.pack(">H", len(values))
    for value in values:
        if value is None:
            made += b"n"
        elif value is Unchanged.UNCHANGED:
            made += b"u"
        else:
            made += b"t" + struct.pack(">I", len(value.encode())) + value.encode()
    return made


@given(MESSAGES)
def test_what_is_encoded_comes_back(message: Message) -> None:
    """All kinds of messages."""
    assert decode(encode(message)) == message


@given(MESSAGES, st.data())
def test_what_is_cut_off_is_told(message: Message, data: Any) -> None:
    """Never another error, and never a part of a row."""
    whole = encode(message)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(MalformedMessage):
        decode(cut)


@given(st.binary(max_size=60))
def test_rubbish(data: bytes) -> None:
    """It is a message, or told to be none."""
    with contextlib.suppress(MalformedMessage):
        decode(data)


@pytest.mark.parametrize("kind", "OYM")
def test_messages_that_are_not_about_rows(kind: str) -> None:
    """They are passed over."""
    assert decode(kind.encode() + b"whatever") == pgoutput.Other(kind)
