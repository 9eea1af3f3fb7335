"""What people read: colors, errors, tables and progress; the only importer of rich."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from evtool.cli.base import Invocation, current_run
from evtool.errors import EvtoolError

if TYPE_CHECKING:
    from rich.console import Console


def _run() -> Invocation | None:
    context = click.get_current_context(silent=True)
    return context.find_object(Invocation) if context else current_run.get()


def colored(stream: IO[str] | None = None) -> bool:
    """Whether to color what goes to `stream`: `--color`, NO_COLOR, FORCE_COLOR, terminal."""
    run = _run()
    if run is not None and run.color != "auto":
        return run.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"


def style(text: str, stream: IO[str] | None = None, **how: Any) -> str:
    """`text` in a color (`fg=`, `bold=`, `dim=`) where colors are wanted."""
    return click.style(text, **how) if colored(stream) else text


def say(text: str = "") -> None:
    """An answer, on stdout."""
    click.echo(text, color=True)


def talk(text: str, level: int = 0) -> None:
    """A remark, on stderr; `level` is the verbosity from which it is said."""
    run = _run()
    if (run.verbosity if run else 0) >= level:
        click.echo(text, err=True, color=True)


def warn(text: str) -> None:
    """A warning, on stderr."""
    talk(f"{style('warning:', sys.stderr, fg='yellow', bold=True)} {text}")


def show_problem(message: str, hint: str | None = None) -> None:
    """An error that ends the run, with its repair."""
    click.echo(
        f"{style('error:', sys.stderr, fg='red', bold=True)} {message}", err=True, color=True
    )
    if hint:
        click.echo(f"{style('help:', sys.stderr, fg='cyan')} {hint}", err=True, color=True)


def show_error(error: EvtoolError) -> None:
    """An `EvtoolError` as people read it: place, sentence, repair."""
    text = error.message
    if error.place is not None:
        text = f"{replace(error.place, path=near(error.place.path))}: {text}"
    show_problem(text, error.hint)


def near(path: Path) -> Path:
    """A path as it is seen from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def rich_console() -> Console:
    """A rich console for tables on stdout."""
    from rich.console import Console

    plain = not sys.stdout.isatty()
    return Console(
        no_color=not colored(),
        force_terminal=colored(),
        width=None if not plain else 10_000,
        highlight=False,
        soft_wrap=plain,
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on stdout: aligned on a terminal, separated by tabs in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(row))
        return
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    rich_console().print(made)


@contextmanager
def progress(title: str, total: int) -> Iterator[Any]:
    """A progress bar on stderr for slow work on a terminal; nothing elsewhere.

    Yields a callable that is called once a step.
    """
    quiet = total < 50 or not sys.stderr.isatty() or os.environ.get("EVTOOL_NO_PROGRESS")
    if quiet:
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda *_: bar.advance(task)


@contextmanager
def counter(what: str) -> Iterator[Callable[[int], None]]:
    """A growing number on stderr for slow work on a terminal; nothing elsewhere.

    Yields a callable that is told how much has been done since it was last called.
    """
    if not sys.stderr.isatty() or os.environ.get("EVTOOL_NO_PROGRESS"):
        yield lambda _: None
        return
    from rich.console import Console

    done = 0
    with Console(stderr=True).status(f"0 {what}") as line:

        def add(amount: int) -> None:
            nonlocal done
            done += amount
            line.update(f"{done:,} {what}")

        yield add


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """A line on stderr that says how far lasting work is; for terminals only.

    Yields a callable that is told the text.
    """
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("starting") as line:
        yield lambda text: line.update(escape(text))
