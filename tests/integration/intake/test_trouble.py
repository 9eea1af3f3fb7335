"""A disk that is full, read-only or exchanged: 503 and no loss, and all is well again after it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from service import Folder, Service, event, ids, wait_for

from evtool.log.record import Entry, TopicPartition
from evtool.log.sqlite.log import SqliteLog

pytestmark = pytest.mark.network
Start = Callable[..., Service]

DISK_BYTES = 2 * 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of its own, of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def accepted(service: Service, start: int, count: int, **more: str) -> tuple[set[str], set[int]]:
    """Send events one by one; those with a 201, and the statuses of all answers."""
    told: set[str] = set()
    statuses: set[int] = set()
    for number in range(start, start + count):
        status, body, headers = service.ask("POST", "/v1/events", event(number, **more))
        statuses.add(status)
        if status == 201:
            told.add(str(number))
        else:
            assert status == 503, body
            assert int(headers["retry-after"]) >= 1
            assert b"log_unavailable" in body
    return told, statuses


def is_well(service: Service) -> bool:
    """Whether the log takes an event again; a few may fail before."""
    return service.post(event("probe"))[0] == 201


def fill(place: Path) -> None:
    """Write a file until there is no room."""
    with place.open("wb", buffering=0) as file:
        while True:
            file.write(b"0" * 65_536)


def test_a_full_disk(tmp_path: Path, disk: Path, start: Start) -> None:
    """Events are turned away while it is full, and taken as soon as there is room."""
    service = start(folder := Folder(tmp_path, disk / "log.db"))
    told, _ = accepted(service, 0, 20)
    filler = disk / "filler"
    with pytest.raises(OSError, match="No space"):
        fill(filler)
    more, statuses = accepted(service, 100, 40, text="x" * 20_000)
    assert 503 in statuses
    assert service.admin_page("/readyz")[0] == 503
    assert service.admin_page("/healthz")[0] == 200
    filler.unlink()
    wait_for(lambda: is_well(service), "room again")
    assert service.admin_page("/readyz")[0] == 200
    last, statuses = accepted(service, 200, 20)
    assert statuses == {201}
    assert service.end() == 0
    assert (told | more | last) <= set(ids(folder.records("basic")))


def test_a_disk_that_fills_up(tmp_path: Path, disk: Path, start: Start) -> None:
    """The log itself may be what fills it; what was acknowledged before can be read."""
    service = start(folder := Folder(tmp_path, disk / "log.db"))
    told, statuses = accepted(service, 0, 150, text="y" * 20_000)
    assert statuses == {201, 503}
    assert service.end() == 0
    assert told <= set(ids(folder.records("basic")))


def test_a_disk_that_becomes_read_only(tmp_path: Path, disk: Path, start: Start) -> None:
    """As after an error of the file system; and again as it was."""
    service = start(folder := Folder(tmp_path, disk / "log.db"))
    told, _ = accepted(service, 0, 20)
    service.end()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    service = start(folder)
    none, statuses = accepted(service, 20, 5)
    assert (none, statuses) == (set(), {503})
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    wait_for(lambda: is_well(service), "writing again")
    more, statuses = accepted(service, 30, 20)
    assert statuses == {201}
    service.end()
    assert (told | more) <= set(ids(folder.records("basic")))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(folder: Folder, start: Start) -> None:
    """A log that may not be made is told as 503, and made once it may be."""
    folder.log.parent.mkdir(mode=0o500)
    service = start(folder)
    assert accepted(service, 0, 3) == (set(), {503})
    folder.log.parent.chmod(0o700)
    wait_for(lambda: is_well(service), "writing")


def test_the_log_is_removed(folder: Folder, start: Start) -> None:
    """What would go into a file that nobody can find any more is not acknowledged."""
    service = start(folder)
    accepted(service, 0, 20)
    for file in list(folder.log.parent.iterdir()):
        file.unlink()
    told, _ = accepted(service, 20, 20)
    assert len(told) >= 18
    assert service.end() == 0
    assert told <= set(ids(folder.records("basic")))


def test_the_log_is_exchanged(folder: Folder, start: Start, tmp_path: Path) -> None:
    """Nothing is lost on either side of a move."""
    service = start(folder)
    before, _ = accepted(service, 0, 20)
    folder.log.parent.rename(tmp_path / "moved")
    after, _ = accepted(service, 20, 20)
    assert len(after) >= 18
    assert service.end() == 0
    assert after <= set(ids(folder.records("basic")))
    folder.log = tmp_path / "moved/log.db"
    assert before <= set(ids(folder.records("basic")))


def test_the_log_is_no_log(folder: Folder, start: Start) -> None:
    """A damaged file is told, and not overwritten."""
    folder.log.parent.mkdir()
    folder.log.write_bytes(b"no database at all" * 1000)
    service = start(folder)
    assert accepted(service, 0, 3) == (set(), {503})
    assert service.end() == 0
    assert folder.log.read_bytes() == b"no database at all" * 1000


def test_the_clock_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Back by years and forth again: offsets count on, and every record is there."""
    log = SqliteLog(tmp_path / "log.db")
    now = time.time_ns()
    moments = [now, now - 10**18, now - 10**17, now + 10**17, now]
    for number, moment in enumerate(moments):
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment)
        log.append([Entry("a", b"%d" % number, moment // 1_000_000)])
    records = log.read(TopicPartition("a"), 0)
    assert [record.offset for record in records] == list(range(5))
    assert [record.value for record in records] == [b"%d" % number for number in range(5)]
    assert [log.find_offset(TopicPartition("a"), one // 1_000_000) for one in moments] == [
        0, 0, 0, 3, 0,
    ]  # fmt: skip
    log.close()
