"""The styles of strings, against what js-yaml writes."""

import pytest

from evtool.schema.canonical.yaml_scalar import key_text, string_text

LONG = "x" * 50


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a b",
        "a#b",
        "a-b",
        "+",
        "_1",
        "$id",
        "/a/b/1.0.0",
        "0o17",
        "08",
        "é",
        "日本",
        "nO",
        "a'",
    ],
)
def test_plain(text: str) -> None:
    """What can be read as nothing but this text stands as it is, as a key too."""
    assert string_text(text, 1) == text == key_text(text)


QUOTED = """
    y Y yes on OFF n no null ~ true FALSE << 0 +1 017 0x1f 0b1 1_000 1.5 1. .5 1e5 +1e-5
    .inf +.INF .nan 2021-01-01 12:30 a:b a,b [a] {a} a[ - -a ?a &a *a !a |a >a =a %a @a `a #a
    "a 'a http://example.org 2021-01-01T00:00:00Z
"""


@pytest.mark.parametrize("text", QUOTED.split())
def test_single_quoted(text: str) -> None:
    """What could be read as something else is quoted."""
    quoted = "'" + text.replace("'", "''") + "'"
    assert string_text(text, 1) == quoted
    assert key_text(text) == quoted


@pytest.mark.parametrize("text", ["", " ", " a", "a ", "a # b", "a #", "# a", ": "])
def test_spaces_and_comments_are_quoted(text: str) -> None:
    """A text that begins or ends with a space, or holds a comment sign after one, is quoted."""
    assert string_text(text, 1) == f"'{text}'" == key_text(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\tb", r'"a\tb"'),
        ("\0\a\b\v\f\r\x1b", r'"\0\a\b\v\f\r\e"'),
        ('\x01"\\', r'"\x01\"\\"'),
        ("\x7f\x85\xa0\u2028\u2029\ufeff", r'"\x7F\N\_\L\P\uFEFF"'),
        ("é😀", r'"é\U0001F600"'),
        ("\t" + "word " * 40, '"\\t' + "word " * 40 + '"'),
        ("\ud83d", r'"\uD83D"'),
    ],
)
def test_double_quoted(text: str, written: str) -> None:
    """Unprintable characters are escaped, on one line however long; an emoji is one of them."""
    assert string_text(text, 1) == written == key_text(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", "|-\n  a\n  b"),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\n\n", "|+\n  a\n"),
        ("\n", "|+\n"),
        (" a\nb", "|2-\n   a\n  b"),
        ("\n\n a", "|2-\n\n\n   a"),
        ("a\n\nb", "|-\n  a\n\n  b"),
        ("a\n \nb", "|-\n  a\n   \n  b"),
    ],
)
def test_literal(text: str, written: str) -> None:
    """Lines that fit are written as they are, with a header that keeps both ends."""
    assert string_text(text, 1) == written
    assert string_text(text, 0) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"{LONG} {LONG}", f">-\n  {LONG}\n  {LONG}"),
        (f"{LONG} {LONG}\n", f">\n  {LONG}\n  {LONG}"),
        ("y" * 79, ">-\n  " + "y" * 79),
        (f"{LONG}  {LONG}", f">-\n  {LONG} \n  {LONG}"),
        (f"{LONG} {LONG} \n", f">\n  {LONG}\n  {LONG} "),
        (f"a\nb\n\n{LONG} {LONG}", f">-\n  a\n\n  b\n\n\n  {LONG}\n  {LONG}"),
        (f"a\n b\n{LONG} {LONG}", f">-\n  a\n   b\n  {LONG}\n  {LONG}"),
        (f"\n{LONG} {LONG}\n\n", f">+\n\n  {LONG}\n  {LONG}\n"),
    ],
)
def test_folded(text: str, written: str) -> None:
    """A long line is broken at single spaces, and newlines are doubled where they must."""
    assert string_text(text, 1) == written


def test_a_long_line_after_a_space_is_not_folded() -> None:
    """A line that begins with a space cannot be folded, so that it is quoted or literal."""
    assert string_text(f" {LONG} {LONG}", 1) == f"' {LONG} {LONG}'"
    assert string_text(f" {LONG} {LONG}\n", 1) == f"|2\n   {LONG} {LONG}"


def test_the_width_shrinks_with_the_level() -> None:
    """A line has what the indentation leaves of 80 columns, but at least 40."""
    assert string_text("z" * 78, 1) == "z" * 78
    assert string_text("z" * 78, 2) == ">-\n    " + "z" * 78
    assert string_text("z" * 40, 50) == "z" * 40
    assert string_text("z" * 41, 50) == ">-\n" + " " * 100 + "z" * 41


def test_a_key_is_one_line() -> None:
    """A key is never a block."""
    assert key_text("a\nb") == r'"a\nb"'
    assert key_text("z" * 90) == "z" * 90


def test_a_very_long_text() -> None:
    """The length of a text does not change its style."""
    assert string_text("word " * 1000 + "end", 1).startswith(">-\n  word word")
