"""References that never end: circles in the graph of what refers to what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from evtool.rules.problem import Tokens
from evtool.rules.reference.lookup import Reference, references, references_of
from evtool.rules.subject.origin import Written, follow
from evtool.rules.subject.schema_file import SchemaFile
from evtool.schema.dereference.references import ROOT

Target = tuple[str, Tokens]
"""A part of a document: its URI and the way to the part."""

_OPEN, _DONE, _CIRCLE = "open", "done", "circle"


class Circles:
    """Finds circles; each target is entered once for all references of the file."""

    def __init__(self, file: SchemaFile) -> None:
        self.file = file
        self._state: dict[Target, str] = {}
        self._inside: dict[str, list[Reference]] = {ROOT: references_of(file)}

    def of_file(self) -> Iterator[Reference]:
        """The references of the file that lead into a circle, the first of each circle."""
        for reference in self._inside[ROOT]:
            if self._is_endless(reference):
                yield reference
                return

    def _is_endless(self, start: Reference) -> bool:
        target = self._target(ROOT, start)
        if target is None:
            return False
        work: list[tuple[Target, Iterator[tuple[str, Reference]]]] = []
        if self._enter(target, work):
            return True
        while work:
            at, below = work[-1]
            following = next(below, None)
            if following is None:
                self._state[at] = _DONE
                work.pop()
                continue
            onward = self._target(*following)
            if onward is not None and self._enter(onward, work):
                return True
        return False

    def _enter(
        self, target: Target, work: list[tuple[Target, Iterator[tuple[str, Reference]]]]
    ) -> bool:
        """Go on below a target; whether it is one that is being gone through."""
        state = self._state.get(target)
        if state is None:
            self._state[target] = _OPEN
            work.append((target, self._below(target)))
        return state == _OPEN

    def _target(self, uri: str, reference: Reference) -> Target | None:
        if self.file.document is None:
            return None
        part = follow(self.file.document, uri, reference.text, self.file.sources)
        if part is None:
            return None
        self._learn(part)
        return part.uri, part.tokens

    def _learn(self, part: Written) -> None:
        if part.uri not in self._inside:
            value = part.document.value
            plain = "$ref" not in part.document.text
            found = [] if plain else sorted(references(value), key=lambda one: one.at)
            self._inside[part.uri] = found

    def _below(self, target: Target) -> Iterator[tuple[str, Reference]]:
        """The references inside a part: those whose way begins with its way."""
        uri, tokens = target
        inside = self._inside[uri]
        start = bisect_left(inside, tokens, key=lambda one: one.at)
        for at in range(start, len(inside)):
            if inside[at].at[: len(tokens)] != tokens:
                return
            yield uri, inside[at]
