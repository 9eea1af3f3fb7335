"""An entry that has become wrong: it is served as it was, until it is mended or removed."""

from __future__ import annotations

from evtool.streams.configuration import Configuration, Entry
from evtool.streams.problem import Scope


def with_kept(new: Configuration, old: Configuration) -> Configuration:
    """The new configuration with the old versions of entries that are wrong in it.

    Each stands where it stood: behind the nearest of those before it that are still there.
    """
    wrong = {one.stream for one in new.problems if one.scope is Scope.ENTRY}
    kept = [name for name in old.entries if name in wrong and name not in new.entries]
    if not kept:
        return new
    entries = list(new.entries.items())
    for name in kept:
        entries.insert(_position(name, old, entries), (name, old.entries[name]))
    return Configuration(
        dict(entries),
        new.options,
        documents=new.documents,
        defaults=new.defaults,
        registered=new.registered,
        problems=new.problems,
        kept=kept,
    )


def _position(name: str, old: Configuration, entries: list[tuple[str, Entry]]) -> int:
    places = {present: at for at, (present, _) in enumerate(entries)}
    before = -1
    for one in old.entries:
        if one == name:
            break
        before = places.get(one, before)
    return before + 1
