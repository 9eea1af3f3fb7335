"""Which files are released: a version that the base branch has is a promise.

The base is the commit that HEAD shares with the default branch, else HEAD itself.
Outside git nothing tells what was released, so every existing version counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evtool.errors import Place, SchemaError
from evtool.git import Git, GitError, WorkTrees
from evtool.schema.materialize import Change, Failure, Plan


def guard(plan: Plan, work_trees: WorkTrees) -> list[Failure]:
    """A failure for each released version that the plan would rewrite."""
    by_root: dict[Path, list[Change]] = {}
    for change in plan.rewritten:
        by_root.setdefault(change.source.repository.root, []).append(change)
    released: set[Path] = set()
    for root, changes in by_root.items():
        paths = [change.path for change in changes]
        released.update(released_among(paths, work_trees.of(root), root))
    return [_refusal(change) for change in plan.rewritten if change.path in released]


def released_among(paths: Sequence[Path], git: Git | None, root: Path | None = None) -> list[Path]:
    """Those of the paths below `root` (the top of the work tree) that are released."""
    if git is None:
        return list(paths)
    base = base_commit(git)
    if base is None:
        return []
    root = root or git.root
    known = git.tree_files(base, root)
    return [path for path in paths if not path.is_relative_to(root) or path in known]


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
