"""Questions about regexes, compared with what Python's own engine finds."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.rules.stream.language import Undecided, common_name, loose_name, machine

NAMES = ["".join(one) for length in range(1, 5) for one in product("a.b", repeat=length)]

_ATOMS = st.sampled_from(["a", "b", r"\.", ".", "[ab]", "[^a]", "^", "$", r"\b", r"\B", ""])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,1}"])
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, repeats),
    )


REGEXES = st.recursive(_ATOMS, _larger, max_leaves=6)


@given(REGEXES, REGEXES)
@settings(max_examples=300, deadline=None)
def test_common_name(one: str, other: str) -> None:
    """A common name is one, is the shortest, and is found where there is one."""
    common = [name for name in NAMES if re.fullmatch(one, name) and re.fullmatch(other, name)]
    found = common_name(machine(one), machine(other))
    if found is None:
        assert not common
    else:
        assert re.fullmatch(one, found)
        assert re.fullmatch(other, found)
        assert len(found) <= min(map(len, common), default=len(found))


@given(REGEXES)
@settings(max_examples=200, deadline=None)
def test_loose_name(regex: str) -> None:
    """A name that only a search finds is one, and is found where there is one."""
    loose = [name for name in NAMES if re.search(regex, name) and not re.fullmatch(regex, name)]
    found = loose_name(machine(regex, anywhere=True), machine(regex))
    if found is None:
        assert not loose
    else:
        assert re.search(regex, found)
        assert not re.fullmatch(regex, found)


def test_case_is_folded() -> None:
    """The flag `i` makes no difference between small and capital letters."""
    assert common_name(machine("^SHOP$", "i"), machine("^shop$")) == "shop"
    assert common_name(machine("^SHOP$"), machine("^shop$")) is None


def test_names_are_no_longer_than_topics() -> None:
    """What only longer names have in common does not count."""
    assert common_name(machine("a{249}"), machine("a+")) == "a" * 249
    assert common_name(machine("a{250}"), machine("a+")) is None


def test_a_flag_anchors() -> None:
    """The flag `A` begins a search at the start."""
    assert loose_name(machine("a.*", "A", anywhere=True), machine("a.*", "A")) is None


@pytest.mark.parametrize(
    "body", [r"\Qa\E", "[[:alpha:]]", "(?i)a", r"\p{L}", "(", "((a{200}){200})"]
)
def test_undecided(body: str) -> None:
    """What other engines mean by it is not guessed; what is too large is left open."""
    with pytest.raises(Undecided):
        machine(body)
