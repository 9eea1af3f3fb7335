"""Finding schemas and fields by words: titles before field names before descriptions."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from evtool.errors import EvtoolError
from evtool.schema.catalog.catalog import Catalog, SchemaFile
from evtool.schema.catalog.entry import Entry
from evtool.schema.catalog.fields import fields, one_line
from evtool.schema.version import Version

_PLAIN_WORD = re.compile(r"[a-z0-9_]+")
_NO_MATCH = 4
"""Worse than any match: what a word costs that the name of a hit does not hold."""


class Part(IntEnum):
    """Where the words were found; the lower, the better."""

    TITLE = 0
    FIELD = 1
    DESCRIPTION = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that the words lead to: a schema (`path` is empty), or a field of it.

    `version` is None where the source was searched, as nothing is materialized; `text` is
    the description of the schema or field, on one line.
    """

    entry: Entry
    version: Version | None
    part: Part
    path: str
    text: str
    distance: int

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """What hits are sorted by: the better, the lower."""
        depth = self.path.count(".") + self.entry.title.count("/")
        return self.part, self.distance, depth, self.entry.title, self.path


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits, how many there are in all, and which schemas could not be read."""

    hits: Sequence[Hit]
    total: int
    failures: Sequence[EvtoolError]


@dataclass
class _Count:
    total: int = 0
    failures: list[EvtoolError] = field(default_factory=list)


def find_places(
    catalog: Catalog,
    words: Sequence[str],
    limit: int | None = None,
    progress: Callable[[Entry], None] = lambda _: None,
) -> SearchResult:
    """The `limit` best places that hold all words, in any case, also as parts of words.

    Looked at are the latest versions; the source where nothing is materialized. A field is
    a hit for its own name or description; the title and the names above it may hold the
    other words. One unreadable file never hides the others.
    """
    wanted = [word.casefold() for text in words for word in text.split()]
    count = _Count()
    found = _hits(catalog, wanted, count, progress) if wanted else iter(())
    if limit is None:
        hits = sorted(found, key=lambda hit: hit.rank)
    else:
        hits = heapq.nsmallest(limit, found, key=lambda hit: hit.rank)
    return SearchResult(hits, count.total, count.failures)


def snippet(text: str, words: Sequence[str], width: int = 70) -> str:
    """A part of a text around the first of the words, cut at blanks where there are some."""
    if len(text) <= width:
        return text
    folded = text.casefold()
    places = [folded.find(word.casefold()) for part in words for word in part.split()]
    first = min((place for place in places if place >= 0), default=0)
    start = max(0, min(first - width // 4, len(text) - width + 2))
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = start + width - (2 if start else 1)
    if end < len(text):
        end = max(text.rfind(" ", start + width // 2, end), 0) or end
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _hits(
    catalog: Catalog, words: Sequence[str], count: _Count, progress: Callable[[Entry], None]
) -> Iterator[Hit]:
    for entry in catalog.entries():
        try:
            file = catalog.read_newest(entry)
            hits = list(_in_file(file, words)) if _may_match(file, words) else []
        except EvtoolError as error:
            count.failures.append(error)
            hits = []
        count.total += len(hits)
        yield from hits
        progress(entry)


def _may_match(file: SchemaFile, words: Sequence[str]) -> bool:
    """Whether a file is worth parsing: plain words stand in its text as they are."""
    text = f"{file.entry.title}\n{file.content.decode('utf-8', 'replace')}".casefold()
    return all(word in text for word in words if _PLAIN_WORD.fullmatch(word))


def _in_file(file: SchemaFile, words: Sequence[str]) -> Iterator[Hit]:
    schema, title = file.document.value, file.entry.title
    if not isinstance(schema, dict):
        return
    text = one_line(schema.get("description"))
    part = Part.TITLE if _found(words, title) else Part.DESCRIPTION
    if _all_found(words, title, text):
        name = title.rpartition("/")[2]
        yield Hit(file.entry, file.version, part, "", text, _distance(words, name, title))
    for one in fields(schema):
        text = one.description
        named = _found(words, one.name) or any(one.path.casefold().endswith(w) for w in words)
        if (named or _found(words, text)) and _all_found(words, title, one.path, text):
            part = Part.FIELD if named else Part.DESCRIPTION
            distance = _distance(words, one.name, one.path)
            yield Hit(file.entry, file.version, part, one.path, text, distance)


def _found(words: Sequence[str], text: str) -> bool:
    folded = text.casefold()
    return any(word in folded for word in words)


def _all_found(words: Sequence[str], *texts: str) -> bool:
    folded = "\n".join(texts).casefold()
    return all(word in folded for word in words)


def _distance(words: Sequence[str], name: str, path: str) -> int:
    """How far a name is from the words: 0 if it is one of them, more if it only holds them."""
    name, path = name.casefold(), path.casefold()
    return sum(_word_distance(word, name, path) for word in words)


def _word_distance(word: str, name: str, path: str) -> int:
    if word in (name, path):
        return 0
    if name.startswith(word):
        return 1
    if word in name:
        return 2
    return 3 if word in path else _NO_MATCH
