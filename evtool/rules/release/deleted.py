"""The rule `release.deleted`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.release.wording import short
from evtool.rules.rule import rule
from evtool.rules.subject.released import Fate, Released


@rule("release.deleted", Severity.ERROR, on=Released)
def deleted(released: Released) -> Iterator[Problem]:
    """A released version stays.

    Why: stored events name it for as long as they are kept, and other schemas may refer to
    it.

    Example:
        git rm page/change/1.0.0.yaml   # refused once it is released

    Repair: restore the file with `git checkout`.
    """
    for name, fate in released.fates.items():
        if fate is Fate.DELETED and released.base is not None:
            path = released.folder.path(name)
            place = released.folder.store.place(path)
            yield Problem(
                f"the released version {name.rpartition('.')[0]} was removed",
                f"`git checkout {short(released.base.ref)} -- {place}` restores it",
                path=path,
                schema=released.id_of(name),
            )
