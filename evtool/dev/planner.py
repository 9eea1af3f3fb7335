"""What each save means: the sources of a workspace, planned anew where a change reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from evtool.dev.circle import plan_apart
from evtool.dev.outcome import Outcome, Problem, by_source, outcomes_of
from evtool.dev.reach import key_of, names_of, outline, plain, reached, with_needs
from evtool.dev.snapshot import FileKey, Snapshot, changed_files, take_snapshot
from evtool.errors import EvtoolError
from evtool.git import WorkTrees
from evtool.release import guard
from evtool.schema.materialize import Failure, Plan, Source
from evtool.schema.materialize.plan import outdated
from evtool.selection import Chosen, Files, among, read, without_ignored
from evtool.workspace import Workspace, missing_root


@dataclass(frozen=True, slots=True)
class Stale:
    """A source that still uses an older version of a schema."""

    user: Path
    uri: str
    now: str


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the disk found.

    `outcomes` are those of the edited sources, and of others where something is new;
    `removed` are sources that are gone; `problems` concern whole repositories.
    """

    outcomes: tuple[Outcome, ...] = ()
    removed: tuple[Path, ...] = ()
    stale: tuple[Stale, ...] = ()
    problems: tuple[Problem, ...] = ()


class Planner:
    """The sources of a workspace as they were last seen, and what became of each.

    Kept are outlines, not contents: what each source is and what it refers to. Nothing
    is written. One planner looks at the disk from one thread at a time.
    """

    def __init__(self, workspace: Workspace, *, offline: bool = False) -> None:
        self.workspace = workspace
        self._offline = offline
        self._seen: Snapshot = {}
        self._sources: dict[FileKey, Source] = {}
        self._outcomes: dict[FileKey, Outcome] = {}
        self._problems: tuple[Problem, ...] = ()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What is known of every source, in order of path."""
        return tuple(self._outcomes[key] for key in sorted(self._outcomes))

    def look(self, progress: Callable[[Source], None] = lambda _: None) -> Round:
        """Compare the disk with the last look, and plan what the changes reach.

        The first look finds everything. `progress` is called once a planned source; what
        it raises ends the look.
        """
        try:
            present = [one for one in self.workspace.repositories if one.root.is_dir()]
            seen = take_snapshot(present)
        except EvtoolError as error:
            return self._told(Round(problems=(Problem.of(error, self.workspace.root),)))
        changed = changed_files(self._seen, seen)
        self._seen = seen
        absent = [one for one in self.workspace.repositories if not one.root.is_dir()]
        problems = tuple(Problem.of(missing_root(one), one.root) for one in absent)
        if not changed:
            return self._told(Round(problems=problems))
        found = self._plan_changed(changed, progress)
        return self._told(replace(found, problems=problems))

    def _plan_changed(self, changed: set[FileKey], progress: Callable[[Source], None]) -> Round:
        files = Files(self.workspace, offline=self._offline)
        before = dict(self._outcomes)
        edited, uris, fresh = self._read(changed, files)
        touched = edited | self._beside(changed)
        for key in touched & self._sources.keys():
            uris |= names_of(self._sources[key])
        touched |= reached(uris, list(self._sources.values()))
        wanted = self._with_content(touched, fresh, files)
        made = self._plan(touched, wanted, files, progress)
        return Round(
            outcomes=tuple(
                outcome
                for key, outcome in sorted(self._outcomes.items())
                if key in edited or outcome != before.get(key)
            ),
            removed=tuple(
                before[key].path for key in sorted(before.keys() - self._outcomes.keys())
            ),
            stale=tuple(self._stale(made, edited)),
        )

    def _read(
        self, changed: set[FileKey], files: Files
    ) -> tuple[set[FileKey], set[str], list[Source]]:
        """Read the changed sources: their keys, URIs whose meaning has changed, and them."""
        uris = {plain(f"/{path}") for _, path in changed}
        chosen = self._chosen(changed)
        for key in changed:
            known = self._sources.pop(key, None)
            self._outcomes.pop(key, None)
            if known is not None:
                uris |= names_of(known)
        sources, failures = read(chosen.values(), files)
        sources = without_ignored(sources)
        self._sources.update({key_of(source): outline(source) for source in sources})
        self._keep_unreadable(chosen, failures)
        return set(chosen), uris, sources

    def _with_content(self, keys: set[FileKey], fresh: list[Source], files: Files) -> list[Source]:
        """Some sources and what they need, with their content: just read, or read again."""
        at_hand = {key_of(source): source for source in fresh}
        needed = with_needs(keys, self._sources)
        missing = [Chosen(one.repository, one.path) for one in needed if key_of(one) not in at_hand]
        sources, _ = read(missing, files)  # what changes just now is told by the next look
        at_hand |= {key_of(source): source for source in sources}
        return [at_hand[key_of(one)] for one in needed if key_of(one) in at_hand]

    def _chosen(self, changed: set[FileKey]) -> dict[FileKey, Chosen]:
        """The sources among the changed files that are still there."""
        roots = {one.name: one.root for one in self.workspace.repositories}
        paths = [roots[name] / path for name, path in changed if (name, path) in self._seen]
        found = among(self.workspace, sorted(paths))
        return {(one.repository.name, one.path): one for one in found}

    def _keep_unreadable(self, chosen: dict[FileKey, Chosen], failures: list[Failure]) -> None:
        keys = {one.repository.root / one.path: key for key, one in chosen.items()}
        for failure in failures:
            problem = Problem.of(failure.error, failure.path)
            self._outcomes[keys[failure.path]] = Outcome(failure.path, problems=(problem,))

    def _beside(self, changed: set[FileKey]) -> set[FileKey]:
        """The sources in whose folder a file changed."""
        folders = {(name, path.rpartition("/")[0]) for name, path in changed}
        return {key for key, one in self._sources.items() if (key[0], one.folder) in folders}

    def _plan(
        self,
        keys: set[FileKey],
        sources: list[Source],
        files: Files,
        progress: Callable[[Source], None],
    ) -> Plan:
        """Plan sources; remember the outcomes of those that were asked for."""
        made = plan_apart(sources, files, progress)
        found = outcomes_of(made, self._released(made))
        self._outcomes.update({key: found[key] for key in keys & found.keys()})
        return made

    def _released(self, made: Plan) -> list[Failure]:
        """A failure for each released version that the plan would rewrite."""
        if not made.rewritten:
            return []
        try:
            return guard(made, WorkTrees())
        except EvtoolError as error:
            return [Failure(change.path, error) for change in made.rewritten]

    def _stale(self, made: Plan, edited: set[FileKey]) -> Iterable[Stale]:
        """Users of older versions of the edited schemas that have something new to write."""
        written = by_source(change for change in made.pending if not change.is_link)
        changed = [self._sources[key] for key in sorted(edited & written.keys())]
        for user, uri, now in outdated(changed, self._sources.values()):
            yield Stale(user.document.path, uri, now.uri)

    def _told(self, found: Round) -> Round:
        """The round without the problems that the last one told already."""
        new = tuple(one for one in found.problems if one not in self._problems)
        self._problems = found.problems
        return replace(found, problems=new)
