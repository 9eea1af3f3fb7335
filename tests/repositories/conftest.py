"""A workspace whose primary repository is cloned from a git repository beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evtool.errors import EvtoolError
from evtool.git import Git
from evtool.repositories import Order, Outcome, sync
from evtool.workspace import Workspace, load_workspace

FRAGMENT = "title: fragment/common\n$id: /fragment/common/1.0.0\ntype: object\n"
PRIMARY = "- {name: primary, url: ../upstream, schemas: jsonschema}"


@dataclass(frozen=True)
class Scene:
    """The folder of a workspace, the repository that it clones, and how both are changed."""

    folder: Path
    upstream: Path
    git: Callable[..., str]
    commit: Callable[..., str]

    @property
    def clone(self) -> Path:
        """Where evtool clones the primary repository."""
        return self.folder / ".evtool/repositories/primary"

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.folder / "evtool.lock"

    @property
    def workspace(self) -> Workspace:
        """The workspace as a new run sees it."""
        return load_workspace(self.folder / "evtool.yaml")

    @property
    def work(self) -> Git:
        """The clone."""
        found = Git.find(self.clone)
        assert found is not None
        assert found.root == self.clone
        return found

    def configure(self, *entries: str) -> None:
        """Write `evtool.yaml` with these repositories."""
        self.folder.mkdir(exist_ok=True)
        lines = ["version: 1", "repositories:", *(f"  {entry}" for entry in entries)]
        (self.folder / "evtool.yaml").write_text("\n".join(lines) + "\n")

    def advance(self, number: int = 1, **files: str) -> str:
        """Make a commit upstream."""
        named = {"jsonschema/number": f"{number}\n", **files}
        return self.commit(self.upstream, named, f"number {number}")

    def sync(self, *names: str, **order: bool) -> list[Outcome]:
        """Run sync."""
        return list(sync(self.workspace, names, Order(**order)).outcomes)

    def sync_one(self, **order: bool) -> Outcome:
        """Run sync, which must succeed, and return what became of the primary repository."""
        outcome = self.sync("primary", **order)[0]
        assert outcome.error is None, outcome.error
        return outcome

    def failure(self, **order: bool) -> EvtoolError:
        """Run sync, which must fail for the first repository and keep the lock; say why."""
        before = self.lock.read_bytes() if self.lock.exists() else None
        outcome = self.sync(**order)[0]
        assert outcome.action == "failed"
        assert outcome.error is not None
        assert outcome.error.hint
        assert (self.lock.read_bytes() if self.lock.exists() else None) == before
        return outcome.error

    def number(self) -> int:
        """What the checked out commit holds."""
        return int((self.clone / "jsonschema/number").read_text())


@pytest.fixture
def scene(
    tmp_path: Path, repository: Path, git: Callable[..., str], commit: Callable[..., str]
) -> Scene:
    """Give a workspace with one commit upstream, before its first sync."""
    upstream = repository.rename(tmp_path / "upstream")
    made = Scene(tmp_path / "workspace", upstream, git, commit)
    made.configure(PRIMARY)
    made.advance(1, **{"jsonschema/fragment/common/current.yaml": FRAGMENT})
    return made
