"""A DuckDB database in memory that holds what a query asks for, and can reach nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from evtool.errors import EvtoolError
from evtool.log.record import Record
from evtool.query.column_type import Shape, columns
from evtool.query.schemas import latest, load, newest
from evtool.schema.repository import Repository

if TYPE_CHECKING:
    import duckdb

_STEP = 10_000
_OWN = ("_topic", "_partition", "_offset", "_timestamp", "_key", "_value")
_TABLE = "_records"

_MAKE = f"""
CREATE TABLE {_TABLE} (
    view INTEGER, _topic VARCHAR, _partition INTEGER, _offset BIGINT, _timestamp TIMESTAMPTZ,
    _key VARCHAR, _value VARCHAR
)
"""
_LOAD = f"""
INSERT INTO {_TABLE} SELECT ?, topic, partition, number, make_timestamptz(time * 1000), key, value
FROM (
    SELECT unnest(?::VARCHAR[]) AS topic, unnest(?::INTEGER[]) AS partition,
        unnest(?::BIGINT[]) AS number, unnest(?::BIGINT[]) AS time,
        unnest(?::VARCHAR[]) AS key, unnest(?::VARCHAR[]) AS value
)
"""  # noqa: S608 - the table's name is ours
_URIS = f"""
SELECT json_extract_string(_value, '$."$schema"') AS uri FROM {_TABLE}
WHERE view = ? AND json_valid(_value) GROUP BY uri HAVING uri IS NOT NULL
ORDER BY count(*) DESC
"""  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a query: names of columns, and rows of plain values."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def mentioned(query: str, names: Iterable[str]) -> list[str]:
    """The names that stand in a query, quoted or as a word."""
    return [
        name
        for name in names
        if f'"{name.casefold()}"' in query.casefold()
        or re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", query, re.IGNORECASE)
    ]


class Database:
    """Loads streams as views, then answers queries."""

    def __init__(self, repositories: Sequence[Repository]) -> None:
        self._repositories = repositories
        self._connection = _connect()
        self._connection.execute(_MAKE)
        self._views: list[str] = []

    def add(self, name: str, records: Iterable[Record], title: str | None = None) -> None:
        """Load records as the view `name`, typed by the latest schema among them.

        Where there are none yet, the newest schema of `title` types the view.
        """
        number = len(self._views)
        self._views.append(name)
        following, empty = iter(records), True
        while part := list(islice(following, _STEP)):
            empty = False
            self._connection.execute(_LOAD, [number, *_columns_of(part)])
        uris = [uri for (uri,) in self._connection.execute(_URIS, [number]).fetchall()]
        uri = latest(uris)
        if empty and title is not None:
            uri = newest(self._repositories, title)
        schema = load(self._repositories, uri) if uri is not None else None
        self._connection.execute(_view(name, number, columns(schema or {})))

    def close_off(self) -> None:
        """Keep the queries that follow away from files, the network and the settings."""
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def answer(self, query: str) -> Answer:
        """Run a query.

        Raises:
            EvtoolError: There is none, or DuckDB does not understand it, or may not do it.
        """
        import duckdb

        try:
            done: duckdb.DuckDBPyConnection | None = self._connection.execute(query)
            names = [one[0] for one in done.description or ()] if done else []
            rows = done.fetchall() if done and names else []
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise _failure(error, self._hint()) from error
        except duckdb.PermissionException as error:
            raise _failure(error, "a query reads streams and topics, and nothing else") from error
        except duckdb.Error as error:
            raise _failure(error, "`evtool log sql --help` has examples") from error
        if done is None:  # not one statement: blanks, comments
            raise EvtoolError("there is no query", hint="write one, such as SELECT 1")
        return Answer(names, rows)

    def _hint(self) -> str:
        if not self._views:
            return 'name a stream or topic in double quotes: SELECT * FROM "page.change"'
        return f"loaded: {', '.join(self._views)}; names with dots stand in double quotes"


def _failure(error: Exception, hint: str) -> EvtoolError:
    return EvtoolError(f"the query fails: {str(error).strip()}", hint=hint)


def _connect() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise EvtoolError(
            "`evtool log sql` needs duckdb", hint="run `pip install 'evtool[sql]'`"
        ) from error
    connection = duckdb.connect()
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _columns_of(records: Sequence[Record]) -> list[list[Any]]:
    topics, partitions, offsets, times, keys, _, values = zip(*records, strict=True)
    return [
        list(topics), list(partitions), list(offsets), list(times),
        [None if key is None else key.decode("utf-8", "backslashreplace") for key in keys],
        [value.decode("utf-8", "backslashreplace") for value in values],
    ]  # fmt: skip


def _view(name: str, number: int, shapes: Mapping[str, Shape]) -> str:
    """The statement that makes a view: typed columns, then those of the log itself."""
    own = ", ".join(_OWN)
    taken = {column.casefold() for column in _OWN}
    typed = {one: kind for one, kind in shapes.items() if one.casefold() not in taken}
    folded = {one.casefold() for one in typed}
    if not typed or len(folded) < len(typed):
        picked = "CASE WHEN json_valid(_value) THEN _value::JSON END AS event"
        return (
            f"CREATE VIEW {_quoted(name)} AS SELECT {picked}, {own}"  # noqa: S608 - quoted
            f" FROM {_TABLE} WHERE view = {number}"
        )
    structure = json.dumps(typed).replace("'", "''")
    parsed = f"json_transform(CASE WHEN json_valid(_value) THEN _value END, '{structure}')"
    names = ", ".join(f"event.{_quoted(one)} AS {_quoted(one)}" for one in typed)
    return (
        f"CREATE VIEW {_quoted(name)} AS SELECT {names}, {own}"  # noqa: S608 - quoted
        f" FROM (SELECT {parsed} AS event, {own} FROM {_TABLE} WHERE view = {number})"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
