"""The sink `cassandra`: options anywhere, rows in a real Cassandra where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cassandra import DriverException, InvalidRequest, Unavailable
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster
from free_port import free_port
from sinks import NO_EVENT, batch, event, options, record

from evtool.connectors.batch import Batch
from evtool.connectors.cassandra_values import conversion
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.sinks import cassandra
from evtool.connectors.sinks.cassandra import CassandraSink
from evtool.errors import ConfigurationError
from tests.integration.stores.servers import CASSANDRA_USER

PLAIN = {"hosts": ["127.0.0.1"], "keyspace": "shop", "table": "events"}
STATE = {
    "table": "state",
    "columns": {"id": "key", "number": "number", "dt": "meta.dt", "meta": "meta"},
    "version": "offset",
}


@pytest.fixture(scope="module")
def session(cassandra_port: int) -> Iterator[Any]:
    """Give a session of a real Cassandra with a keyspace and a table of state."""
    who = PlainTextAuthProvider(CASSANDRA_USER, CASSANDRA_USER)
    cluster = Cluster(["127.0.0.1"], port=cassandra_port, auth_provider=who)
    found = cluster.connect()
    found.execute(
        "CREATE KEYSPACE shop WITH replication ="
        " {'class': 'SimpleStrategy', 'replication_factor': 1}"
    )
    found.execute(
        "CREATE TABLE shop.state (id text PRIMARY KEY, number int, dt timestamp, meta text)"
    )
    yield found
    cluster.shutdown()


def sink(folder: Path, port: int, **settings: Any) -> CassandraSink:
    """Make a sink."""
    known = {**PLAIN, "port": port, "user": CASSANDRA_USER, "password": CASSANDRA_USER, **settings}
    return CassandraSink(options("cassandra", folder, **known))


def test_the_plain_table_is_made_and_what_comes_again_changes_nothing(
    tmp_path: Path, cassandra_port: int, session: Any
) -> None:
    """A row for each place in the log."""
    with sink(tmp_path, cassandra_port) as opened:
        opened.deliver(batch(0, 1, 2))
        opened.deliver(batch(0, 1, 2))
        assert opened.positions() == {}
    rows = list(session.execute("SELECT * FROM shop.events"))
    assert [row.offset for row in rows] == [0, 1, 2]
    assert '"id-2"' in rows[2].event


def test_an_older_event_loses(tmp_path: Path, cassandra_port: int, session: Any) -> None:
    """Within a batch, and when a batch comes again."""
    with sink(tmp_path, cassandra_port, **STATE) as opened:
        opened.deliver(Batch.of([record(0, key=b"a"), record(5, key=b"a")]))
        opened.deliver(Batch.of([record(0, key=b"a")]))
    [row] = session.execute("SELECT * FROM shop.state")
    assert (row.id, row.number, row.dt.hour) == ("a", 5, 17)


def test_rows_that_do_not_fit_are_named(tmp_path: Path, cassandra_port: int, session: Any) -> None:
    """A text for a number, a number too large, no key, no JSON."""
    del session
    with sink(tmp_path, cassandra_port, **STATE) as opened:
        bad = [record(1, event("x"), key=b"b"), record(2, event(2**40), key=b"b"), record(3)]  # type: ignore[arg-type]
        with pytest.raises(RecordFailure, match="does not fit") as caught:
            opened.deliver(Batch.of([record(0, key=b"b"), *bad]))
        assert caught.value.at == (1, 2, 3)
        with pytest.raises(RecordFailure) as caught:
            opened.deliver(Batch.of([record(0, key=b"b"), record(1, NO_EVENT, key=b"b")]))
        assert caught.value.at == (1,)


def test_wrong_credentials_and_a_table_that_is_not_there(
    tmp_path: Path, cassandra_port: int, session: Any
) -> None:
    """The first may be mended while we wait; the second never mends itself."""
    del session
    made = sink(tmp_path, cassandra_port, password="hunter2")  # noqa: S106
    with pytest.raises(TargetFailure) as refused, made:
        pass
    assert refused.value.hint == "are the credentials right?"
    assert "hunter2" not in f"{refused.value} {made._config!r}"
    for wrong in ({"table": "none", "columns": {"a": "b"}}, {"keyspace": "nothing"}):
        with (
            pytest.raises(ConfigurationError, match="has not what"),
            sink(tmp_path, cassandra_port, **wrong),
        ):
            pass


def test_nodes_that_are_not_there(tmp_path: Path) -> None:
    """Opening says so."""
    made = sink(tmp_path, free_port())
    assert made.guarantee is Guarantee.IDEMPOTENT
    with pytest.raises(TargetFailure, match=r"Cassandra at 127\.0\.0\.1: .*refused"), made:
        pass


def _fake(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *errors: Exception | None
) -> CassandraSink:
    made = sink(folder, 9042)
    made._columns = [("offset", conversion("bigint")), (".", conversion("text"))]
    results = [(error is None, error) for error in errors]
    monkeypatch.setattr(cassandra, "execute_concurrent_with_args", lambda *_, **__: results)
    return made


def test_what_one_row_meets_tells_whose_fault_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that is refused is bad; a node that is missing is the store's affair."""
    made = _fake(tmp_path, monkeypatch, None, InvalidRequest("null key"), None)
    with pytest.raises(RecordFailure, match="null key") as caught:
        made.deliver(batch(0, 1, 2))
    assert caught.value.at == (1,)
    for error in (Unavailable("too few"), DriverException("odd"), InvalidRequest("null key")):
        made = _fake(tmp_path, monkeypatch, InvalidRequest("null key"), error)
        kind = RecordFailure if isinstance(error, InvalidRequest) else TargetFailure
        with pytest.raises(kind):
            made.deliver(batch(0, 1))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", {"a": 1}, '{"a":1}'),
        ("uuid", "0b2c7c2e-9f0e-4e2f-9d6d-2f1c1d9c3b11", "0b2c7c2e-9f0e-4e2f-9d6d-2f1c1d9c3b11"),
        ("decimal", 1.5, "1.5"),
        ("date", "2026-11-29T17:00:00Z", "2026-11-29"),
        ("timestamp", "2026-11-29T17:00:00Z", "2026-11-29 17:00:00+00:00"),
        ("blob", "a", "b'a'"),
        ("int", 3, "3"),
    ],
)
def test_values_fit_the_types_of_columns(kind: str, value: Any, expected: str) -> None:
    """JSON has fewer types than Cassandra."""
    assert str(conversion(kind)(value)) == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hosts": []}, "hosts: names no node"),
        ({"table": "a; drop"}, "table: 'a; drop' is no plain name"),
        ({"columns": {"A": "b"}}, r"columns\.A: 'A' is no plain name"),
        ({"columns": {}}, "columns: has no column"),
        ({"in_flight": 0}, "in_flight: must be above 0"),
    ],
)
def test_options_are_checked(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """What cannot work is refused before anything runs."""
    with pytest.raises(ConfigurationError, match=message):
        options("cassandra", tmp_path, **{**PLAIN, **settings})
