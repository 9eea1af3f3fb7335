"""Ways to disturb a service over HTTP, each made by chance that can be repeated."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

SECRET = "s3cr3t-never-logged"  # noqa: S105 - it must not be found anywhere
_TRICKS = (b"\x00", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b"\t", b":", b"\xff", b"%00", b"\\")
_MOST_OPEN = 300


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
    """The statuses of a stream of answers; the last may be cut off."""
    found: list[str] = []
    while data:
        top, separator, rest = data.partition(b"\r\n\r\n")
        if not top.startswith(b"HTTP/1.1 "):
            return [*found, f"garbage {data[:60]!r}"]
        found.append(top[9:12].decode())
        if not separator:
            break
        lengths = [line[15:] for line in top.split(b"\r\n") if line.startswith(b"content-length:")]
        data = rest[int(lengths[0]) if lengths else 0 :]
    return found


def value(chance: Random, depth: int = 0) -> Any:
    """A JSON value of any kind."""
    if depth > 4 or chance.random() < 0.5:
        simple = (None, True, 0, -1, 1.5, 10**30, "", "a", SECRET, "\x00", "\U0001f600", [], {})
        return chance.choice(simple)
    if chance.random() < 0.5:
        return [value(chance, depth + 1) for _ in range(chance.randrange(4))]
    names = ("$schema", "meta", "id", "text", "any", SECRET, "")
    return {chance.choice(names): value(chance, depth + 1) for _ in range(chance.randrange(5))}


def event(chance: Random) -> Any:
    """An event that may be valid."""
    schema = ("/basic/1.0.0", "/basic/1.0.1", "/../x", f"/{SECRET}/1.0.0", "/error/2.1.0", 5, [])
    stream = ("basic", f"many.{chance.randrange(9999)}", "eventgate.error", SECRET, "", None)
    made: dict[str, Any] = {"$schema": chance.choice((*schema[:1] * 6, *schema))}
    made["meta"] = {"stream": chance.choice((*stream[:1] * 6, *stream))}
    made |= {"id": "fuzz", "any": value(chance)}
    if chance.random() < 0.3:
        made[chance.choice(("text", "meta", "id", "any", SECRET))] = value(chance)
    return made


def body(chance: Random) -> bytes:
    """A body: events, whatever JSON, deep, cut off, damaged, or no JSON at all."""
    kind = chance.randrange(8)
    if kind == 0:
        return chance.randbytes(chance.randrange(300))
    if kind == 1:
        depth = chance.choice((10, 253, 254, 300, 499, 501, 1000, 5000))
        opened, closed = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
        return opened * depth + b"1" + closed * depth
    if kind == 2:
        depth = chance.randrange(240, 260)
        inner = b'{"a":' * depth + b"1" + b"}" * depth
        return b'{"$schema":"/basic/1.0.0","id":5,"meta":{"stream":"basic"},"any":' + inner + b"}"
    events = [event(chance) for _ in range(chance.choice((1, 1, 2, 20)))]
    content = json.dumps(events if len(events) > 1 or chance.random() < 0.5 else events[0])
    made = bytearray(content.encode())
    if kind == 3:
        for _ in range(chance.randrange(1, 6)):
            made[chance.randrange(len(made))] = chance.randrange(256)
    if kind == 4:
        del made[chance.randrange(len(made)) :]
    if kind == 5:
        made = made.replace(b'"id"', b'"id":1,"i\\u0064"').replace(b"1.5", b"1e-99999999999999999")
    return bytes(made)


def request(chance: Random) -> bytes:
    """A request that is well-formed as such."""
    content = body(chance)
    encoding = chance.choice(("", "", "", "gzip", "deflate", "br", "gzip"))
    if encoding:
        content = zlib.compress(content, wbits=31 if encoding == "gzip" else 15)
        if chance.random() < 0.3:
            content = content[: chance.randrange(len(content))]
    kinds = ("application/json",) * 6 + (
        "text/plain",
        "application/x-ndjson",
        "text/xml",
        "",
        "a;=",
    )
    query = ("", "", "", "?hasty=true", "?dry_run=1", f"?stream={SECRET}", "?" + "a&" * 200, "?%")
    paths = ("/v1/events",) * 8 + ("/", "/_info", "/V1/events/", "/v1/events/%00", "/../..", "*")
    methods = ("POST",) * 9 + ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "CONNECT", "TRACE")
    lines = [
        f"{chance.choice(methods)} {chance.choice(paths)}{chance.choice(query)} HTTP/1.1",
        "Host: a", f"Content-Type: {chance.choice(kinds)}", f"Authorization: Bearer {SECRET}",
        f"X-Request-Id: {SECRET}", f"X-Api-Key: {SECRET}",
    ]  # fmt: skip
    lines += [f"Content-Encoding: {encoding}"] if encoding else []
    lines += ["Expect: 100-continue"] if chance.random() < 0.05 else []
    lines += ["Connection: Upgrade", "Upgrade: h2c"] if chance.random() < 0.05 else []
    if chance.random() < 0.2:
        lines.append("Transfer-Encoding: chunked")
        content = _chunks(content, chance)
    else:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def _chunks(content: bytes, chance: Random) -> bytes:
    made = bytearray()
    while content:
        size = chance.randrange(1, len(content) + 1)
        made += b"%x\r\n" % size + content[:size] + b"\r\n"
        content = content[size:]
    return bytes(made) + b"0\r\n\r\n"


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
