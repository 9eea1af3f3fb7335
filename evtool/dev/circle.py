"""Planning in spite of a circle: it is told for those who need it, and hides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evtool.dev.outcome import by_source
from evtool.dev.reach import key_of, with_needs
from evtool.dev.snapshot import FileKey
from evtool.schema.materialize import Failure, Plan, Source, plan
from evtool.selection import Files

Progress = Callable[[Source], None]


def plan_apart(sources: list[Source], files: Files, progress: Progress) -> Plan:
    """Plan sources together; where a circle stops that, each with its own needs."""
    if not sources:
        return Plan()
    whole = plan(list(sources), files.materializer(), progress)
    if not _is_stopped(whole):
        return whole
    by_key = {key_of(source): source for source in sources}
    parts = [_plan_one(key, by_key, files, progress) for key in by_key]
    return Plan(
        tuple(change for part in parts for change in part.changes),
        tuple(failure for part in parts for failure in part.failures),
        tuple(sources),
    )


def _is_stopped(made: Plan) -> bool:
    """Whether planning stopped at a circle: then it came to no source."""
    return not made.sources


def _plan_one(
    key: FileKey, sources: Mapping[FileKey, Source], files: Files, progress: Progress
) -> Plan:
    """What the plan of a source and its needs says about the source itself."""
    made = plan(with_needs([key], sources), files.materializer(), progress)
    path = sources[key].document.path
    own = [one for one in made.failures if _is_stopped(made) or one.path == path]
    return Plan(
        tuple(by_source(made.changes).get(key, ())),
        tuple(Failure(path, failure.error) for failure in own),
        (sources[key],),
    )
