"""What changes from one stream configuration to another, and whom it concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evtool.schema.pointer import format_pointer
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.origin import leaves

Kind = Literal["added", "removed", "changed"]
Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One setting of a stream that differs; `absent` tells which side lacks it."""

    tokens: Tokens
    old: Any
    new: Any
    absent: Literal["old", "new"] | None = None

    @property
    def pointer(self) -> str:
        """The JSON pointer of the setting; `/topics` also where topics are derived."""
        return format_pointer(self.tokens)


@dataclass(frozen=True, slots=True)
class StreamChange:
    """One stream that is added, removed or changed, and whom it concerns.

    `clients` are kinds of producers, `services` the intakes, `consumers` those that read
    the stream: each by the name that the settings have for it.
    """

    stream: str
    kind: Kind
    changes: tuple[Change, ...] = ()
    clients: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()


def difference(old: Configuration, new: Configuration) -> list[StreamChange]:
    """Every stream for which something else is in effect, in the order of the files."""
    names = dict.fromkeys([*new.entries, *old.entries])
    found = [_compare(name, old.entries.get(name), new.entries.get(name)) for name in names]
    return [one for one in found if one is not None]


def reordered(old: Configuration, new: Configuration) -> list[str]:
    """The regexes that both have, if their order differs: the first that matches counts."""
    before = [name for name, one in old.entries.items() if one.pattern and name in new.entries]
    after = [name for name, one in new.entries.items() if one.pattern and name in old.entries]
    return after if before != after else []


def _compare(name: str, old: Entry | None, new: Entry | None) -> StreamChange | None:
    if old is not None and new is not None and _equal(old.settings, new.settings):
        return None
    before, after = _shown(old), _shown(new)
    changes = tuple(_changes(before, after))
    if not changes:
        return None
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    sides = (before, after)
    return StreamChange(
        name,
        kind,
        changes,
        clients=_clients(changes, sides),
        services=_services(changes, sides),
        consumers=_consumers(changes, sides),
    )


EVERY_PRODUCER = "every producer"
"""Who is concerned where no kind of producer is named."""

SAMPLING = "clients that sample"
"""Who is concerned by a sample: servers send everything."""

_INTAKE = "eventgate"  # its settings are among the producers', but it is the intake that has them
_CLIENTS = frozenset({"schema_title", "destination_event_service", "active", "expires"})
_CONSUMERS = frozenset({"schema_title", "topics", "retention", "expires", "message_key_fields"})
_SERVICES = _CLIENTS | {"topics", "message_key_fields"}


def _shown(entry: Entry | None) -> dict[str, Any]:
    """The settings with the topics that follow from them."""
    return {} if entry is None else {**entry.settings, "topics": entry.topics()}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old = dict(leaves(before, into_lists=False)) if before else {}
    new = dict(leaves(after, into_lists=False)) if after else {}
    for tokens in dict.fromkeys([*old, *new]):
        if tokens == ("stream",):
            continue
        if tokens not in new:
            yield Change(tokens, old[tokens], None, "new")
        elif tokens not in old:
            yield Change(tokens, None, new[tokens], "old")
        elif not _same(old[tokens], new[tokens]):
            yield Change(tokens, old[tokens], new[tokens])


def _equal(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether all is the same, also its types and order; a quick test for most streams."""
    return old == new and repr(old) == repr(new)


def _same(old: Any, new: Any) -> bool:
    """Equal as JSON values: `true` is not 1."""
    return isinstance(old, bool) is isinstance(new, bool) and bool(old == new)


def _clients(changes: Sequence[Change], sides: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The producers that have to do something else from now on."""
    enabled = [name for side in sides for name in _enabled(side.get("producers"))]
    names = [name for name in _own(changes, "producers") if name in enabled]
    if _touches(changes, _CLIENTS):
        names = enabled if set(enabled) - {_INTAKE} else [EVERY_PRODUCER]
    if _touches(changes, {"sample"}):
        names.append(SAMPLING)
    return tuple(name for name in dict.fromkeys(names) if name != _INTAKE)


def _consumers(changes: Sequence[Change], sides: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The readers of the stream whose settings differ; all, where it concerns everybody.

    One that is switched off before and after does not count.
    """
    enabled = [name for side in sides for name in _enabled(side.get("consumers"))]
    names = enabled if _touches(changes, _CONSUMERS) else _own(changes, "consumers")
    return tuple(name for name in dict.fromkeys(names) if name in enabled)


def _services(changes: Sequence[Change], sides: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The intakes that take or enrich events in another way."""
    if not _touches(changes, _SERVICES) and _INTAKE not in _own(changes, "producers"):
        return ()
    names = (side.get("destination_event_service") for side in sides)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


def _touches(changes: Sequence[Change], keys: Collection[str]) -> bool:
    return any(one.tokens[0] in keys for one in changes)


def _own(changes: Sequence[Change], key: str) -> list[str]:
    """The kinds of producers or consumers whose own settings differ."""
    return [one.tokens[1] for one in changes if one.tokens[0] == key and len(one.tokens) > 1]


def _enabled(parts: Any) -> list[str]:
    if not isinstance(parts, Mapping):
        return []
    return [
        name
        for name, one in parts.items()
        if not isinstance(one, Mapping) or one.get("enabled") is not False
    ]
