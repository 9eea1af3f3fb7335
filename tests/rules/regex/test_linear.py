"""Patterns in the linear engine mean what they mean in JavaScript."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.rules.regex import NotLinear, linear

CASES = [
    ("^a$", "a", True),
    ("^a$", "a\n", False),
    ("b", "abc", True),
    ("^.$", "\u2028", False),
    ("^\\s$", "\ufeff", True),
    ("^\\w$", "é", False),
    ("^\\d$", "٣", False),
    ("^\\u00e9$", "é", True),
    ("^[^]$", "\n", True),
    ("[]", "a", False),
    ("^[\\w-]+$", "a-b", True),
    ("^\\p{Lu}$", "É", True),
    ("^[^\\p{Lu}x]$", "x", False),
    ("^a{2,}?$", "aaa", True),
    ("^(?:a|b)c$", "bc", True),
    ("\\bb", "a b", True),
    ("^a{,2}$", "a{,2}", True),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), CASES)
def test_meaning(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Anchors, classes and escapes are those of ECMA-262."""
    assert linear(pattern)(text) is expected


@pytest.mark.parametrize("pattern", ["(?=a)", "(?!a)", "(?<=a)", "(a)\\1", "a{1001}"])
def test_what_has_no_counterpart_is_refused(pattern: str) -> None:
    """Look-around, back-references and large repetitions."""
    with pytest.raises(NotLinear):
        linear(pattern)


PARTS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ".", "(?:)"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{''.join(parts)})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})")
        | st.builds(lambda part, times: f"(?:{part}){times}", inner, st.sampled_from("*+?"))
    ),
    max_leaves=6,
)


@given(PARTS, st.text("abc", max_size=6))
def test_it_agrees_with_python_where_the_dialects_do(pattern: str, text: str) -> None:
    """Plain patterns find the same texts in both engines."""
    whole = f"^{pattern}$"
    assert linear(whole)(text) is (re.fullmatch(pattern, text) is not None)
