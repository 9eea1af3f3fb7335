"""What a report is made for: from where its paths are seen, how wide, in which colors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evtool.finding import Finding, Severity, shown_path
from evtool.report.result import Report

Role = Literal["error", "warning", "info", "path", "rule", "gutter", "help"]
"""What a piece of text is; a style decides how it looks."""

Style = Callable[[str, Role], str]
"""Gives a piece of text its color."""

Source = Callable[[Path], str | None]
"""Gives the text of a file; None when it has none."""


def plain(text: str, _role: Role) -> str:
    """No color at all."""
    return text


def no_source(_path: Path) -> str | None:
    """No file has a text."""
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """What a report is made for.

    Paths are shown to people as seen from `here`, in documents relative to `root` (the
    workspace), and to services that look files up in a commit relative to `checkout`
    (the work tree). What lies outside is shown in full. Formats that people read leave
    out what matters less than `lowest`.
    """

    root: Path
    checkout: Path | None = None
    here: Path | None = None
    width: int = 80
    lowest: Severity = Severity.INFO
    style: Style = plain
    source: Source = no_source

    def near(self, path: Path) -> str:
        """A path as people see it."""
        return shown_path(path, self.here or self.root)

    def in_root(self, path: Path) -> str:
        """A path as documents name it."""
        return shown_path(path, self.root)

    def in_checkout(self, path: Path) -> str:
        """A path as services know it."""
        return shown_path(path, self.checkout or self.root)

    def shows(self, one: Finding) -> bool:
        """Whether people get to see the finding."""
        return one.severity.rank <= self.lowest.rank


Render = Callable[[Report, Context], str]
"""A format: the text of a report, which ends with a line break unless it is empty."""
