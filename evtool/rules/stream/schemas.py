"""The schemas that streams name: which there are, and the newest version of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from evtool.errors import EvtoolError
from evtool.schema.catalog import Catalog
from evtool.schema.catalog.catalog import nearest_titles
from evtool.schema.materialize.build import merged
from evtool.schema.resolve import Sources


class Schemas(Protocol):
    """What stream rules ask about schemas."""

    def has(self, title: str) -> bool:
        """Whether there is a schema with this title."""

    def nearest(self, title: str) -> str | None:
        """The title that may have been meant."""

    def value(self, title: str) -> Mapping[str, Any] | None:
        """The newest version, without references; None where it cannot be had."""


class NoSchemas:
    """For a workspace without schema repositories: nothing can be said about schemas."""

    def has(self, _title: str) -> bool:
        """Nothing is missed."""
        return True

    def nearest(self, _title: str) -> str | None:
        """Nothing is near."""
        return None

    def value(self, _title: str) -> Mapping[str, Any] | None:
        """Nothing is known."""
        return None


class CatalogSchemas:
    """The schemas of a catalog, each read once.

    `sources` is for schemas that have only a source: what it refers to is looked up there.
    """

    def __init__(self, catalog: Catalog, sources: Sources | None = None) -> None:
        self._catalog = catalog
        self._sources = sources
        self._values: dict[str, Mapping[str, Any] | None] = {}
        self._nearest: dict[str, str | None] = {}

    def has(self, title: str) -> bool:
        """Whether there is a schema with this title."""
        return bool(self._catalog.named(title))

    def nearest(self, title: str) -> str | None:
        """The title that may have been meant: one that ends alike, or is spelled alike."""
        if title not in self._nearest:
            near = nearest_titles(title, self._catalog.titles(), 1)
            self._nearest[title] = near[0] if near else None
        return self._nearest[title]

    def value(self, title: str) -> Mapping[str, Any] | None:
        """The newest version, without references; None where it cannot be had.

        Whatever keeps it from being read is a matter of the rules for schemas.
        """
        if title not in self._values:
            self._values[title] = self._read(title)
        return self._values[title]

    def _read(self, title: str) -> Mapping[str, Any] | None:
        for entry in self._catalog.named(title):
            try:
                file = self._catalog.read_newest(entry)
                value = file.document.value
                if file.version is None and self._sources is not None:
                    value = merged(file.document, self._sources)
            except EvtoolError:
                return None
            return value if isinstance(value, dict) else None
        return None
