"""Which records are wanted."""

from __future__ import annotations

import pytest

from evtool.log.filter import record_test
from evtool.log.record import Record

EVENT = b'{"a": {"b": "x"}, "n": 1, "yes": true, "none": null, "l": [1]}'


@pytest.mark.parametrize(
    ("text", "filters", "wanted"),
    [
        (None, [], True),
        ('"b": "x"', [], True),
        ("nothing", [], False),
        (None, ["a.b=x"], True),
        (None, ['a.b="x"'], True),
        (None, ["a.b=x", "n=1"], True),
        (None, ["a.b=x", "n=2"], False),
        (None, ["n=true"], False),
        (None, ["yes=true"], True),
        (None, ["yes=1"], False),
        (None, ["none=null"], True),
        (None, ["missing=null"], False),
        (None, ["l=[1]"], True),
        (None, ["a.b.c=x"], False),
    ],
)
def test_records_are_chosen(text: str | None, filters: list[str], *, wanted: bool) -> None:
    """All conditions hold; values are JSON or texts, and 1 is not true."""
    record = Record("t", 0, 0, 0, None, (), EVENT)
    assert record_test(text, filters)(record) is wanted


def test_what_is_no_json_has_no_fields() -> None:
    """Its text can be looked for all the same."""
    record = Record("t", 0, 0, 0, None, (), b"\xff no json")
    assert record_test("json", [])(record)
    assert not record_test(None, ["a=1"])(record)
