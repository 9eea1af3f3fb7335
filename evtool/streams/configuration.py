"""All streams of a workspace: what is in effect for each, and which entry a name means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evtool.document import Document
from evtool.streams.config import MergeLists
from evtool.streams.file import Registered
from evtool.streams.layer import Layer
from evtool.streams.pattern import Pattern, PatternSet
from evtool.streams.problem import Problem
from evtool.streams.topics import topics_of

REMEMBERED = 65_536
"""How many look-ups of names that are no entries are remembered."""

_LONGEST_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a stream, or all streams that a regex matches.

    `settings` are in effect: the defaults, the entry and the overrides, merged, and
    `stream`, its name. `layers` are what is written about the entry itself.
    """

    name: str
    settings: Mapping[str, Any]
    layers: tuple[Layer, ...]
    pattern: Pattern | None = None

    @property
    def written(self) -> Mapping[str, Any]:
        """The settings of the entry as they are written, without defaults and overrides."""
        return self.layers[0].value

    def matches(self, name: str) -> bool:
        """Whether the entry holds for a stream of this name."""
        return self.name == name if self.pattern is None else self.pattern.matches(name)

    def topics(self, name: str | None = None) -> list[str]:
        """The topics of a stream of this entry; without a name, of the entry itself."""
        asked = name is not None and name != self.name
        return topics_of(self.settings, name or self.name, None if asked else self.pattern)


@dataclass(frozen=True)
class Options:
    """How files become a configuration."""

    merge_lists: MergeLists = "replace"
    environments: tuple[str, ...] = ()


class Configuration:
    """The entries of all stream files, in order, by name. It does not change.

    `defaults` are the layers of the defaults; `registered` are the
    `eventlogging_stream_names`; `problems` tell what was left out, and why. `kept` names
    entries that are wrong in the files and stand here as they were before.
    """

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        entries: Mapping[str, Entry],
        options: Options = Options(),
        *,
        documents: Sequence[Document] = (),
        defaults: Sequence[Layer] = (),
        registered: Sequence[Registered] = (),
        problems: Sequence[Problem] = (),
        kept: Sequence[str] = (),
    ) -> None:
        self.entries = entries
        self.options = options
        self.documents = tuple(documents)
        self.defaults = tuple(defaults)
        self.registered = tuple(registered)
        self.problems = tuple(problems)
        self.kept = tuple(kept)
        self._regexes = [one for one in entries.values() if one.pattern is not None]
        self._patterns = PatternSet([one.pattern for one in self._regexes if one.pattern])
        self._remembered: dict[str, Entry | None] = {}

    def find(self, name: str) -> Entry | None:
        """The entry that holds for a stream: its own, or the first regex that matches."""
        entry = self.entries.get(name)
        if entry is not None:
            return entry
        if name in self._remembered:
            return self._remembered[name]
        at = self._patterns.first(name)
        found = None if at is None else self._regexes[at]
        if len(name) <= _LONGEST_REMEMBERED:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[name] = found
        return found

    def matching(self, name: str) -> Iterator[Entry]:
        """Every entry that matches a name: in order, the regexes too."""
        found = [self._regexes[at] for at in self._patterns.matching(name)]
        own = self.entries.get(name)
        if own is not None and own.pattern is None:
            found.append(own)
        places = self._places
        yield from sorted(found, key=lambda one: places[one.name])

    def with_schema(self, title: str) -> list[Entry]:
        """The entries whose events are of this schema."""
        return [one for one in self.entries.values() if one.settings.get("schema_title") == title]

    @cached_property
    def version(self) -> str:
        """A short text that differs where the files, or what is made of them, differ."""
        made = hashlib.sha256(repr(self.options).encode())
        for name in self.kept:
            made.update(repr(self.entries[name].settings).encode("utf-8", "surrogatepass"))
        for document in self.documents:
            content = document.text.encode("utf-8", "surrogatepass")
            made.update(f"\0{document.path.name}\0{len(content)}\0".encode())
            made.update(content)
        return made.hexdigest()[:16]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.entries)}
