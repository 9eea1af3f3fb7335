"""What ran last: so that `evtool connect plan` can tell what starts, changes and stops."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from evtool.connectors.assembly import Assembled, Assembly
from evtool.files import write_whole

_FILE = Path("connect", "last-run.json")


@dataclass(frozen=True, slots=True)
class LastRun:
    """One connector as it was started last; `digest` stands for all of its configuration."""

    type: str
    digest: str
    streams: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What the next run means for one connector: starts, changes, stays or stops."""

    name: str
    verb: str
    why: str = ""


def last_run(state: Path) -> dict[str, LastRun]:
    """The connectors of the last run; none where nothing ran, or nothing can be read."""
    try:
        raw = json.loads((state / _FILE).read_bytes())
        return {
            name: LastRun(one["type"], one["digest"], tuple(one["streams"]), tuple(one["topics"]))
            for name, one in raw["connectors"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remember(state: Path, assembly: Assembly, names: set[str] | None) -> None:
    """Keep what runs now; with `names` only those are said anything about."""
    kept = (
        {}
        if names is None
        else {name: one for name, one in last_run(state).items() if name not in names}
    )
    for name, one in assembly.connectors.items():
        if names is None or name in names:
            kept[name] = _now(one)
    path = state / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"version": 1, "connectors": {name: asdict(one) for name, one in kept.items()}}
    write_whole(path, (json.dumps(document, indent=2) + "\n").encode())


def changes(before: Mapping[str, LastRun], now: Mapping[str, Assembled]) -> list[Change]:
    """What a run with the configuration of now would do to what ran before."""
    found = [_change(name, before.get(name), _now(one)) for name, one in now.items()]
    gone = [Change(name, "stops", "no longer configured") for name in before if name not in now]
    return [*found, *gone]


def _now(one: Assembled) -> LastRun:
    selection = one.selection
    return LastRun(one.connector.type, one.digest, selection.streams, selection.topics)


def _change(name: str, before: LastRun | None, now: LastRun) -> Change:
    if before is None:
        return Change(name, "starts", "is new")
    if before.digest == now.digest:
        return Change(name, "stays")
    reasons = []
    if before.type != now.type:
        reasons.append(f"type {before.type} -> {now.type}")
    new, old = set(now.streams), set(before.streams)
    reasons += [f"+{stream}" for stream in sorted(new - old)]
    reasons += [f"-{stream}" for stream in sorted(old - new)]
    return Change(name, "changes", ", ".join(reasons) or "its options")
