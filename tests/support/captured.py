# ruff: noqa: S608 - the statements are a test's own
"""One way to write rows into PostgreSQL and MariaDB, and to capture their changes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capturing import Taken, follow, written

from evtool.connectors.catalog import load_type
from evtool.connectors.sources.capture.options import TableOptions
from tests.integration.databases import Server, mariadb_options, postgres_dsn

WORKER = Path(__file__).with_name("capture_worker.py")


@dataclass
class Database:
    """A server, and one table of a test in it."""

    type: str
    server: Server
    name: str

    @property
    def is_postgres(self) -> bool:
        """Whether it is PostgreSQL."""
        return self.type == "postgres-logical"

    @property
    def table(self) -> str:
        """The table as the options name it."""
        return f"{'public' if self.is_postgres else 'events'}.{self.name}"

    def connect(self) -> Any:
        """A connection that commits each statement."""
        if self.is_postgres:
            import psycopg

            return psycopg.connect(postgres_dsn(self.server.port), autocommit=True)
        import pymysql

        return pymysql.connect(**mariadb_options(self.server.port), autocommit=True)

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Execute statements with `{t}` for the table; the rows of the last one."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement.replace("{t}", self.name))
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def create(self, columns: str) -> None:
        """Make the table."""
        self.run(f"CREATE TABLE {{t}} ({columns})")
        if self.is_postgres:
            self.run("ALTER TABLE {t} REPLICA IDENTITY FULL")

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """What becomes of the table."""
        stream, schema = "shop.order_change", "/shop/order/change/1.0.0"
        return {self.table: {"stream": stream, "schema": schema, "entity": "order"}}

    @property
    def options(self) -> dict[str, Any]:
        """How the source reaches it."""
        if self.is_postgres:
            names = {"slot": self.name, "publication": self.name}
            return {"dsn": postgres_dsn(self.server.port), **names, "poll_seconds": 0.05}
        options = mariadb_options(self.server.port)
        del options["database"]
        return options

    def source(self, **more: Any) -> Any:
        """A source of the table; it is not open."""
        kind = load_type(self.type)
        tables = {name: TableOptions(**one) for name, one in self.tables.items()}
        return kind(kind.Config(**{"tables": tables, **self.options, **more}))

    @contextmanager
    def worker(self, path: Path, odds: int = 0, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
        """A process that captures into a file; it is killed at the end."""
        options = json.dumps({"tables": self.tables, **self.options, **more})
        command = [sys.executable, str(WORKER), self.type, options, str(path), str(odds)]
        with path.with_suffix(".err").open("ab") as errors:
            process = subprocess.Popen(command, stderr=errors, cwd=WORKER.parents[2])
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def rows(self) -> dict[Any, tuple[Any, ...]]:
        """The rows of the table by key."""
        return {row[0]: tuple(row) for row in self.run("SELECT * FROM {t}")}

    def gone(self) -> None:
        """Let go of what a test made in the server."""
        self.run("DROP TABLE IF EXISTS {t}")
        if self.is_postgres:
            self.run(
                "DROP PUBLICATION IF EXISTS {t}",
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                " WHERE slot_name = '{t}' AND active",
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                " WHERE slot_name = '{t}'",
            )


def is_begun(taken: Taken) -> bool:
    """Whether the snapshot is done."""
    return bool(taken.position and taken.position["done"])


def begun(database: Database, **more: Any) -> Taken:
    """A source whose snapshot of an empty table is done."""
    database.create("id int PRIMARY KEY, total decimal(10, 2)")
    with database.source(**more) as source:
        return follow(source, Taken(), is_begun)


def churn(
    database: Database, keys: int, count: int, *, seed: int = 1, alter: str = "", pause: float = 0
) -> int:
    """Insert, update, move and delete rows; at the half a column may come. The row changes."""
    chance, there = random.Random(seed), set(database.rows())
    extra, changes, connection = "", 0, database.connect()
    with connection.cursor() as cursor:
        for number in range(count):
            if alter and number == count // 2:
                cursor.execute(alter.replace("{t}", database.name))
                extra = f", extra = {number}"
            key = chance.randrange(keys)
            if key not in there:
                cursor.execute(
                    f"INSERT INTO {database.name} (id, total) VALUES ({key}, {number}.5)"
                )
                there.add(key)
            elif chance.random() < 0.2:
                cursor.execute(f"DELETE FROM {database.name} WHERE id = {key}")
                there.discard(key)
            else:
                cursor.execute(
                    f"UPDATE {database.name} SET total = {number}.25{extra} WHERE id = {key}"
                )
            changes += 1
            if pause:
                time.sleep(pause)
    connection.close()
    return changes


def in_background(work: Callable[[], Any]) -> threading.Thread:
    """Work in a thread of its own."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def wait_for(path: Path, enough: Callable[[Taken], bool], seconds: float = 60) -> Taken:
    """What a worker has written, once there is enough."""
    ends = time.monotonic() + seconds
    while not enough(taken := written(path)):
        errors = path.with_suffix(".err").read_text("utf-8")[-2000:]
        assert time.monotonic() < ends, f"only {len(taken.changes)} changes; {errors}"
        time.sleep(0.1)
    return taken
