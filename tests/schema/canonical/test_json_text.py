"""Whole documents as JSON, against what the reference tool writes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.canonical import dump_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{\n}"),
        ([], "[\n]"),
        ({"b": [], "type": {}}, '{\n  "type": {\n  },\n  "b": [\n  ]\n}'),
        ([1, [2.0, None]], "[\n  1,\n  [\n    2,\n    null\n  ]\n]"),
        ({"a": True, "title": "é😀"}, '{\n  "title": "é😀",\n  "a": true\n}'),
        ('\b\f\n\r\t\x01\x7f\u2028"\\/', '"\\b\\f\\n\\r\\t\\u0001\x7f\u2028\\"\\\\/"'),
        ("\udc00", r'"\udc00"'),
        (-0.0, "0"),
        (1e-7, "1e-7"),
        (2**63, "9223372036854776000"),
        (float("nan"), "null"),
        (10**400, "null"),
        (datetime(2021, 1, 1, tzinfo=UTC), '"2021-01-01T00:00:00.000Z"'),
        (b"a", '{\n  "type": "Buffer",\n  "data": [\n    97\n  ]\n}'),
    ],
)
def test_documents(value: Any, text: str) -> None:
    """Every member has its line, an empty container has two, text is raw where it can be."""
    assert dump_json(value) == text


@given(data=st.data())
def test_what_is_written_reads_back(
    data: st.DataObject, json_values: st.SearchStrategy[Any]
) -> None:
    """Any JSON value survives writing and reading, and is then written the same."""
    value = data.draw(json_values)
    text = dump_json(value)
    again = json.loads(text, parse_int=float)
    assert again == value
    assert dump_json(again) == text
