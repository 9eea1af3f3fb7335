"""Stream names that are regexes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.streams import pattern as module
from evtool.streams.pattern import PatternError, PatternSet, parse_pattern, split_pattern

NAMES = st.text("ab.c", max_size=6)
REGEXES = st.lists(
    st.sampled_from(["a", "b", r"\.", "^", "$", "a+", "b*", "(a|b)", "[ab]", "c?", "."]),
    min_size=1,
    max_size=4,
).map("".join)


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        (r"/^job\..+/", "job.run", True),
        (r"/^job\..+/", "a.job.run", False),
        ("/loose/", "some_loose_name", True),
        ("/^left|right$/", "xright", True),
        ("/^case$/", "CASE", False),
        ("/^case$/i", "CASE", True),
        ("/b/A", "ab", False),
        (r"/a\/b/", "a/b", True),
        ("/^.$/", "é", False),
        ("/^.$/u", "é", True),
        ("//", "anything", True),
    ],
)
def test_matching(source: str, name: str, *, expected: bool) -> None:
    """A regex is looked for anywhere in a name, in bytes unless it says `u`."""
    assert parse_pattern(source).matches(name) is expected


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("/a", "no slash at its end"),
        ("/", "no slash at its end"),
        ("/a/b/", "flag 'b'"),
        ("/(/", "does not compile"),
        ("/(?=a)/", "does not compile"),
        (r"/(a)\1/", "does not compile"),
        ("/a/x", "flag 'x'"),
        ("/" + "a" * 5000 + "/", "5,002 characters"),
    ],
)
def test_what_is_no_regex(source: str, said: str) -> None:
    """The error says what is wrong, and the hint what to write."""
    with pytest.raises(PatternError, match=said) as caught:
        parse_pattern(source)
    assert caught.value.hint


def test_a_regex_ends_at_the_first_bare_slash() -> None:
    """An escaped one belongs to it."""
    assert split_pattern(r"/a\/b\\/im") == (r"a\/b\\", "im")


@given(st.lists(REGEXES, max_size=6), NAMES)
def test_a_set_finds_what_each_finds(bodies: list[str], name: str) -> None:
    """Several regexes at once give the same as one after the other."""
    patterns = [
        parse_pattern(f"/{body}/" + ("u" if at % 2 else "")) for at, body in enumerate(bodies)
    ]
    each = [at for at, one in enumerate(patterns) if one.matches(name)]
    assert PatternSet(patterns).matching(name) == each
    assert PatternSet(patterns).first(name) == min(each, default=None)


@given(REGEXES, NAMES)
def test_what_matches_is_what_python_matches(body: str, name: str) -> None:
    """For regexes that all engines know."""
    try:
        expected = re.search(body, name) is not None
    except re.error:
        return
    assert parse_pattern(f"/{body}/").matches(name) is expected


def test_no_regex_takes_long() -> None:
    """What makes other engines backtrack for ages takes linear time here."""
    started = time.perf_counter()
    assert not parse_pattern("/^(a+)+$/").matches("a" * 50_000 + "b")
    assert time.perf_counter() - started < 1


def test_a_set_without_room_asks_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """An automaton that has no room finds nothing, which is noticed."""
    monkeypatch.setattr(module, "_MEMORY", 20_000)
    patterns = [parse_pattern(f"/a.{{500}}b{at}/") for at in range(20)]
    made = PatternSet(patterns)
    assert made._groups[0]._all is None
    assert made.first("a" + "x" * 500 + "b7") == 7
