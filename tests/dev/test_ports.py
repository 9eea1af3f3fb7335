"""Sockets to listen on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from evtool.dev import ports
from evtool.dev.config import DevConfig
from evtool.dev.listeners import address_events, listen_all
from evtool.dev.ports import Listener, is_loopback, listen, listen_exactly
from evtool.dev.service import SERVICES
from evtool.errors import EvtoolError
from evtool.workspace import Workspace

HOST = "127.0.0.1"


@pytest.fixture
def busy() -> Iterator[int]:
    """Give a port that another program listens on."""
    with socket.create_server((HOST, 0)) as other:
        yield other.getsockname()[1]


def test_a_free_port_is_taken() -> None:
    """Zero is any free one; clients can connect at once."""
    listener = listen(HOST, 0)
    with listener.socket, socket.create_connection((HOST, listener.port)):
        assert not listener.moved
        assert listener.url == f"http://127.0.0.1:{listener.port}"


def test_a_busy_port_moves_on(busy: int) -> None:
    """The next free port is taken, and the listener knows."""
    listener = listen(HOST, busy)
    with listener.socket:
        assert listener.moved
        assert busy < listener.port <= busy + ports.TRIES


def test_ports_of_others_are_left_to_them(busy: int) -> None:
    """A substitute is not what another service wants."""
    listener = listen(HOST, busy, others={busy + 1})
    with listener.socket:
        assert listener.port > busy + 1


def test_too_many_busy_ports(busy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is bounded, and the error says what to do."""
    monkeypatch.setattr(ports, "TRIES", 0)
    with pytest.raises(EvtoolError, match="busy") as caught:
        listen(HOST, busy)
    assert "--port" in (caught.value.hint or "")


def test_a_busy_port_is_told_with_its_option(busy: int) -> None:
    """A service with two ports has an option for each."""
    for option in ("--port", "--admin-port"):
        with pytest.raises(EvtoolError, match=f"the port {busy} of") as caught:
            listen_exactly(HOST, busy, option)
        assert caught.value.hint == f"choose another one with {option}"


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine(host: str) -> None:
    """It is an error with a hint, not a search for ports."""
    with pytest.raises(EvtoolError, match=f"cannot listen on {host}") as caught:
        listen(host, 0)
    assert "`dev`" not in str(caught.value.hint)  # it may be the host of the intake


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_what_is_loopback(host: str) -> None:
    """Only this machine reaches it."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])  # noqa: S104 - not bound
def test_what_is_not_loopback(host: str) -> None:
    """Other machines may reach it."""
    assert not is_loopback(host)


def test_urls_can_be_clicked() -> None:
    """An address of version 6 stands in brackets; all addresses are reached on this machine."""
    with socket.create_server((HOST, 0)) as made:
        port = made.getsockname()[1]
        assert Listener(made, "::1", 0).url == f"http://[::1]:{port}"
        assert Listener(made, "0.0.0.0", 0).url == f"http://127.0.0.1:{port}"  # noqa: S104 - not bound


def test_what_people_should_know(busy: int, workspace: Workspace) -> None:
    """A port that moved is told; the loopback address needs no word."""
    config = DevConfig(registry_port=0)
    with ExitStack() as opened:
        moved = listen_all(SERVICES[:1], workspace, busy, opened)
        (event,) = address_events(moved, config)
        assert event.name == "service.moved"
        assert event.fields["wanted"] == busy
        quiet = listen_all(SERVICES[:1], workspace, None, opened)
        assert address_events(quiet, config) == []
        open_to_all = address_events(quiet, DevConfig(host="0.0.0.0"))  # noqa: S104 - not bound
        assert [one.name for one in open_to_all] == ["dev.exposed"]
