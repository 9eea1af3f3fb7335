"""The rule `release.format`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.release.wording import short
from evtool.rules.rule import rule
from evtool.rules.subject.released import Fate, Released


@rule("release.format", Severity.WARNING, on=Released)
def reformatted(released: Released) -> Iterator[Problem]:
    """A materialized file has the canonical form, byte for byte, and keeps it.

    The content is the same; only order, quotes or line breaks differ.

    Why: a change that says nothing hides changes that do, and the next materialization
    would undo it.

    Example:
        $id: /page/change/1.0.0       # refused before `title`: keys have a fixed order
        title: page/change

    Repair: run `evtool schema materialize`, or restore a released file with `git checkout`.
    """
    folder = released.folder
    for name, fate in released.fates.items():
        if fate is Fate.REFORMATTED and released.base is not None:
            place = folder.store.place(folder.path(name))
            yield Problem(
                f"the released version {name.rpartition('.')[0]} was written in another form",
                f"`git checkout {short(released.base.ref)} -- {place}` restores it",
                path=folder.path(name),
                schema=released.id_of(name),
            )
    for name, same in released.differing():
        if same and name not in released.fates and not released.is_released(name):
            yield Problem(
                f"{name} says what the source says, but not in the canonical form",
                "run `evtool schema materialize` on the source",
                path=folder.path(name),
                schema=released.id_of(name),
            )
