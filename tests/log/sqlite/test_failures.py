"""What goes wrong around a log file is told, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evtool.log.event_log import EntryRefused, LogError, LogUnavailable
from evtool.log.record import Entry, TopicPartition, Watermarks
from evtool.log.sqlite import append
from evtool.log.sqlite.log import SqliteLog

A = TopicPartition("a")
ENTRY = Entry("a", b'{"x": 1}', 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a log that is not there yet."""
    return tmp_path / "folder" / "log.db"


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_removed_file_is_noticed(path: Path, suffix: str) -> None:
    """The next append fails once, whichever file is gone; then a log is there again."""
    log = SqliteLog(path)
    log.append([ENTRY])
    path.with_name(path.name + suffix).unlink()
    with pytest.raises(LogUnavailable, match="removed or replaced"):
        log.append([ENTRY])
    log.append([ENTRY])
    assert log.topics()[A].next >= 1
    log.close()


def test_an_append_into_a_removed_file_is_not_acknowledged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file vanishes while the statement runs: the append fails."""
    log = SqliteLog(path)
    log.append([ENTRY])
    real = append.Writer._packed

    def remove(*arguments: object) -> object:
        path.unlink(missing_ok=True)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(append.Writer, "_packed", remove)
    with pytest.raises(LogUnavailable, match="removed or replaced"):
        log.append([ENTRY])
    log.close()


def test_a_log_put_back_to_an_older_state_is_noticed(path: Path) -> None:
    """The same file without the partitions that the writer knows: no record vanishes."""
    log = SqliteLog(path)
    log.append([ENTRY])
    other = sqlite3.connect(path)
    other.executescript("DELETE FROM batches; DELETE FROM places;")
    other.close()
    with pytest.raises(LogUnavailable, match="replaced"):
        log.append([ENTRY])
    log.append([ENTRY])
    assert len(log.read(A, 0)) == 1
    log.close()


def test_another_file_after_closing_is_a_fresh_start(path: Path) -> None:
    """Nothing of the old file is remembered."""
    log = SqliteLog(path)
    log.append([Entry("b", b"x", 1), ENTRY])
    log.close()
    path.unlink()
    log.append([ENTRY])
    assert log.topics() == {A: Watermarks(0, 1)}
    log.close()


def test_a_replaced_file_is_noticed_by_readers(path: Path) -> None:
    """A reader goes on with the file that stands there now."""
    log, other = SqliteLog(path), SqliteLog(path.with_name("other.db"))
    log.append([ENTRY])
    assert log.topics()[A].next == 1
    other.append([ENTRY, ENTRY])
    other.close()
    log.close()
    reader = SqliteLog(path)
    assert reader.topics()[A].next == 1
    path.with_name("other.db").replace(path)
    assert reader.topics()[A].next == 2
    reader.close()


def test_other_files_are_left_alone(path: Path) -> None:
    """No SQLite file, another program's, and one of a newer format: told, and not touched."""
    path.parent.mkdir()
    path.write_bytes(b"events\n" * 1000)
    with pytest.raises(LogError, match="no SQLite file"):
        SqliteLog(path).append([ENTRY])
    assert path.read_bytes() == b"events\n" * 1000
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE cats (name)")
    other.close()
    with pytest.raises(LogError, match="no log of evtool"):
        SqliteLog(path).append([ENTRY])
    with pytest.raises(LogError, match="no log of evtool"):
        SqliteLog(path).topics()
    path.unlink()
    log = SqliteLog(path)
    log.append([ENTRY])
    log.close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(LogError, match="format 99") as caught:
        SqliteLog(path).append([ENTRY])
    assert caught.value.hint


def test_a_damaged_file_is_told(path: Path) -> None:
    """Garbage in the middle of the file is an error, not a wrong answer or a crash."""
    log = SqliteLog(path)
    for _ in range(50):
        log.append([Entry("a", os.urandom(3000), 1)])
    log.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 8192))
    with pytest.raises(LogError, match=r"damaged|no SQLite"):
        SqliteLog(path).read(A, 0)
    with pytest.raises(LogError):
        SqliteLog(path).append([ENTRY])


def test_a_log_that_is_locked_too_long_is_told(path: Path) -> None:
    """Another program holds the write lock; afterwards it goes on."""
    log = SqliteLog(path, busy_seconds=0.2)
    log.append([ENTRY])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogUnavailable, match="locked") as caught:
        log.append([ENTRY])
    assert caught.value.hint
    assert log.topics()[A].next == 1  # readers do not wait for writers
    other.execute("ROLLBACK")
    other.close()
    log.append([ENTRY])
    assert log.topics()[A].next == 2
    log.close()


def test_a_reader_does_not_hold_up_writers(path: Path) -> None:
    """A transaction that reads and never ends lets appends through."""
    log = SqliteLog(path, busy_seconds=0.2)
    log.append([ENTRY])
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM batches").fetchall()
    for _ in range(100):
        log.append([Entry("a", b"x" * 100_000, 1)])
    assert log.topics()[A].next == 101
    reader.close()
    log.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(path: Path) -> None:
    """No right to make the file: an error with a repair."""
    path.parent.mkdir()
    path.parent.chmod(0o500)
    with pytest.raises(LogUnavailable) as caught:
        SqliteLog(path).append([ENTRY])
    assert caught.value.hint


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from evtool.log.event_log import LogUnavailable
from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = SqliteLog(Path(sys.argv[1]))
log.append([Entry("a", b"first", 1)])
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))
done = 1
try:
    for _ in range(200):
        log.append([Entry("a", b"%06d" % done + b"x" * 50_000, 1)])
        done += 1
except LogUnavailable as error:
    print(error.hint)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append([Entry("a", b"last", 1)])
print(done + 1)
log.close()
"""


def test_a_full_disk_loses_nothing(path: Path) -> None:
    """No room for more: the append fails, the others are there, and with room it goes on."""
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True
    )
    hint, count = done.stdout.splitlines()
    assert hint
    log = SqliteLog(path)
    records = log.read(TopicPartition("a"), 0, 10_000)
    assert len(records) == int(count)
    assert [int(record.value[:6]) for record in records[1:-1]] == list(range(1, len(records) - 1))
    log.close()


def test_a_clock_that_goes_back_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offsets count on, and records stay readable."""
    log = SqliteLog(path)
    log.append([ENTRY])
    monkeypatch.setattr(time, "time_ns", lambda: 5_000_000)
    log.append([ENTRY])
    assert [record.offset for record in log.read(A, 0)] == [0, 1]
    log.close()


def test_values_that_are_too_large_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too large is refused; many that are too much together go in parts."""
    monkeypatch.setattr(append, "MOST_BYTES", 1000)
    log = SqliteLog(path)
    log.append([Entry("a", b"%03d" % number + b"x" * 300, 1) for number in range(20)])
    assert [int(record.value[:3]) for record in log.read(A, 0)] == list(range(20))
    with pytest.raises(EntryRefused):
        log.append([Entry("a", b"x" * 1001, 1)])
    with pytest.raises(EntryRefused):
        log.append([Entry("a", b"x", 2**70)])
    assert log.topics()[A].next == 20
    log.close()


def test_the_write_ahead_log_stays_small(path: Path) -> None:
    """A checkpoint beside the appends keeps it bounded."""
    log = SqliteLog(path)
    batch = [Entry("a", b"x" * 100_000, 1)] * 10
    for _ in range(150):
        log.append(batch)
    assert path.with_name("log.db-wal").stat().st_size < 120_000_000
    log.close()
    assert not path.with_name("log.db-wal").exists()


def test_a_copy_while_running_is_not_needed(path: Path, tmp_path: Path) -> None:
    """After close one file holds everything."""
    log = SqliteLog(path)
    log.append([ENTRY])
    log.close()
    shutil.copy(path, tmp_path / "copy.db")
    assert SqliteLog(tmp_path / "copy.db").topics()[A].next == 1


def test_an_append_that_may_not_wait(path: Path) -> None:
    """While another process writes it says so, and has appended nothing; new topics too."""
    log = SqliteLog(path)
    log.append([ENTRY])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert not log.append_within([ENTRY], 0.01)
    assert not log.append_within([Entry("new", b"{}", 1)], 0.01)
    assert time.monotonic() - started < 5
    other.execute("COMMIT")
    assert log.append_within([ENTRY], 0.01)
    assert log.append_within([], 0.0)
    assert log.topics()[A].next == 2
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM batches WHERE 0")
    path.unlink()
    other.close()
    with pytest.raises(LogUnavailable):
        log.append_within([ENTRY], 0.01)
    log.close()
