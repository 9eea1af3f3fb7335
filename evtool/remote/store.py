"""A schema repository behind an http address, read like one on disk."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evtool.errors import EvtoolError
from evtool.files import WriteError
from evtool.remote.address import is_pinned, names, read_address
from evtool.remote.copies import Copies, Copy
from evtool.remote.failures import OfflineMiss, Refused, Unreachable

if TYPE_CHECKING:
    from evtool.remote.transport import Answer

_ABSENT = frozenset({404, 410})


def _unheard(_: str) -> None:
    """What becomes of a warning that nobody asked for."""


class RemoteStore:
    """The files below an http or https base; fits `evtool.schema.store.Store`.

    A version (`1.2.0`, `1.2.0.yaml`) is fetched once and never asked for again; every
    other file is asked for once a run, and only comes again if it changed. Where the
    server fails, or with `offline`, copies answer; that there was no such file is
    remembered for that case too.

    Args:
        url: The base. Credentials in it go to its server, and appear nowhere else.
        cache: The folder that copies are kept in, for all bases.
        offline: Never use the network.
        warn: Told what went wrong but did not stop the work, each thing once.
    """

    def __init__(
        self,
        url: str,
        cache: Path,
        *,
        offline: bool,
        warn: Callable[[str], None] = _unheard,
    ) -> None:
        self._address = read_address(url)
        self._copies = Copies(cache)
        self._offline = offline
        self._warn = warn
        self._warned: set[str] = set()
        self._known: dict[str, bytes | None] = {}
        self._failure: Unreachable | None = None

    @property
    def label(self) -> str:
        """The base, without credentials."""
        return self._address.base

    def read(self, path: str) -> bytes | None:
        """The content of a file; None if the server has none of that name.

        Raises:
            EvtoolError: It leads out of the base; the server cannot be reached and there
                is no copy; its answer is no schema.
        """
        if path not in self._known:
            self._known[path] = self._find(path)
        return self._known[path]

    def link(self, path: str) -> str | None:  # noqa: ARG002 - as the protocol has it
        """Always None: a server does not tell links from files."""
        return None

    def paths(self) -> Iterator[str]:
        """The files that there are copies of; a server does not list what it has."""
        return self._copies.names(self._address.folder)

    def place(self, path: str) -> Path:
        """The file that holds the copy."""
        return self._copies.place(self._name(path))

    def _name(self, path: str) -> tuple[str, ...]:
        return (*self._address.folder, *names(path, f"{self.label}/{path}"))

    def _find(self, path: str) -> bytes | None:
        name, url = self._name(path), self._address.url(posixpath.normpath(path))
        if name == self._address.folder:
            return None
        copy = self._copies.find(name)
        if copy and copy.intact and copy.content is not None and is_pinned(path):
            return copy.content
        if self._offline:
            return _content(copy, OfflineMiss(url))
        try:
            answer = self._ask(url, copy)
        except Unreachable as error:
            return self._instead(copy, error)
        return self._take(name, url, answer, copy)

    def _ask(self, url: str, copy: Copy | None) -> Answer:
        """Ask the server; once it failed, it is not asked again, or not so patiently."""
        from evtool.remote.transport import ask, ask_patiently

        failure = self._failure
        if failure is not None and failure.silent:
            raise Unreachable(url, failure.cause)
        headers = {"Authorization": self._address.authorization, "If-None-Match": _etag(copy)}
        given = {key: value for key, value in headers.items() if value}
        try:
            answer = (ask_patiently if failure is None else ask)(url, given)
            _check_status(url, answer, asked_for_changes="If-None-Match" in given)
        except Unreachable as error:
            self._failure = error
            raise
        return answer

    def _instead(self, copy: Copy | None, error: Unreachable) -> bytes | None:
        """The copy, where the server fails.

        Raises:
            Unreachable: There is none.
        """
        content = _content(copy, error)
        self._warn_once(f"{self.label} does not answer ({error.cause}): copies are used")
        return content

    def _take(
        self, name: tuple[str, ...], url: str, answer: Answer, copy: Copy | None
    ) -> bytes | None:
        if answer.status == 304 and copy is not None:
            return copy.content
        try:
            if answer.status in _ABSENT:
                self._copies.keep_absence(name, url)
                return None
            _check_content(url, answer.content)
            self._copies.keep(name, url, answer.content, answer.etag)
        except WriteError as error:
            self._warn_once(f"copies of remote schemas are not kept: {error}")
        return None if answer.status in _ABSENT else answer.content

    def _warn_once(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            self._warn(text)


def _etag(copy: Copy | None) -> str | None:
    """The tag to ask for changes with; what could break a header is no tag."""
    tag = copy.etag if copy and copy.intact else None
    return tag if tag and tag.isascii() and tag.isprintable() else None


def _content(copy: Copy | None, otherwise: EvtoolError) -> bytes | None:
    if copy is None:
        raise otherwise
    return copy.content


def _check_status(url: str, answer: Answer, *, asked_for_changes: bool) -> None:
    """Let pass what can be used: a file, that it did not change, that there is none.

    Raises:
        Unreachable: Any other status.
    """
    if answer.status == 200 or answer.status in _ABSENT:
        return
    if answer.status == 304 and asked_for_changes:
        return
    hint = ""
    if answer.status in (401, 403):
        hint = "the server wants credentials: write https://USER:${TOKEN}@host/ as the base"
    raise Unreachable(url, f"the server answers {answer.status}", silent=False, hint=hint)


def _check_content(url: str, content: bytes) -> None:
    """Refuse what is no schema: a login page or a list of files must never pass for one."""
    if not content.strip():
        raise Refused(url, "it is empty", hint="check the address, and the file on its server")
    if content.lstrip()[:1] == b"<":
        raise Refused(
            url,
            "it is a web page, not a schema",
            hint="check the base; a proxy or a login page may answer in the server's place",
        )
