"""The ids of events that have none."""

from __future__ import annotations

import json
import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.runner import identity
from evtool.connectors.runner.identity import event_id, letter_id

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.text(), JSON)
def test_it_is_a_uuid_of_version_5(source: str, change: Any) -> None:
    """As the library makes it of the same text; the same after a way through a file."""
    text = json.dumps([source, change], sort_keys=True, separators=(",", ":"))
    made = event_id(source, change)
    assert made == str(uuid.uuid5(identity._NAMES, text))
    assert made == event_id(source, json.loads(json.dumps(change)))
    assert letter_id(source, change) != made


@given(st.lists(st.tuples(st.text(), JSON), min_size=2, max_size=2))
def test_different_places_have_different_ids(pairs: list[tuple[str, Any]]) -> None:
    """Whatever is at the end of the one and the beginning of the other."""
    first, second = pairs
    same = json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    assert (event_id(*first) == event_id(*second)) is same


def test_ids_never_change() -> None:
    """An id of an older evtool is that of this one: it stands in logs and stores."""
    assert (
        event_id("outbox:sqlite:app.db#outbox", [1, "ab"]) == "369bbc34-4ddf-5acf-af6b-922a1ec4b76e"
    )
