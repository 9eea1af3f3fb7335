"""The local log of a spool: a SQLite log from which what is done can be removed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from evtool.log.record import TopicPartition
from evtool.log.sqlite.database import number, told, transaction
from evtool.log.sqlite.log import SqliteLog

_TRIM = """
DELETE FROM batches WHERE place = (SELECT id FROM places WHERE topic = ? AND partition = ?)
AND first + count <= ?
"""
_SHARE = 200
"""Topics trimmed in one transaction: appends have to wait for it."""


class SpoolFile(SqliteLog):
    """What it holds counts in bytes of the file, without the pages that are free again."""

    def size(self) -> int:
        """How many bytes are in use."""
        with told(self.path):
            handle = self._readers.handle()
            if handle is None:
                return 0
            pages = number(handle.connection, "PRAGMA page_count")
            free = number(handle.connection, "PRAGMA freelist_count")
            return (pages - free) * number(handle.connection, "PRAGMA page_size")

    def trim(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remove the records before an offset; a batch goes when its last record may."""
        begun = {place: marks.first for place, marks in self.topics().items()}
        wanted = ((p, offset) for p, offset in offsets.items() if begun.get(p, offset) < offset)
        while share := [(*place, offset) for place, offset in islice(wanted, _SHARE)]:
            with self._writer.lock, told(self.path):
                connection = self._writer.connection()
                with transaction(connection):
                    connection.executemany(_TRIM, share)
