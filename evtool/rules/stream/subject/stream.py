"""One stream: what is in effect for it, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evtool.rules.problem import Problem, Spot
from evtool.rules.stream.schema_facts import SchemaFacts
from evtool.rules.stream.subject.values import ABSENT, map_at, text_at, value_at
from evtool.streams.layer import Layer
from evtool.streams.pattern import Pattern, PatternError, is_pattern, parse_pattern
from evtool.streams.topics import topics_of

if TYPE_CHECKING:
    from evtool.rules.stream.subject.all_streams import CheckedStreams


@dataclass(frozen=True, eq=False)
class CheckedStream:
    """One entry of the stream files: a stream, or all streams that a regex matches.

    `settings` are in effect: defaults, entry and overrides merged. `layers` are what is
    written about the entry itself, the entry first.
    """

    name: str
    settings: Mapping[str, Any]
    layers: Sequence[Layer]
    streams: CheckedStreams = field(repr=False)

    schema: None = None
    """Exceptions name schemas; a stream has none of its own."""

    @property
    def is_regex(self) -> bool:
        """Whether the name is meant as a regex, sound or not."""
        return is_pattern(self.name)

    @cached_property
    def _parsed(self) -> Pattern | PatternError | None:
        if not self.is_regex:
            return None
        try:
            return parse_pattern(self.name)
        except PatternError as error:
            return error

    @property
    def pattern(self) -> Pattern | None:
        """The regex; None for a plain name, and for a regex that cannot be used."""
        return self._parsed if isinstance(self._parsed, Pattern) else None

    @property
    def pattern_error(self) -> PatternError | None:
        """Why the regex cannot be used."""
        return self._parsed if isinstance(self._parsed, PatternError) else None

    @property
    def title(self) -> str | None:
        """The title of its schema; None where none is named."""
        return text_at(self.settings, "schema_title")

    @property
    def facts(self) -> SchemaFacts | None:
        """What there is to know about its schema; None where there is none to look at."""
        return self.streams.facts(self.title) if self.title else None

    @property
    def schema_value(self) -> Mapping[str, Any] | None:
        """The newest version of its schema; None where there is none to look at."""
        return self.facts.value if self.facts else None

    @property
    def has_canaries(self) -> bool:
        """Whether canary events are on."""
        return self.settings.get("canary_events_enabled") is True

    def value(self, *tokens: str) -> Any:
        """What is in effect at a place; `ABSENT` where nothing is."""
        return value_at(self.settings, tokens)

    def writes(self, *tokens: str) -> bool:
        """Whether the entry itself says something there: it is more than a default."""
        return any(value_at(one.value, tokens) is not ABSENT for one in self.layers)

    def consumers(self, kind: str) -> list[str]:
        """The consumers of a kind (`raw`, `table`) that are on."""
        consumers = map_at(self.settings, "consumers")
        return [name for name in self.streams.vocabulary.consumers(kind) if is_on(consumers, name)]

    @property
    def is_ingested(self) -> bool:
        """Whether any consumer is on."""
        consumers = map_at(self.settings, "consumers")
        return any(is_on(consumers, name) for name in consumers)

    @cached_property
    def topics(self) -> list[str]:
        """The topics of a plain name, those that are listed and those that are made of it."""
        return topics_of(self.settings, self.name)

    def spot(self, problem: Problem) -> Spot:
        """Where a problem stands: where the entry says the value, else at the entry."""
        for layer in reversed(self.layers):
            if value_at(layer.value, problem.at) is not ABSENT:
                return self._spot(layer, problem)
        return self._spot(self.layers[0], problem)

    def _spot(self, layer: Layer, problem: Problem) -> Spot:
        return self.streams.places.spot(layer.path, (*layer.tokens, *problem.at))


def is_on(consumers: Mapping[str, Any], name: str) -> bool:
    """Whether a consumer is switched on."""
    return map_at(consumers, name).get("enabled") is True
