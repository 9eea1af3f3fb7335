"""Which patterns can take a backtracking engine too long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evtool.rules.regex import danger, read
from evtool.rules.regex.syntax import Boundary, Characters, Choice, Part, Repeat, Sequence

DANGEROUS = [
    ("^(a+)+$", 100), ("^(a|a)*$", 100), ("^(a|aa)+$", 100), ("^(.*)*x", 100), ("(x+x+)+y", 100),
    ("^([a-z]+\\s?)*$", 100), ("^(([a-z])+.)+[A-Z]$", 100), ("(a?){30}a{30}", 60),
    ("^(.*),(.*),(.*)$", 8192), ("\\s+$", 8192), ("^\\w+([.-]?\\w+)*@x$", 320),
    ("^(a{1,50}){1,50}$", 1000), ("^(a*)*$", None), ("^([ab]|a)*c", 50),
]  # fmt: skip
HARMLESS = [
    ("^a+$", None), ("^[a-z_]{1,20}$", 20), ("^(foo|bar|foobar)$", None), ("^(ab)*$", None),
    ("^[$a-z]+[a-z0-9_]*$", 255), ("\\s+$", 255), ("^(a+)+$", 10), ("^[^@]+@[^@]+$", None),
    ("^\\d{4}-\\d{2}-\\d{2}$", None), ("^(https?|ftp)://[^\\s/]+(/\\S*)?$", 8192), ("", None),
    ("^([0-9]{1,3}\\.){3}[0-9]{1,3}$", None), ("a*b*", 100),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "longest"), DANGEROUS)
def test_dangerous_patterns_are_found(pattern: str, longest: int | None) -> None:
    """Exponential ones, and polynomial ones on texts that are long enough."""
    found = danger(pattern, longest)
    assert found is not None
    assert found.reason


@pytest.mark.parametrize(("pattern", "longest"), HARMLESS)
def test_harmless_patterns_are_not(pattern: str, longest: int | None) -> None:
    """What is read in one way, or only on short texts."""
    assert danger(pattern, longest) is None


def test_a_text_that_shows_it_is_given() -> None:
    """The text repeats what leads around the loop in two ways."""
    found = danger("^(ab|a|b)*$", 100)
    assert found is not None
    assert found.text
    assert set(found.text) <= {"a", "b"}


def test_large_patterns_are_judged_in_bounded_time() -> None:
    """Enumerations are fine; what is too large to be looked through is not called safe."""
    words = "|".join(f"word{number:04d}" for number in range(900))
    assert danger(f"^({words})$", 100) is None
    assert danger("^(" + "|".join("abcdefghij" * 99) + ")*$", 100) is not None


PARTS = st.recursive(
    st.sampled_from(["a", "b", "[ab]"]),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{''.join(parts)})")
        | st.lists(inner, min_size=2, max_size=2).map(lambda parts: f"(?:{'|'.join(parts)})")
        | st.builds(
            lambda part, times: f"(?:{part}){times}", inner, st.sampled_from(["*", "+", "?", "{2}"])
        )
    ),
    max_leaves=7,
)

Next = Callable[[int], bool]


class Steps:
    """A backtracking engine that counts its steps and gives up after `most`."""

    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self.left = most

    def match(self, part: Part, at: int, onward: Next) -> bool:
        """Match a part from a place on, then what follows; False once it has given up."""
        self.left -= 1
        if self.left < 0:
            return False
        match part:
            case Sequence(parts) if parts:
                rest = Sequence(parts[1:])
                return self.match(parts[0], at, lambda end: self.match(rest, end, onward))
            case Sequence():
                return onward(at)
            case Choice(options):
                return any(self.match(one, at, onward) for one in options)
            case Repeat():
                return self.repeat(part, at, onward, 0)
            case _:
                end = self.step(part, at)
                return end is not None and onward(end)

    def step(self, part: Part, at: int) -> int | None:
        """Where a single character or boundary leads; None where it does not fit."""
        if isinstance(part, Characters):
            here = ord(self.text[at]) if at < len(self.text) else -1
            return at + 1 if any(low <= here <= high for low, high in part.members) else None
        assert isinstance(part, Boundary)
        return at if at == (0 if part.kind == "^" else len(self.text)) else None

    def repeat(self, part: Repeat, at: int, onward: Next, done: int) -> bool:
        """One more time if that takes something, else go on."""

        def again(end: int) -> bool:
            if end == at and done >= part.least:
                return False
            return self.repeat(part, end, onward, done + 1)

        more = part.most is None or done < part.most
        if more and self.match(part.body, at, again):
            return True
        return done >= part.least and onward(at)


@settings(max_examples=150, deadline=None)
@given(PARTS, st.text("ab", min_size=1, max_size=4), st.text("ab", max_size=2))
def test_no_dangerous_pattern_is_called_safe(pattern: str, pump: str, before: str) -> None:
    """Where a real backtracking engine takes ages on a repeated text, the danger is found."""
    whole = f"^{pattern}$"
    text = before + (pump * 24)[:24] + "c"
    steps = Steps(text, 60_000)
    steps.match(read(whole), 0, lambda _end: True)
    if steps.left < 0:
        assert danger(whole, 8192) is not None
