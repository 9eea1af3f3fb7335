"""Expressions that choose streams."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams.query import QueryError, parse_query

SETTINGS: dict[str, Any] = {
    "schema_title": "page/change",
    "canary": False,
    "count": 1,
    "sample": {"rate": 0.5, "unit": "session"},
    "headers": {"http.x": "ua"},
    "topics": ["a.x", "b.x"],
    "prefixes": None,
    "odd": {"and": "or"},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schema_title = page/change", True),
        ("schema_title=page/change", True),
        ("schema_title != page/change", False),
        ("canary = false", True),
        ("canary = 0", False),
        ("canary = 'false'", False),
        ("count = 1", True),
        ("count = 1.0", True),
        ("count = true", False),
        ("count = '1'", False),
        ("prefixes = null", True),
        ("prefixes exists", True),
        ("nothing exists", False),
        ("nothing = null", False),
        ("nothing != x", True),
        ("sample.rate >= 0.5", True),
        ("sample.rate < 0.5", False),
        ("schema_title > a", True),
        ("sample.unit > 5", False),
        ("canary < 1", False),
        ('headers."http.x" = ua', True),
        ("headers.http.x = ua", False),
        ("topics has a.x", True),
        ("topics has c.x", False),
        ("sample has rate", True),
        ("count has 1", False),
        ("topics.1 = b.x", True),
        ("sample.unit in (pageview, session)", True),
        ("sample.unit in (pageview)", False),
        ("not canary exists", False),
        ("not not canary exists", True),
        ("count = 2 and count = 1 or count = 1", True),
        ("count = 2 and (count = 1 or count = 1)", False),
        ("count = 1 or count = 2 and count = 3", True),
        ("not count = 2 and count = 1", True),
        ("odd.and = or", True),
        (r'schema_title = "page\/change"', True),
    ],
)
def test_expressions(text: str, *, expected: bool) -> None:
    """`and` binds stronger than `or`, `not` than both; nothing is converted."""
    assert parse_query(text)(SETTINGS) is expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a =", "a = b c", "(a = b", "a ~ b", "= 1", "a = (", 'a = "x', "a in b"),
        *("a in (", "a in (b", "and", "not", "a = 'x", "a = b)", "((" * 40, "not " * 60),
        *("a = " + "x" * 5000, r'a = "\x"'),
    ],
)
def test_what_is_no_expression(text: str) -> None:
    """It is an error that says what is missing."""
    with pytest.raises(QueryError):
        parse_query(text)


@given(st.text("ab=(),<> .'\"andornot1", max_size=30))
def test_any_text_is_understood_or_refused(text: str) -> None:
    """Nothing else happens, and what is understood can be asked."""
    try:
        test = parse_query(text)
    except QueryError:
        return
    assert test(SETTINGS) in (True, False)
