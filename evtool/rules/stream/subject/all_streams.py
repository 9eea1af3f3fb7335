"""All stream files together: their layers, their streams, and what there is to know of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evtool.rules.problem import Problem, Spot, Tokens
from evtool.rules.stream.misfit import Misfit, misfits
from evtool.rules.stream.schema_facts import SchemaFacts
from evtool.rules.stream.schemas import Schemas
from evtool.rules.stream.subject.files import ReadFile
from evtool.rules.stream.subject.places import Places
from evtool.rules.stream.subject.problem import StreamProblem
from evtool.rules.stream.subject.stream import CheckedStream
from evtool.rules.stream.subject.values import ABSENT, value_at
from evtool.rules.stream.vocabulary import Vocabulary
from evtool.streams import problem as known
from evtool.streams.configuration import Options
from evtool.streams.draft import Draft, draft
from evtool.streams.layer import Layer
from evtool.streams.merge import merge_layers
from evtool.streams.values import is_texts


@dataclass(frozen=True, slots=True)
class Named:
    """A layer with the stream that it is about; None for defaults."""

    layer: Layer
    stream: str | None


class CheckedStreams:
    """Everything that the stream files say."""

    schema: None = None
    """Exceptions name schemas; stream files have none of their own."""

    def __init__(
        self,
        files: Sequence[ReadFile],
        vocabulary: Vocabulary,
        schemas: Schemas,
        options: Options,
    ) -> None:
        self.files = files
        self.vocabulary = vocabulary
        self.schemas = schemas
        self.options = options
        self.places = Places([one.document for one in files])
        self._facts: dict[str, SchemaFacts | None] = {}

    @cached_property
    def drafted(self) -> Draft:
        """The layers of each entry, by its name."""
        return draft([one.content for one in self.files], self.options.environments)

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The settings that every stream has."""
        return merge_layers([one.value for one in self.drafted.defaults], self.options.merge_lists)

    @cached_property
    def streams(self) -> Mapping[str, CheckedStream]:
        """Each entry by its name, in order; one that is wrong too."""
        return {
            name: CheckedStream(name, self._settings(name, layers), tuple(layers), self)
            for name, layers in self.drafted.entries.items()
        }

    def _settings(self, name: str, layers: Sequence[Layer]) -> Mapping[str, Any]:
        values = [self.defaults, *(one.value for one in layers)]
        made = {**merge_layers(values, self.options.merge_lists), "stream": name}
        for key in ("topics", "topic_prefixes"):
            if made.get(key) is not None and not is_texts(made[key]):
                del made[key]  # a finding of its own; nothing can be made of it
        return made

    @cached_property
    def exact(self) -> Sequence[CheckedStream]:
        """The streams with plain names."""
        return [one for one in self.streams.values() if not one.is_regex]

    @cached_property
    def regexes(self) -> Sequence[CheckedStream]:
        """The entries whose regex can be used."""
        return [one for one in self.streams.values() if one.pattern is not None]

    @cached_property
    def layers(self) -> Sequence[Named]:
        """Everything that is written: defaults, entries and overrides, in effect or not."""
        return [named for file in self.files for named in _layers(file)]

    def facts(self, title: str) -> SchemaFacts | None:
        """What there is to know about a schema; None where it cannot be had."""
        if title not in self._facts:
            value = self.schemas.value(title)
            self._facts[title] = None if value is None else SchemaFacts(value)
        return self._facts[title]

    def at(
        self, named: Named, tokens: Tokens, message: str, hint: str | None = None
    ) -> StreamProblem:
        """A problem at one place of a layer."""
        layer = named.layer
        way = (*layer.tokens, *tokens)
        return StreamProblem(message, hint, at=way, file=layer.path, stream=named.stream)

    def of(self, problem: known.Problem) -> StreamProblem:
        """A problem that reading has found."""
        return StreamProblem(
            problem.message,
            problem.hint,
            at=problem.tokens,
            file=problem.path,
            stream=problem.stream,
        )

    @cached_property
    def problems(self) -> Sequence[known.Problem]:
        """What reading the files has found."""
        return self.drafted.problems

    @cached_property
    def misfits(self) -> Sequence[tuple[Named, Misfit]]:
        """Every setting that the schema of the settings refuses."""
        return [(named, one) for named in self.layers for one in self._misfits(named)]

    def _misfits(self, named: Named) -> Iterator[Misfit]:
        for one in misfits(self.vocabulary.schema, named.layer.value):
            if not self._deletes(named.layer, one.tokens):
                yield one

    def _deletes(self, layer: Layer, tokens: Tokens) -> bool:
        """Whether the value is a null that takes away what a layer below says."""
        if self.options.merge_lists != "replace" or value_at(layer.value, tokens) is not None:
            return False
        if layer.environment is not None:
            return True
        below = value_at(self.defaults, tokens)
        return layer.kind == "entry" and below is not ABSENT and below is not None

    def spot(self, problem: Problem) -> Spot:
        """Where a problem stands."""
        if problem.place is not None:
            return Spot.at(problem.place, problem.at)
        file = problem.file if isinstance(problem, StreamProblem) else None
        return self.places.spot(file or self.files[0].document.path, problem.at)


def _layers(file: ReadFile) -> Iterator[Named]:
    content = file.content
    if content.defaults:
        yield Named(content.defaults, None)
    for key, layer in content.entries:
        yield Named(layer, _name(key, layer))
    for override in content.overrides:
        for key, layer in override.layers:
            yield Named(layer, _name(key, layer) if key else None)


def _name(key: str, layer: Layer) -> str:
    """The name that people know an entry by."""
    from evtool.streams.draft import is_position

    own = layer.value.get("stream")
    return own if is_position(key) and isinstance(own, str) and own else key
