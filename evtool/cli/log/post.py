"""Posting events to an intake, with httpx where it is installed."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from evtool.errors import EvtoolError

_SECONDS = 30.0
_HEADERS = {"content-type": "application/json"}
_REFUSED = frozenset({400, 413, 415})
"""Statuses that are about the event: it is refused, and others may be accepted."""


@contextmanager
def posting(url: str) -> Iterator[Callable[[str], bool]]:
    """A function that posts one event, and tells whether it was accepted.

    Raises:
        EvtoolError: The address is none, the intake is away, or it takes nothing now.
    """
    if not url.startswith(("http://", "https://")):
        raise EvtoolError(f"{url!r} is no address", hint="write http://HOST:PORT/v1/events")
    if find_spec("httpx") is None:
        yield lambda event: _accepted(url, _with_urllib(url, event))
        return
    import httpx

    with httpx.Client(timeout=_SECONDS, headers=_HEADERS) as client:

        def post(event: str) -> bool:
            try:
                status = client.post(url, content=_bytes(event)).status_code
            except httpx.HTTPError as error:
                raise _away(url, error) from error
            return _accepted(url, status)

        yield post


def _with_urllib(url: str, event: str) -> int:
    request = urllib.request.Request(url, _bytes(event), _HEADERS)  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError as error:
        raise _away(url, error) from error


def _bytes(event: str) -> bytes:
    return event.encode("utf-8", "surrogatepass")


def _accepted(url: str, status: int) -> bool:
    if 200 <= status < 300 and status != 207:
        return True
    if status in _REFUSED or status == 207:
        return False
    raise EvtoolError(
        f"{url} answers {status}",
        hint="see that it is an intake and well; what was sent so far is not sent again",
    )


def _away(url: str, error: Exception) -> EvtoolError:
    return EvtoolError(
        f"{url} cannot be reached: {error}",
        hint="start it with `evtool intake run`, or name another one with --url",
    )
