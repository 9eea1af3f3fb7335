"""One database of three kinds, as sources of rows need it: an address, statements, sentences.

Addresses are `sqlite:PATH`, `postgresql://USER:PASSWORD@HOST:PORT/NAME` and
`mysql://USER:PASSWORD@HOST:PORT/NAME`, which is for MariaDB as well.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from evtool.config import Section
from evtool.connectors.failure import TargetFailure
from evtool.connectors.secrets import without_user
from evtool.errors import ConfigurationError, EvtoolError

Kind = Literal["sqlite", "postgres", "mysql"]

_KINDS: dict[str, Kind] = {
    "sqlite": "sqlite",
    "postgresql": "postgres",
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
}
_NAME = re.compile(r"[^\x00-\x1f\x7f%]{1,128}")

HELP = (
    "Where it is: sqlite:PATH, postgresql://USER:PASSWORD@HOST:PORT/NAME, or "
    "mysql://USER:PASSWORD@HOST:PORT/NAME, for MariaDB too; the password best as ${VARIABLE}."
)


class Driver(Protocol):
    """One connection of one library."""

    kind: Kind
    mark: str
    """What stands for a parameter in a statement."""
    lock: str
    """What ends a SELECT whose rows no other relay is to get before the transaction ends."""

    def run(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """Execute a statement.

        Raises:
            TargetFailure: The database is away, or refuses us for now.
            ConfigurationError: What the statement names is not there.
        """

    def commit(self) -> None:
        """End the transaction, if one is open."""

    def rollback(self) -> None:
        """Give the transaction up; a connection that is broken is no matter."""

    def close(self) -> None:
        """Let go of the connection; what is not committed is undone."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gave: the names of the columns, the rows, and which hold JSON as text."""

    names: tuple[str, ...] = ()
    rows: Sequence[Sequence[Any]] = ()
    json: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Address:
    """A database by its address; `shown` is without name and password."""

    kind: Kind
    url: str

    @property
    def shown(self) -> str:
        """The address for people and for identities."""
        return without_user(self.url).partition("?")[0]

    @staticmethod
    def parse(url: str) -> Address:
        """What an address means.

        Raises:
            EvtoolError: It is none.
        """
        scheme, colon, rest = url.partition(":")
        kind = _KINDS.get(scheme)
        hint = "write sqlite:PATH, postgresql://USER:PASSWORD@HOST/NAME, or mysql://..."
        if kind is None or not colon:
            raise EvtoolError("is no address of a database", hint=hint)
        if kind == "sqlite":
            if not rest:
                raise EvtoolError("names no file", hint="write sqlite:app.db")
            return Address(kind, url)
        try:
            parts = urlsplit(url)
            fine = parts.hostname is not None and parts.port != 0 and parts.path.strip("/")
        except ValueError:
            fine = ""
        if not fine:
            raise EvtoolError("names no host and no database", hint=hint)
        return Address(kind, url)

    def open(self, root: Path) -> Driver:
        """Connect. Relative paths start at `root`.

        Raises:
            TargetFailure: It cannot be reached.
            EvtoolError: The library for it is not installed.
        """
        if self.kind == "sqlite":
            from evtool.connectors.sources.driver_sqlite import SqliteDriver

            return SqliteDriver(root / Path(self.url.partition(":")[2]).expanduser())
        with _needed(self.kind):
            if self.kind == "postgres":
                from evtool.connectors.sources.driver_postgres import PostgresDriver

                return PostgresDriver(self.url)
            from evtool.connectors.sources.driver_mysql import MysqlDriver

            return MysqlDriver(self.url)


def check_address(url: str, section: Section) -> None:
    """Refuse what is no address of a database.

    Raises:
        ConfigurationError: It is none.
    """
    try:
        Address.parse(url)
    except EvtoolError as error:
        raise section.error(error.message, error.hint) from error


def check_name(name: str, section: Section) -> None:
    """Refuse what can be no name of a table or column.

    Raises:
        ConfigurationError: It is none.
    """
    if _NAME.fullmatch(name) is None:
        raise section.error("is no name", "write the name as the database has it")


def quoted(kind: Kind, name: str) -> str:
    """The name of a column as it stands in a statement."""
    # SQLite takes "name" for a text where there is no such column, and `name` never.
    sign = '"' if kind == "postgres" else "`"
    return sign + name.replace(sign, sign * 2) + sign


def table_of(kind: Kind, name: str) -> str:
    """The name of a table, which may have its schema before a point."""
    return ".".join(quoted(kind, part) for part in name.split("."))


def absent(message: str) -> ConfigurationError:
    """What a statement names is not there."""
    return ConfigurationError(
        message, hint="check `table` and the names of its columns against the database"
    )


def away(where: str, message: str) -> TargetFailure:
    """The database cannot be used now."""
    return TargetFailure(
        f"{where}: {message}",
        hint="is the server up, are address and credentials right, may the user do that?",
    )


@contextlib.contextmanager
def _needed(kind: Kind) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise EvtoolError(
            f"the database needs {error.name}, which is not installed",
            hint=f"run `pip install 'evtool[{kind}]'`",
        ) from error
