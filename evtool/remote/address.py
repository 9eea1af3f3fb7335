"""Addresses: where a file is fetched from, and which names its copy gets. Pure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urldefrag, urlsplit

from evtool.errors import EvtoolError
from evtool.remote.failures import unusable

PORTS = {"https": 443, "http": 80}
"""The schemes that are spoken, with their usual ports."""

LONGEST_NAME = 200
"""Most bytes of one file name: file systems take 255, and a temporary name is longer."""

_HOST = re.compile(r"[a-z0-9_][a-z0-9._-]*|[0-9a-f:.]*:[0-9a-f:.]*")
_PINNED = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?")
_CONTENT_TYPE = re.compile(r"\.(?:ya?ml|json)\Z")
_KEPT_IN_BASE = "/%?&=:@!$'()*+,;~"
_KEPT_IN_PATH = "/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Address:
    """A base that files are fetched below.

    `base` has no credentials and no slash at its end; `authorization` is the header that
    carries them; `folder` are the names of the folder that copies lie in.
    """

    base: str
    folder: tuple[str, ...]
    authorization: str | None = field(default=None, repr=False)

    def url(self, path: str) -> str:
        """The address of a file below the base; `path` is not percent-encoded."""
        return f"{self.base}/{quote(path.lstrip('/'), safe=_KEPT_IN_PATH)}"


def read_address(url: str) -> Address:
    """Take an http or https address apart.

    Raises:
        EvtoolError: It is none, or its path climbs up.
    """
    try:
        parts = urlsplit(urldefrag(url.strip())[0])
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise unusable(_shown(url), "cannot be read as an address") from error
    shown = _shown(url)
    if parts.scheme not in PORTS or not _HOST.fullmatch(host):
        raise unusable(shown, "is no http or https address with a host in plain letters")
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    place = _place(host, port or PORTS[parts.scheme])
    return Address(
        base=f"{parts.scheme}://{_host_and_port(parts)}{quote(path, safe=_KEPT_IN_BASE)}".rstrip(
            "/"
        ),
        folder=(place, *names(path, shown)),
        authorization=_authorization(parts),
    )


def names(path: str, url: str) -> tuple[str, ...]:
    """The file names that a path is made of; none of them leads anywhere but down.

    Raises:
        EvtoolError: There is `.`, `..` or a NUL in it, or a name is too long. `url` is what
            the error names.
    """
    found = tuple(name for name in path.split("/") if name)
    for name in found:
        if name in (".", "..") or "\0" in name:
            raise EvtoolError(
                f"{url} leads out of its folder", hint="name a file without `..` in its path"
            )
        if len(quote(name, safe=_KEPT_IN_PATH, errors="replace")) > LONGEST_NAME:
            raise EvtoolError(
                f"{url} has a name of over {LONGEST_NAME} bytes", hint="check the reference"
            )
    return found


def is_pinned(path: str) -> bool:
    """Whether the last name is a full version, such as `1.2.0` or `1.2.0.yaml`: it never changes.

    A version that is released is a promise; `latest` and `current.yaml` move.
    """
    return _PINNED.fullmatch(_CONTENT_TYPE.sub("", path.rpartition("/")[2])) is not None


def _shown(url: str) -> str:
    """An address as errors show it: nothing that may be a password, readable or not."""
    return url.strip().rpartition("@")[2]


def _host_and_port(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _place(host: str, port: int) -> str:
    """The folder of a host; other ports, and http, which others can write in, have their own."""
    name = quote(host, safe="")
    return name if port == PORTS["https"] else f"{name}_{port}"


def _authorization(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
