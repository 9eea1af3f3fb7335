"""The sinks postgres and mysql against real servers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tabular import FULL, batch_of, page, pages

from evtool.connectors.catalog import load_type
from evtool.connectors.context import Context
from evtool.connectors.sink import RecordFailure, TargetFailure
from evtool.connectors.tables.tables import UnfitRecords
from evtool.errors import ConfigurationError
from evtool.log.record import TopicPartition
from tests.integration.databases import PASSWORD, Server, mariadb_options, postgres_dsn

pytestmark = pytest.mark.network

PLACE = TopicPartition("page", 0)


@dataclass
class Store:
    """One server with the sink for it; each test has tables of its own, by `prefix`."""

    name: str
    server: Server
    options: dict[str, Any]
    prefix: str
    connect: Callable[[], Any]

    def sink(self, context: Context, **options: Any) -> Any:
        """A sink of this store."""
        kind = load_type(self.name)
        config = kind.Config(**{**self.options, "prefix": self.prefix, **options})
        return kind(config, Context(self.prefix, context.workspace))

    def run(self, text: str) -> list[tuple[Any, ...]]:
        """Execute a statement with `{p}` for the prefix."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(text.format(p=self.prefix))
                found = list(cursor.fetchall()) if cursor.description else []
            connection.commit()
        finally:
            connection.close()
        return found

    def offsets(self) -> list[int]:
        """The offsets of all rows."""
        return [row[0] for row in self.run("SELECT _offset FROM {p}page ORDER BY _offset")]


@pytest.fixture(params=["postgres", "mysql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each database."""
    prefix = f"t{abs(hash(request.node.name)) % 10**8}_"
    if request.param == "postgres":
        import psycopg

        server = request.getfixturevalue("postgres")
        dsn = postgres_dsn(server.port)
        yield Store("postgres", server, {"dsn": dsn}, prefix, lambda: psycopg.connect(dsn))
    else:
        import pymysql

        server = request.getfixturevalue("mariadb")
        options = mariadb_options(server.port)
        yield Store("mysql", server, options, prefix, lambda: pymysql.connect(**options))


def test_rows_offsets_and_redelivery(store: Store, tmp_path: Path) -> None:
    """Every value lands; what comes again does not, in another process either."""
    context = pages(tmp_path)
    with store.sink(context) as sink:
        sink.deliver(batch_of(page(0, **FULL), page(1)))
        sink.deliver(batch_of(page(0), page(1), page(2)))
    with store.sink(context) as sink:
        assert sink.positions() == {PLACE: 3}
        sink.deliver(batch_of(page(2), page(3), start=2))
    assert store.offsets() == [0, 1, 2, 3]
    names = "_meta_id, title, score, minor, user__name, user__groups, tags, kind"
    full, bare = store.run(f"SELECT {names} FROM {{p}}page ORDER BY _offset LIMIT 2")  # noqa: S608 - a test's own
    assert full[:2] == ("id-0", FULL["title"])
    assert (full[2], bool(full[3]), full[4]) == (2.5, True, "Ada")
    plain = [json.loads(one) if isinstance(one, str) else one for one in full[5:7]]
    assert plain == [["a", "b"], {"Header-Case": "x"}]
    assert bare == ("id-1", *[None] * 7)


def test_rows_that_others_wrote_stay(store: Store, tmp_path: Path) -> None:
    """Without the offsets, the key of the coordinates keeps rows from being doubled."""
    context = pages(tmp_path)
    with store.sink(context) as sink:
        sink.deliver(batch_of(page(0), page(1)))
    store.run("DELETE FROM _evtool_offsets WHERE connector = '{p}'")
    with store.sink(context) as sink:
        sink.deliver(batch_of(page(0), page(1), page(2)))
    assert store.offsets() == [0, 1, 2]


def test_versions_in_one_batch_and_in_the_next(store: Store, tmp_path: Path) -> None:
    """A minor adds its column in mid-stream; a major has its own table."""
    context = pages(tmp_path)
    with store.sink(context) as sink, store.sink(context) as other:
        sink.deliver(batch_of(page(0)))
        sink.deliver(
            batch_of(page(1), page(2, "1.1.0", bytes=7), page(3, "2.0.0", page_id="x"), start=1)
        )
        other.deliver(batch_of(page(4), page(5, "1.1.0", bytes=8), start=4))
    rows = store.run("SELECT _offset, bytes FROM {p}page ORDER BY _offset")
    assert list(rows) == [(0, None), (1, None), (2, 7), (4, None), (5, 8)]
    assert list(store.run("SELECT page_id FROM {p}page_v2")) == [("x",)]


def test_state_keeps_the_latest_of_each_key(store: Store, tmp_path: Path) -> None:
    """An older event changes nothing, in one batch and in the next; deletes are marked."""
    options = {"mode": "state", "key": ("page_id",), "version": "at", "deleted": "kind=create"}

    def change(key: int, hour: int, **values: Any) -> dict[str, Any]:
        return {**page(0, **values), "page_id": key, "at": f"2024-05-01T{hour:02}:00:00Z"}

    with store.sink(pages(tmp_path), **options) as sink:
        sink.deliver(batch_of(change(1, 8, title="a"), change(1, 9, title="b"), change(2, 9)))
        sink.deliver(batch_of(change(1, 7, title="old"), change(2, 10, kind="create"), start=3))
        with pytest.raises(UnfitRecords, match="part of the key") as caught:
            sink.deliver(batch_of(page(0), {**page(1), "page_id": None}, start=5))
        assert caught.value.at == (1,)
    rows = store.run("SELECT page_id, title, _deleted FROM {p}page ORDER BY page_id")
    assert [(key, title, bool(gone)) for key, title, gone in rows] == [
        (1, "b", False),
        (2, None, True),
    ]


def test_a_table_with_other_types_is_refused(store: Store, tmp_path: Path) -> None:
    """Both types are named, and nothing is changed."""
    store.run("CREATE TABLE {p}page (_topic varchar(9), page_id int)")
    with (
        store.sink(pages(tmp_path)) as sink,
        pytest.raises(ConfigurationError, match=r"page has other types: .*page_id is int"),
    ):
        sink.deliver(batch_of(page(0)))


def test_a_value_that_the_server_refuses_is_of_the_record(store: Store, tmp_path: Path) -> None:
    """A check of the table's owner: the runner looks for the record, the rest goes on."""
    with store.sink(pages(tmp_path)) as sink:
        sink.deliver(batch_of(page(0)))
        store.run("ALTER TABLE {p}page ADD CONSTRAINT {p}c CHECK (page_id < 5)")
        with pytest.raises(RecordFailure):
            sink.deliver(batch_of(page(1), page(9), start=1))
        sink.deliver(batch_of(page(1), start=1))
    assert store.offsets() == [0, 1]


def test_wrong_password_and_closed_port(store: Store, tmp_path: Path) -> None:
    """One sentence each, with what to check; never the password."""
    context = pages(tmp_path)
    if store.name == "postgres":
        wrong = {"dsn": postgres_dsn(store.server.port, "wrong word")}
        closed = {"dsn": postgres_dsn(1)}
    else:
        wrong, closed = {"password": "wrong word"}, {"port": 1}
    with pytest.raises(TargetFailure) as refused, store.sink(context, **wrong):
        pass
    with pytest.raises(TargetFailure) as away, store.sink(context, **closed):
        pass
    for error in (refused.value, away.value):
        assert "\n" not in str(error)
        assert "password" in (error.hint or "")
        assert "wrong word" not in str(error)
        assert PASSWORD not in str(error)


def test_a_server_that_goes_away_in_between(store: Store, tmp_path: Path) -> None:
    """The sink says so; another one goes on where the store is."""
    context = pages(tmp_path)
    with store.sink(context) as sink:
        sink.deliver(batch_of(page(0)))
        store.server.stop(9)
        with pytest.raises(TargetFailure):
            sink.deliver(batch_of(page(1), start=1))
        store.server.start()
    with store.sink(context) as sink:
        assert sink.positions() == {PLACE: 1}
        sink.deliver(batch_of(page(1), start=1))
    assert store.offsets() == [0, 1]


def test_each_meta_id_once(store: Store, tmp_path: Path) -> None:
    """Where it is asked for: a producer that sent twice is in the log twice."""
    if store.name == "mysql":
        pytest.skip("MySQL has no such option")
    context = pages(tmp_path)
    twice = batch_of(page(0), page(1), {**page(0), "page_id": 9})
    with store.sink(context, unique_id=True) as sink:
        sink.deliver(twice)
        sink.deliver(batch_of(page(1), page(5), start=3))
        assert sink.positions() == {PLACE: 5}
    assert store.offsets() == [0, 1, 4]
    store.run("DROP INDEX {p}page_meta_id")
    store.run("DELETE FROM _evtool_offsets WHERE connector = '{p}'")
    store.run(
        "INSERT INTO {p}page (_topic, _partition, _offset, _meta_id) VALUES ('x', 0, 0, 'id-0')"
    )
    with (
        store.sink(context, unique_id=True) as sink,
        pytest.raises(ConfigurationError, match=r"page has a meta\.id more than once already"),
    ):
        sink.deliver(twice)
