"""Events of the library as rows and ends of transactions; only its stream is not real."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pymysqlreplication")

from pymysqlreplication import event as library
from pymysqlreplication import row_event

from evtool.connectors.sources.capture.options import TableOptions
from evtool.connectors.sources.capture.row import Read
from evtool.connectors.sources.mysql_binlog.failure import told
from evtool.connectors.sources.mysql_binlog.options import MysqlBinlogConfig
from evtool.connectors.sources.mysql_binlog.position import Place, sequence
from evtool.connectors.sources.mysql_binlog.reader import BinlogReader, Ended
from evtool.connectors.sources.mysql_binlog.rows import Keys
from evtool.connectors.sources.mysql_binlog.values import (
    key_json,
    key_value,
    logged,
    plain,
    selected,
)
from evtool.errors import ConfigurationError

CONFIG = MysqlBinlogConfig(
    tables={"shop.orders": TableOptions(stream="s", schema="/s/1.0.0")},
    password="sesame",  # noqa: S106 - of no server
)
COLUMNS = [SimpleNamespace(name="id", type=3), SimpleNamespace(name="note", type=15)]


def made(kind: type[Any], **values: Any) -> Any:
    """An event of the library without its bytes."""
    event = kind.__new__(kind)
    event.__dict__.update(values)
    return event


def query(text: str) -> Any:
    """A statement in the log."""
    return made(library.QueryEvent, query=text)


def gtid(number: int, *, alone: bool = False) -> Any:
    """The beginning of a transaction of a MariaDB."""
    return made(library.MariadbGtidEvent, gtid=f"0-7-{number}", flags=int(alone))


def insert(*ids: int, table: str = "orders") -> Any:
    """Inserted rows."""
    rows = [{"values": {"id": one, "note": None}, "none_sources": {"note": "null"}} for one in ids]
    event = made(
        row_event.WriteRowsEvent, schema="shop", table=table, columns=COLUMNS, timestamp=0,
        event_size=100, primary_key="id",
    )  # fmt: skip
    event._RowsEvent__rows = rows
    return event


XID = made(library.XidEvent)
BEAT = made(library.HeartbeatLogEvent)


def read(*events: Any, log: Any = None) -> list[Any]:
    """What a reader makes of events; each moves the offset by 100."""
    place = Place(log or {"gtid": "0-7-1,3-9-4"}, mariadb=True)
    reader = BinlogReader(CONFIG, 5, place, Keys({}, mariadb=True))
    pending = list(events)
    stream = SimpleNamespace(log_file="binlog.000002", log_pos=0, table_map={})

    def fetchone() -> Any:
        if not pending:
            raise StopIteration
        stream.log_pos += 100
        return pending.pop(0)

    stream.fetchone = fetchone
    reader._stream = stream
    found: list[Any] = []
    try:
        found.extend(reader.items())
    except ConfigurationError as error:
        if not isinstance(error.__cause__, StopIteration):
            raise
    return found


def test_a_transaction() -> None:
    """Rows, then the place after them; GTIDs of other domains stay."""
    first, second, end, beat = read(gtid(2), insert(1, 2), XID, BEAT)
    assert isinstance(first, Read)
    assert (first.identity, second.identity) == (
        ["0-7-2", "shop.orders", 1],
        ["0-7-2", "shop.orders", 2],
    )
    assert first.change.after == {"id": 1, "note": None}
    assert first.change.key == ("id",)
    assert end == Ended({"gtid": "0-7-2,3-9-4"})
    assert beat is None


def test_statements_that_define_end_by_themselves() -> None:
    """Inside of a transaction they do not: CREATE TABLE ... SELECT has rows after it."""
    alone = read(gtid(2, alone=True), query("ALTER TABLE orders ADD a int"))
    assert alone == [Ended({"gtid": "0-7-2,3-9-4"})]
    row, end = read(gtid(2), query("CREATE TABLE orders (id int)"), insert(1), query("COMMIT"))
    assert (row.identity[0], end) == ("0-7-2", Ended({"gtid": "0-7-2,3-9-4"}))


def test_savepoints_end_nothing() -> None:
    """ROLLBACK TO is no ROLLBACK."""
    found = read(
        gtid(2), insert(1), query("SAVEPOINT a"), query("ROLLBACK TO a"), insert(2), XID
    )  # fmt: skip
    assert [type(one) for one in found] == [Read, Read, Ended]


def test_files_and_offsets() -> None:
    """The identity is where the transaction begins: the same whenever it is read."""
    begin = {"file": "binlog.000001", "offset": 4}
    row, end, other, _ = read(
        query("BEGIN"), insert(1), XID, query("BEGIN"), insert(2), XID, log=begin
    )  # fmt: skip
    assert row.identity == ["binlog.000001", 4, "shop.orders", 1]
    assert end == Ended({"file": "binlog.000002", "offset": 300})
    assert other.identity == ["binlog.000002", 300, "shop.orders", 1]
    assert row.change.sequence < other.change.sequence


def test_other_tables_of_the_same_name() -> None:
    """The library tells apart neither, so we do."""
    assert read(gtid(2), insert(1, table="others")) == []


@pytest.mark.parametrize(
    "text", ["INSERT INTO orders VALUES (1)", "/* a */ update orders set a = 1"]
)
def test_changes_by_statement_are_refused(text: str) -> None:
    """They have no rows in the log."""
    with pytest.raises(ConfigurationError, match="by a statement") as caught:
        read(gtid(2), query(text))
    assert "binlog_format = ROW" in (caught.value.hint or "")
    assert read(gtid(2, alone=True), query("INSERT INTO elsewhere VALUES (1)"))


def test_gtids_of_mysql() -> None:
    """A set that grows."""
    uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562"
    place = Place({"gtid": f"{uuid}:1-5"}, mariadb=False)
    place.add(f"{uuid}:6", "binlog.000001", 100)
    place.add(f"{uuid}:8", "binlog.000001", 200)
    assert place.json() == {"gtid": f"{uuid}:1-6:8"}


@pytest.mark.parametrize("log", [None, {}, {"gtid": "x"}, {"file": "a"}, {"gtid": "1-2"}, 5])
def test_a_place_that_is_none(log: Any) -> None:
    """The repair is said."""
    with pytest.raises(ConfigurationError, match="no place of a binary log"):
        Place(log, mariadb=True)


@given(
    st.lists(st.tuples(st.integers(1, 9999), st.integers(4, 2**32), st.integers(0, 99)), min_size=2)
)
def test_sequences_sort_as_places(places: list[tuple[int, int, int]]) -> None:
    """File, offset, row."""
    texts = {sequence(None, f"b.{file:06}", at, row): (file, at, row) for file, at, row in places}
    assert [texts[one] for one in sorted(texts)] == sorted(set(places))


@given(st.integers() | st.text() | st.binary() | st.decimals(allow_nan=False, allow_infinity=False))
def test_keys_can_be_made_again(value: Any) -> None:
    """Of what is saved."""
    assert key_value(key_json(value)) == value


def test_values_by_type() -> None:
    """What Python types alone do not tell."""

    def column(type_: int, **more: Any) -> Any:
        return SimpleNamespace(type=type_, **more)

    flags = column(248, set_values=["a", "b"])
    assert logged({"b", "a"}, flags) == "a,b"
    assert logged(None, flags, "empty set") == ""
    assert logged(None, flags, "null") is None
    assert logged("101", column(16)) == selected(b"\x05", "bit") == 5
    assert logged(3.140000104904175, column(4)) == 3.14
    binary = column(254, character_set_name="binary", max_length=4)
    assert logged(b"ab", binary) == "YWIAAA=="
    assert logged("", binary) == "AAAAAA=="
    assert logged({b"b": [b"x", 1]}, column(245)) == selected('{"b":["x",1]}', "json")
    wrong = -datetime.timedelta(seconds=58, microseconds=10_000)
    assert logged(wrong, column(19)) == "-00:00:58.990000"
    assert selected("0000-00-00", "date") is None
    assert plain(Decimal("1E+2")) == "100"
    assert plain(datetime.date(2024, 5, 1)) == "2024-05-01"


def test_errors_of_the_library() -> None:
    """Whatever it raises is a sentence."""
    with pytest.raises(ConfigurationError, match="cannot be read: NotImplementedError"), told("x"):
        raise NotImplementedError("Unknown MySQL column type: 140")


def test_the_password_is_not_shown() -> None:
    """In no log, and no traceback."""
    assert "sesame" not in repr(CONFIG)
