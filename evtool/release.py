"""Which files are released: a version that the base branch has is a promise.

The base is the commit that HEAD shares with the default branch, else HEAD itself.
Outside git nothing tells what was released, so every existing version counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evtool.errors import Place, SchemaError
from evtool.git import Git, GitError
from evtool.schema.materialize import Change, Failure, Plan


def guard(plan: Plan, git: Git | None) -> list[Failure]:
    """A failure for each released version that the plan would rewrite."""
    rewritten = plan.rewritten
    if not rewritten:
        return []
    released = set(released_among([change.path for change in rewritten], git))
    return [_refusal(change) for change in rewritten if change.path in released]


def released_among(paths: Sequence[Path], git: Git | None) -> list[Path]:
    """Those of the paths that are released."""
    if git is None:
        return list(paths)
    base = base_commit(git)
    if base is None:
        return []
    known = git.tree_files(base, git.root)
    return [path for path in paths if not path.is_relative_to(git.root) or path in known]


def base_commit(git: Git) -> str | None:
    """The commit that released files are compared with; None before the first one."""
    branch = git.default_branch()
    if branch is not None and git.head_commit() is not None:
        try:
            shared = git.merge_base(branch)
        except GitError:  # a shallow clone: what is checked out is the best that is known
            shared = None
        if shared is not None:
            return shared
    return git.head_commit()


def _refusal(change: Change) -> Failure:
    source = change.source
    error = SchemaError(
        f"{source.id} is released, but this source now materializes to something else",
        hint=f"`evtool schema bump {source.folder}` starts the next version; "
        "--rewrite changes the released file all the same",
        place=Place(source.document.path),
    )
    return Failure(change.path, error)
