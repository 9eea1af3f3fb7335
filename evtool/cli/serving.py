"""What commands that run a service have in common: their log."""

from __future__ import annotations

import datetime
import logging
import sys

from evtool.dev.child import EventLines


def log_to_stderr(verbosity: int) -> None:
    """Our own log as JSON lines, from the level that -v and -q ask for; others' warnings."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(EventLines(_now))
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    levels = {0: logging.INFO}
    level = levels.get(verbosity, logging.DEBUG if verbosity > 0 else logging.WARNING)
    logging.getLogger("evtool").setLevel(level)


def _now() -> dict[str, str]:
    now = datetime.datetime.now(datetime.UTC)
    return {"time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
