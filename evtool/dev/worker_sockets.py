"""What the workers of one intake share: the port, and pipes from each to each."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from evtool.dev.ports import Listener, bind, busy, listen_exactly

_LOOPBACK = "127.0.0.1"
_PIPE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pipe:
    """The two ends of a pipe."""

    hear: int
    speak: int


def listen_together(host: str, port: int, count: int, opened: ExitStack) -> list[Listener]:
    """So many sockets on one port: the system spreads new connections over them.

    Raises:
        EvtoolError: The port is busy: nobody else may share it; or not ours.
    """
    with listen_exactly(host, port).socket as first:  # shows that it is free, and which one it is
        port = int(first.getsockname()[1])
    made = []
    for _ in range(count):
        try:
            one = Listener(bind(host, port, socket.SO_REUSEPORT), host, port)
        except OSError as error:
            raise busy(host, port) from error
        opened.enter_context(one.socket)
        made.append(one)
    return made


def listen_each(port: int, count: int, opened: ExitStack) -> list[Listener]:
    """So many sockets on as many ports of loopback, from the given one on; 0: any free ones.

    Raises:
        EvtoolError: One of them is busy.
    """
    made = []
    for at in range(count):
        one = listen_exactly(_LOOPBACK, port + at if port else 0, "--admin-port")
        opened.enter_context(one.socket)
        made.append(one)
    return made


def make_pipes(count: int, opened: ExitStack) -> list[Pipe]:
    """A pipe for each of so many workers; nobody ever waits for one that is full."""
    made = []
    for _ in range(count):
        pipe = Pipe(*os.pipe())
        for end in (pipe.hear, pipe.speak):
            opened.callback(os.close, end)
            os.set_blocking(end, False)
        with suppress(OSError):  # a small one does too
            fcntl.fcntl(pipe.speak, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        made.append(pipe)
    return made
