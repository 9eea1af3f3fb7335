"""Real database servers for tests: PostgreSQL and MariaDB on free ports of loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import pytest

PASSWORD = "a password"  # noqa: S105 - of a server that lives for one test run
_PATIENCE = 60


@dataclass
class Server:
    """One server that can be stopped and started; its data stay."""

    command: list[str]
    port: int
    user: str | None
    log: Path
    probe: Callable[[int], Any]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, user=self.user
            )
        ends = time.monotonic() + _PATIENCE
        while True:
            try:
                self.probe(self.port)
            except Exception:  # noqa: BLE001 - of either library, while it starts
                if time.monotonic() > ends or self.process.poll() is not None:
                    text = self.log.read_text("utf-8", "replace")[-2000:]
                    raise AssertionError(f"the server does not start: {text}") from None
                time.sleep(0.1)
            else:
                return

    def stop(self, how: int = signal.SIGINT) -> None:
        """Stop it at once: PostgreSQL ends its sessions at SIGINT, and both end at SIGKILL."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(_PATIENCE)
            self.process = None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL; the user `postgres` has PASSWORD."""
    yield from _postgres()


@pytest.fixture(scope="session")
def logical_postgres() -> Iterator[Server]:
    """A PostgreSQL that logs enough for replication slots."""
    yield from _postgres("wal_level=logical", "max_slot_wal_keep_size=64MB")


def _postgres(*settings: str) -> Iterator[Server]:
    psycopg = pytest.importorskip("psycopg")
    initdb, server = _postgres_program("initdb"), _postgres_program("postgres")
    if initdb is None or server is None:
        _absent("PostgreSQL is not installed")
    user, folder = _user("postgres"), _folder("postgres")
    secret = folder / "password"
    secret.write_text(PASSWORD, "utf-8")
    _give(folder, user)
    data, port = folder / "data", _free_port()
    making = [initdb, "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([*making, "--auth=scram-sha-256", f"--pwfile={secret}"], user)
    command = [server, "-D", data, "-p", str(port), "-k", folder, "-c", "fsync=off"]
    command += ["-c", "listen_addresses=127.0.0.1"]
    command += [word for setting in settings for word in ("-c", setting)]

    def probe(at: int) -> None:
        psycopg.connect(postgres_dsn(at), connect_timeout=2).close()

    made = Server([str(one) for one in command], port, user, folder / "log", probe)
    yield from _running(made, folder, signal.SIGINT)


def postgres_dsn(port: int, password: str = PASSWORD) -> str:
    """The address of the test server."""
    return f"host=127.0.0.1 port={port} user=postgres dbname=postgres password='{password}'"


def postgres_url(port: int) -> str:
    """The address of the test server."""
    return f"postgresql://postgres:{quote(PASSWORD)}@127.0.0.1:{port}/postgres"


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB with the database `events`; the user `evtool` has PASSWORD."""
    yield from _mariadb()


@pytest.fixture(scope="session")
def binlog_mariadb() -> Iterator[Server]:
    """A MariaDB that writes a log of rows, for replicas."""
    yield from _mariadb(
        *("--log-bin=binlog", "--server-id=7", "--binlog-format=ROW"),
        *("--binlog-row-metadata=FULL", "--binlog-row-image=FULL"),
    )


def _mariadb(*settings: str) -> Iterator[Server]:
    pymysql = pytest.importorskip("pymysql")
    install, server = shutil.which("mariadb-install-db"), _program("mariadbd")
    if install is None or server is None:
        _absent("MariaDB is not installed")
    user, folder = _user("mysql"), _folder("mariadb")
    _give(folder, user)
    data, port = folder / "data", _free_port()
    _run([install, "--no-defaults", f"--datadir={data}", "--skip-test-db"], user)
    first = folder / "first.sql"
    first.write_text(
        "CREATE DATABASE IF NOT EXISTS events;\n"
        f"CREATE USER IF NOT EXISTS evtool@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
        "GRANT ALL ON events.* TO evtool@'127.0.0.1';\n"
        "GRANT SUPER, RELOAD, PROCESS, REPLICATION SLAVE, BINLOG MONITOR, BINLOG ADMIN ON *.*"
        " TO evtool@'127.0.0.1';\n",
        "utf-8",
    )
    first.chmod(0o644)
    command = [server, "--no-defaults", f"--datadir={data}", f"--port={port}"]
    command += [f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}"]
    command += ["--bind-address=127.0.0.1", f"--init-file={first}", "--skip-name-resolve"]
    command += settings

    def probe(at: int) -> None:
        pymysql.connect(**mariadb_options(at), connect_timeout=2).close()

    made = Server([str(one) for one in command], port, user, folder / "log", probe)
    yield from _running(made, folder, signal.SIGTERM)


def mariadb_options(port: int) -> dict[str, Any]:
    """How the test server is reached."""
    where = {"host": "127.0.0.1", "port": port, "database": "events"}
    return {**where, "user": "evtool", "password": PASSWORD}


def mariadb_url(port: int) -> str:
    """The address of the test server."""
    return f"mysql://evtool:{quote(PASSWORD)}@127.0.0.1:{port}/events"


def _running(server: Server, folder: Path, how: int) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop(how)
        shutil.rmtree(folder, ignore_errors=True)


def _absent(why: str) -> NoReturn:
    """Skip; with EVTOOL_INTEGRATION=1 that is a failure."""
    if os.environ.get("EVTOOL_INTEGRATION") == "1":
        pytest.fail(why)
    pytest.skip(f"{why}; EVTOOL_INTEGRATION=1 makes this a failure")


def _program(name: str) -> str | None:
    """A program, also where only the path of root has it."""
    return shutil.which(name) or shutil.which(name, path=f"/usr/sbin{os.pathsep}/sbin")


def _postgres_program(name: str) -> str | None:
    """A program of the server: Debian keeps those of each version apart."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = os.pathsep.join(str(one) for one in folders)
    return (shutil.which(name, path=places) if places else None) or shutil.which(name)


def _user(name: str) -> str | None:
    """Whom servers run as: they refuse to be root."""
    return name if os.geteuid() == 0 else None


def _folder(name: str) -> Path:
    """A folder that another user may enter, as those of pytest are not."""
    return Path(tempfile.mkdtemp(prefix=f"evtool-{name}-"))


def _give(folder: Path, user: str | None) -> None:
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)


def _run(command: list[Any], user: str | None) -> None:
    done = subprocess.run(
        [str(one) for one in command], user=user, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
