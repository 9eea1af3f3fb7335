"""Reading everything that sources refer to, so that copies of what is remote are there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from evtool.errors import EvtoolError, SchemaNotFound
from evtool.schema.dereference import references
from evtool.schema.materialize.source import Source
from evtool.schema.resolve import Sources


@dataclass(frozen=True, slots=True)
class Prefetched:
    """What sources refer to, directly or not: copies of remote files, and what failed.

    What no place has is not a failure here: materializing tells, with the line.
    """

    copies: tuple[Path, ...]
    failures: tuple[EvtoolError, ...]


def prefetch(
    sources: Iterable[Source],
    lookup: Sources,
    cache: Path,
    progress: Callable[[], None] = lambda: None,
) -> Prefetched:
    """Look up every root-relative reference of the sources, and of what they lead to.

    Args:
        sources: Where to start.
        lookup: Where references are looked up; reading from it is what makes the copies.
        cache: The folder that copies lie in.
        progress: Called once a document.
    """
    pending = deque(uri for source in sources for uri in source.uses())
    seen: set[str] = set()
    copies: list[Path] = []
    failures: list[EvtoolError] = []
    while pending:
        uri = pending.popleft()
        if uri in seen or not uri.startswith("/"):
            continue
        seen.add(uri)
        try:
            document = lookup.document(uri)
        except SchemaNotFound:
            continue
        except EvtoolError as error:
            failures.append(error)
            continue
        progress()
        if document.path.is_relative_to(cache):
            copies.append(document.path)
        pending.extend(urldefrag(one)[0] for one in references(document.value))
    return Prefetched(tuple(copies), tuple(failures))
