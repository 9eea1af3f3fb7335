"""Messages of PostgreSQL's built-in plugin `pgoutput`, version 1 of its protocol, decoded.

Pure: bytes in, values out. Values of columns are text as the server's output functions write
it; the kinds of messages are in the manual under "Logical Replication Message Formats".
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass


class Unchanged(enum.Enum):
    """A large value that an update left as it was: the server does not send it."""

    UNCHANGED = "unchanged"


Value = str | None | Unchanged
Values = Sequence[Value]


class MalformedMessage(ValueError):
    """The bytes are no message of the plugin."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A transaction begins; `lsn` is where its commit is, `at` when, in seconds since 1970."""

    lsn: int
    at: float
    xid: int


@dataclass(frozen=True, slots=True)
class Commit:
    """It ends; `end` is the place after it."""

    lsn: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of a relation, by the number of its type."""

    name: str
    type: int
    key: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table as it is from here on; `identity` is d, n, f or i, as in `pg_class`."""

    number: int
    schema: str
    name: str
    identity: str
    columns: Sequence[Attribute]


@dataclass(frozen=True, slots=True)
class Insert:
    """A row came."""

    relation: int
    new: Values


@dataclass(frozen=True, slots=True)
class Update:
    """A row changed; `old` is None where the server does not tell.

    With `key_only` it has the columns of the key, and all others are NULL.
    """

    relation: int
    old: Values | None
    key_only: bool
    new: Values


@dataclass(frozen=True, slots=True)
class Delete:
    """A row went; see `Update`."""

    relation: int
    old: Values
    key_only: bool


@dataclass(frozen=True, slots=True)
class Truncate:
    """Tables were emptied."""

    relations: Sequence[int]


@dataclass(frozen=True, slots=True)
class Other:
    """A message that says nothing about rows: a type, an origin, one that a program wrote."""

    kind: str


Message = Begin | Commit | Relation | Insert | Update | Delete | Truncate | Other

_TEXT, _NULL, _UNCHANGED = b"tnu"
_EPOCH = 946_684_800
"""2000-01-01, from which PostgreSQL counts, in seconds since 1970."""


def decode(data: bytes) -> Message:
    """One message.

    Raises:
        MalformedMessage: It is none.
    """
    if not data:
        raise MalformedMessage("an empty message")
    kind = chr(data[0])
    decoder = _DECODERS.get(kind)
    if decoder is None:
        if kind in "OYM":
            return Other(kind)
        raise MalformedMessage(f"an unknown kind of message: {kind!r}")
    try:
        return decoder(_Cursor(data, 1))
    except (struct.error, IndexError, ValueError) as error:
        raise MalformedMessage(f"a message {kind!r} that is cut off, or is none") from error


class _Cursor:
    """Reads through a message."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    def numbers(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f">{form}", self._data, self._at)
        self._at += struct.calcsize(f">{form}")
        return found

    def number(self, form: str) -> int:
        return self.numbers(form)[0]

    def letter(self) -> str:
        self._at += 1  # an index below gives IndexError at the end
        return chr(self._data[self._at - 1])

    def name(self) -> str:
        end = self._data.index(0, self._at)
        text = self._data[self._at : end].decode()
        self._at = end + 1
        return text

    def values(self) -> list[Value]:
        """The values of a row; the inner loop of a busy source."""
        data, (count,) = self._data, self.numbers("H")
        at, found = self._at, list[Value]()
        for _ in range(count):
            kind, at = data[at], at + 1
            if kind == _TEXT:
                start = at + 4
                at = start + int.from_bytes(data[at:start], "big")
                if at > len(data):
                    raise IndexError("beyond the end")
                found.append(data[start:at].decode())
            elif kind == _NULL:
                found.append(None)
            elif kind == _UNCHANGED:
                found.append(Unchanged.UNCHANGED)
            else:
                raise ValueError(f"an unknown kind of value: {kind}")
        self._at = at
        return found


def _begin(cursor: _Cursor) -> Begin:
    lsn, micros, xid = cursor.numbers("QqI")
    return Begin(lsn, _EPOCH + micros / 1_000_000, xid)


def _commit(cursor: _Cursor) -> Commit:
    _, lsn, end, _ = cursor.numbers("BQQq")
    return Commit(lsn, end)


def _relation(cursor: _Cursor) -> Relation:
    number, schema, name = cursor.number("I"), cursor.name(), cursor.name()
    identity = cursor.letter()
    columns = []
    for _ in range(cursor.number("H")):
        key, column = bool(cursor.number("B") & 1), cursor.name()
        type_, _ = cursor.numbers("Ii")
        columns.append(Attribute(column, type_, key))
    return Relation(number, schema or "pg_catalog", name, identity, columns)


def _insert(cursor: _Cursor) -> Insert:
    number, kind = cursor.number("I"), cursor.letter()
    _expect(kind, "N")
    return Insert(number, cursor.values())


def _update(cursor: _Cursor) -> Update:
    number, kind = cursor.number("I"), cursor.letter()
    old = None
    if kind in "KO":
        old = cursor.values()
        _expect(cursor.letter(), "N")
    else:
        _expect(kind, "N")
    return Update(number, old, kind == "K", cursor.values())


def _delete(cursor: _Cursor) -> Delete:
    number, kind = cursor.number("I"), cursor.letter()
    _expect(kind, "KO")
    return Delete(number, cursor.values(), kind == "K")


def _truncate(cursor: _Cursor) -> Truncate:
    count, _ = cursor.numbers("IB")
    return Truncate(cursor.numbers(f"{count}I"))


def _expect(kind: str, wanted: str) -> None:
    if kind not in wanted:
        raise ValueError(f"{kind!r} where one of {wanted!r} belongs")


_DECODERS: dict[str, Callable[[_Cursor], Message]] = {
    "B": _begin,
    "C": _commit,
    "R": _relation,
    "I": _insert,
    "U": _update,
    "D": _delete,
    "T": _truncate,
}
