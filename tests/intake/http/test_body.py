"""From the bytes of a body to events."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.http.body import BodyRefused, decoded, media_type
from evtool.intake.http.payload import PayloadError, read_json, read_lines, reader_of

LIMIT = 1000


def refusal(encoding: bytes, body: bytes) -> int:
    """The status with which a body is refused."""
    with pytest.raises(BodyRefused) as caught:
        decoded(body, {b"content-encoding": encoding}, LIMIT)
    return caught.value.response.status


@given(st.binary(max_size=LIMIT), st.sampled_from(["gzip", "GZIP", "x-gzip", "deflate", " gzip "]))
def test_encodings(content: bytes, encoding: str) -> None:
    """What a client packs is unpacked."""
    packed = zlib.compress(content) if encoding == "deflate" else gzip.compress(content)
    assert decoded(packed, {b"content-encoding": encoding.encode()}, LIMIT) == content


@pytest.mark.parametrize(
    "headers", [{}, {b"content-encoding": b""}, {b"content-encoding": b"identity"}]
)
def test_no_encoding(headers: dict[bytes, bytes]) -> None:
    """It is left as it is."""
    assert decoded(b"\x1f\x8b", headers, LIMIT) == b"\x1f\x8b"


@given(st.binary(max_size=200))
def test_what_is_not_packed_is_refused(body: bytes) -> None:
    """Whatever the bytes: they are unpacked, or refused with 400."""
    try:
        decoded(body, {b"content-encoding": b"gzip"}, LIMIT)
    except BodyRefused as error:
        assert error.response.status == 400  # noqa: PT017 - or nothing is raised


@pytest.mark.parametrize("cut", [0, 1, 5, 10, -1, -4, -8])
def test_cut_off(cut: int) -> None:
    """A part of a body is no body."""
    assert refusal(b"gzip", gzip.compress(b"hello" * 20)[:cut]) == 400


def test_more_behind_it() -> None:
    """What follows the packed bytes was meant to be read too: it is more of the same, or 400."""
    assert refusal(b"gzip", gzip.compress(b"[]") + b"x") == 400
    assert refusal(b"deflate", zlib.compress(b"[]") * 2) == 400
    packed = gzip.compress(b"[") + gzip.compress(b"") + gzip.compress(b"]")
    assert decoded(packed, {b"content-encoding": b"gzip"}, LIMIT) == b"[]"
    assert refusal(b"gzip", packed[:-1]) == 400
    assert refusal(b"gzip", gzip.compress(b"x" * (LIMIT // 2 + 1)) * 2) == 413
    assert refusal(b"gzip", gzip.compress(b"") * 101) == 400


@pytest.mark.parametrize("size", [LIMIT + 1, 100_000_000])
def test_bombs(size: int) -> None:
    """No more than the limit is ever unpacked."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(size // 1_000_000))
    assert refusal(b"gzip", bomb + packer.compress(b"\0" * (LIMIT + 1)) + packer.flush()) == 413


@pytest.mark.parametrize("encoding", [b"br", b"gzip, gzip", b"compress", b"\xff"])
def test_unknown_encodings(encoding: bytes) -> None:
    """They are refused with what could be used."""
    assert refusal(encoding, b"") == 415


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"application/json", "application/json"),
        (b"Application/JSON; Charset=UTF-8", "application/json"),
        (b'text/plain;charset="utf-8";x=y', "text/plain"),
        (b"text/plain ; charset=us-ascii", "text/plain"),
        (b"", ""), (b";;;=", ""), (b"\xe9/\xe9", "é/é"),
    ],
)  # fmt: skip
def test_media_types(header: bytes, expected: str) -> None:
    """Without parameters and in lower case; UTF-8 is what all of them are in."""
    assert media_type({b"content-type": header}) == expected


@pytest.mark.parametrize("charset", ["utf-16", "latin1", "x" * 500, ""])
def test_other_charsets(charset: str) -> None:
    """Other charsets are refused."""
    with pytest.raises(BodyRefused) as caught:
        media_type({b"content-type": f"application/json;charset={charset}".encode()})
    assert caught.value.response.status == 415


@pytest.mark.parametrize(
    ("body", "events"),
    [
        (b"[]", []), (b"{}", []), (b'{"a":1}', [{"a": 1}]), (b' [1, {"a":1}] ', [1, {"a": 1}]),
        (b"[[], {}, null]", [[], {}, None]),
    ],
)  # fmt: skip
def test_json(body: bytes, events: list[Any]) -> None:
    """An object is one event, an array holds any number."""
    payload = read_json(body)
    assert list(payload.events) == events
    if payload.events:
        assert [json.loads(one) for one in payload.received()] == events


@pytest.mark.parametrize(
    "body", [b"1", b'"a"', b"null", b"true", b"{", b"[1", b"\xff", b'{"a":1,"a":2}']
)
def test_no_events(body: bytes) -> None:
    """Scalars, and what is no JSON."""
    with pytest.raises(PayloadError):
        read_json(body)


def test_lines() -> None:
    """One event a line, with the bytes of each; empty lines are passed over."""
    payload = read_lines(b'{"a":1}\r\n\n  \n [2]\n3')
    assert list(payload.events) == [{"a": 1}, [2], 3]
    assert list(payload.received()) == [b'{"a":1}\r', b" [2]", b"3"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"a":1}\n{"b":}', r"\(line 2, column \d+\)$"), (b'{"b":}', r"\(line 1, column \d+\)$"),
        (b'{}\n\n{"a":1,"a":2}', "^line 3: the key 'a' is there twice"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_event(body: bytes, message: str) -> None:
    """It is told which line of the body it is, and no other."""
    with pytest.raises(PayloadError, match=message):
        read_lines(body)


def test_readers() -> None:
    """Only types that hold events have one."""
    for kind in ("application/json", "text/plain", "application/reports+json", "application/jsonl"):
        assert reader_of(kind) is not None
    for kind in ("", "text/html", "application/xml", "multipart/form-data"):
        assert reader_of(kind) is None
