"""Runs the `git` program: the one place where evtool starts it and reads its complaints."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import EvtoolError

# File names are meant literally, and are never put in quotes.
COMMAND = ("git", "--literal-pathspecs", "-c", "core.quotePath=off")

_DUBIOUS = re.compile(r"dubious ownership in repository at '(.*)'")
_LOCKED = re.compile(r"Unable to create '(.*\.lock)': File exists")
_REPAIRS = (
    ("ignored by one of your .gitignore files", "take the file out of .gitignore"),
    ("bad config", "`git config --list --show-origin` names the file to repair"),
    (
        "would be overwritten by checkout",
        "commit the changes there, or put them aside: `git stash`",
    ),
    ("Permission denied", "the repository must be writable for this"),
)


class GitError(EvtoolError):
    """Git refused, or the repository is not in a state to work with."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a git process said: exit code, output as bytes, complaints as text."""

    code: int
    output: bytes
    errors: str


def run(
    arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str], send: bytes = b""
) -> Answer:
    """Run `git ARGUMENTS` in `folder` to its end; the exit code is the caller's to judge.

    Raises:
        FileNotFoundError: Git is not installed.
    """
    done = subprocess.run(  # noqa: S603 - git with evtool's own arguments, no shell
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment,
        input=send,
        capture_output=True,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def refusal(answer: Answer) -> GitError:
    """Return the error for an answer that should not have come: git's own words and a repair."""
    return GitError(complaint(answer.errors), hint=repair(answer.errors))


def complaint(errors: str) -> str:
    """Return the sentence that says why git stopped.

    Git writes it as `fatal: ...` or `error: ...`, often before lines of advice.
    """
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    for label in ("fatal: ", "error: "):
        for line in lines:
            if line.startswith(label):
                return f"git: {line.removeprefix(label)}"
    return f"git: {lines[0]}" if lines else "git stopped without saying why"


def repair(errors: str) -> str | None:
    """Return the command or the step that repairs a known complaint."""
    if found := _DUBIOUS.search(errors):
        folder = shlex.quote(found[1])
        return f"if you trust its owner: `git config --global --add safe.directory {folder}`"
    if found := _LOCKED.search(errors):
        return f"another git is at work; if none is, remove {found[1]}"
    return next((hint for text, hint in _REPAIRS if text in errors), None)
