"""Every source under SIGKILL: nothing is lost, and nothing is there twice by meta.id."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.integration.connectors.reading import ReadingTrial
from tests.integration.databases import Server, mariadb_options, mariadb_url, postgres_url

pytestmark = pytest.mark.network


@pytest.mark.parametrize("ending", [".ndjson", ".ndjson.gz", ".json"])
def test_files(tmp_path: Path, ending: str) -> None:
    """Killed between and inside files."""
    folder = tmp_path / "in"
    folder.mkdir()
    numbers = count()

    def feed(texts: Sequence[str]) -> None:
        body = f"[{','.join(texts)}]" if ending == ".json" else "".join(f"{one}\n" for one in texts)
        content = body.encode()
        temporary = folder / ".part"
        temporary.write_bytes(gzip.compress(content) if ending.endswith(".gz") else content)
        temporary.rename(folder / f"{next(numbers):09}{ending}")

    options = {"type": "files", "path": "in/*", "batch_rows": 10, "poll_seconds": 0.05}
    ReadingTrial(tmp_path, options, feed).run()


def test_sse(tmp_path: Path) -> None:
    """A server that hangs up now and then besides."""
    events: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Tell what there is after an id, up to two hundred events."""
            at = int(self.headers["last-event-id"] or -1) + 1
            end = at + 200
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            try:
                while at < end:
                    if at >= len(events):
                        self.wfile.write(b":\n\n")
                        time.sleep(0.02)
                        continue
                    self.wfile.write(f"id: {at}\ndata: {events[at]}\n\n".encode())
                    at += 1
            except OSError:
                return

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        options = {"type": "sse", "url": url, "batch_rows": 20}
        ReadingTrial(tmp_path, options, events.extend).run()
    finally:
        server.shutdown()
        server.server_close()


Execute = Callable[[str, Sequence[Any]], None]


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Execute]]:
    """Give the address of a database, and what executes a statement for many rows in it."""
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "app.db", check_same_thread=False)) as opened:
            opened.execute("PRAGMA busy_timeout = 20000")
            yield f"sqlite:{tmp_path / 'app.db'}", _executor(opened, "?")
    elif request.param == "postgresql":
        import psycopg

        server: Server = request.getfixturevalue("postgres")
        url = postgres_url(server.port)
        with psycopg.connect(url) as connection:
            yield url, _executor(connection, "%s")
    else:
        import pymysql

        server = request.getfixturevalue("mariadb")
        url = mariadb_url(server.port)
        with closing(pymysql.connect(**mariadb_options(server.port))) as opened:
            yield url, _executor(opened, "%s")


def _executor(connection: Any, mark: str) -> Execute:
    lock = threading.Lock()

    def execute(statement: str, rows: Sequence[Any] = ()) -> None:
        with lock:
            cursor = connection.cursor()
            if rows:
                cursor.executemany(statement.replace("?", mark), rows)
            else:
                cursor.execute(statement)
            connection.commit()
            cursor.close()

    return execute


def _serial(url: str) -> str:
    kinds = {"sqlite": "INTEGER PRIMARY KEY", "mysql": "BIGINT AUTO_INCREMENT PRIMARY KEY"}
    return kinds.get(url.partition(":")[0], "bigserial PRIMARY KEY")


@pytest.mark.parametrize("done", ["delete", "mark"])
def test_outbox(tmp_path: Path, database: tuple[str, Execute], done: str) -> None:
    """Killed between the log and the end of the transaction, too."""
    url, execute = database
    execute("DROP TABLE IF EXISTS outbox")
    execute(f"CREATE TABLE outbox (id {_serial(url)}, event TEXT, sent_at TIMESTAMP NULL)")

    def feed(texts: Sequence[str]) -> None:
        execute("INSERT INTO outbox (event) VALUES (?)", [(one,) for one in texts])

    options = {"type": "outbox", "database": url, "batch_rows": 20, "poll_seconds": 0.05,
               "when_done": done}  # fmt: skip
    ReadingTrial(tmp_path, options, feed).run()


def test_sql_poll(tmp_path: Path, database: tuple[str, Execute]) -> None:
    """Rows that are inserted once: of those it misses none."""
    url, execute = database
    execute("DROP TABLE IF EXISTS polled")
    now = {"sqlite": "TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))",
           "mysql": "DATETIME(6) DEFAULT UTC_TIMESTAMP(6)"}  # fmt: skip
    moment = now.get(url.partition(":")[0], "timestamptz DEFAULT clock_timestamp()")
    execute(f"CREATE TABLE polled (id {_serial(url)}, number INT, bad TEXT, updated_at {moment})")

    def feed(texts: Sequence[str]) -> None:
        counts = [json.loads(one)["count"] for one in texts]
        good = [(one,) for one in counts if isinstance(one, int)]
        execute("INSERT INTO polled (number) VALUES (?)", good)
        bad = [(one,) for one in counts if isinstance(one, str)]
        if bad:
            execute("INSERT INTO polled (bad) VALUES (?)", bad)

    options = {"type": "sql-poll", "database": url, "table": "polled", "batch_rows": 20,
               "poll_seconds": 0.05, "grace_seconds": 0.5,
               "fields": {"count": "number", "note": "bad"}}  # fmt: skip
    trial = PolledTrial(tmp_path, options, feed)
    trial.run()


class PolledTrial(ReadingTrial):
    """Its bad rows have no number, and are no errors: the schema does not ask for one."""

    def _ids(self, log: Any) -> dict[str, Any]:
        events = (event for _, event in self._events(log))
        return {one["meta"]["id"]: one.get("count", one.get("note")) for one in events}


def test_redis_stream(tmp_path: Path) -> None:
    """Killed between the log and XACK, too."""
    import redis

    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on the PATH")
    socket = tmp_path / "socket"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
    server = subprocess.Popen([*command, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL)
    client = redis.Redis.from_url(f"unix://{socket}")
    try:
        deadline = time.monotonic() + 20
        while not socket.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)

        def feed(texts: Sequence[str]) -> None:
            pipeline = client.pipeline()
            for one in texts:
                pipeline.xadd("in", {"event": one})
            pipeline.execute()

        options = {"type": "redis-stream", "url": f"unix://{socket}", "keys": ["in"],
                   "batch_rows": 20}  # fmt: skip
        ReadingTrial(tmp_path, options, feed).run()
    finally:
        client.close()
        server.kill()
        server.wait(10)
