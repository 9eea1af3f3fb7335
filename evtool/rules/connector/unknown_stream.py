"""The rule `connector.unknown-stream`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evtool.config import nearest
from evtool.connectors.selection import unmatched
from evtool.errors import EvtoolError
from evtool.finding import Severity
from evtool.rules.connector.targets import targets
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams


@rule("connector.unknown-stream", Severity.WARNING, on=CheckedWorkspace)
def unknown_stream(workspace: CheckedWorkspace) -> Iterator[Problem]:
    """Every name and pattern in `streams` and `stream` of a connector fits a configured stream.

    Why: a sink waits for a stream that never comes, and nobody notices; a source does not
    start.

    Example:
        connectors:
          archive: {type: parquet, path: .evtool/archive, streams: [page.chnage]}

    Repair: correct the name, or configure the stream.
    """
    section = workspace.workspace.sections.get("connectors")
    if section is None or not isinstance(section.raw, Mapping):
        return
    try:
        streams = load_streams(workspace.workspace)
    except EvtoolError:
        return  # it is told elsewhere
    for name, raw in section.raw.items():
        patterns = _patterns(raw)
        unknown = unmatched([one for _, one in patterns], streams) if streams.entries else ()
        yield from _target(name, raw, streams)
        for at, pattern in patterns:
            if pattern in unknown:
                message = f"{name} takes {pattern!r}, which no configured stream is called"
                hint = nearest(pattern, list(streams.entries)[:1000])
                yield Problem(message, hint, at=("connectors", str(name), "streams", str(at)))


def _target(name: str, raw: Any, streams: Configuration) -> Iterator[Problem]:
    """What is wrong with the stream that a source writes to."""
    for way, stream in targets(raw, "stream"):
        if streams.entries and streams.find(stream) is None:
            message = f"{name} writes to {stream!r}, which no configured stream is called"
            hint = nearest(stream, list(streams.entries)[:1000])
            yield Problem(message, hint, at=("connectors", str(name), *way))


def _patterns(raw: Any) -> Sequence[tuple[int, str]]:
    found = raw.get("streams") if isinstance(raw, Mapping) else None
    if not isinstance(found, list):
        return ()
    return [(at, one) for at, one in enumerate(found) if isinstance(one, str) and one]
