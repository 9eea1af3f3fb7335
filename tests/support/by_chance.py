"""Events, bodies and requests made by chance that can be repeated."""

from __future__ import annotations

import json
import zlib
from random import Random
from typing import Any

SECRET = "s3cr3t-never-logged"  # noqa: S105 - it must not be found anywhere


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
