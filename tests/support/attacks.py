"""Ways to disturb a service over HTTP, each made by chance that can be repeated."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable
from random import Random

from by_chance import request

_TRICKS = (b"\x00", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b"\t", b":", b"\xff", b"%00", b"\\")
_MOST_OPEN = 300
_STATUS = re.compile(rb"HTTP/1\.1 ([0-9]{3}) ")


class Target:
    """Where attacks go; sockets that are left open are closed when there are too many."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()

    def connect(self) -> socket.socket:
        """A new connection."""
        made = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def leave(self, connection: socket.socket) -> None:
        """Leave a connection as it is, half-open, until others take its place."""
        with self._lock:
            self._open.append(connection)
            old = self._open.pop(0) if len(self._open) > _MOST_OPEN else None
        if old is not None:
            old.close()

    def close(self) -> None:
        """Close what was left open."""
        for connection in self._open:
            connection.close()


Attack = Callable[[Target, Random], list[str]]
"""Does something bad; the statuses of the answers, or a word for what is no answer."""


def exchange(target: Target, *pieces: bytes, pause: float = 0.0) -> list[str]:
    """Send pieces, say that this is all, and read to the end."""
    received = bytearray()
    with contextlib.suppress(OSError), target.connect() as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has hung up, and said why
        while data := connection.recv(65_536):
            received += data
    return statuses(bytes(received))


def statuses(data: bytes) -> list[str]:
    """The statuses of a stream of answers, of which those to HEAD have no body."""
    if data and not data.startswith(b"HTTP/1.1 "):
        return [f"garbage {data[:60]!r}"]
    return [status.decode() for status in _STATUS.findall(data)]


def noise(target: Target, chance: Random) -> list[str]:
    """Bytes without any sense."""
    return exchange(target, chance.randbytes(chance.choice((1, 10, 1000, 100_000))))


def valid(target: Target, chance: Random) -> list[str]:
    """One or several well-formed requests in one piece."""
    return exchange(target, b"".join(request(chance) for _ in range(chance.choice((1, 1, 5)))))


def mutated(target: Target, chance: Random) -> list[str]:
    """A request with some bytes changed, added, doubled or left out."""
    made = bytearray(request(chance) + request(chance))
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(min(len(made), 400))
        part = made[at : at + chance.randrange(1, 30)]
        trick = chance.choice((*_TRICKS, bytes(part) * 2, b"", chance.randbytes(3)))
        made[at : at + chance.choice((0, 1, len(part)))] = trick
    return exchange(target, bytes(made))


def smuggled(target: Target, chance: Random) -> list[str]:
    """Two readings of where a body ends."""
    inner = b"GET /_info HTTP/1.1\r\nHost: b\r\n\r\n"
    length = chance.choice((b"0", b"5", b"+5", b"0x5", b"5, 5", b" 5", b"5 ", b"-1", b"9" * 30))
    coding = chance.choice((b"chunked", b" chunked", b"xchunked", b"chunked, x", b"CHUNKED", b""))
    name = chance.choice((b"Transfer-Encoding", b"Transfer-Encoding ", b"Transfer_Encoding"))
    lines = [b"Content-Length: " + length, name + b": " + coding, b"Content-Length: 0"]
    chance.shuffle(lines)
    end = chance.choice((b"\r\n", b"\r\n", b"\n", b"\r\n ", b"\r"))
    top = b"POST /v1/events HTTP/1.1\r\nHost: a\r\n" + end.join(lines[: chance.randrange(1, 4)])
    size = chance.choice((b"5", b"0", b"05", b"0x5", b"-5", b"ffffffffffffffffff", b"5;a=b", b"5 "))
    return exchange(target, top + b"\r\n\r\n" + size + b"\r\nhello\r\n0\r\n\r\n" + inner)


def cut(target: Target, chance: Random) -> list[str]:
    """A request in small pieces, often not whole."""
    made = request(chance)[: chance.choice((None, -1, 50))]
    step = max(1, len(made) // chance.randrange(2, 40))
    pieces = [made[at : at + step] for at in range(0, len(made), step)]
    return exchange(target, *pieces, pause=chance.choice((0.0, 0.001, 0.02)))


def abandoned(target: Target, chance: Random) -> list[str]:
    """A part of a request, and then silence."""
    with contextlib.suppress(OSError):
        connection = target.connect()
        target.leave(connection)
        made = request(chance)
        connection.sendall(made[: chance.randrange(len(made))])
    return []


def reset(target: Target, chance: Random) -> list[str]:
    """Requests whose client is gone before the answer."""
    with contextlib.suppress(OSError), target.connect() as connection:
        connection.sendall(b"".join(request(chance) for _ in range(3)))
        if chance.random() < 0.5:
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    return []


def deaf(target: Target, chance: Random) -> list[str]:
    """Many requests by one who reads no answer."""
    with contextlib.suppress(OSError):
        connection = target.connect()
        target.leave(connection)
        connection.settimeout(0.2)
        content = b"[" + b"0," * 3000 + b"0]"
        top = b"POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        made = top + b"Content-Length: %d\r\n\r\n" % len(content) + content
        for _ in range(chance.randrange(1, 5)):
            connection.sendall(made)
    return []


def large(target: Target, chance: Random) -> list[str]:
    """More than is taken: in the head, in the body, declared, in chunks, or only unpacked."""
    post = b"POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    bomb = zlib.compress(b"[" + b" " * 20_000_000 + b"]", wbits=31)
    packed = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
    made = (
        post + b"X: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        post + b"X: y\r\n" * 20_000 + b"\r\n",
        post + b"Content-Length: 99999999\r\n\r\n" + b"a" * 1_000_000,
        post + b"Transfer-Encoding: chunked\r\n\r\n" + b"fffff\r\n" + b"a" * 1_000_000,
        post + b"Content-Length: 4000000\r\n\r\n" + b"[" + b"0," * 1_999_999 + b"]",
        post + packed,
    )
    return exchange(target, chance.choice(made))


ATTACKS: dict[str, Attack] = {
    one.__name__: one
    for one in (noise, valid, mutated, smuggled, cut, abandoned, reset, deaf, large)
}

RARE = frozenset({"deaf", "large"})
"""Attacks that are so much work for both sides that they are made less often."""
