"""The offsets of a connector, in a table beside the data, moved in one transaction with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evtool.log.record import TopicPartition
from evtool.schema.tabular.dialect.dialect import Dialect

TABLE = "_evtool_offsets"


class Offsets:
    """The statements for the offsets of one connector; `mark` stands for a value."""

    def __init__(self, dialect: Dialect, connector: str, mark: str = "?") -> None:
        self.connector = connector
        text = {"mysql": "varchar(200)"}.get(dialect.name, "text")
        name = dialect.quote(TABLE)
        self.create = (
            f"CREATE TABLE IF NOT EXISTS {name} (connector {text} NOT NULL, topic {text} NOT NULL,"
            " part bigint NOT NULL, next bigint NOT NULL, PRIMARY KEY (connector, topic, part))"
        )
        self.select = f"SELECT topic, part, next FROM {name} WHERE connector = {mark}"  # noqa: S608 - a constant
        marks = ", ".join([mark] * 4)
        ending = "ON CONFLICT (connector, topic, part) DO UPDATE SET next = excluded.next"
        if dialect.name == "mysql":
            ending = "ON DUPLICATE KEY UPDATE next = VALUES(next)"
        into = f"INSERT INTO {name} (connector, topic, part, next)"
        self.move = f"{into} VALUES ({marks}) {ending}"
        where = f"connector = {mark} AND topic = {mark} AND part = {mark}"
        self.update = f"UPDATE {name} SET next = {mark} WHERE {where}"  # noqa: S608 - a constant

    def rows(self, offsets: Mapping[TopicPartition, int]) -> list[tuple[str, str, int, int]]:
        """What `move` is executed with."""
        return [(self.connector, *place, offset) for place, offset in sorted(offsets.items())]

    @staticmethod
    def read(rows: Iterable[Sequence[Any]]) -> dict[TopicPartition, int]:
        """What `select` answers."""
        return {TopicPartition(topic, part): offset for topic, part, offset in rows}
