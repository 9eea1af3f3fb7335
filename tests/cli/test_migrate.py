"""`evtool migrate`."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.cli.main import run
from evtool.workspace import FILE_NAME, LEGACY_NAME, load_workspace

OLD = "# Only YAML.\ncontentTypes: [yaml]\nlogLevel: info\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of the old tool that the test stands in."""
    (tmp_path / LEGACY_NAME).write_text(OLD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_new_file_is_written_and_explained(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old file stays, and stderr says what became of each key."""
    assert run(["migrate", "jsonschema-tools"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "contentTypes -> materialize.content_types" in said.err
    assert "logLevel has no counterpart" in said.err
    assert (folder / LEGACY_NAME).read_text() == OLD
    assert "  # Only YAML.\n  content_types: [yaml]\n" in (folder / FILE_NAME).read_text()
    assert load_workspace(folder / FILE_NAME).repositories[0].root == folder


def test_a_folder_may_be_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The file is made beside the old one, wherever evtool is started."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert run(["migrate", "jsonschema-tools", str(folder)]) == 0
    assert (folder / FILE_NAME).is_file()


@pytest.mark.parametrize("flag", ["--dry-run", "-n"])
def test_a_dry_run_only_prints(folder: Path, capsys: pytest.CaptureFixture[str], flag: str) -> None:
    """Stdout is the file that would be written."""
    assert run(["migrate", "jsonschema-tools", flag]) == 0
    out = capsys.readouterr().out
    assert not (folder / FILE_NAME).exists()
    run(["migrate", "jsonschema-tools", "--write"])
    assert (folder / FILE_NAME).read_text() == out


def test_an_existing_file_is_not_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only with --force."""
    (folder / FILE_NAME).write_text("mine", encoding="utf-8")
    assert run(["migrate", "jsonschema-tools"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / FILE_NAME).read_text() == "mine"
    assert run(["migrate", "jsonschema-tools", "--force"]) == 0
    assert (folder / FILE_NAME).read_text() != "mine"


def test_there_must_be_an_old_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error names the file that is missing."""
    assert run(["migrate", "jsonschema-tools", str(tmp_path)]) == 2
    assert f"no {LEGACY_NAME} in {tmp_path}" in capsys.readouterr().err
