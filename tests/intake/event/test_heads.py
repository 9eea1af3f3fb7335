"""What an array shows before it is parsed."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.event.heads import FEWEST, look_at

EVENT = {"$schema": "/basic/1.0.0", "meta": {"stream": "basic"}}

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab:"\\', max_size=3), inner)
    ),
    max_leaves=8,
)


@given(st.lists(VALUES, min_size=FEWEST, max_size=FEWEST + 5), st.sampled_from([None, 1, 2]))
def test_texts_and_names(values: list[Any], indent: int | None) -> None:
    """Each text is that of its event, whatever is in it, and the heads say what it names."""
    events = [
        {"a": value, "$schema": f"/s{at}/1.0.0", "meta": {"b": value, "stream": f"t{at}"}}
        for at, value in enumerate(values)
    ]
    unread = look_at(json.dumps(events, indent=indent, ensure_ascii=False).encode())
    assert unread is not None
    assert [json.loads(text) for text in unread.texts] == events
    assert [head.uri for head in unread.heads] == [event["$schema"] for event in events]
    assert [head.meta.stream for head in unread.heads] == [f"t{at}" for at in range(len(values))]


@pytest.mark.parametrize(
    "events",
    [
        [EVENT] * (FEWEST - 1),
        [*[EVENT] * FEWEST, {}],
        [*[EVENT] * FEWEST, 5],
        [*[EVENT] * FEWEST, {"$schema": 5, "meta": {"stream": "basic"}}],
        [*[EVENT] * FEWEST, {"$schema": "/basic/1.0.0", "meta": {"stream": None}}],
        [*[EVENT] * FEWEST, {"$schema": "/basic/1.0.0", "meta": []}],
    ],
)
def test_arrays_that_are_better_parsed(events: list[Any]) -> None:
    """Few events, and those that do not name both their schema and their stream."""
    assert look_at(orjson.dumps(events)) is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[",
        b"[1,2",
        b"[" * 100_000,
        orjson.dumps([EVENT] * FEWEST) + b"x",
        orjson.dumps([EVENT] * FEWEST).replace(b"basic", b"bas\xffc", 1),
    ],
)
def test_what_is_no_array(text: bytes) -> None:
    """Whoever parses it will say what is wrong."""
    assert look_at(text) is None


@pytest.mark.parametrize("at", [0, 3, FEWEST])
@pytest.mark.parametrize("space", ["", " "])
def test_where_too_much_ends_together(at: int, space: str) -> None:
    """Such an event cannot be written; whoever parses the array at once finds out."""
    texts = [json.dumps({**EVENT, "x": "y" * at * 7})] * FEWEST
    deep = json.dumps(EVENT)[:-1] + ',"a":' + "[" * 130 + f"]{space}" * 130 + "}"
    texts.insert(at, deep)
    assert look_at(f"[{','.join(texts)}]".encode()) is None
