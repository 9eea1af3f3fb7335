"""Where reports go: the terminal, a file, the annotations and the summary of a CI job."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from evtool.cli.base import Invocation
from evtool.cli.console import say, style, talk, warn
from evtool.cli.reporting import AUTO, Output
from evtool.errors import Place
from evtool.files import ReadError, WriteError, read_bytes, write_whole
from evtool.finding import Severity
from evtool.report import Context, Report, Role, Source, renderer, summary

WIDTHS = (40, 120)
"""Text is made no narrower and no wider than this."""

_LOOKS: Mapping[Role, Mapping[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue", "bold": True},
    "path": {"bold": True},
    "rule": {"fg": "magenta"},
    "gutter": {"fg": "blue", "dim": True},
    "help": {"fg": "cyan"},
}


def emit(
    run: Invocation,
    report: Report,
    outputs: Sequence[Output],
    root: Path,
    source: Source | None = None,
) -> int:
    """Make the reports, send each where it belongs, and say what was found.

    Args:
        run: What evtool was told: files are seen from its folder, `-q` and `-v` decide
            which severities people get to see.
        report: What was found.
        outputs: The reports to make, as a `ReportingCommand` gets them.
        root: The workspace.
        source: Gives the text of a file where that is not what the disk has.

    Returns:
        The exit code: 1 if there is an error among the findings.

    Raises:
        WriteError: A file cannot be written.
    """
    context = _context(run, root, source or text_of)
    told = False
    for output in outputs:
        form = _form(output)
        render = renderer(form)
        if output.file is None:
            told = form == "full"
            _show(render(report, replace(context, style=_colored, width=_width())))
        else:
            _write(run.path(output.file), render(report, context))
        if form == "github":
            _add_to_job_summary(report, context)
    if not told:
        talk(summary(report))
    return 1 if report.failed else 0


def text_of(path: Path) -> str | None:
    """The text of a file on disk, as findings count its lines; None if it has none."""
    try:
        return read_bytes(path).decode("utf-8-sig", errors="replace")
    except ReadError:
        return None


def _context(run: Invocation, root: Path, source: Source) -> Context:
    lowest = list(Severity)[min(max(run.verbosity + 1, 0), 2)]
    recent = lru_cache(maxsize=8)(source)  # findings come file by file
    return Context(root, _checkout(root), Path.cwd(), lowest=lowest, source=recent)


def _checkout(root: Path) -> Path:
    """The folder by which a CI service knows files: that of the work tree."""
    named = (os.environ.get(name) for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"))
    folders = [Path(name) for name in named if name and root.is_relative_to(name)]
    folders += [folder for folder in (root, *root.parents) if (folder / ".git").exists()]
    return folders[0] if folders else root


def _form(output: Output) -> str:
    if output.form not in (None, AUTO):
        return str(output.form)
    if output.form == AUTO and os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "full" if output.file is None and sys.stdout.isatty() else "concise"


def _show(text: str) -> None:
    if text:
        say(text.removesuffix("\n"))


def _colored(text: str, role: Role) -> str:
    return style(text, **_LOOKS[role])


def _width() -> int:
    least, most = WIDTHS
    return min(max(shutil.get_terminal_size().columns, least), most)


def _write(path: Path, text: str) -> None:
    """Write a file whole; a pipe or device is written to, and never replaced."""
    content = text.encode(errors="replace")
    if not (path.is_fifo() or path.is_char_device()):
        write_whole(Path(os.path.realpath(path)), content)
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise WriteError(message, hint="name a file", place=Place(path)) from error


def _add_to_job_summary(report: Report, context: Context) -> None:
    """Write the whole list where GitHub shows it below the job; annotations are few."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from evtool.report.markdown import SUMMARY_LIMIT, tables

    try:
        with Path(file).open("a", encoding="utf-8", errors="replace") as summaries:
            summaries.write(tables(report, context, SUMMARY_LIMIT))
    except OSError as error:
        warn(f"the summary of the job cannot be written: {error}")
