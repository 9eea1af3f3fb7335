"""Every command explains itself, and the reference pages say what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from evtool.cli.main import cli, run
from evtool.cli.reference import commands, pages

ALL = dict(commands(cli, "evtool"))
REFERENCE = Path(__file__).parents[2] / "docs/reference"


@pytest.mark.parametrize("path", ALL)
def test_help_has_an_example(path: str) -> None:
    """A sentence in the imperative, and at least one example."""
    command = ALL[path].command
    assert command.help, path
    assert "Example" in command.help, path
    assert command.get_short_help_str(80).endswith((".", "...")), path


@pytest.mark.parametrize("path", ALL)
def test_options_are_explained(path: str) -> None:
    """No option without a sentence."""
    for parameter in ALL[path].command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize("name", pages())
def test_reference_pages_are_up_to_date(name: str) -> None:
    """`make docs` would change nothing."""
    assert (REFERENCE / name).read_text() == pages()[name], "run `make docs`"


def test_misspelt_commands_are_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A usage error names the command that was probably meant, and exits with 2."""
    assert run(["schema", "materialise"]) == 2
    assert "did you mean 'materialize'?" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["-o"], ["--nothing"], ["--format", "x"], ["a", "b"]])
def test_a_mistake_tells_where_the_help_is(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is wrong with the words of a command."""
    command = ["log", "export" if arguments == ["-o"] else "sql"]
    assert run([*command, *arguments]) == 2
    assert f"`evtool log {command[1]} --help` shows how it is used" in capsys.readouterr().err


def test_a_closed_pipe_ends_quietly() -> None:
    """`evtool ... | head` prints no error."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "evtool", "--help"],
        stdout=writing, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 0


def test_our_own_bugs_are_told_with_a_log_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unexpected exception exits with 3 and names the file with the traceback."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("our mistake")

    monkeypatch.setattr(cli, "main", fail)
    assert run(["schema", "list"]) == 3
    told = capsys.readouterr().err
    assert "bug in evtool: ZeroDivisionError: our mistake" in told
    assert "Traceback" not in told
    log = Path(told.rsplit(" ", 1)[1].strip())
    assert "Traceback" in log.read_text()
    log.unlink()


def test_options_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """EVTOOL_<GROUP>_<OPTION> is the option."""
    (tmp_path / "evtool.yaml").write_text("version: 1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVTOOL_SCHEMA_FORMAT", "json")
    monkeypatch.setenv("EVTOOL_SCHEMA_ALL", "1")
    assert run(["schema", "materialize"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
    monkeypatch.setenv("EVTOOL_DIRECTORY", str(tmp_path / "nowhere"))
    assert run(["schema", "list"]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("color", ["always", "never"])
def test_colors_are_chosen(color: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--color` beats what the terminal says."""
    run(["--color", color, "-C", "/nonexistent", "schema", "list"])
    assert ("\x1b[" in capsys.readouterr().err) is (color == "always")
