"""What the head of a request tells before its body is read: whether it will be read at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evtool.intake.http.response import Response, problem

LIMIT = 64 * 1024
"""Bytes of the head of a request."""

_VERSIONS = frozenset({"1.0", "1.1"})
_OF_THE_CONNECTION = frozenset({b"connection", b"http2-settings", b"upgrade"})


def objection(version: str, headers: Mapping[bytes, bytes], body_limit: int) -> Response | None:
    """Why a request is not read further; None where nothing speaks against it.

    What two readers could understand in two ways is refused: somebody in front of us may
    have read it in the other one.
    """
    return next(_objections(version, headers, body_limit), None)


def _objections(
    version: str, headers: Mapping[bytes, bytes], body_limit: int
) -> Iterator[Response]:
    if version not in _VERSIONS:
        yield problem(400, f"HTTP/{version} is not spoken here, HTTP/1.1 is")
    host = headers.get(b"host")
    if host is None and version == "1.1":
        yield problem(400, "the header Host is missing")
    if host is not None and b"," in host:
        yield problem(400, "the header Host is there twice")
    coding = headers.get(b"transfer-encoding")
    if coding is not None and version == "1.0":
        yield problem(400, "HTTP/1.0 has no Transfer-Encoding")
    if coding is not None and coding.strip().lower() != b"chunked":
        yield problem(400, "the only Transfer-Encoding is chunked")
    if int(headers.get(b"content-length", b"0")) > body_limit:
        yield body_too_large(body_limit)
    if headers.get(b"expect", b"100-continue").lower() != b"100-continue":
        yield problem(417, "only 100-continue can be expected")


def body_too_large(limit: int) -> Response:
    """The answer to a body beyond the limit."""
    return problem(413, f"a body has at most {limit:,} bytes")


def head_too_large() -> Response:
    """The answer to a head beyond the limit."""
    return problem(431, f"the head of a request has at most {LIMIT:,} bytes")


def without_upgrade(method: bytes, target: bytes, headers: Mapping[bytes, bytes]) -> bytes:
    """The head of a request that does not ask for another protocol.

    To ask for one is an offer that may be passed over (RFC 9110, section 7.8). Some clients
    make it with every first request, but the parser would not read the body of such a one.
    """
    kept = {name: value for name, value in headers.items() if name not in _OF_THE_CONNECTION}
    if b"close" in headers.get(b"connection", b"").lower():
        kept[b"connection"] = b"close"
    lines = b"".join(b"%s: %s\r\n" % one for one in kept.items())
    return b"%s %s HTTP/1.1\r\n%s\r\n" % (method, target, lines)
