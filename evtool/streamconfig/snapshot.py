"""One configuration as it is served: immutable, with the answers that were made from it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from evtool.streamconfig.answer import Answer
from evtool.streamconfig.memory import Memory
from evtool.streams.configuration import Configuration
from evtool.streams.layer import Layer
from evtool.streams.lines import Lines

REMEMBERED_BYTES = 64 * 1024 * 1024
"""How many bytes of answers are kept; they are made again when they are asked for."""

LARGE = 100
"""With more entries than this, answers about all of them are made in a thread."""


class Snapshot:
    """A configuration, the answers made from it, and the lines of its files."""

    def __init__(self, configuration: Configuration, root: Path) -> None:
        self.configuration = configuration
        self.root = root
        self.loaded = datetime.now(UTC)
        self.answers: Memory[tuple[bytes, bytes], Answer] = Memory(
            REMEMBERED_BYTES, lambda one: one.size
        )
        self._lock = threading.Lock()

    @property
    def is_large(self) -> bool:
        """Whether going through all entries takes long."""
        return len(self.configuration.entries) > LARGE

    def shown(self, path: Path) -> str:
        """A file as clients know it: below the workspace, or just its name."""
        if path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        return path.name

    def line_of(self, layer: Layer, tokens: tuple[str, ...] = ()) -> int:
        """The line of a setting of a layer; it takes long when first asked for."""
        with self._lock:
            lines = self._lines.get(layer.path)
        return lines.line((*layer.tokens, *tokens)) if lines else 0

    @cached_property
    def _lines(self) -> dict[Path, Lines]:
        return {one.path: Lines(one) for one in self.configuration.documents}
