"""The log that is a file of JSON lines, and the one that is stdout."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evtool.log.event_log import LogUnavailable
from evtool.log.file import FileAppender, StdoutAppender
from evtool.log.record import Entry

LARGE = b'{"x": "' + b"y" * 3_000_000 + b'"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a file that is not there yet."""
    return tmp_path / "folder" / "events.jsonl"


def test_a_torn_last_line_is_removed(path: Path) -> None:
    """A crash cut it off: it was never acknowledged."""
    path.parent.mkdir()
    path.write_bytes(b'{"a": 1}\n{"b": ')
    FileAppender(path).append([Entry("t", b'{"c": 3}', 1)])
    assert path.read_bytes() == b'{"a": 1}\n{"c": 3}\n'


@pytest.mark.parametrize("before", [b"", b'{"a": 1}\n'])
def test_a_whole_last_line_is_ended(path: Path, before: bytes) -> None:
    """Only its newline is missing, and it may be long."""
    path.parent.mkdir()
    path.write_bytes(before + LARGE)
    FileAppender(path).append([Entry("t", b"1", 1)])
    assert path.read_bytes() == before + LARGE + b"\n1\n"


def test_rotated_and_removed_files_are_made_anew(path: Path) -> None:
    """What comes after the rotation goes into the new file."""
    appender = FileAppender(path)
    appender.append([Entry("t", b"1", 1)])
    path.rename(path.with_suffix(".1"))
    appender.append([Entry("t", b"2", 1)])
    path.unlink()
    appender.append([Entry("t", b"3", 1)])
    assert path.read_bytes() == b"3\n"
    assert path.with_suffix(".1").read_bytes() == b"1\n"
    appender.close()


def test_a_file_removed_meanwhile_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went into a file without a name is not acknowledged."""
    appender = FileAppender(path)
    appender.append([Entry("t", b"1", 1)])
    real = os.fdatasync

    def remove(descriptor: int) -> None:
        path.unlink()
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", remove)
    with pytest.raises(LogUnavailable, match="removed"):
        appender.append([Entry("t", b"2", 1)])


FULL = """
import resource, signal, sys
from pathlib import Path
from evtool.log.event_log import LogUnavailable
from evtool.log.file import FileAppender
from evtool.log.record import Entry

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = FileAppender(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
log.append([Entry("t", b"1", 1)])
try:
    log.append([Entry("t", b"2" * 3000, 1)] * 5)
except LogUnavailable as error:
    print(error.hint)
log.append([Entry("t", b"3", 1)])
"""


def test_a_full_disk_leaves_no_torn_line(path: Path) -> None:
    """A write that was cut short is taken back, and with room it goes on."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True
    )
    assert "room" in done.stdout
    assert path.read_bytes() == b"1\n3\n"


MANY = """
import sys
from pathlib import Path
from evtool.log.file import FileAppender
from evtool.log.record import Entry

log = FileAppender(Path(sys.argv[1]))
for number in range(50):
    log.append([Entry("t", sys.argv[2].encode() * 9000, 1)] * 3)
"""


def test_processes_append_to_one_file(path: Path) -> None:
    """Each batch stays together, no line is torn."""
    workers = [
        subprocess.Popen([sys.executable, "-c", MANY, str(path), name]) for name in ("a", "b", "c")
    ]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    lines = path.read_bytes().splitlines()
    assert sorted({line[:1] * 9000 for line in lines}) == sorted(set(lines))
    triples = [set(lines[at : at + 3]) for at in range(0, 450, 3)]
    assert all(len(triple) == 1 for triple in triples)
    assert len(lines) == 450


def test_a_file_that_cannot_be_is_told(tmp_path: Path) -> None:
    """A folder stands there."""
    with pytest.raises(LogUnavailable) as caught:
        FileAppender(tmp_path).append([Entry("t", b"1", 1)])
    assert caught.value.hint


def test_a_closed_pipe_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads stdout any more: the entries are not acknowledged."""
    read, write = os.pipe()
    os.close(read)
    with io.TextIOWrapper(os.fdopen(write, "wb", buffering=0)) as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        with pytest.raises(LogUnavailable):
            StdoutAppender().append([Entry("t", b"1", 1)])
