"""The comments of a YAML file, by the entry that they stand at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evtool.configuration.legacy_values import stands
from evtool.document import Document

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")
_BESIDE = re.compile(r"\s#(.*)$")


class Comments:
    """Finds the comments of entries, and remembers which ones nobody asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = dict(enumerate(document.text.splitlines(), start=1))
        self._used: set[int] = set()

    def of(self, ways: Iterable[Sequence[str | int]]) -> tuple[str, ...]:
        """The comments right above the entries that the ways lead to, and on their lines."""
        found: dict[int, str] = {}
        for tokens in ways:
            if stands(self._document.value, tokens):
                number = self._document.place([str(token) for token in tokens]).line
                found |= {**dict(self._above(number)), **dict(self._beside(number))}
        self._used |= found.keys()
        return tuple(found[number] for number in sorted(found))

    def rest(self) -> list[str]:
        """The comments on lines of their own that were not found at any entry."""
        numbers = [number for number in self._lines if number not in self._used]
        texts = [self._whole(number) for number in numbers]
        return [text for text in texts if text]

    def _above(self, number: int) -> Iterator[tuple[int, str]]:
        while (text := self._whole(number := number - 1)) is not None:
            yield number, text

    def _whole(self, number: int) -> str | None:
        """The text of a line that is a comment and nothing else."""
        line = self._lines.get(number, "").strip()
        return line.removeprefix("#").strip() if line.startswith("#") else None

    def _beside(self, number: int) -> Iterator[tuple[int, str]]:
        line = self._lines.get(number, "")
        bare = _QUOTED.sub(lambda text: "_" * len(text[0]), line)
        found = _BESIDE.search(bare)
        if found is not None:
            yield number, line[found.start(1) :].strip()
