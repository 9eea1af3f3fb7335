"""JSON text in and out: every value survives, and nothing ambiguous is taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.depth import MOST_ENDS, depth_of
from evtool.intake.event import json_text
from evtool.intake.event.json_text import (
    EndTogether,
    TextError,
    TooDeep,
    dump,
    parse,
    slices,
)
from evtool.intake.event.limits import DEEPEST

NUMBERS = st.one_of(
    st.integers(-(10**40), 10**40).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
    .filter(bool)
    .map(lambda number: str(number).replace("E+", "e")),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.from_regex(r"\A-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?\Z"),
    st.from_regex(r"\A-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?[eE]-0?[0-9]{3,4}\Z"),
)
"""Texts of numbers."""

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text(':{}[]",\\0123456789.e- ', max_size=40),
)

SCALARS = st.one_of(NUMBERS, TEXTS.map(json.dumps), st.sampled_from(["true", "false", "null"]))


def arrays(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of arrays, with space where it may be."""
    space = st.text(" \t\r\n", max_size=2)
    joined = st.tuples(st.lists(items, max_size=4), space, space)
    return joined.map(lambda parts: f"[{parts[1]}{f'{parts[2]},'.join(parts[0])}{parts[2]}]")


def objects(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts of objects without a key that is there twice."""
    members = st.dictionaries(TEXTS, items, max_size=4)
    return members.map(
        lambda made: "{" + ", ".join(f"{json.dumps(key)}:{made[key]}" for key in made) + "}"
    )


VALUES = st.recursive(SCALARS, lambda items: arrays(items) | objects(items), max_leaves=12)


def exactly(text: bytes | str) -> Any:
    """The value with all of its numbers as decimals."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@given(VALUES)
def test_values_come_back(text: str) -> None:
    """Whatever the text, reading and writing it changes no value and no digit of a number."""
    assert exactly(dump(parse(text.encode()))) == exactly(text)


@given(VALUES)
def test_written_text_is_one_line(text: str) -> None:
    """What is written holds no line break, so that files of events have one a line."""
    assert b"\n" not in dump(parse(text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "9007199254740993.0", "900719925474099.3", "9007199254740993e0", "1e-400", "1.2345e-320",
        "0.1000000000000000055511151231257827", "18446744073709551616", "-9223372036854775809",
        "123456789012345678901234567890", "1e308", "-0.0", "5e-324", "0.30000000000000004",
        "1700000000000000000", "-1700000000000000000", "9999999999999999999",
    ],
)  # fmt: skip
def test_numbers_keep_their_value(text: str) -> None:
    """Also where a double or 64 bits would not hold them."""
    assert exactly(dump(parse(f'{{"n":[{text}, -1]}}'.encode())))["n"][0] == Decimal(text)


@pytest.mark.parametrize("text", ["1e400", "-1e999999999999", "1e-99999999999999999999", "9" * 400])
def test_numbers_that_cannot_be_are_refused(text: str) -> None:
    """Beyond all that any reader could hold."""
    with pytest.raises(TextError):
        parse(f"[{text}]".encode())


@pytest.mark.parametrize("text", ["3e123-4567-89e-100", "a 12345678901234567890", "0" * 100_000])
def test_digits_in_a_text_are_no_number(text: str) -> None:
    """Identifiers and such stay what they are."""
    assert parse(dump({text: [text]})) == {text: [text]}


def nested(inner: str, depth: int) -> Iterator[str]:
    """A text inside arrays and objects."""
    for number in range(depth):
        inner = f'{{"k{number}":{inner}}}' if number % 2 else f"[0,{inner}]"
    yield inner


def escape(key: str, how: int) -> str:
    """One of the ways to write a key: as it is, or with some characters as escapes."""
    return "".join(
        f"\\u{ord(one):04{'xX'[at % 2]}}" if how >> at & 1 and ord(one) < 0x10000 else one
        for at, one in enumerate(key)
    )


@given(
    st.text(st.characters(codec="utf-8", exclude_characters='"\\', min_codepoint=32), max_size=6),
    st.integers(0, 63), st.integers(0, 63), st.integers(0, 6), NUMBERS, VALUES,
)  # fmt: skip
def test_equal_keys_are_refused(
    key: str, one: int, other: int, depth: int, number: str, between: str
) -> None:
    """However they are escaped, wherever they are, whatever stands between them."""
    members = f'"{escape(key, one)}":{number},"a: b":{between},"{escape(key, other)}":{number}'
    for text in nested("{" + members + "}", depth):
        with pytest.raises(TextError, match="twice"):
            parse(text.encode())


class _Compared(str):
    """A key that counts how often one is compared with another."""

    __slots__ = ()
    __hash__ = str.__hash__
    times = 0

    def __eq__(self, other: object) -> bool:
        _Compared.times += 1
        return str.__eq__(self, other)


def test_to_find_an_equal_key_costs_one_look_at_each() -> None:
    """A request of some kilobytes must not keep the service busy for seconds."""
    names = [_Compared(f"k{number}") for number in range(1000)]
    with pytest.raises(TextError, match="'k999' is there twice"):
        json_text._unique([(name, 1) for name in [*names, _Compared("k999")]])
    assert _Compared.times < 10 * len(names)


def test_equal_keys_in_different_objects_are_fine() -> None:
    """Only within one object a key is unique."""
    assert parse(b'{"a":{"a":1},"b":[{"a":1},{"a":2}]}') == {
        "a": {"a": 1},
        "b": [{"a": 1}, {"a": 2}],
    }


@pytest.mark.parametrize(
    "text",
    [
        b'["\xff"]', b'["\xed\xa0\x80"]', b'["\xc0\xaf"]', b'["\\ud800"]', b'["\\udc00\\ud800"]',
        b"[NaN]", b"[Infinity]", b"[01]", b"[1.]", b"[.5]", b"[+1]", b"[1,]", b"{'a':1}", b'{"a"}',
        b"[1] x", b"[1]\x00", b"\x00[1]", b'["\t"]', b"[tru]", b"", b" ", b'"',
        b"\xfe\xff\x00[\x00]",
        b"/**/[]", b'["\\x41"]',
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(text: bytes) -> None:
    """Strictly RFC 8259, in valid UTF-8, with surrogates in pairs only."""
    with pytest.raises(TextError):
        parse(text)


def test_refusals_say_where() -> None:
    """The message has line and column."""
    with pytest.raises(TextError, match=r"line 2, column \d"):
        parse(b'{"a":1,\n"b":}')
    for text, column in ((b'{"a":\n"\xc3\xa4\xff"}', 3), (b"[\n\xe2\x82", 1), (b"\n \xed\xa0", 2)):
        wanted = rf"^the text is not UTF-8 \(line 2, column {column}\)$"
        with pytest.raises(TextError, match=wanted):
            parse(text)


def test_pairs_of_surrogates_and_marks_are_fine() -> None:
    """An escaped emoji is one character; a byte order mark is passed over."""
    assert parse(b'\xef\xbb\xbf["\\ud83d\\ude00", "\xf0\x9f\x98\x80"]') == ["\N{GRINNING FACE}"] * 2


@pytest.mark.parametrize("depth", [DEEPEST + 1, 300, 900, 960, 985, 1000, 1024])
@pytest.mark.parametrize("shape", [('{"a":', "1", "}"), ("[", "9" * 30, "]"), ("[", "", "]")])
def test_deep_values_are_never_written(depth: int, shape: tuple[str, str, str]) -> None:
    """Either they are not read, or they are not written; the stack is never used up."""
    before, inner, after = shape
    with pytest.raises((TextError, TooDeep)):
        dump(parse((before * depth + inner + after * depth).encode()))


@pytest.mark.parametrize("depth", [1025, 100_000, 1_000_000])
def test_very_deep_texts_are_not_read(depth: int) -> None:
    """The reader stops long before the stack does."""
    with pytest.raises(TextError):
        parse(b"[" * depth + b"]" * depth)


@pytest.mark.parametrize("inner", ["[]", "{}", "[9999999999999999999999]"])
def test_the_deepest_are_written(inner: str) -> None:
    """All up to the limit are written; the limit is what `depth_of` counts."""
    text = b"[" * (DEEPEST - 1) + inner.encode() + b",1]" * (DEEPEST - 1)
    value = parse(text)
    assert dump(value) == text
    assert depth_of(value, DEEPEST) == DEEPEST


@pytest.mark.parametrize(
    ("value", "depth"),
    [(1, 0), ("[[", 0), ([], 1), ({}, 1), ([1], 1), ([{"a": 1}], 2), ([[[]]], 3)],
)
def test_depth_counts_objects_and_arrays(value: Any, depth: int) -> None:
    """Each level of them is one, whatever is in it; counting ends just beyond the most."""
    assert depth_of(value, 10) == depth
    assert depth_of(value, 1) == min(depth, 2)


@given(st.lists(VALUES, max_size=6), st.text(" \t\r\n", max_size=3), st.booleans())
def test_slices_are_the_received_bytes(items: list[str], space: str, mark: bool) -> None:  # noqa: FBT001
    """Each item of an array comes back as it was received, byte by byte."""
    text = space + "[" + space + f"{space},{space}".join(items) + space + "]" + space
    bom = b"\xef\xbb\xbf" if mark else b""
    assert slices(bom + text.encode()) == [item.encode() for item in items]


@given(objects(VALUES))
def test_what_is_no_array_is_one_slice(text: str) -> None:
    """An object is its own and only item."""
    assert slices(b" " + text.encode() + b"\n") == [text.encode()]


@pytest.mark.parametrize("depth", [DEEPEST, 400, 499])
def test_deep_items_are_sliced(depth: int) -> None:
    """Whatever can be read can be sliced, so that its refusal can be kept."""
    item = b'{"a":' * depth + b"1" + b"}" * depth
    text = b"[" + item + b"," + item + b"]"
    json.loads(text)
    assert slices(text) == [item, item]


ENDINGS = {
    "arrays": ("[", "]"), "objects": ('{"a":', "}"), "both": ('[{"a":', "}]"),
    "apart": ("[", "] \n\t\r"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize("before", [0, 1, 63, 64, 65, 1000])
def test_many_ends_in_a_row_are_not_written(kind: str, before: int) -> None:
    """Wherever they stand in the text; all below the limit are."""
    start, end = ENDINGS[kind]
    levels = len(end.strip())
    for times, fits in ((MOST_ENDS // levels - 1, True), (MOST_ENDS // levels + 1, False)):
        text = f'["{"x" * before}",{start * times}1{end * times},2]'.encode()
        if fits:
            assert json.loads(dump(parse(text))) == json.loads(text)
            continue
        with pytest.raises(EndTogether, match="more than 128"):
            parse(text)


def test_brackets_in_a_text_end_nothing() -> None:
    """Only the value tells whether it is deep."""
    for text in (
        b'["%s"]' % (b"]" * 1000),
        b'["%s"]' % (b"} ]" * 1000),
        b"[1,%s2]" % (b" " * 1000),
    ):
        assert json.loads(dump(parse(text))) == json.loads(text)


@pytest.mark.parametrize(("depth", "times"), [(225, 9), (233, 14), (238, 34), (240, 8000)])
def test_memory_is_never_written_beyond(depth: int, times: int) -> None:
    """orjson checks no room for what ends: its debug allocator would end the process."""
    script = (
        "from evtool.intake.event.json_text import TextError, dump, parse\n"
        f"text = b'[' + b','.join([b'[' * {depth} + b']' * {depth}] * {times}) + b']'\n"
        "try: dump(parse(text))\n"
        "except TextError: print('refused')\n"
    )
    environment = {**os.environ, "PYTHONMALLOC": "debug"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"refused\n")
