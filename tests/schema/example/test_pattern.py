"""Regular expressions: the text that is made of one, and the names that match one."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.example.failure import Refusal
from evtool.schema.example.pattern import matches, text_of
from evtool.schema.example.tally import Tally

TEXTS = [
    ("", ""),
    ("plain text", "plain text"),
    ("^start$", "start"),
    ("a|b|c", "a"),
    ("1|2|3|4|5|6|7", "2"),
    ("[a-z]", "d"),
    ("[z-~a-c]", "{"),
    ("[0-9a-f]", "2"),
    ("[a-f0-9]", "c"),
    ("[b-da-c]", "a"),
    ("[0-5x-z4-y]", ";"),
    ("[^0-9]", ","),
    ("[^ -~]", ""),
    ("[\u00e9]", ""),
    ("\u00e9", "\u00e9"),
    ("[]a", "a"),
    ("[^]", "."),
    ("[-a]", "-"),
    ("[a\\]b]", "a"),
    ("[\\]-`]", "]"),
    ("[+-\\]]", "2]"),
    ("[\\w-]", "i"),
    ("[^\\W_]", "9"),
    ("\\w\\d\\s", "i1 "),
    ("\\W\\D\\S", "$,/"),
    ("\\bword\\B", "word"),
    ("x*y+z?", "xyy"),
    ("x{4}", "xxxx"),
    ("x{2,}", "xxx"),
    ("x{1,9}", "xx"),
    ("x{9,1}", "xxxxxxx"),
    ("x+?y", "y"),
    ("x{,3}", "x{,3}"),
    ("{a}", "{a}"),
    ("(?:ab){2}", "abab"),
    ("(?=a)(?!b)c", "c"),
    ("(a(b|c))-\\1\\2", "ab-abb"),
    ("\\2(a)(b)", "ab"),
    ("(x\\1){3}", "xxxxxx"),
    ("(a)\\12", "a\n"),
    ("\\t\\n\\x41\\u0042\\cA\\c?[\\b]", "\t\nAB\x01 \b"),
    ("\\x5b\\x28", "x5b("),
    ("\\\\n", "\\n"),
    ("\\u00e9", "u00e9"),
    ("\\/\\.\\-", "/.-"),
    ("\U0001f600", "\U0001f600"),
]


@pytest.mark.parametrize(("pattern", "text"), TEXTS)
def test_text(pattern: str, text: str) -> None:
    """Every choice in a pattern is made at 0.15 of the way."""
    assert text_of(pattern, Tally().spend) == text


BROKEN = [
    "(", ")", "[a", "*", "a|+", "\\", "(?<name>a)", "(?<=a)b", "(?", "[z-a]", "a{2}{3}{4}",
    "(" * 40 + ")" * 40,
]  # fmt: skip


@pytest.mark.parametrize("pattern", BROKEN)
def test_what_is_no_pattern(pattern: str) -> None:
    """What the reference cannot read either is refused."""
    with pytest.raises(Refusal):
        text_of(pattern, Tally().spend)


@pytest.mark.parametrize(
    "pattern",
    ["a{1000001}", "(((a{1000}){1000}){1000}){1000}", "((a\\1){99}){99}", "a{99999999999}"],
)
def test_text_is_bounded(pattern: str) -> None:
    """A pattern that would repeat for too long is refused, and soon."""
    with pytest.raises(Refusal, match="1,000,000"):
        text_of(pattern, Tally().spend)


MATCHES = [
    ("b", "abc", True),
    ("^b", "abc", False),
    ("c$", "abc", True),
    ("^$", "", True),
    ("^(a|bc)+$", "abcbca", True),
    ("^(a|bc)+$", "abcb", False),
    ("^a{2,3}$", "aaaa", False),
    ("^a{2,}$", "aaaa", True),
    ("^(a?){3}$", "aa", True),
    ("^a{0}$", "a", False),
    ("^a+?b$", "aab", True),
    ("^(?!x_)\\w+$", "x_a", False),
    ("^(?=.*\\d)[a-z\\d]+$", "ab1", True),
    ("\\bfoo\\b", "a foo.", True),
    ("\\bfoo\\B", "a foo.", False),
    (".", "\n", False),
    ("[^]", "\n", True),
    ("[]", "a", False),
    ("^\\u00e9\\xe9$", "\u00e9\u00e9", True),
    ("\\\\u00e9", "\\u00e9", True),
    ("^..$", "\U0001f600", True),
    ("^\\S+$", "a\u00a0b", False),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_match(pattern: str, text: str, *, expected: bool) -> None:
    """A pattern matches where JavaScript says so."""
    assert matches(pattern, text, Tally().spend) is expected


@pytest.mark.parametrize("pattern", ["a**", "a{3,2}", "^*", "(a)\\1"])
def test_match_of_what_is_no_pattern(pattern: str) -> None:
    """Names are not compared with what JavaScript refuses, nor with references to groups."""
    with pytest.raises(Refusal):
        matches(pattern, "aaa", Tally().spend)


def test_match_never_backtracks() -> None:
    """A pattern that takes other engines years takes a moment."""
    start = time.perf_counter()
    assert not matches("^((a*)*)*b$", "a" * 60, Tally().spend)
    assert time.perf_counter() - start < 1


PARTS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", "\\w", "(?:a|b)", "(?:ab)", "(?:a|)"])
COUNTS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "+?", "{0,1}"])
PATTERNS = st.lists(st.tuples(PARTS, COUNTS), max_size=5).map(
    lambda parts: "^" + "".join(part + count for part, count in parts) + "$"
)


@given(PATTERNS)
def test_text_matches_its_pattern(pattern: str) -> None:
    """Without lazy quantifiers, the text of a pattern matches it."""
    if "?" in pattern.replace("(?:", "") and "+?" in pattern:
        return
    assert matches(pattern, text_of(pattern, Tally().spend), Tally().spend)


@given(PATTERNS, st.text("abc_ ", max_size=8))
def test_matches_agree_with_another_engine(pattern: str, text: str) -> None:
    """Where Python reads a pattern as JavaScript does, both engines agree."""
    assert matches(pattern, text, Tally().spend) == bool(re.search(pattern[:-1] + r"\Z", text))
