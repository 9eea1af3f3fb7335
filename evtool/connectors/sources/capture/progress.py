"""How far a source of rows is: the saved position, as JSON and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evtool.connectors.sources.capture.options import CaptureOptions
from evtool.errors import ConfigurationError

ANEW = "raise `generation` of the connector in evtool.yaml: it takes a new snapshot"
"""The repair where changes are gone: what is there now comes again, whole."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The place in the log of the database, and how much of the snapshot is done.

    Args:
        generation: The option of that name, as it was when the snapshot began.
        log: The place in the log; while the snapshot goes on, that of its beginning.
        done: The tables whose rows were brought.
        table: The table that is being read; None: none is.
        after: The key of its last row that was read.
    """

    generation: int
    log: Any
    done: tuple[str, ...] = ()
    table: str | None = None
    after: Any = None

    def json(self) -> dict[str, Any]:
        """What is saved."""
        saved: dict[str, Any] = {"generation": self.generation, "log": self.log}
        saved["done"] = list(self.done)
        if self.table is not None:
            saved |= {"table": self.table, "after": self.after}
        return saved

    def at(self, log: Any) -> Progress:
        """Further on in the log."""
        return replace(self, log=log)

    def beyond(self, table: str, after: Any) -> Progress:
        """Further on in a table."""
        return replace(self, table=table, after=after)

    def finished(self, table: str) -> Progress:
        """All rows of a table were brought."""
        return replace(self, done=(*self.done, table), table=None, after=None)


def read_progress(saved: Any, options: CaptureOptions) -> Progress | None:
    """The saved progress; None where there is none, or one of another generation.

    Tables that are no longer captured are forgotten, so that their rows come again should
    they come back.

    Raises:
        ConfigurationError: It is no position of a source of rows.
    """
    if saved is None:
        return None
    fits = isinstance(saved, Mapping) and {"generation", "log", "done"} <= saved.keys()
    if not fits or not isinstance(saved["done"], list) or not isinstance(saved["generation"], int):
        raise ConfigurationError("the saved position is none of a source of rows", hint=ANEW)
    if saved["generation"] != options.generation:
        return None
    done, table = _known(saved["done"], options), saved.get("table")
    table = table if table in options.tables else None
    after = saved.get("after") if table else None
    return Progress(options.generation, saved["log"], done, table, after)


def first_progress(log: Any, options: CaptureOptions) -> Progress:
    """The progress of a source that begins at a place of the log."""
    done = () if options.snapshot else tuple(sorted(options.tables))
    return Progress(options.generation, log, done)


def _known(names: Iterable[Any], options: CaptureOptions) -> tuple[str, ...]:
    return tuple(str(name) for name in names if name in options.tables)
