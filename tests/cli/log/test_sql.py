"""`evtool log sql`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

pytest.importorskip("duckdb")
Evtool = Callable[..., Any]


def rows(done: Any) -> list[dict[str, Any]]:
    """The rows of an answer in JSON."""
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.lines]


@pytest.mark.usefixtures("filled")
def test_a_stream_is_a_typed_view(evtool: Evtool) -> None:
    """Columns of the schema with their types, and those of the log, over all topics."""
    query = (
        "SELECT sum(page_id) AS s, typeof(any_value(page_id)) AS t, count(DISTINCT _topic) AS n,"
        ' max(_offset) AS o, max(_key) AS k FROM "page.change"'
    )
    assert rows(evtool("log", "sql", query, "--format", "json")) == [
        {"s": 66, "t": "HUGEINT", "n": 2, "o": 5, "k": "k9"}
    ]
    query = "SELECT dt, page_id FROM \"page.change\" WHERE _timestamp >= '2024-05-01T12:00:11Z'"
    assert evtool("log", "sql", query).lines == ["2024-05-01T12:00:11Z\t11"]
    assert evtool("log", "sql", query, "--format", "csv").lines[0] == "dt,page_id"


def test_events_without_schema_are_json(evtool: Evtool, filled: SqliteLog) -> None:
    """A column `event`; what is no JSON is NULL there, and whole in _value."""
    filled.append([Entry("shop.order", b"no json", 1)])
    query = "SELECT event->>'$.x' AS x, _value FROM shop.order ORDER BY _offset"
    query = query.replace("shop.order", '"shop.order"')
    found = rows(evtool("log", "sql", query, "--format", "json"))
    assert [row["x"] for row in found] == ["\N{LATIN SMALL LETTER A WITH DIAERESIS}", None]
    assert found[1]["_value"] == "no json"


@pytest.mark.usefixtures("log")
def test_an_empty_stream_is_typed_by_its_title(evtool: Evtool) -> None:
    """A query that will work later works now."""
    query = 'SELECT count(*) AS n, max(page_id) AS p, max(dt) AS d FROM "page.change"'
    found = rows(evtool("log", "sql", query, "--format", "json"))
    assert found == [{"n": 0, "p": None, "d": None}]


def test_what_does_not_fit_a_type_is_null(evtool: Evtool, log: SqliteLog) -> None:
    """A wrong value does not break the query."""
    value = b'{"$schema": "/page/change/1.0.0", "page_id": "x", "dt": "y"}'
    log.append([Entry("eqiad.page.change", value, 1)])
    found = rows(evtool("log", "sql", 'SELECT page_id, dt FROM "page.change"', "--format", "json"))
    assert found == [{"page_id": None, "dt": "y"}]


@pytest.mark.usefixtures("filled")
def test_only_a_part_is_loaded(evtool: Evtool) -> None:
    """Topics that the query does not name, and other times, are left alone."""
    query = 'SELECT count(*) FROM "page.change"'
    assert evtool("log", "sql", query, "--from", "2024-05-01T12:00:09Z").lines == ["3"]
    done = evtool("log", "sql", query, "-v")
    assert "loading page.change" in done.err
    assert "shop.order" not in done.err


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('evtool.yaml')",
        "SELECT * FROM 'evtool.yaml'",
        "COPY (SELECT 1) TO 'out.csv'",
        "ATTACH 'x.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
@pytest.mark.usefixtures("filled")
def test_a_query_reaches_no_files(evtool: Evtool, workspace: Path, query: str) -> None:
    """Neither reads nor writes, and it cannot allow itself to."""
    done = evtool("log", "sql", query)
    assert done.code == 2
    assert "the query fails" in done.err
    assert not (workspace / "out.csv").exists()


@pytest.mark.usefixtures("filled")
def test_mistakes_are_told(evtool: Evtool) -> None:
    """A word that is no SQL, and a stream that is not there."""
    done = evtool("log", "sql", "SELEC 1")
    assert done.code == 2
    assert "syntax error" in done.err
    assert "SELEC" in done.err
    assert "double quotes" not in done.err
    done = evtool("log", "sql", "SELECT CAST('a' AS INTEGER)")
    assert done.code == 2
    assert "double quotes" not in done.err
    done = evtool("log", "sql", "SELECT * FROM nothing")
    assert done.code == 2
    assert "double quotes" in done.err


@pytest.mark.parametrize("query", ["", " \n", ";", "/* later */"])
def test_no_query_is_a_mistake(evtool: Evtool, query: str) -> None:
    """An empty file on stdin, or a variable of a shell that is not set."""
    done = evtool("log", "sql", query)
    assert done.code == 2
    assert "there is no query" in done.err
