"""The rule `release.stale`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.release.wording import shown
from evtool.rules.rule import rule
from evtool.rules.subject.released import Released


@rule("release.stale", Severity.ERROR, on=Released)
def stale(released: Released) -> Iterator[Problem]:
    """The materialized file of the source's version is what the source materializes to.

    Why: otherwise the source was edited without a new version, or the file by hand; what
    readers use and what authors see are then two different schemas.

    Example:
        $id: /page/change/1.1.0       # refused: a field was added, and 1.1.0 is written

    Repair: `evtool schema bump` starts the next version for a change of the source; a file
    that is not released yet is written anew by `evtool schema materialize`.
    """
    source, folder = released.source, released.folder
    for name, same in released.differing():
        if same or source is None:
            continue
        version = name.rpartition(".")[0]
        free = released.base is not None and name not in released.base.folders.get(folder.title, {})
        if free:
            hint = f"run `evtool schema materialize {folder.store.place(source.path)}`"
        else:
            hint = f"`evtool schema bump {folder.title}` starts the next version"
        yield Problem(
            f"the source no longer materializes to {name} ({shown(released, name)})",
            hint,
            at=(folder.settings.version_field,),
            schema=f"/{folder.title}/{version}",
        )
