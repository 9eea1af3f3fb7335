"""JSON pointers, in both forms, and what they lead to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.pointer import (
    PointerNotFoundError,
    PointerSyntaxError,
    escape_token,
    format_fragment,
    format_pointer,
    parse_pointer,
    resolve_pointer,
    unescape_token,
)

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["~", "/", "~1", "~01", "%", "%41", "#", "", " ", "é", "0"]
)
TOKENS = st.lists(NAMES, max_size=5).map(tuple)
VALUES = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)

# The document and the table of RFC 6901, sections 5 and 6.
DOCUMENT = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6,
    " ": 7, "m~n": 8,
}  # fmt: skip
RFC_CASES = [
    ("", "#", DOCUMENT),
    ("/foo", "#/foo", ["bar", "baz"]),
    ("/foo/0", "#/foo/0", "bar"),
    ("/", "#/", 0),
    ("/a~1b", "#/a~1b", 1),
    ("/c%d", "#/c%25d", 2),
    ("/e^f", "#/e%5Ef", 3),
    ("/g|h", "#/g%7Ch", 4),
    ("/i\\j", "#/i%5Cj", 5),
    ('/k"l', "#/k%22l", 6),
    ("/ ", "#/%20", 7),
    ("/m~0n", "#/m~0n", 8),
]


def places(value: Any, at: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every part of a value with its tokens."""
    parts = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [(at, value), *(one for name, part in parts for one in places(part, (*at, str(name))))]


@pytest.mark.parametrize(("plain", "fragment", "expected"), RFC_CASES)
def test_the_examples_of_the_standard(plain: str, fragment: str, expected: object) -> None:
    """Both forms lead to the value that RFC 6901 says, and are printed as it prints them."""
    assert resolve_pointer(DOCUMENT, plain) == expected
    assert resolve_pointer(DOCUMENT, fragment) == expected
    assert format_pointer(parse_pointer(plain)) == plain
    assert format_fragment(parse_pointer(plain)) == fragment


@given(TOKENS)
def test_tokens_are_read_back_from_either_form(tokens: tuple[str, ...]) -> None:
    """Formatting and parsing are inverse, whatever the names hold."""
    assert parse_pointer(format_pointer(tokens)) == tokens
    assert parse_pointer(format_fragment(tokens)) == tokens


@given(NAMES)
def test_escaping_is_undone_by_unescaping(name: str) -> None:
    """An escaped name holds no slash and means itself."""
    assert "/" not in escape_token(name)
    assert unescape_token(escape_token(name)) == name


@given(VALUES)
def test_every_part_of_a_value_is_found(value: Any) -> None:
    """The pointer of each part leads to that part."""
    for tokens, part in places(value):
        assert resolve_pointer(value, format_pointer(tokens)) is part
        assert resolve_pointer(value, tokens) is part


@pytest.mark.parametrize("text", ["foo", "#foo", "/a~2", "/~", "#/%", "#/%zz", "#/%ff", "#/~x"])
def test_a_text_that_is_no_pointer_is_refused(text: str) -> None:
    """No slash, a stray tilde and broken percent-encoding each say what is wrong."""
    with pytest.raises(PointerSyntaxError, match="is no JSON pointer") as caught:
        parse_pointer(text)
    assert caught.value.pointer == text


@pytest.mark.parametrize("token", ["2", "01", "-1", "-", "a", "", "\u0660", "1" * 5000])
def test_an_index_is_a_plain_number_within_the_array(token: str) -> None:
    """Leading zeros, signs, other digits and `-` lead nowhere."""
    with pytest.raises(PointerNotFoundError):
        resolve_pointer([10, 20], (token,))


def test_a_miss_names_the_nearest_siblings() -> None:
    """The error carries the missing part, where it is missing, and what was perhaps meant."""
    document: dict[str, Any] = {"properties": {"page_id": {}, "page_title": {}, "user": {}}}
    with pytest.raises(PointerNotFoundError) as caught:
        resolve_pointer(document, "#/properties/page_idd/type")
    error = caught.value
    assert (error.pointer, error.token, error.parent) == (
        "/properties/page_idd/type", "page_idd", "/properties"
    )  # fmt: skip
    assert error.nearest[0] == "page_id"
    assert error.hint == "did you mean 'page_id' or 'page_title'?"
    assert "/properties has no 'page_idd'" in error.message


@pytest.mark.parametrize(
    ("value", "pointer", "message"),
    [
        ({}, "/a", "the document has no 'a'"),
        ([1], "/1", "the document has 1 item, counted from 0, so no 1"),
        ([1], "/x", "the document is an array and 'x' is no index"),
        ({"a": 5}, "/a/b", "/a is neither an object nor an array, so it has no 'b'"),
    ],
)
def test_a_miss_says_why(value: Any, pointer: str, message: str) -> None:
    """The sentence fits what stands in the way, and there is always a hint."""
    with pytest.raises(PointerNotFoundError) as caught:
        resolve_pointer(value, pointer)
    assert message in caught.value.message
    assert caught.value.hint


def test_a_miss_far_from_every_name_lists_some() -> None:
    """Where nothing resembles the name, the hint shows what there is."""
    with pytest.raises(PointerNotFoundError) as caught:
        resolve_pointer(dict.fromkeys("abcdefg", 0), "/properties")
    assert caught.value.hint == "there is 'a', 'b', 'c', 'd', 'e' and more"
