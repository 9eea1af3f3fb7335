"""Sockets to listen on: bound by the supervisor, so that a restart loses no connection."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass

from evtool.errors import EvtoolError

TRIES = 20
"""How many ports after the wanted one are tried."""

_BACKLOG = 128
_HIGHEST = 65535


@dataclass(frozen=True)
class Listener:
    """A bound socket, and the port that was wanted."""

    socket: socket.socket
    host: str
    wanted: int

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.socket.getsockname()[1])

    @property
    def moved(self) -> bool:
        """Whether the wanted port was busy."""
        return self.wanted not in (0, self.port)

    @property
    def url(self) -> str:
        """Where clients find it, without a slash at the end."""
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 - it is replaced
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def listen(host: str, port: int, others: Collection[int] = ()) -> Listener:
    """Listen on a port, or on the next free one; 0 is any.

    Ports in `others` belong to other services: they are not taken as a substitute.

    Raises:
        EvtoolError: No such address, no right to the port, or too many busy ones.
    """
    for candidate in _candidates(port, others):
        try:
            return Listener(bind(host, candidate), host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refusal(host, candidate, error) from error
    raise EvtoolError(
        f"the ports {port} to {min(port + TRIES, _HIGHEST)} of {host} are busy",
        hint="set another one with --port, or in the `dev` section of evtool.yaml",
    )


def listen_exactly(host: str, port: int, option: str = "--port") -> Listener:
    """Listen on exactly this port: clients know it. `option` chooses another one.

    Raises:
        EvtoolError: It is busy, or not ours.
    """
    made = listen(host, port)
    if made.moved:
        made.socket.close()
        raise busy(host, port, option)
    return made


def busy(host: str, port: int, option: str = "--port") -> EvtoolError:
    """The error that a port is not free."""
    hint = f"choose another one with {option}"
    return EvtoolError(f"the port {port} of {host} is busy", hint=hint)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _candidates(port: int, others: Collection[int]) -> list[int]:
    after = range(port + 1, min(port + TRIES, _HIGHEST) + 1) if port else ()
    return [port, *(one for one in after if one not in others)]


def bind(host: str, port: int, *options: int) -> socket.socket:
    """A listening socket; `options` are those of the socket that are switched on.

    Raises:
        OSError: No such address, no right to the port, or it is busy.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        for option in (socket.SO_REUSEADDR, *options):
            made.setsockopt(socket.SOL_SOCKET, option, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _refusal(host: str, port: int, error: OSError) -> EvtoolError:
    hint = "check the host that is configured; 127.0.0.1 always works"
    if error.errno in (errno.EACCES, errno.EPERM):
        hint = "ports below 1024 are for the system: choose a higher one"
    return EvtoolError(f"cannot listen on {host}, port {port}: {error.strerror}", hint=hint)
