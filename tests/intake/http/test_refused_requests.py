"""Requests that are refused before anybody looks at them: ambiguous, too large, or none."""

from __future__ import annotations

import asyncio

import pytest
from in_process import answers
from stage import BAD, GET, LIMIT, POST, UPGRADE, Stage, ask, play, send

from evtool.intake.http import head

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"
TE = b"Transfer-Encoding: chunked\r\n"
REFUSED = {
    "two readers, two lengths": (HEAD + b"Content-Length: 4\r\n" + TE + b"\r\n0\r\n\r\n", 400),
    "the same the other way round": (HEAD + TE + b"Content-Length: 4\r\n\r\n0\r\n\r\n", 400),
    "two lengths": (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "a list of lengths": (HEAD + b"Content-Length: 1, 1\r\n\r\na", 400),
    "a length with a sign": (HEAD + b"Content-Length: +1\r\n\r\na", 400),
    "a negative length": (HEAD + b"Content-Length: -1\r\n\r\na", 400),
    "a length in hex": (HEAD + b"Content-Length: 0x1\r\n\r\na", 400),
    "an empty length": (HEAD + b"Content-Length:\r\n\r\n", 400),
    "an endless length": (HEAD + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", 400),
    "space before the colon": (HEAD + b"Content-Length : 1\r\n\r\na", 400),
    "a folded header": (HEAD + b"X: a\r\n b\r\n\r\n", 400),
    "a bare LF in the head": (HEAD + b"X: a\nContent-Length: 4\r\n\r\nGET ", 400),
    "bare LFs only": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "a bare CR": (HEAD + b"X: a\rY: b\r\n\r\n", 400),
    "a NUL": (HEAD + b"X: a\x00b\r\n\r\n", 400),
    "no colon": (HEAD + b"X\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (BAD, 400),
    "a chunk size that is none": (HEAD + TE + b"\r\nxyz\r\n", 400),
    "a chunk size with 0x": (HEAD + TE + b"\r\n0x1\r\na\r\n0\r\n\r\n", 400),
    "a negative chunk size": (HEAD + TE + b"\r\n-1\r\na\r\n0\r\n\r\n", 400),
    "an endless chunk size": (HEAD + TE + b"\r\n" + b"f" * 40 + b"\r\n", 400),
    "a chunk that ends with LF": (HEAD + TE + b"\r\n1\na\n0\n\n", 400),
    "a chunk that is longer": (HEAD + TE + b"\r\n1\r\nabc\r\n0\r\n\r\n", 400),
    "chunked twice": (HEAD + TE + TE + b"\r\n0\r\n\r\n", 400),
    "chunked first": (HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
    "an unknown coding": (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "a coding before": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    "chunked in HTTP/1.0": (HEAD.replace(b"1.1", b"1.0") + TE + b"\r\n0\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "another version": (b"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "a target with a space": (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a proxy's method": (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    "another expectation": (HEAD + b"Expect: 200-ok\r\nContent-Length: 1\r\n\r\n", 417),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "an upgrade with two lengths": (UPGRADE.replace(b"Host", TE + b"Host"), 400),
    "a declared body": (HEAD + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1), 413),
    "a chunked body": (HEAD + TE + b"\r\n%x\r\n" % (LIMIT + 1) + b"a" * (LIMIT + 1), 413),
    "many small chunks": (HEAD + TE + b"\r\n" + b"1\r\na\r\n" * (LIMIT + 1), 413),
    "many headers": (HEAD + b"X: yyyyyyyy\r\n" * 8000, 431),
    "a long header": (HEAD + b"X: " + b"y" * head.LIMIT + b"\r\n\r\n", 431),
    "a long target": (b"GET /" + b"a" * head.LIMIT, 431),
}
"""What could be understood in two ways, or is too much, and how it is answered."""


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """It is answered once, and whatever follows is not taken for a request."""

    async def scene(stage: Stage) -> None:
        data, status = REFUSED[name]
        connection, transport = stage.connect()
        connection.data_received(data + GET)
        connection.data_received(GET)
        found = answers(bytes(transport.written))
        assert [one.status for one in found] == [status]
        assert found[0].headers["connection"] == "close"
        assert not stage.requests
        assert transport.ended

    play(scene)


@pytest.mark.parametrize(
    ("start", "status"),
    [
        (HEAD + b"X: ", 431),
        (HEAD, 431),
        (HEAD + TE + b"\r\n0\r\nX: ", 413),
        (HEAD + TE + b"\r\n1;", 413),
    ],
)
def test_endless_lines_end(start: bytes, status: int) -> None:
    """A header, a trailer or a chunk's extension without end is not collected for ever."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(start)
        for _ in range(100):
            connection.data_received(b"y" * 65_536)
            if transport.written:
                break
        assert [one.status for one in answers(bytes(transport.written))] == [status]

    play(scene)


def test_a_body_up_to_the_limit_is_taken() -> None:
    """Declared or in chunks, also one of a byte each."""
    body = b"a" * LIMIT
    declared = HEAD + b"Content-Length: %d\r\n\r\n" % LIMIT + body
    chunks = HEAD + TE + b"\r\n" + b"1\r\na\r\n" * LIMIT + b"0\r\n\r\n"
    assert [one.body for one in ask(declared, chunks)] == [b"POST / " + body] * 2


@pytest.mark.parametrize("status", [400, 413])
def test_refused_clients_may_read_the_answer(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection stays for a while and reads on; then it is cut."""
    monkeypatch.setattr("evtool.intake.http.connection.LINGER_SECONDS", 0.02)

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(BAD if status == 400 else REFUSED["a declared body"][0])
        connection.data_received(b"x" * 100_000)
        assert not transport.closed
        await asyncio.sleep(0.1)
        assert transport.aborted

    play(scene)


def test_statuses_are_counted() -> None:
    """Answers of the application and our own refusals alike."""
    stage = play(lambda stage: send(stage, GET + POST + BAD))
    assert stage.host.statuses == {200: 2, 400: 1}
