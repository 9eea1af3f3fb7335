"""The tables of consumer groups: members, leases and committed offsets, one change each."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from evtool.log.record import TopicPartition
from evtool.log.sqlite.database import number

_COMMIT = """
INSERT INTO committed (consumers, place, next) VALUES (?, ?, ?)
ON CONFLICT (consumers, place) DO UPDATE SET next = excluded.next
"""


def groups(connection: sqlite3.Connection) -> Sequence[str]:
    """The names of all groups that have committed offsets."""
    rows = connection.execute("SELECT DISTINCT consumers FROM committed ORDER BY 1")
    return [name for (name,) in rows.fetchall()]


def committed(connection: sqlite3.Connection, group: str) -> Mapping[TopicPartition, int]:
    """The offsets from which a group goes on."""
    rows = connection.execute(
        "SELECT topic, partition, committed.next FROM committed JOIN places ON places.id = place"
        " WHERE consumers = ? ORDER BY topic, partition",
        (group,),
    )
    return {TopicPartition(topic, partition): offset for topic, partition, offset in rows}


def commit(connection: sqlite3.Connection, group: str, offsets: Mapping[int, int]) -> None:
    """Keep the offsets of some places."""
    connection.executemany(_COMMIT, [(group, place, offset) for place, offset in offsets.items()])


def offset_of(connection: sqlite3.Connection, group: str, place: int) -> int | None:
    """What a group committed of a place."""
    row = connection.execute(
        "SELECT next FROM committed WHERE consumers = ? AND place = ?", (group, place)
    ).fetchone()
    return None if row is None else int(row[0])


def floor(connection: sqlite3.Connection, place: int) -> int:
    """The offset of the oldest record of a place."""
    return number(connection, "SELECT floor FROM places WHERE id = ?", place)


def join(connection: sqlite3.Connection, group: str, member: str, topics: str) -> None:
    """Add a member."""
    connection.execute(
        "INSERT INTO members (consumers, name, topics, beat) VALUES (?, ?, ?, 0)",
        (group, member, topics),
    )
    tell(connection, group)


def beat(connection: sqlite3.Connection, group: str, member: str) -> bool:
    """Show that a member lives; whether it still is one."""
    done = connection.execute(
        "UPDATE members SET beat = beat + 1 WHERE consumers = ? AND name = ?", (group, member)
    )
    return done.rowcount > 0


def members(connection: sqlite3.Connection, group: str) -> Mapping[str, tuple[str, int]]:
    """What each member asks for, and its beat."""
    rows = connection.execute(
        "SELECT name, topics, beat FROM members WHERE consumers = ? ORDER BY name", (group,)
    )
    return {name: (topics, beat) for name, topics, beat in rows}


def remove(connection: sqlite3.Connection, group: str, gone: Iterable[str]) -> None:
    """Remove members with their leases."""
    for name in gone:
        for statement in (
            "DELETE FROM members WHERE consumers = ? AND name = ?",
            "DELETE FROM leases WHERE consumers = ? AND member = ?",
        ):
            connection.execute(statement, (group, name))
    tell(connection, group)


def leases(connection: sqlite3.Connection, group: str) -> Mapping[int, str]:
    """Who has which place."""
    rows = connection.execute("SELECT place, member FROM leases WHERE consumers = ?", (group,))
    return dict(rows.fetchall())


def holder(connection: sqlite3.Connection, group: str, place: int) -> str | None:
    """Who has a place."""
    row = connection.execute(
        "SELECT member FROM leases WHERE consumers = ? AND place = ?", (group, place)
    ).fetchone()
    return None if row is None else str(row[0])


def lease(connection: sqlite3.Connection, group: str, member: str, places: Iterable[int]) -> None:
    """Give places that nobody has to a member."""
    connection.executemany(
        "INSERT INTO leases (consumers, member, place) VALUES (?, ?, ?)",
        [(group, member, place) for place in places],
    )


def release(connection: sqlite3.Connection, group: str, places: Collection[int]) -> None:
    """Make places free, and let all members know."""
    if places:
        connection.executemany(
            "DELETE FROM leases WHERE consumers = ? AND place = ?",
            [(group, place) for place in places],
        )
        tell(connection, group)


def tell(connection: sqlite3.Connection, group: str) -> None:
    """Make each member look at the group again."""
    connection.execute(
        "INSERT INTO changes (consumers, number) VALUES (?, 1)"
        " ON CONFLICT (consumers) DO UPDATE SET number = number + 1",
        (group,),
    )


def change(connection: sqlite3.Connection, group: str) -> tuple[int, int]:
    """A mark that differs when members, free leases or places are not what they were."""
    row = connection.execute(
        "SELECT (SELECT number FROM changes WHERE consumers = ?), (SELECT max(id) FROM places)",
        (group,),
    ).fetchone()
    return row[0] or 0, row[1] or 0
