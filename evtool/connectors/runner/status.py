"""How connectors are, for others to see: a small file for each, beside the log.

Several processes may run one connector, so the process is in the name of the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evtool.errors import EvtoolError
from evtool.files import write_whole

if TYPE_CHECKING:
    from evtool.connectors.runner.member import Member

_EVERY = 5.0
"""Seconds between two writes while nothing but counts changes."""


class StatusFiles:
    """Writes the files of the connectors of this process, below the state folder."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "connect"
        self._written: dict[str, tuple[float, str]] = {}

    def write(self, members: Mapping[str, Member]) -> None:
        """Write what has changed; what cannot be written is not missed."""
        for name, member in members.items():
            at, state = self._written.get(name, (-_EVERY, ""))
            now = time.monotonic()
            if state != member.tally.state or now - at >= _EVERY:
                self._written[name] = now, member.tally.state
                with contextlib.suppress(OSError, EvtoolError):
                    self._write(member)
        self.remove(self._written.keys() - members.keys())

    def _write(self, member: Member) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        content = {"connector": member.name, "pid": os.getpid(), **asdict(member.tally)}
        write_whole(self._path(member.name), json.dumps(content).encode())

    def remove(self, names: Iterable[str]) -> None:
        """Remove the files of connectors that ended."""
        for name in list(names):
            self._written.pop(name, None)
            with contextlib.suppress(OSError):
                self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.{os.getpid()}.status.json"


def statuses(state: Path) -> dict[str, list[dict[str, Any]]]:
    """What running processes of this machine say about their connectors, by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((state / "connect").glob("*.status.json")):
        try:
            one = json.loads(path.read_bytes())
            os.kill(int(one["pid"]), 0)
        except (OSError, ValueError, KeyError):
            continue  # half gone, or its process died
        found.setdefault(one["connector"], []).append(one)
    return found
