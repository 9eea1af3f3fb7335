"""The git work tree of a new workspace."""

from __future__ import annotations

import os
from pathlib import Path

from evtool.git import Git
from evtool.git.environment import clean_environment
from evtool.git.program import refusal, run


def ensure_work_tree(folder: Path) -> tuple[Git | None, bool]:
    """The work tree around `folder`, made where there is none; whether it was made.

    Returns:
        None for the work tree when git is not installed.

    Raises:
        GitError: Git refuses to open or to make one.
    """
    found = Git.find(folder)
    if found is not None:
        return found, False
    try:
        answer = run(["init", "--quiet"], folder=folder, environment=clean_environment(os.environ))
    except FileNotFoundError:
        return None, False
    if answer.code != 0:
        raise refusal(answer)
    return Git.find(folder), True
