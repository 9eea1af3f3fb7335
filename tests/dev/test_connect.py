"""The connectors of the workspace as a part of the local platform."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from evtool.dev.service import service
from evtool.workspace import load_workspace


@pytest.mark.network
def test_connectors_run_and_tell_their_metrics(tmp_path: Path) -> None:
    """The child says that it answers, has the metrics on its socket, and ends in order."""
    config = tmp_path / "evtool.yaml"
    config.write_text(
        "version: 1\nconnectors:\n  kept: {type: memory, streams: [shop]}\n", encoding="utf-8"
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, descriptor = listener.getsockname()[1], listener.fileno()
        child = subprocess.Popen(
            service("connect").command(config, descriptor, verbose=False),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(descriptor,),
        )
        with child:
            assert child.stdout is not None
            events = [json.loads(child.stdout.readline())["event"] for _ in range(2)]
            assert set(events) == {"service.ready", "connector.started"}
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                assert b'evtool_connect_up{connector="kept"} 1.0' in answer.read()
            child.send_signal(signal.SIGTERM)
        assert child.returncode == 0


@pytest.mark.parametrize(("text", "wanted"), [("", False), ("connectors: {a: {type: b}}", True)])
def test_it_needs_connectors(tmp_path: Path, text: str, *, wanted: bool) -> None:
    """A workspace without connectors has no process for them."""
    config = tmp_path / "evtool.yaml"
    config.write_text(f"version: 1\n{text}\n", encoding="utf-8")
    workspace = load_workspace(config)
    assert service("connect").is_wanted(workspace) is wanted
    assert service("registry").is_wanted(workspace)
