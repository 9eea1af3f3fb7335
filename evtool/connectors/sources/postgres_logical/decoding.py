"""Messages of the plugin as rows and ends of transactions: pure, and by the tables of a slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evtool.connectors.sources.capture.progress import ANEW
from evtool.connectors.sources.capture.row import Read, Row, RowChange
from evtool.connectors.sources.postgres_logical import pgoutput
from evtool.connectors.sources.postgres_logical.pgoutput import Relation, Unchanged, Values
from evtool.connectors.sources.postgres_logical.values import (
    committed,
    converted,
    lsn_text,
    sequence,
)
from evtool.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a transaction; `lsn` is the place after it."""

    lsn: int


class Decoding:
    """Decodes the messages of one call; the server describes each table anew in each.

    `keys` are the primary keys of the tables that are captured, `base` gives the type below a
    domain.
    """

    def __init__(
        self, keys: Mapping[str, tuple[str, ...]], base: Callable[[int], int], slot: str
    ) -> None:
        self._keys, self._base, self._slot = keys, base, slot
        self._relations: dict[int, Relation] = {}
        self._types: dict[int, list[int]] = {}
        self._begin = pgoutput.Begin(0, 0.0, 0)
        self._counts: dict[str, int] = {}
        self._at = ""

    @property
    def lsn(self) -> int:
        """Where the commit of the transaction is that goes on."""
        return self._begin.lsn

    def items(self, data: bytes) -> Iterator[Read | Ended]:
        """What a message means for us.

        Raises:
            ConfigurationError: The message cannot be read.
        """
        try:
            message = pgoutput.decode(data)
        except pgoutput.MalformedMessage as error:
            raise ConfigurationError(f"the slot {self._slot} gives {error}", hint=ANEW) from error
        match message:
            case pgoutput.Begin():
                self._begin, self._counts = message, {}
                self._at = committed(message.at)
            case pgoutput.Commit():
                yield Ended(message.end)
            case Relation():
                self._relations[message.number] = message
                self._types[message.number] = [self._base(one.type) for one in message.columns]
            case pgoutput.Insert() | pgoutput.Update() | pgoutput.Delete():
                yield from self._row(message, len(data))
            case _:
                pass  # TRUNCATE has no rows, and the others are not about rows

    def _row(
        self, message: pgoutput.Insert | pgoutput.Update | pgoutput.Delete, size: int
    ) -> Iterator[Read]:
        relation = self._relations[message.relation]
        name = f"{relation.schema}.{relation.name}"
        if name not in self._keys:
            return
        number = self._counts[name] = self._counts.get(name, 0) + 1
        order = self._counts[""] = self._counts.get("", 0) + 1
        operation, before, after = self._images(message, relation)
        change = RowChange(
            *(name, operation, before, after, self._keys[name], self._at),
            sequence(self._begin.lsn, order),
            {"connector": "postgresql", "lsn": self._begin.lsn, "txId": self._begin.xid},
        )
        yield Read(change, [lsn_text(self._begin.lsn), name, number], size)

    def _images(self, message: Any, relation: Relation) -> tuple[Any, Row | None, Row | None]:
        """What happened, and the row before and after it."""
        if isinstance(message, pgoutput.Insert):
            return "insert", None, self._values(relation, message.new)
        before = None
        if message.old is not None:
            before = self._values(relation, message.old, key_only=message.key_only)
        if isinstance(message, pgoutput.Delete):
            return "delete", before, None
        after = self._values(relation, message.new)
        if before is not None and not message.key_only:
            after = {name: after.get(name, value) for name, value in before.items()}
        return "update", before, after

    def _values(self, relation: Relation, row: Values, *, key_only: bool = False) -> Row:
        """A row as JSON; what the server did not send is unknown."""
        columns = zip(relation.columns, self._types[relation.number], row, strict=True)
        return {
            column.name: converted(value, type_)
            for column, type_, value in columns
            if not isinstance(value, Unchanged) and (column.key or not key_only)
        }
