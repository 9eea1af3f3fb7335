"""Regular expressions as sets of strings: matched, searched, and bounded."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.schema.compatibility.regex import (
    Constraint,
    Dialect,
    Excluding,
    InvalidPattern,
    Pattern,
    TooLarge,
    UnsupportedPattern,
    find_string,
    pattern_of,
)
from evtool.schema.compatibility.regex.parser import parse

LETTERS = st.sampled_from(["a", "b", "ab", ".", "[ab]", "[^a]", r"\d", r"\w", r"\b", "", "^", "$"])
PATTERNS = st.recursive(
    LETTERS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)
TEXTS = st.text("ab1 \n-", max_size=8)


@settings(deadline=None)
@given(PATTERNS, TEXTS)
def test_python_agrees(pattern: str, text: str) -> None:
    """Read as Python reads it, a pattern is found where Python finds it."""
    found = Pattern(pattern).matches(text, Dialect.PYTHON)
    assert found is None or found == (re.search(pattern, text) is not None)


@settings(deadline=None)
@given(PATTERNS, PATTERNS)
def test_what_is_found_meets_the_constraints(wanted: str, unwanted: str) -> None:
    """A string is found that matches one pattern and not another; else there is none."""
    one, other = Pattern(wanted), Pattern(unwanted)
    constraints = (Constraint(one.automaton), Constraint(other.automaton, wanted=False))
    text = find_string(constraints)
    if text is not None:
        assert one.matches(text)
        assert not other.matches(text)


@settings(deadline=None)
@given(PATTERNS, PATTERNS, st.lists(TEXTS, max_size=20))
def test_no_string_is_overlooked(wanted: str, unwanted: str, texts: list[str]) -> None:
    """Where no string is found, no other way finds one."""
    one, other = Pattern(wanted), Pattern(unwanted)
    constraints = (Constraint(one.automaton), Constraint(other.automaton, wanted=False))
    if find_string(constraints) is None:
        assert not any(one.matches(text) and not other.matches(text) for text in texts)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^\d+$", "\u0661", False),
        (r"^\s$", "\ufeff", True),
        (r"\cA", "\x01", True),
        (r"^\u{1F600}$", "\U0001f600", True),
        (r"^\ud83d\ude00$", "\U0001f600", True),
        ("a$", "a\n", False),
        ("^[^]$", "\n", True),
        ("^(?!a)b", "b", True),
        ("^(?=ab)a.", "ac", False),
        ("a{,3}", "a{,3}", True),
    ],
)
def test_patterns_are_those_of_ecma(pattern: str, text: str, found: bool) -> None:  # noqa: FBT001
    """Patterns mean what ECMA-262 says, not what Python makes of them."""
    assert Pattern(pattern).matches(text) is found


@pytest.mark.parametrize("text", ["(", "a)", "*", "a**", "[b-a]", r"\y", "[a", "(?*a)", "a{3,2}"])
def test_broken_patterns_are_told(text: str) -> None:
    """What is no pattern raises, and its problem says so."""
    with pytest.raises(InvalidPattern):
        parse(text)
    assert Pattern(text).problem
    assert Pattern(text).matches("a") is None


@pytest.mark.parametrize("text", [r"(a)\1", r"\p{L}", "(?<=a)b", "a(?=b)c", "a{1000000}"])
def test_what_is_not_understood_is_not_decided(text: str) -> None:
    """Back references, properties, look-behind and look-ahead inside are left open."""
    pattern = Pattern(text)
    assert pattern.matches("a") is None
    with pytest.raises(UnsupportedPattern):
        _ = pattern.automaton


def test_the_shortest_string_is_plain() -> None:
    """What is found is short, of plain characters, and within the length."""
    automaton = pattern_of("^[^x]").automaton
    assert find_string((Constraint(automaton),)) == "a"
    assert find_string((Constraint(automaton),), 3) == "aaa"
    assert find_string((Constraint(automaton),), 0, 0) is None


def test_excluded_strings_are_avoided() -> None:
    """All strings but a few can be asked for."""
    short = pattern_of("^[ab]?$").automaton
    assert find_string((Constraint(short), Constraint(Excluding(["", "a"])))) == "b"
    assert find_string((Constraint(short), Constraint(Excluding(["", "a", "b"])))) is None


def test_automata_are_bounded() -> None:
    """An automaton that explodes is given up, and keeps little."""
    automaton = Pattern("^(a|b)*a(a|b){500}$").automaton
    with pytest.raises(TooLarge):
        find_string((Constraint(automaton), Constraint(pattern_of("c").automaton)))
    assert automaton.held < 200_000


def test_matching_is_bounded() -> None:
    """A long text and a large pattern: nothing is told, rather than late."""
    assert Pattern("(.{0,900}a)b").matches("ac" * 50_000) is None


def test_patterns_are_kept_and_forgotten() -> None:
    """The same text is the same pattern for a while; not all are kept for ever."""
    first = pattern_of("^kept$")
    assert pattern_of("^kept$") is first
    for number in range(2_000):
        pattern_of(f"^other {number}$")
    assert pattern_of("^kept$") is not first


def test_the_time_is_looked_at() -> None:
    """Whoever searches may end the search."""

    def over() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        find_string((Constraint(pattern_of("abc").automaton),), look_at_time=over)
