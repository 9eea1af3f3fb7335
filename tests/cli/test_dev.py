"""`evtool dev` on the command line: its screen, and what it refuses."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import sys
import time
from pathlib import Path

import pytest

from evtool.cli.main import run

PATIENCE = 20.0
ORDER = "schemas/shop/order/current.yaml"
COMMAND = [sys.executable, "-m", "evtool", "dev", "--port", "0"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a workspace with two materialized schemas."""
    made = tmp_path / "shop"
    original = Path(__file__).parents[1] / "registry/workspace"
    shutil.copytree(original, made, symlinks=True)
    with (made / "evtool.yaml").open("a") as file:
        file.write("dev: {streams_port: 0, live_port: 0}\nintake: {port: 0}\n")
    return made


@pytest.mark.network
def test_the_screen(folder: Path) -> None:
    """A terminal of 60 columns gets colored lines that fit; Ctrl-C ends with 0."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the other process
        os.chdir(folder)
        os.environ |= {"TERM": "xterm", "COLUMNS": "60"}
        os.environ.pop("NO_COLOR", None)
        os.execv(COMMAND[0], COMMAND)  # noqa: S606 - our own command on a terminal
    said = read_until(terminal, "all are materialized")
    source = folder / ORDER
    source.write_text(source.read_text().replace("type: object", "type: [object"))
    said += read_until(terminal, "repair the YAML")
    os.write(terminal, b"\x03")
    said += read_until(terminal, "stopped\r\n")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)
    assert "\x1b[1mevtool dev" in said
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said).replace("\r", "")
    assert "\n  registry  http://127.0.0.1:" in plain
    assert "stop: Ctrl-C" in plain
    assert f"schemas  error {ORDER}:" in plain
    assert max(len(line) for line in plain.splitlines() if not line.startswith("try: ")) <= 60


def read_until(terminal: int, text: str) -> str:
    """What a terminal shows up to and with a text."""
    said = ""
    deadline = time.monotonic() + PATIENCE
    while text not in re.sub(r"\x1b\[[0-9;]*m", "", said):
        assert time.monotonic() < deadline, said
        if select.select([terminal], [], [], 0.1)[0]:
            said += os.read(terminal, 65536).decode()
    return said


@pytest.mark.parametrize(("arguments", "message"), [
    (["--only", "registy"], "did you mean 'registry'?"),
    (["--port", "70000"], "not in the range"),
    (["--config", "nowhere.yaml"], "no such file"),
])  # fmt: skip
def test_what_cannot_be_started(
    arguments: list[str],
    message: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong option or configuration is exit code 2, with a hint."""
    monkeypatch.chdir(folder)
    assert run(["dev", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_missing_libraries_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the extra, the line that installs it is shown."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("evtool.dev.service.find_spec", lambda _: None)
    assert run(["dev"]) == 2
    assert "pip install 'evtool[dev-server]'" in capsys.readouterr().err
