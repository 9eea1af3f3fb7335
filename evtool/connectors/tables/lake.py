"""What the sinks of table formats share: options, rows with their types, and commits.

These formats have no transaction over several tables. Each table keeps, in the commit of its
rows, how far it is in every partition; a ledger, written when all tables of a batch are, says
from where the connector goes on. Rows that a table has already are left out.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from evtool.config import Section, setting
from evtool.connectors.context import Context
from evtool.connectors.tables.arrow import arrow_table
from evtool.connectors.tables.ddl import other_types
from evtool.connectors.tables.layout import shown
from evtool.connectors.tables.schemas import Schemas
from evtool.connectors.tables.table import Shape, Table
from evtool.connectors.tables.tables import Rows, Tables
from evtool.log.record import TopicPartition
from evtool.schema.tabular.columns import Nested
from evtool.schema.tabular.dialect.arrow import LIMIT, arrow_leaf, arrow_schema
from evtool.schema.tabular.difference import Misfit
from evtool.schema.tabular.model import Type

LOG = logging.getLogger("evtool.connectors")

_ATTEMPTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeOptions:
    """How streams become tables of a table format."""

    path: str = setting(
        help="The folder, or the address of one: s3://BUCKET/FOLDER. Each table is a folder in it."
    )
    prefix: str = setting("", help="Begins the name of every table.")
    nested: Literal["keep", "flatten", "json"] = setting(
        "keep", help="Nested objects: a struct, a column for each member (a__b), or JSON."
    )
    compact_every: int = setting(
        50, help="Join the small files of an hour after so many commits; 0 never does."
    )
    keep_hours: int = setting(168, help="Older states of a table can be read for so many hours.")

    def check(self, section: Section) -> None:
        """Refuse numbers that mean nothing.

        Raises:
            ConfigurationError: There is one.
        """
        for name in ("compact_every", "keep_hours"):
            if getattr(self, name) < 0:
                raise section.below(name).error("must not be below 0")


def address_of(path: str, context: Context | None) -> str:
    """A folder as table formats want it: whole, unless it is an address."""
    if "://" in path or context is None:
        return path
    return str((context.root / path).resolve())


def tables_of(
    options: LakeOptions, stored: Callable[[Type], Type], context: Context | None
) -> Tables:
    """The tables of a sink whose store keeps types as `stored` says."""
    nested: Nested = "json" if options.nested == "json" else "flatten"
    schemas = Schemas.of(context.workspace) if context else Schemas(())
    return Tables(schemas, Shape(LIMIT, arrow_leaf, stored, nested), options.prefix)


def schema_of(table: Table, options: LakeOptions) -> Any:
    """The Arrow schema of a table."""
    return arrow_schema(table.whole if options.nested == "keep" else table.columns)


def plan_of(tables: Iterable[Table], options: LakeOptions, above: str, by: str) -> list[str]:
    """The schemas of tables as they would be made, each `above` its name and partitioned `by`."""
    return [
        f"{above}{table.name} by {by}\n"
        + str(schema_of(table, options).to_string(show_field_metadata=False))
        for table in tables
    ]


def rows_of(group: Rows, done: Mapping[TopicPartition, int], options: LakeOptions) -> Any:
    """The rows that a table does not have, as an Arrow table."""
    whole = group.table.whole if options.nested == "keep" else None
    return arrow_table(group.table.columns, group.new_columns(done), whole)


def check_types(name: str, have: Any, want: Any) -> None:
    """Compare two Arrow schemas: that of a table, and that of what comes.

    Raises:
        ConfigurationError: A column has another type.
    """
    leaves = dict(_leaves(have))
    found = [
        Misfit(path, leaves[path], kind)
        for path, kind in _leaves(want)
        if leaves.get(path, kind) != kind
    ]
    if found:
        raise other_types(name, found)


def _leaves(fields: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Each field with its type, and whatever is in it."""
    from pyarrow import types

    for field in fields:
        path, kind = f"{above}{field.name}", field.type
        if types.is_struct(kind):
            yield path, "struct"
            yield from _leaves([kind.field(at) for at in range(kind.num_fields)], f"{path}.")
        elif types.is_list(kind) or types.is_large_list(kind):
            yield path, "list"
            yield from _leaves([kind.value_field.with_name("element")], f"{path}.")
        elif types.is_map(kind):
            yield path, "map"
            yield from _leaves([kind.item_field.with_name("value")], f"{path}.")
        else:
            yield path, str(kind).removeprefix("large_").replace("string_view", "string")


def persist(work: Callable[[], None], conflict: type[Exception]) -> None:
    """Do work that looks at a table and commits to it, again where another writer was first.

    Args:
        work: Looks anew at what the table has whenever it is called.
        conflict: What a commit raises that was not the first.
    """
    for attempt in range(_ATTEMPTS - 1):
        try:
            work()
        except conflict:
            time.sleep(0.02 * (attempt + random.random()))  # noqa: S311 - no secret
        else:
            return
    work()


class Due:
    """Counts the commits of each table, and says when its small files are to be joined."""

    def __init__(self, every: int) -> None:
        self._every = every
        self._hours: dict[str, set[str]] = {}
        self._commits: dict[str, int] = {}

    def note(self, name: str, hours: set[str]) -> set[str]:
        """Note a commit with rows of some hours; the hours to join now, often none."""
        if not self._every:
            return set()
        self._hours.setdefault(name, set()).update(hours)
        self._commits[name] = self._commits.get(name, 0) + 1
        if self._commits[name] < self._every:
            return set()
        self._commits[name] = 0
        return self._hours.pop(name)


@contextmanager
def compacting(name: str, *failures: type[Exception]) -> Iterator[None]:
    """Tell of a failure to join files, and go on: the rows are there, it can wait."""
    try:
        yield
    except failures as error:
        fields = {"event": "connector.not_compacted", "table": name}
        LOG.warning("%s is not compacted: %s", name, shown(error), extra={"fields": fields})


def offsets_of(group: Rows, offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
    """How far a table is when these rows are in it."""
    return {place: offsets[place] for place in group.partitions}
