"""An intake that cannot start says why."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

import pytest
from service import Folder

pytestmark = pytest.mark.network


def failing(folder: Folder, *options: str) -> tuple[int, str]:
    """Exit code and talk of an intake that does not start."""
    command = [sys.executable, "-m", "evtool", "-C", str(folder.root), "intake", "run", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_a_busy_port(folder: Folder) -> None:
    """It is told in a sentence, with what to do."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        code, talk = failing(folder, "--port", port)
        assert (code, port in talk, "busy" in talk) == (2, True, True)
        code, talk = failing(folder, "--admin-port", port)
        assert (code, port in talk, "--admin-port" in talk) == (2, True, True)


@pytest.mark.parametrize(
    "sections",
    [
        {"intake": {"prot": 1}}, {"intake": {"max_depth": 1000}}, {"intake": {"port": -1}},
        {"log": "nothing:here"}, {"log": {"address": "sqlite:a.db", "partitions": 0}},
        {"streams": {"files": ["absent.yaml"]}}, {"intake": {"test_events": [1]}},
    ],
)  # fmt: skip
def test_a_bad_configuration(folder: Folder, sections: dict[str, Any]) -> None:
    """It does not start, says why, and shows no traceback."""
    folder.configure(**sections)
    code, talk = failing(folder, "--port", "0", "--admin-port", "0")
    assert code == 2
    assert "error" in talk
    assert "taking events" not in talk
    assert "Traceback" not in talk
