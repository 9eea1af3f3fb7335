"""References with an address of their own: `$ref: https://schema.example.org/a/1.0.0`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from evtool.errors import SchemaNotFound
from evtool.remote.store import RemoteStore

Fetch = Callable[[str], tuple[bytes, Path]]
"""Gets the content behind an address, and the path of its copy."""


def fetcher(cache: Path, *, offline: bool, warn: Callable[[str], None] | None = None) -> Fetch:
    """What follows absolute references, with the copies and limits of `RemoteStore`.

    It fits `evtool.schema.resolve.Fetch`.
    """
    bases: dict[str, RemoteStore] = {}
    heard = {} if warn is None else {"warn": warn}

    def fetch(url: str) -> tuple[bytes, Path]:
        """The content behind `url`, and where its copy lies.

        Raises:
            EvtoolError: There is nothing, or it cannot be fetched.
        """
        base, _, name = url.rpartition("/")
        if base not in bases:
            bases[base] = RemoteStore(base, cache, offline=offline, **heard)
        path = unquote(name)
        content = bases[base].read(path)
        if content is None:
            raise SchemaNotFound(
                f"at {bases[base].label}/{name}", hint="check the address of the reference"
            )
        return content, bases[base].place(path)

    return fetch
