"""Reading with limits, writing whole."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from evtool import files
from evtool.errors import EvtoolError
from evtool.files import FileWrite, LinkWrite, ReadError, WriteError, locked, read_bytes, write_all


def test_missing_file_is_missing(tmp_path: Path) -> None:
    """A caller can tell absence from other troubles."""
    with pytest.raises(ReadError) as caught:
        read_bytes(tmp_path / "no")
    assert caught.value.missing


def test_folder_fifo_and_link_loop_are_refused(tmp_path: Path) -> None:
    """Only regular files are read; nothing blocks."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for name in (".", "fifo", "a"):
        with pytest.raises(ReadError) as caught:
            read_bytes(tmp_path / name)
        assert not caught.value.missing
        assert caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(tmp_path: Path) -> None:
    """The repair is the command that makes it readable."""
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(ReadError) as caught:
        read_bytes(path)
    assert caught.value.hint is not None
    assert "chmod" in caught.value.hint


def test_unreadable_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without permission the error says so, whoever runs the test."""

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ReadError, match="not readable by this user"):
        read_bytes(tmp_path / "x")


def test_files_and_links_are_written(tmp_path: Path) -> None:
    """Folders are made, links replace what stood there."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/latest").symlink_to("nowhere")
    write_all([FileWrite(tmp_path / "a/b/1.yaml", b"x"), LinkWrite(tmp_path / "a/latest", "b")])
    assert (tmp_path / "a/b/1.yaml").read_bytes() == b"x"
    assert str((tmp_path / "a/latest").readlink()) == "b"


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one of many cannot be written, none is, and nothing is left behind."""
    (tmp_path / "one").write_bytes(b"old")
    written = 0
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal written
        written += 1
        if written == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(files.os, "fsync", fsync)
    with pytest.raises(WriteError) as caught:
        write_all([FileWrite(tmp_path / "one", b"new"), FileWrite(tmp_path / "two", b"new")])
    assert caught.value.hint is not None
    assert "disk is full" in caught.value.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one"]
    assert (tmp_path / "one").read_bytes() == b"old"


def test_kill_in_the_middle_leaves_whole_files(tmp_path: Path) -> None:
    """A run that is killed while it writes leaves the old content or the new."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old" * 1000)
    script = (
        "import sys\nfrom pathlib import Path\nfrom evtool.files import write_whole\n"
        "print('go', flush=True)\n"
        "while True: write_whole(Path(sys.argv[1]), b'new' * 100000)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    threading.Event().wait(0.05)
    child.kill()
    child.wait()
    child.stdout.close()
    assert path.read_bytes() in (b"old" * 1000, b"new" * 100000)


def test_only_one_writer(tmp_path: Path) -> None:
    """A second run waits, and says so when it waits too long."""
    with (
        locked(tmp_path),
        pytest.raises(EvtoolError, match="another evtool"),
        locked(tmp_path, 0.1),
    ):
        pass
    with locked(tmp_path):
        pass
