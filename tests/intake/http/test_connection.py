"""Connections without sockets: bytes in, answers out, whatever the bytes are cut into."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import Answered, Transport, answers, connect, talk

from evtool.intake.http import head
from evtool.intake.http.connection import Connection
from evtool.intake.http.host import Host
from evtool.intake.http.request import Request
from evtool.intake.http.response import Answer, Renderer, Response
from evtool.serving.connections import Guard

LIMIT = 1000
Scene = Callable[["Stage"], Coroutine[Any, Any, None]]


class Stage:
    """A host whose application answers with what it was asked, at once or when told to."""

    def __init__(self, *, later: bool = False) -> None:
        self.later = later
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        self.host = Host(self, Renderer((), clock=lambda: 0.0), Guard(), LIMIT)

    def __call__(self, request: Request, answer: Answer) -> None:
        """Answer with method, target and body."""
        self.requests.append(request)
        if self.later:
            self.answers.append(answer)
        else:
            answer(self.echo(request))

    @staticmethod
    def echo(request: Request) -> Response:
        """The answer to a request."""
        content = b"%s %s %s" % (request.method.encode(), request.target, request.body)
        return Response(200, content, media_type=b"text/plain")

    def connect(self) -> tuple[Connection, Transport]:
        """A new connection."""
        return connect(self.host)

    def answer_next(self) -> None:
        """Give the first answer that is due."""
        self.answers.pop(0)(self.echo(self.requests[len(self.requests) - len(self.answers) - 1]))


def play(scene: Scene, *, later: bool = False) -> Stage:
    """Run a scene in an event loop."""

    async def run() -> Stage:
        stage = Stage(later=later)
        await scene(stage)
        return stage

    return asyncio.run(run())


def ask(*pieces: bytes) -> list[Answered]:
    """The answers to what one connection sends."""

    async def run() -> bytes:
        return await talk(Stage().host, *pieces)

    return answers(asyncio.run(run()))


GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /b?c HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST /d HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\nHost: b\r\n\r\n"
)
UPGRADE = POST.replace(b"Host", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHost")
BAD = b"GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
MESSAGES = {
    GET: b"GET /a ",
    POST: b"POST /b?c hello",
    CHUNKED: b"POST /d abcdefg",
    UPGRADE: b"POST /b?c hello",
}


@given(
    st.lists(st.sampled_from(sorted(MESSAGES)), min_size=1, max_size=5),
    st.sampled_from([b"", BAD, b"\x00\x01", b"garbage\r\n\r\n"]),
    st.data(),
)
def test_pieces_do_not_matter(messages: list[bytes], end: bytes, data: st.DataObject) -> None:
    """However requests are cut, each is answered once, in order, and then what is none."""
    whole = b"".join(messages) + end
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=8)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    found = ask(*pieces)
    assert [one.body for one in found[: len(messages)]] == [MESSAGES[one] for one in messages]
    assert [one.status for one in found[len(messages) :]] == ([400] if end else [])


def test_every_byte_alone() -> None:
    """A client may send one byte at a time."""
    whole = GET + CHUNKED + UPGRADE + POST
    found = ask(*[whole[at : at + 1] for at in range(len(whole))])
    assert [one.body for one in found] == [MESSAGES[one] for one in (GET, CHUNKED, UPGRADE, POST)]


def test_answers_wait_for_those_before_them() -> None:
    """One request at a time is handled; what comes meanwhile waits, and is not read on."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(GET + POST + CHUNKED)
        assert transport.paused
        for expected in ([GET], [GET, POST], [GET, POST, CHUNKED]):
            assert len(stage.requests) == len(expected)
            stage.answer_next()
            await asyncio.sleep(0)
            assert [one.body for one in answers(bytes(transport.written))] == [
                MESSAGES[one] for one in expected
            ]
        assert not transport.paused

    play(scene, later=True)


def test_long_pipelines_do_not_nest() -> None:
    """Thousands of quick requests in one piece use up no stack."""
    assert len(ask(GET * 3000)) == 3000


@pytest.mark.parametrize("end", [BAD, b"garbage\r\n\r\n", GET.replace(b"1.1", b"3.0")])
def test_what_follows_good_requests_is_refused_after_them(end: bytes) -> None:
    """A request that is under way gets its answer, whatever is sent behind it."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(GET + POST + end + GET)
        assert not transport.written
        stage.answer_next()
        await asyncio.sleep(0)
        stage.answer_next()
        assert [one.status for one in answers(bytes(transport.written))] == [200, 200, 400]
        assert transport.ended

    play(scene, later=True)


@pytest.mark.parametrize(
    ("request_", "kept"),
    [
        (GET, True),
        (GET.replace(b"Host", b"Connection: close\r\nHost"), False),
        (UPGRADE.replace(b"Upgrade, HTTP2-Settings", b"close, Upgrade"), False),
        (b"GET / HTTP/1.0\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", False),
    ],
)
def test_connections_are_kept(request_: bytes, *, kept: bool) -> None:
    """As the client asks for, and as its version says."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(request_)
        (found,) = answers(bytes(transport.written))
        assert transport.closed is not kept
        assert ("connection" in found.headers) is not kept

    play(scene)


def test_head_has_no_body() -> None:
    """The answer to HEAD has the headers of the one to GET and nothing else."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(GET.replace(b"GET", b"HEAD") * 2)
        await asyncio.sleep(0)
        found = answers(bytes(transport.written), head=True)
        assert [one.headers["content-length"] for one in found] == ["8", "8"]

    play(scene)


def test_clients_that_expect_it_are_told_to_continue() -> None:
    """The interim answer comes before the body, and once."""

    async def scene(stage: Stage) -> None:
        top, body = POST.replace(b"Host", b"Expect: 100-Continue\r\nHost").split(b"\r\n\r\n")
        connection, transport = stage.connect()
        connection.data_received(top + b"\r\n\r\n")
        interim = b"HTTP/1.1 100 Continue\r\n\r\n"
        assert transport.written == interim
        connection.data_received(body)
        assert [one.status for one in answers(bytes(transport.written[len(interim) :]))] == [200]

    play(scene)


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


def test_headers_are_joined_and_trailers_passed_over() -> None:
    """Names in lower case, values in order; what comes behind a body changes nothing."""
    twice = GET.replace(b"Host", b"X-A: 1\r\nx-a: 2\r\nHost")
    stage = play(lambda stage: _send(stage, twice + CHUNKED))
    assert stage.requests[0].headers == {b"x-a": b"1, 2", b"host": b"a"}
    assert stage.requests[1].headers == {b"host": b"a", b"transfer-encoding": b"chunked"}
    assert stage.requests[0].peer == "192.0.2.7"


async def _send(stage: Stage, data: bytes) -> None:
    connection, _ = stage.connect()
    connection.data_received(data)
    await asyncio.sleep(0.01)


def test_an_offered_upgrade_is_passed_over() -> None:
    """Java's client offers HTTP/2 with its first request, body included."""
    stage = play(lambda stage: _send(stage, UPGRADE + GET))
    assert [request.body for request in stage.requests] == [b"hello", b""]
    assert b"upgrade" not in stage.requests[0].headers


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


def test_answers_to_who_is_gone_go_nowhere() -> None:
    """A commit that is done after the client went disturbs nobody."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(GET + POST)
        connection.connection_lost(None)
        stage.answer_next()
        await asyncio.sleep(0)
        assert len(stage.requests) == 1
        assert not transport.written
        assert not stage.host.connections
        connection.data_received(b"")

    play(scene, later=True)


def test_half_closed_clients_get_their_answers() -> None:
    """Who has said all still gets every answer; then the connection ends."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.data_received(GET + POST)
        assert connection.eof_received()
        stage.answer_next()
        await asyncio.sleep(0)
        assert not transport.closed
        stage.answer_next()
        assert transport.closed
        assert len(answers(bytes(transport.written))) == 2

    play(scene, later=True)


def test_half_closed_clients_without_a_request_are_done() -> None:
    """Nothing, or a part of a request, is nothing to wait for."""

    async def scene(stage: Stage) -> None:
        for start in (b"", GET[:-3], POST[:-1], GET):
            connection, _ = stage.connect()
            connection.data_received(start)
            assert not connection.eof_received()

    play(scene)


def test_draining() -> None:
    """Idle connections end at once; answers and half-read requests are waited for."""

    async def scene(stage: Stage) -> None:
        idle, between = stage.connect(), stage.connect()
        busy, half = stage.connect(), stage.connect()
        between[0].data_received(GET)
        stage.answer_next()
        busy[0].data_received(GET)
        half[0].data_received(POST[:-2])
        stage.host.close()
        await asyncio.sleep(0)
        assert [one[1].closed for one in (idle, between, busy, half)] == [True, True, False, False]
        stage.answer_next()
        assert busy[1].closed
        assert b"connection: close" in busy[1].written
        assert not stage.host.empty.is_set()
        half[0].data_received(POST[-2:])
        stage.answer_next()
        await asyncio.wait_for(stage.host.empty.wait(), 1)

    play(scene, later=True)


def test_slow_clients_are_cut() -> None:
    """A head or a body that does not come, and a second request that does not either."""

    async def scene(stage: Stage) -> None:
        stage.host.guard = Guard(10, 0.0, 0.0)
        started = [b"", GET[:-2], POST[:-1], GET]
        opened = []
        for start in started:
            connection, transport = stage.connect()
            connection.data_received(start)
            opened.append(transport)
        await asyncio.sleep(1.2)
        assert [one.aborted for one in opened] == [True] * 4
        assert not stage.host.connections

    play(scene)


def test_who_does_not_read_is_not_answered_further() -> None:
    """Requests wait while answers do; what is refused behind them is refused last."""

    async def scene(stage: Stage) -> None:
        connection, transport = stage.connect()
        connection.pause_writing()
        connection.data_received(GET + POST + BAD)
        await asyncio.sleep(0)
        assert not stage.requests
        assert transport.paused
        connection.resume_writing()
        await asyncio.sleep(0.01)
        assert [one.status for one in answers(bytes(transport.written))] == [200, 200, 400]

    play(scene)


def test_statuses_are_counted() -> None:
    """Answers of the application and our own refusals alike."""
    stage = play(lambda stage: _send(stage, GET + POST + BAD))
    assert stage.host.statuses == {200: 2, 400: 1}
