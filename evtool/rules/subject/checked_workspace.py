"""The workspace as a whole: who claims which title, and what the configuration says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import Place
from evtool.rules.policy.policy import Policy
from evtool.rules.problem import Problem, Spot, Tokens
from evtool.rules.subject.schema_folder import SchemaFolder
from evtool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Claim:
    """A folder that claims a title; `place` and `at` say where it does."""

    folder: str
    repository: str
    place: Place
    at: Tokens = ()

    @classmethod
    def of(cls, folder: SchemaFolder, spot: Spot | None) -> Claim:
        """The claim of a folder; `spot` is where its title stands, if it was read."""
        if spot is None:
            place = Place(folder.store.place(folder.path(folder.current_name)), 1, 1)
            return cls(folder.title, folder.repository.name, place)
        place = Place(spot.path, spot.line, spot.column)
        return cls(folder.title, folder.repository.name, place, spot.tokens)

    @property
    def where(self) -> str:
        """How people find the folder."""
        return f"{self.folder} in the repository {self.repository}"


@dataclass(eq=False)
class CheckedWorkspace:
    """What a run has seen of a workspace.

    `claims` are the folders of each title. `ids` are the `$id`s that there are. `complete`
    tells that every schema was checked, so that an exception that took nothing is of no use;
    `active` are the rules that ran.
    """

    workspace: Workspace
    policy: Policy
    claims: Mapping[str, Sequence[Claim]]
    ids: Sequence[str]
    active: Collection[str]
    complete: bool

    schema = None

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`; a problem of the workspace stands in its configuration."""
        if problem.place is not None:
            return Spot.at(problem.place, problem.at)
        document = self.workspace.document
        if document is None:
            return Spot(self.workspace.root)
        return Spot.at(document.place(problem.at), problem.at)

    @property
    def file(self) -> Path | None:
        """The configuration file."""
        return self.workspace.file
