"""The key of a record, from fields of the event."""

from __future__ import annotations

from typing import Any

import pytest

from evtool.intake.event.message_key import LONGEST_KEY, KeyMissing, compile_key


@pytest.mark.parametrize("fields", [None, {}, [], "wiki", 5])
def test_no_key(fields: Any) -> None:
    """Without fields there is none."""
    assert compile_key(fields) is None


def test_a_key() -> None:
    """A JSON object of the named fields, in their order, wherever they are in the event."""
    key = compile_key({"wiki": "database", "page_id": "page.id", "list": "tags"})
    assert key is not None
    event = {"page": {"id": 10**20}, "database": "é\n", "tags": [None, 1.5]}
    assert (
        key(event) == '{"wiki":"é\\n","page_id":100000000000000000000,"list":[null,1.5]}'.encode()
    )


@pytest.mark.parametrize("event", [{}, {"page": 5}, {"page": None}, {"page": []}, {"page.id": 1}])
def test_missing_fields(event: dict[str, Any]) -> None:
    """The refusal names the field as the reference intake does."""
    key = compile_key({"page_id": "page.id"})
    assert key is not None
    with pytest.raises(KeyMissing, match=r"^Failed extracting page_id from event, field page\.id"):
        key(event)


def test_endless_keys() -> None:
    """A key has a limit of its own."""
    key = compile_key({"a": "a"})
    assert key is not None
    with pytest.raises(KeyMissing, match="bytes"):
        key({"a": "x" * LONGEST_KEY})
