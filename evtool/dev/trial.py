"""The command that newcomers try first: one that works in this workspace."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from evtool.dev.service import INTAKE, REGISTRY
from evtool.errors import EvtoolError
from evtool.intake.config import IntakeConfig
from evtool.registry.address import LATEST, url_of
from evtool.registry.inventory import Inventory
from evtool.streams.example import catalog_of, find_example, shortened
from evtool.streams.load import load_streams
from evtool.workspace import Workspace

SHORT = 150
"""Characters of an event that is short enough, so that no other is looked at."""

MOST_STREAMS = 30
"""So many streams are looked at for a short example."""


def trial(
    workspace: Workspace, urls: Mapping[str, str], inventories: list[Inventory]
) -> str | None:
    """A `curl` line: an event for the intake, or a schema where no event is known to be good."""
    if INTAKE in urls:
        event = short_event(workspace)
        if event is not None:
            text = json.dumps(event, separators=(",", ":"), ensure_ascii=False)
            kind = "-H content-type:application/json"
            return f"curl -i {urls[INTAKE]}/v1/events {kind} -d {shlex.quote(text)}"
    if REGISTRY in urls:
        return f"curl {urls[REGISTRY]}{example_path(inventories)}"
    return None


def short_event(workspace: Workspace) -> dict[str, Any] | None:
    """A valid event of a declared stream, as its schema gives it: the first that is short."""
    found: list[dict[str, Any]] = []
    try:
        for event in _valid_events(workspace):
            found.append(event)
            if _length(event) <= SHORT:
                break
    except EvtoolError:  # the stream configuration tells of it
        return None
    return min(found, key=_length, default=None)


def example_path(inventories: list[Inventory]) -> str:
    """The shortest URL path of a schema that has a version; `/` where there is none."""
    paths = (
        url_of(one.repository.name, entry.title, LATEST)
        for one in inventories
        for entry in one.entries
        if entry.versions
    )
    return min(paths, key=lambda path: (len(path), path), default="/")


def _length(event: Mapping[str, Any]) -> int:
    return len(str(event))


def _valid_events(workspace: Workspace) -> Iterator[dict[str, Any]]:
    from evtool.intake.schemas.library import Library, NoSchema

    config = workspace.section("intake", IntakeConfig)
    library = Library(workspace.repositories, allow_insecure=config.allow_insecure_schemas)
    catalog = catalog_of(workspace.repositories)
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for entry in islice(load_streams(workspace).entries.values(), MOST_STREAMS):
        try:
            example = find_example(entry, catalog)
            if example is None or example.stream == config.error_stream:
                continue
            validator = library.find(example.uri).validator
        except (EvtoolError, NoSchema):
            continue
        candidates = (shortened(example, now), dict(example.event))
        yield from islice(filter(validator.is_valid, candidates), 1)
