"""What commands that run a service have in common: their log."""

from __future__ import annotations

import datetime
import logging
import sys

from evtool.cli.console import style
from evtool.dev.child import EventLines


def log_to_stderr(verbosity: int) -> None:
    """Our own log as JSON lines, from the level that -v and -q ask for; others' warnings."""
    _log(EventLines(_now), verbosity)


def log_to_terminal(verbosity: int) -> None:
    """The same log as lines for people: the time, what happened, and what to do about it."""
    _log(TextLines(), verbosity)


class TextLines(logging.Formatter):
    """Log records as lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; warnings and errors stand out, and a hint is a line of its own."""
        moment = datetime.datetime.fromtimestamp(record.created).astimezone()
        tone = {"WARNING": "yellow", "ERROR": "red"}.get(record.levelname)
        message = style(record.getMessage(), sys.stderr, fg=tone)
        hint = getattr(record, "fields", {}).get("hint")
        lines = [f"{moment:%H:%M:%S} {message}", *([f"         help: {hint}"] if hint else [])]
        return "\n".join(lines)


def _log(lines: logging.Formatter, verbosity: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(lines)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    levels = {0: logging.INFO}
    level = levels.get(verbosity, logging.DEBUG if verbosity > 0 else logging.WARNING)
    logging.getLogger("evtool").setLevel(level)


def _now() -> dict[str, str]:
    now = datetime.datetime.now(datetime.UTC)
    return {"time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
