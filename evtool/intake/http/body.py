"""From the bytes of a body to JSON text: encodings, charsets and media types."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from evtool.intake.http.response import Response, problem

_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_MOST_MEMBERS = 100
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class BodyRefused(Exception):
    """A body that cannot be read; `response` says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def media_type(headers: Mapping[bytes, bytes]) -> str:
    """The media type of a body in lower case, without parameters; empty if there is none.

    Raises:
        BodyRefused: Its charset is not UTF-8.
    """
    raw = headers.get(b"content-type")
    if raw is None:
        return ""
    if raw == b"application/json":
        return "application/json"
    kind, _, parameters = raw.decode("latin-1").partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in _CHARSETS:
            raise BodyRefused(problem(415, f"the charset {charset[:50]!r} is not UTF-8"))
    return kind.strip().lower()


def decoded(body: bytes, headers: Mapping[bytes, bytes], limit: int) -> bytes:
    """The body without its content encoding.

    Raises:
        BodyRefused: The encoding is unknown, the content corrupt, or larger than `limit`.
    """
    raw = headers.get(b"content-encoding")
    if raw is None:
        return body
    encoding = raw.decode("latin-1").strip().lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in _WINDOW:
        accepted = ((b"accept-encoding", b"gzip, deflate, identity"),)
        detail = f"the content encoding {encoding[:50]!r} is none of gzip, deflate, identity"
        raise BodyRefused(problem(415, detail, headers=accepted))
    return _inflated(body, encoding, limit)


def _inflated(body: bytes, encoding: str, limit: int) -> bytes:
    """The content of a body; gzip may have several members (RFC 1952, section 2.2)."""
    content, rest = b"", body
    for _ in range(1 if encoding == "deflate" else _MOST_MEMBERS):
        reader = zlib.decompressobj(_WINDOW[encoding])
        try:
            content += reader.decompress(rest, limit + 1 - len(content))
        except zlib.error as error:
            raise BodyRefused(problem(400, f"the body is no {encoding}: {error}")) from None
        if len(content) > limit:
            raise BodyRefused(problem(413, f"a body has at most {limit:,} bytes, decompressed too"))
        rest = reader.unused_data
        if reader.eof and not rest:
            return content
        if not reader.eof:
            break
    raise BodyRefused(problem(400, f"the body is no whole {encoding}"))
