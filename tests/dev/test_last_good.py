"""The workspace as its file last described it well."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.dev.config import DevConfig
from evtool.dev.last_good import LastGood
from evtool.errors import ConfigurationError
from evtool.workspace import find_workspace


@pytest.fixture
def kept(folder: Path) -> LastGood:
    """Give the workspace as it was loaded at the start."""
    return LastGood(lambda: find_workspace(folder))


def append(folder: Path, text: str) -> None:
    """Add a line to the configuration."""
    with (folder / "evtool.yaml").open("a") as file:
        file.write(text)


def names(kept: LastGood) -> list[str]:
    """Look at the file again: the names of the events."""
    return [event.name for event in kept.refresh()[1]]


def test_nothing_new_is_nothing_to_tell(kept: LastGood) -> None:
    """The same text is the same workspace."""
    before = kept.workspace
    assert kept.refresh() == (False, [])
    assert kept.workspace is before


def test_a_change_is_taken_over(kept: LastGood, folder: Path) -> None:
    """The new workspace counts from now on; addresses from the next start."""
    append(folder, "dev: {registry_port: 9000}\n")
    changed, events = kept.refresh()
    assert changed
    assert [event.name for event in events] == ["configuration.loaded", "configuration.delayed"]
    assert kept.config == DevConfig(registry_port=9000)
    assert names(kept) == []


@pytest.mark.parametrize("text", ["nonsense: 1\n", "dev: {prot: 1}\n", "[", "dev: 1\n"])
def test_a_broken_file_changes_nothing(kept: LastGood, folder: Path, text: str) -> None:
    """It is told once, with its place; so is the repair."""
    good = (folder / "evtool.yaml").read_text()
    workspace = kept.workspace
    append(folder, text)
    changed, (event,) = kept.refresh()
    assert (changed, event.name) == (False, "configuration.failed")
    assert event.message.startswith("evtool.yaml:")
    assert "stays in use" in event.message
    assert kept.workspace is workspace
    assert names(kept) == []
    (folder / "evtool.yaml").write_text(good)
    assert names(kept) == ["configuration.repaired"]


def test_a_removed_file_changes_nothing(kept: LastGood, folder: Path) -> None:
    """An editor may remove it for a moment."""
    (folder / "evtool.yaml").unlink()
    assert names(kept) == ["configuration.failed"]
    assert kept.file == folder / "evtool.yaml"


def test_warnings_are_told(kept: LastGood, folder: Path) -> None:
    """A second configuration file is not used, and that is said."""
    (folder / ".jsonschema-tools.yaml").write_text("{}\n")
    append(folder, "# new\n")
    assert names(kept) == ["configuration.loaded", "configuration.warning"]


def test_the_start_needs_a_good_file(folder: Path) -> None:
    """There is nothing to fall back on yet."""
    append(folder, "nonsense: 1\n")
    with pytest.raises(ConfigurationError):
        LastGood(lambda: find_workspace(folder))
