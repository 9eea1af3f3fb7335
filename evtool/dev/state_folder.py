"""The folder that evtool writes into: git must not see the log in it."""

from __future__ import annotations

from contextlib import suppress

from evtool.errors import EvtoolError
from evtool.log.address import sqlite_path
from evtool.log.config import LogConfig
from evtool.workspace import Workspace

_IGNORED = "# Made by evtool: nothing in this folder belongs into git.\n*\n"


def keep_out_of_git(workspace: Workspace) -> None:
    """Make the state folder ignored where the log is going to be in it.

    A workspace of `evtool init` ignores it already; others should not have to think of it.
    """
    with suppress(EvtoolError, OSError):  # the intake tells what is wrong
        path = sqlite_path(workspace.section("log", LogConfig).address, workspace.root)
        state = workspace.state
        if path is None or not path.is_relative_to(state):
            return
        state.mkdir(exist_ok=True)
        ignored = state / ".gitignore"
        if not ignored.exists():
            ignored.write_text(_IGNORED, encoding="utf-8")
