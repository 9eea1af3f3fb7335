"""What happened between two commits: the files that changed, and the commits themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evtool.git import output, place
from evtool.git.output import Change
from evtool.git.program import refusal
from evtool.git.worktree import Git

if TYPE_CHECKING:
    import git as gitpython

# Ten hexadecimal digits tell a million commits apart, and are stable, unlike git's own shortest.
_SHORT = 10


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its id, the first digits of it, when, by whom, and its first line."""

    id: str
    short: str
    date: datetime
    author: str
    subject: str


def changes(git: Git, old: str, new: str, folder: Path) -> list[Change]:
    """Return the files below `folder` that differ from commit `old` to commit `new`.

    Asked of git itself: GitPython's diff loses file names that hold a line end.

    Raises:
        MissingRef: There is no such commit.
    """
    flags = ("-r", "-z", "--name-status", "--find-renames", "--ignore-submodules=all")
    inside = place.below(git.root, folder)
    answer = git.ask("diff-tree", *flags, "--end-of-options", old, new, "--", inside)
    if answer.code != 0:
        git.resolve(old)
        git.resolve(new)
        raise refusal(answer)
    return output.changes(answer.output)


def log(git: Git, old: str | None, new: str, folder: Path) -> list[Commit]:
    """Return the commits that touched `folder`, newest first: in `new` and not in `old`.

    Args:
        git: The work tree.
        old: None for all the way back to the first commit.
        new: Where to start.
        folder: What must have changed; a file will do.

    Raises:
        MissingRef: There is no such commit.
    """
    import git as gitpython

    last = git.resolve(new)
    span = last if old is None else f"{git.resolve(old)}..{last}"
    # GitPython adds to the variables that evtool was started with, so all that count are named.
    named = {"GIT_DIR": str(git.git_dir), "GIT_WORK_TREE": str(git.root)}
    with gitpython.Repo(str(git.git_dir), expand_vars=False) as repository:
        repository.git.update_environment(**git.environment, **named, GIT_LITERAL_PATHSPECS="1")
        commits = repository.iter_commits(span, paths=[git.root / place.below(git.root, folder)])
        return [_commit(commit) for commit in commits]


def _commit(commit: gitpython.Commit) -> Commit:
    return Commit(
        id=commit.hexsha,
        short=commit.hexsha[:_SHORT],
        date=commit.authored_datetime,
        author=str(commit.author),
        subject=_text(commit.summary),
    )


def _text(value: str | bytes) -> str:
    """Return a message as text; GitPython gives bytes when its encoding is a lie."""
    return value if isinstance(value, str) else value.decode(errors="replace")
