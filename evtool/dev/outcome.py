"""What materializing a source would do now: what would be written, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evtool.dev.reach import key_of
from evtool.dev.snapshot import FileKey
from evtool.errors import EvtoolError, Place
from evtool.schema.materialize import Change, Failure, Plan, Source


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as a value: two looks at the same mistake are equal."""

    message: str
    place: Place
    hint: str | None = None

    @classmethod
    def of(cls, error: EvtoolError, path: Path) -> Problem:
        """The problem that an error tells of; `path` is the file where it names none."""
        return cls(error.message, error.place or Place(path), error.hint)


@dataclass(frozen=True, slots=True)
class Write:
    """One file or link that materializing would make."""

    path: Path
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan says about one source; `schema` is `<title> <version>` where it is known."""

    path: Path
    schema: str = ""
    writes: tuple[Write, ...] = ()
    problems: tuple[Problem, ...] = ()


def outcomes_of(plan: Plan, more: Iterable[Failure] = ()) -> dict[FileKey, Outcome]:
    """The outcome of each source of a plan; `more` are failures found after planning."""
    problems: dict[Path, list[Problem]] = {}
    for failure in (*plan.failures, *more):
        problem = Problem.of(failure.error, failure.path)
        problems.setdefault(failure.path, []).append(problem)
    written = by_source(plan.pending)
    return {
        key_of(source): _outcome(source, written.get(key_of(source), []), problems)
        for source in plan.sources
    }


def by_source(changes: Iterable[Change]) -> dict[FileKey, list[Change]]:
    """The changes of each source."""
    found: dict[FileKey, list[Change]] = {}
    for change in changes:
        found.setdefault(key_of(change.source), []).append(change)
    return found


def _outcome(
    source: Source, changes: list[Change], problems: Mapping[Path, list[Problem]]
) -> Outcome:
    """A failure names the source, or a version file that it would rewrite."""
    paths = [source.document.path, *(change.path for change in changes)]
    return Outcome(
        source.document.path,
        f"{source.title} {source.version}",
        tuple(Write(change.path, change.kind) for change in changes),
        tuple(problem for path in dict.fromkeys(paths) for problem in problems.get(path, ())),
    )
