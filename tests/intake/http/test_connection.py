"""Connections without sockets: bytes in, answers out, whatever the bytes are cut into."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import answers
from stage import BAD, CHUNKED, GET, MESSAGES, POST, UPGRADE, Stage, ask, play, send

from evtool.serving.connections import Guard


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


def test_headers_are_joined_and_trailers_passed_over() -> None:
    """Names in lower case, values in order; what comes behind a body changes nothing."""
    twice = GET.replace(b"Host", b"X-A: 1\r\nx-a: 2\r\nHost")
    stage = play(lambda stage: send(stage, twice + CHUNKED))
    assert stage.requests[0].headers == {b"x-a": b"1, 2", b"host": b"a"}
    assert stage.requests[1].headers == {b"host": b"a", b"transfer-encoding": b"chunked"}
    assert stage.requests[0].peer == "192.0.2.7"


def test_an_offered_upgrade_is_passed_over() -> None:
    """Java's client offers HTTP/2 with its first request, body included."""
    stage = play(lambda stage: send(stage, UPGRADE + GET))
    assert [request.body for request in stage.requests] == [b"hello", b""]
    assert b"upgrade" not in stage.requests[0].headers


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
