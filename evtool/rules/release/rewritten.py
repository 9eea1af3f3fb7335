"""The rule `release.rewritten`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.release.wording import short
from evtool.rules.rule import rule
from evtool.rules.subject.released import Fate, Released


@rule("release.rewritten", Severity.ERROR, on=Released)
def rewritten(released: Released) -> Iterator[Problem]:
    """A released version never changes.

    Released is what the base has: the commit that `--against` names, else the one that HEAD
    shares with the default branch. Even a description counts.

    Why: a released version is a promise. Producers, consumers and stored events rely on it,
    and schemas that refer to it have a copy.

    Example:
        git diff main -- 1.0.0.yaml
        -  type: integer
        +  type: string               # refused

    Repair: restore the file with `git checkout`, and put the change into a new version.
    """
    for name, fate in released.fates.items():
        if fate is Fate.REWRITTEN and released.base is not None:
            path = released.folder.path(name)
            place = released.folder.store.place(path)
            yield Problem(
                f"the released version {name.rpartition('.')[0]} was changed",
                f"`git checkout {short(released.base.ref)} -- {place}` restores it; "
                f"`evtool schema bump {released.folder.title}` starts the next version",
                path=path,
                schema=released.id_of(name),
            )
