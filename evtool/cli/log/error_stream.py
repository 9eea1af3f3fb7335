"""Where refused events go in this workspace."""

from __future__ import annotations

from collections.abc import Sequence

from evtool.cli.base import Invocation
from evtool.cli.log.subject import streams_of, topics_of_stream

DEFAULT = "eventgate.error"


def error_topics(run: Invocation) -> Sequence[str]:
    """The topics of the stream that `intake.error_stream` names.

    The section is read as it stands: `log` needs nothing of the service itself.
    """
    section = run.workspace_or_default.sections.get("intake")
    raw = section.raw if section is not None else {}
    name = raw.get("error_stream") if isinstance(raw, dict) else None
    stream = name if isinstance(name, str) and name else DEFAULT
    streams = streams_of(run)
    found = topics_of_stream(streams, stream) if streams is not None else []
    return found or [stream]


def intake_url(run: Invocation) -> str:
    """Where the intake of the workspace takes events."""
    section = run.workspace_or_default.sections.get("intake")
    raw = section.raw if section is not None and isinstance(section.raw, dict) else {}
    host = raw.get("host", "127.0.0.1")
    return f"http://{host}:{raw.get('port', 8192)}/v1/events"
