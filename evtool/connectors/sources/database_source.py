"""What `outbox` and `sql-poll` share: a source is open as long as its connection is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.database import Address, Driver


class DatabaseSource(ABC):
    """A source with one connection to a database."""

    def __init__(self, url: str, root: Path) -> None:
        self._address = Address.parse(url)
        self._root = root
        self._driver: Driver | None = None

    @abstractmethod
    def _look(self, driver: Driver) -> None:
        """Run statements that fail where the table or a column is not there; they are undone."""

    def __enter__(self) -> Self:
        """Connect, and look whether table and columns are there.

        Raises:
            TargetFailure: The database cannot be reached.
            ConfigurationError: The table or a column is not there.
        """
        driver = self._driver = self._address.open(self._root)
        try:
            self._look(driver)
            driver.rollback()
        except BaseException:
            driver.close()
            raise
        return self

    @property
    def _open(self) -> Driver:
        if self._driver is None:
            raise TargetFailure("the connection to the database is not open")
        return self._driver

    def __exit__(self, *_: object) -> None:
        """Close the connection; what is not acknowledged stays."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None
