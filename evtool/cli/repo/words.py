"""How commits, counts and the progress of git are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from evtool.git.transfer import Progress

_SHORT = 10
_CLEAR = "\r\x1b[K"


def short(commit: str | None) -> str | None:
    """The first digits of a commit's id, as people read them."""
    return commit[:_SHORT] if commit else None


def count(number: int, noun: str) -> str:
    """`1 commit`, `2 commits`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@contextmanager
def transfers() -> Iterator[Callable[[str, Progress], None] | None]:
    """One line on stderr that says how far git is, on a terminal; None elsewhere."""
    if not sys.stderr.isatty() or os.environ.get("EVTOOL_NO_PROGRESS"):
        yield None
        return

    lines = 0

    def report(name: str, progress: Progress) -> None:
        nonlocal lines
        lines += 1
        share = f" {progress.done * 100 // progress.total}%" if progress.total else ""
        click.echo(f"{_CLEAR}{name}: {progress.stage}{share}", nl=False, err=True, color=True)

    try:
        yield report
    finally:
        if lines:
            click.echo(_CLEAR, nl=False, err=True, color=True)
