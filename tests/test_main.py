"""The process itself: where its answer goes, and what it ends with."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest


def ended(redirection: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run evtool in a shell with its streams redirected."""
    command = shlex.join([sys.executable, "-P", "-m", "evtool", *arguments])
    script = ["sh", "-c", f"{command} {redirection}"]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_trouble(redirection: str, tmp_path: Path) -> None:
    """Who closes a stream does not want to know; the run goes on as it would."""
    done = ended(redirection, tmp_path, "config", "schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert ended(redirection, tmp_path, "schema", "list").returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux only")
def test_an_answer_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A full disk behind stdout is the environment's trouble, and no bug."""
    done = ended(">/dev/full", tmp_path, "config", "schema")
    assert done.returncode == 2
    assert "the answer cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupt_while_starting_ends_quietly() -> None:
    """Ctrl-C in the first tenth of a second shows no traceback either."""
    script = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'evtool.cli.main': raise KeyboardInterrupt\n"
        "from evtool.__main__ import main\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "main()\n"
    )
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")
