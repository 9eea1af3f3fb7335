"""What is a regular expression of ECMA-262, and what is none."""

from __future__ import annotations

import pytest

from evtool.rules.regex import PatternError, read

GOOD = [
    "", "a|b", "^a+?$", "(?:a){2,3}", "(?<name>a)\\k<name>", "[^]", "[]", "[a-z-]", "[\\w-a]",
    "a{", "a{,5}", "{a", "]", "}", "\\/", "\\c", "\\cA", "\\u00e9", "\\u", "\\8", "\\0", "\\k",
    "(?=a)*", "(?<=a)b", "[\\b]", "\\p{L}", "[\\p{Lu}x]", "(a)\\1", "\\1",
]  # fmt: skip
BAD = [
    "[a-", "(", ")", "(a", "a)", "*", "+a", "a**", "a{2}{3}", "a{3,2}", "[z-a]", "\\", "[\\",
    "(?", "(?x)", "(?<1>a)", "^*", "$+", "\\b?", "(?<=a)*", "(?<n>a)\\k", "{2}",
]  # fmt: skip


@pytest.mark.parametrize("pattern", GOOD)
def test_patterns_are_read(pattern: str) -> None:
    """What a JavaScript engine takes is taken."""
    read(pattern)


@pytest.mark.parametrize("pattern", BAD)
def test_what_is_none_is_refused(pattern: str) -> None:
    """What a JavaScript engine refuses is refused, with the place."""
    with pytest.raises(PatternError) as caught:
        read(pattern)
    assert 0 <= caught.value.at <= len(pattern)
    assert caught.value.reason


def test_size_is_bounded() -> None:
    """Neither a long nor a deeply nested pattern gets far."""
    with pytest.raises(PatternError, match="more than"):
        read("a" * 10_001)
    with pytest.raises(PatternError, match="deeper"):
        read("(" * 100 + ")" * 100)
