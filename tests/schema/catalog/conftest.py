"""Catalogs held in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.schema.catalog import Catalog, Shelf
from evtool.schema.repository import Repository
from evtool.schema.settings import MaterializeSettings
from evtool.schema.store import MemoryStore

MakeShelf = Callable[..., Shelf]


@pytest.fixture
def shelf() -> MakeShelf:
    """Give a function that makes a repository of files: path -> text."""

    def make(
        files: dict[str, str], name: str = "primary", *, listed: bool = True, **settings: object
    ) -> Shelf:
        made = MaterializeSettings(**settings)  # type: ignore[arg-type]
        repository = Repository(name, "primary", Path(f"/{name}"), made)
        contents = {path: text.encode() for path, text in files.items()}
        return Shelf(repository, MemoryStore(contents), listed)

    return make


@pytest.fixture
def catalog(shelf: MakeShelf) -> Callable[[dict[str, str]], Catalog]:
    """Give a function that makes a catalog of one repository."""
    return lambda files: Catalog([shelf(files)])
