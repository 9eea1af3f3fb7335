"""Reading everything that sources refer to, so that copies of what is remote are there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import EvtoolError
from evtool.remote import RemoteFailure
from evtool.schema.dereference import document_uri, references
from evtool.schema.materialize.source import Source
from evtool.schema.resolve import Sources


@dataclass(frozen=True, slots=True)
class Prefetched:
    """What sources refer to, directly or not: copies of remote files, and what failed.

    What no place has, or is broken, is not told here: materializing tells, with the line.
    """

    copies: tuple[Path, ...]
    failures: tuple[RemoteFailure, ...]


def prefetch(
    sources: Iterable[Source],
    lookup: Sources,
    cache: Path,
    progress: Callable[[int], None] = lambda _: None,
) -> Prefetched:
    """Look up every root-relative reference of the sources, and of what they lead to.

    Args:
        sources: Where to start.
        lookup: Where references are looked up; reading from it is what makes the copies.
        cache: The folder that copies lie in.
        progress: Told after each document how many were looked up.
    """
    pending = deque(uri for source in sources for uri in source.uses())
    seen: set[str] = set()
    copies: list[Path] = []
    failures: list[RemoteFailure] = []
    while pending:
        uri = pending.popleft()
        if uri in seen or not uri.startswith("/"):
            continue
        seen.add(uri)
        progress(len(seen))
        try:
            document = lookup.document(uri)
        except RemoteFailure as error:
            failures.append(error)
            continue
        except EvtoolError:
            continue
        if document.path.is_relative_to(cache):
            copies.append(document.path)
        pending.extend(document_uri(one) for one in references(document.value))
    return Prefetched(tuple(copies), tuple(failures))
