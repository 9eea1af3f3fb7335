"""Reading the configuration again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.errors import EvtoolError
from evtool.streamconfig import reload as module
from evtool.streamconfig.reload import Current
from evtool.streamconfig.serve import source_of
from evtool.workspace import load_workspace


def write(folder: Path, text: str) -> None:
    """Replace the stream file."""
    (folder / "streams.yaml").write_text(text, encoding="utf-8")


def events(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """What was logged: events and messages."""
    return [(one.fields["event"], one.getMessage()) for one in caplog.records]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["a: [", "[]", "defaults: 5", "streams: 5", "defaults: {topics: 5}", ""]
)
def test_a_broken_file_changes_nothing(
    current: Current, folder: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    """The last good version stays, the failure is known until a good one comes."""
    before = current.snapshot
    good = (folder / "streams.yaml").read_text(encoding="utf-8")
    write(folder, text)
    assert not current.reload()
    assert current.snapshot is before
    assert current.failure is not None
    ((event, message),) = events(caplog)
    assert event == "configuration.failed"
    assert "streams.yaml" in message
    write(folder, good)
    assert current.reload()
    assert current.failure is None


def test_a_missing_file_changes_nothing(current: Current, folder: Path) -> None:
    """Also the configuration file itself."""
    (folder / "streams.yaml").unlink()
    assert not current.reload()
    (folder / "evtool.yaml").write_text("version: 1\nstreams: 5\n")
    assert not current.reload()
    assert len(current.snapshot.configuration.entries) == 4


def test_a_bad_entry_is_served_as_it_was(
    current: Current, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In its place, until it is mended or removed; others change."""
    good = (folder / "streams.yaml").read_text(encoding="utf-8")
    bad = good.replace("schema_title: ui/click", "topics: click").replace("a/size", "a/length")
    write(folder, bad)
    assert current.reload()
    made = current.snapshot.configuration
    assert list(made.entries) == ["page.change", "ui.click", r"/^job\..+/", "größe"]
    assert made.entries["ui.click"].settings["schema_title"] == "ui/click"
    assert made.entries["größe"].settings["schema_title"] == "a/length"
    assert made.kept == ("ui.click",)
    assert ("stream.kept", "ui.click is served as it was") in events(caplog)
    version = made.version
    write(folder, bad.replace("rate: 0.1", "rate: 0.2"))
    assert current.reload()
    assert current.snapshot.configuration.kept == ("ui.click",)
    assert current.snapshot.configuration.version != version
    write(folder, "streams: {größe: {}}")
    assert current.reload()
    assert list(current.snapshot.configuration.entries) == ["größe"]


def test_the_first_entry_can_be_kept(current: Current, folder: Path) -> None:
    """There is nothing before it."""
    write(folder, "streams: {page.change: 5, new: {}}")
    assert current.reload()
    assert list(current.snapshot.configuration.entries) == ["page.change", "new"]


def test_what_changes_is_told(
    current: Current, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each stream with its settings and whom it concerns."""
    caplog.set_level(logging.INFO)
    text = (folder / "streams.yaml").read_text(encoding="utf-8")
    write(folder, text.replace("rate: 0.1", "rate: 0.5") + "  new: {}\n  /^x/: {}\n")
    assert current.reload()
    told = events(caplog)
    assert told[0][0] == "configuration.changed"
    assert told[0][1].endswith("2 added, 1 changed")
    assert ("stream.changed", "ui.click: sample.rate: 0.1 -> 0.5") in told
    assert ("stream.changed", "new is added") in told
    caplog.clear()
    write(folder, "streams: {/^x/: {}, '/^job\\..+/': {}}")
    assert current.reload()
    assert [event for event, _ in events(caplog)].count("configuration.reordered") == 1


def test_a_service_does_not_start_with_a_broken_file(folder: Path) -> None:
    """There is no last good version; one bad entry is only left out."""
    source = source_of(load_workspace(folder / "evtool.yaml"))
    write(folder, "streams: 5")
    with pytest.raises(EvtoolError, match="streams must be a map"):
        Current(source)
    write(folder, "streams: {a: 5, b: {}}")
    assert list(Current(source).snapshot.configuration.entries) == ["b"]


def test_many_problems_are_counted(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A log is no report."""
    write(folder, "streams: {" + ", ".join(f"a{number}: 5" for number in range(30)) + "}")
    Current(source_of(load_workspace(folder / "evtool.yaml")))
    assert len(caplog.records) == 21
    assert caplog.messages[-1].startswith("10 more problems")


Wait = Callable[[Callable[[], bool]], Any]


def watched(current: Current, steps: Callable[[Wait], Any]) -> None:
    """Run steps while the files are watched; `wait` waits for a condition."""

    async def wait(condition: Callable[[], bool]) -> bool:
        for _ in range(500):
            if condition():
                return True
            await asyncio.sleep(0.01)
        return False

    async def run() -> None:
        task = asyncio.create_task(current.watch())
        await steps(wait)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(run())


def test_changes_are_noticed(
    current: Current, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the stream files, and of the configuration that names them."""
    monkeypatch.setattr(module, "INTERVAL", 0.02)

    async def steps(wait: Wait) -> None:
        write(folder, "streams: {one: {}}")
        assert await wait(lambda: list(current.snapshot.configuration.entries) == ["one"])
        write(folder, "streams: [")
        assert await wait(lambda: current.failure is not None)
        (folder / "other.yaml").write_text("streams: {two: {}}")
        (folder / "evtool.yaml").write_text("version: 1\nstreams: {files: [other.yaml]}\n")
        assert await wait(lambda: list(current.snapshot.configuration.entries) == ["two"])
        assert current.failure is None

    watched(current, steps)


def test_reading_can_be_asked_for(current: Current, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SIGHUP does; files that did not change are read too."""
    monkeypatch.setattr(module, "INTERVAL", 0.02)
    before = current.snapshot

    async def steps(wait: Wait) -> None:
        current.ask()
        assert await wait(lambda: current.snapshot is not before)

    watched(current, steps)


def test_a_file_that_is_being_written_is_left_alone(
    current: Current, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a file is often valid: it counts when two looks find the same."""
    monkeypatch.setattr(module, "INTERVAL", 0.05)
    read: list[None] = []
    reload = current.reload
    monkeypatch.setattr(current, "reload", lambda: (read.append(None), reload())[1])

    async def steps(wait: Wait) -> None:
        for number in range(20):
            write(folder, "streams: {one: {}" + " " * number)
            await asyncio.sleep(0.02)
        write(folder, "streams: {one: {}, two: {}}")
        assert await wait(lambda: len(current.snapshot.configuration.entries) == 2)
        assert len(read) <= 3

    watched(current, steps)
