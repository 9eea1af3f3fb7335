"""The order of keys, against orders recorded from the reference tool."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.canonical.key_order import FIRST_KEYS, key_sort_key, sorted_keys


def ordered(names: list[str]) -> list[str]:
    """The names in canonical order."""
    return list(sorted_keys(dict.fromkeys(names)))


def test_known_names_come_first() -> None:
    """The names a reader looks for first have a fixed order before all others."""
    assert ordered(["_a", *reversed(FIRST_KEYS), "$comment"]) == [*FIRST_KEYS, "_a", "$comment"]


@pytest.mark.parametrize(
    "recorded",
    [
        ["_u", "$comment", "$ref", "1", "a_b", "a-b", "a1", "a10", "a2", "ab", "alpha", "Alpha"],
        ["b", "B", "e", "É", "f"],
        ["", "\t", " ", "_", "-", ",", "!", "?", ".", "'", '"', "(", "[", "{", "@", "*", "/", "\\"],
        ["&", "#", "%", "`", "^", "+", "<", "=", ">", "|", "~", "$", "0", "9", "a", "Z"],
        ["format", "maximum", "maxLength", "minimum", "minLength", "pattern"],
        ["user_id", "user_is_bot", "userid", "userId"],
    ],
)
def test_other_names_are_collated(recorded: list[str]) -> None:
    """All other names stand in the order JavaScript's `localeCompare` gives them."""
    assert ordered(recorded[::-1]) == recorded


def test_equal_names_keep_their_order() -> None:
    """Names that differ in ignored characters only stay in the order they came in."""
    assert ordered(["a\0", "a", "\x01a"]) == ["a\0", "a", "\x01a"]
    assert ordered(["a", "\x01a", "a\0"]) == ["a", "\x01a", "a\0"]


def test_names_javascript_objects_inherit() -> None:
    """A name every JavaScript object has stands before the names that are not first."""
    assert ordered(["a", "Z", "toString", "_", "constructor"]) == [
        "toString",
        "constructor",
        "_",
        "a",
        "Z",
    ]
    assert ordered(["constructor", "name", "title"]) == ["constructor", "title", "name"]


def test_many_names() -> None:
    """An object of any size is ordered by the same rule."""
    names = [f"field_{number:04}" for number in range(500)]
    assert ordered(names[::-1]) == names


@given(st.lists(st.text(max_size=6) | st.sampled_from(FIRST_KEYS), unique=True, max_size=20))
def test_order_is_consistent(names: list[str]) -> None:
    """Sorting keeps all names, agrees with the sort key, and changes nothing when repeated."""
    once = ordered(names)
    assert sorted(once) == sorted(names)
    assert all(key_sort_key(name) <= key_sort_key(other) for name, other in pairwise(once))
    assert ordered(once) == once
