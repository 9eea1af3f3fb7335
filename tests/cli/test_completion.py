"""`evtool completion`."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from click.shell_completion import BashComplete

from evtool.cli.main import cli, run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_says_how_to_install_it(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The comment names the command that was run, and the script asks evtool."""
    assert run(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert f"evtool completion {shell}" in out
    assert "_EVTOOL_COMPLETE" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_can_be_read_by_its_shell(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No syntax error, as far as the shell is installed."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    run(["completion", shell])
    out = capsys.readouterr().out
    done = subprocess.run([program, "-n"], input=out, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_zsh_finds_its_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`#compdef` counts only at the very start."""
    run(["completion", "zsh"])
    assert capsys.readouterr().out.startswith("#compdef evtool\n")


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The error names the shells that there are."""
    assert run(["completion", "tcsh"]) == 2
    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("doc",), "doctor"),
        (("config", "sh"), "show"),
        (("doctor", "--form"), "--format"),
        (("doctor", "--format", "js"), "json"),
    ],
)
def test_commands_options_and_values_are_completed(words: tuple[str, ...], found: str) -> None:
    """What the scripts ask for is answered."""
    complete = BashComplete(cli, {}, "evtool", "_EVTOOL_COMPLETE")
    *before, incomplete = words
    answers = complete.get_completions(list(before), incomplete)
    assert found in [answer.value for answer in answers]
