"""One question to an http server: with limits on time, size and where redirects lead."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from string import punctuation
from typing import Any, Protocol
from urllib.error import URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from evtool import __version__
from evtool.files import READ_LIMIT
from evtool.remote.failures import Refused, Unreachable

SILENCE_SECONDS = 20.0
"""How long a server may say nothing."""

ANSWER_SECONDS = 120.0
"""How long one answer may take in all."""

PAUSES = (0.5, 1.5)
"""Seconds before each new attempt after an error that may pass."""

_CHUNK = 65536
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({429, 500, 502, 503, 504})
_CERTIFICATES = "SSL_CERT_FILE names a file with the certificates that you trust"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its status, the body, and the tag to ask for changes with."""

    status: int
    content: bytes
    etag: str | None = None

    @property
    def may_pass(self) -> bool:
        """Whether it is an error of the moment."""
        return self.status in _PASSING


class _Body(Protocol):
    """The part of an `http.client.HTTPResponse` that is used here."""

    status: int
    headers: Mapping[str, str]
    length: int | None

    def read1(self, amount: int, /) -> bytes: ...


def ask_patiently(
    url: str, headers: Mapping[str, str], sleep: Callable[[float], None] = time.sleep
) -> Answer:
    """GET an address; errors that may pass are met with two more attempts.

    The answer may still be an error of the server's.

    Raises:
        Unreachable: No answer.
        Refused: One that is not taken.
    """
    for pause in PAUSES:
        try:
            answer = ask(url, headers)
        except Unreachable as error:
            if not error.again:
                raise
        else:
            if not answer.may_pass:
                return answer
        sleep(pause)
    return ask(url, headers)


def ask(url: str, headers: Mapping[str, str]) -> Answer:
    """GET an address once and follow its redirects.

    Credentials go to the server that they were given for, and to no other.

    Raises:
        Unreachable: No answer, or one that breaks off.
        Refused: A redirect that is not followed, or a body that is too large.
    """
    place = url
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            with closing(_open(place, headers)) as response:
                if response.status not in _REDIRECTS:
                    return Answer(response.status, _body(url, response), response.headers["ETag"])
                target = _target(url, place, response.headers["Location"])
            if _origin(target) != _origin(place):
                headers = {k: v for k, v in headers.items() if k != "Authorization"}
            place = target
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(url, error) from error
    raise Refused(url, "it redirects again and again", hint="check the address")


def _open(url: str, headers: Mapping[str, str]) -> Any:
    request = Request(url, headers=dict(headers))  # noqa: S310 - the opener speaks http and https only
    for name, value in (
        ("User-Agent", f"evtool/{__version__}"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
    ):
        request.add_header(name, value)
    return _opener().open(request, timeout=SILENCE_SECONDS)


@cache
def _opener() -> OpenerDirector:
    """What opens http and https and nothing else; it leaves every status to its caller."""
    opener = OpenerDirector()
    secure = HTTPSHandler(context=ssl.create_default_context())
    for handler in (ProxyHandler(), HTTPHandler(), secure):
        opener.add_handler(handler)
    return opener


def _target(url: str, place: str, location: str | None) -> str:
    """Where a redirect leads: on to http or https, and never from https back to http."""
    target = urljoin(place, quote(location or "", encoding="iso-8859-1", safe=punctuation))
    allowed = ("https",) if place.startswith("https:") else ("https", "http")
    if location is None or urlsplit(target).scheme not in allowed:
        raise Refused(
            url,
            f"it redirects to {_anonymous(target)!r}, which is not followed",
            hint=f"check the address; redirects may lead to {' or '.join(allowed)} only",
        )
    return target


def _anonymous(url: str) -> str:
    return url.rpartition("@")[2]


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _body(url: str, response: _Body) -> bytes:
    deadline = time.monotonic() + ANSWER_SECONDS
    content = bytearray()
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > READ_LIMIT:
            raise Refused(
                url,
                f"it has more than {READ_LIMIT:,} bytes",
                hint="a schema of this size is a mistake: check the address",
            )
        if time.monotonic() > deadline:
            raise Unreachable(url, f"it did not come whole in {ANSWER_SECONDS:g} seconds")
    if response.length:
        raise ConnectionResetError(f"{response.length:,} bytes of it did not come")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused(url, "it comes compressed, unasked", hint="repair the server's settings")
    return bytes(content)


def _unreachable(url: str, error: Exception) -> Unreachable:
    """The sentence for what went wrong on the way."""
    reason = error.reason if isinstance(error, URLError) else error
    match reason:
        case ssl.SSLCertVerificationError():
            cause = f"its certificate is not trusted: {reason.verify_message}"
            return Unreachable(url, cause, hint=_CERTIFICATES)
        case socket.gaierror():
            return Unreachable(url, "there is no server of this name")
        case ConnectionRefusedError():
            return Unreachable(url, "the server refuses the connection")
        case TimeoutError():
            return Unreachable(url, f"no answer in {SILENCE_SECONDS:g} seconds")
        case ConnectionError() | http.client.HTTPException():
            return Unreachable(url, f"the connection broke: {reason}", again=True)
    return Unreachable(url, str(reason))
