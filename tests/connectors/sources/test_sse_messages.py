"""Server-sent events out of bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evtool.connectors.sources.sse_messages import Decoder, Message

ENDS = st.sampled_from(["\n", "\r", "\r\n"])
WORDS = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=8)


def decode(*parts: bytes, longest: int = 1000) -> list[Message]:
    """The messages of some parts."""
    decoder = Decoder(longest)
    return [one for part in parts for one in decoder.feed(part)]


def test_fields() -> None:
    """Data of several lines, names, ids that stay, comments, and what is no message."""
    text = (
        b"\xef\xbb\xbf: hello\n\ndata: a\ndata:b\ndata\nid: 1\nevent: x\n\n"
        b"event: nothing\nid: 2\n\ndata:  c\nretry: 5\nid: no\0\n\ndata: cut off"
    )
    assert decode(text) == [Message("x", b"a\nb\n", "1"), Message("message", b" c", "2")]


def test_long_data_is_cut() -> None:
    """Of one line, of several, and however it comes; the next message is whole."""
    expected = [Message("message", b"x" * 20, None, cut=True), Message("message", b"y", None)]
    assert decode(b"data:" + b"x" * 50, b"x" * 50 + b"\n\ndata:y\n\n", longest=20) == expected
    first = decode(b"data:" + b"x" * 15 + b"\ndata:" + b"x" * 15 + b"\n\n", longest=20)[0]
    assert first.cut
    assert len(first.data) <= 21


@given(
    st.lists(st.lists(st.tuples(st.sampled_from(["data", "id", "event", "", "other"]), WORDS))),
    st.lists(ENDS, min_size=1, max_size=5),
    st.lists(st.integers(0, 400)),
)
def test_cuts_change_nothing(
    blocks: list[list[tuple[str, str]]], ends: list[str], cuts: list[int]
) -> None:
    """However the bytes are cut, the messages are the same."""
    text, number = "", 0
    for block in blocks:
        for name, value in block:
            text += f"{name}: {value}{ends[number % len(ends)]}"
            number += 1
        text += ends[0]
    content = text.encode()
    places = sorted(one for one in cuts if one < len(content))
    parts = [content[a:b] for a, b in zip([0, *places], [*places, len(content)], strict=True)]
    assert decode(*parts) == decode(content)
    assert decode(*[bytes([one]) for one in content]) == decode(content)
