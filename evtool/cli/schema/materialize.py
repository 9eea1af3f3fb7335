"""`evtool schema materialize`: canonical versions from the hand-edited sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import progress, warn
from evtool.cli.schema.plan_report import show_plan, show_text
from evtool.git import WorkTrees, no_work_tree
from evtool.release import guard
from evtool.schema.materialize import Failure, Plan, Source, apply, plan
from evtool.schema.materialize.plan import outdated, repositories
from evtool.selection import Chosen, Files, among, everything, named, read, without_ignored
from evtool.workspace import Workspace


@dataclass(frozen=True)
class Request:
    """What a run of the command was asked for.

    `only_in` leaves alone what lies in another work tree than that folder: a commit
    concerns one, where the repositories of a workspace may lie in several.
    """

    paths: tuple[Path, ...] = ()
    every: bool = False
    modified: bool = False
    staged: bool = False
    check: bool = False
    diff: bool = False
    dry_run: bool = False
    git_add: bool | None = None
    rewrite: bool = False
    to_stdout: bool = False
    form: str = "text"
    brief: bool = False
    only_in: Path | None = None

    @property
    def writes(self) -> bool:
        """Whether files are written."""
        return not (self.check or self.diff or self.dry_run or self.to_stdout)

    @property
    def adds(self) -> bool:
        """Whether what is written is staged in git."""
        return self.staged if self.git_add is None else self.git_add


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=str, metavar="[PATH]...")
@click.option("-a", "--all", "every", is_flag=True, help="Every source of the workspace.")
@click.option("-m", "--modified", is_flag=True, help="Sources that differ from HEAD; new ones too.")
@click.option("-s", "--staged", is_flag=True, help="Staged sources, as the git index has them.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("-n", "--dry-run", is_flag=True, help="Write nothing; list what would be written.")
@click.option(
    "--git-add/--no-git-add", default=None, help="Stage what was written (default with --staged)."
)
@click.option("--rewrite", is_flag=True, help="Also change versions that are released.")
@click.option("-O", "--print", "to_stdout", is_flag=True, help="Print the schemas; write nothing.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How the outcome is told.",
)  # fmt: skip
@pass_invocation
def materialize(run: Invocation, /, paths: tuple[str, ...], **how: Any) -> int:
    """Write the canonical version of schemas from their hand-edited sources.

    Each `current.yaml` is dereferenced, merged and written as `X.Y.Z.yaml` with its
    links, dependencies first. A released version is not changed without --rewrite.
    Name sources or folders, or select with one of --all, --modified, --staged.

    \b
    Examples:
      evtool schema materialize --modified
      evtool schema materialize --all --check
      evtool schema materialize --staged          what the git hook runs
      evtool schema materialize page/change/current.yaml --diff
    """
    request = Request(paths=tuple(run.path(path) for path in paths), **how)
    return run_request(run, request)


def run_request(run: Invocation, request: Request) -> int:
    """Plan, then write or show; the exit code."""
    _check_selection(request)
    workspace = run.workspace
    trees = WorkTrees()
    index = trees if request.staged else None
    files = Files(workspace, index=index, offline=run.offline, warn=warn)
    chosen = _choose(workspace, request, files, trees)
    sources, failures = read(chosen, files)
    if request.every:
        sources = without_ignored(sources)
    made = _plan(sources, failures, files)
    if request.to_stdout:
        return show_text(made)
    if request.writes and not request.rewrite and made.rewritten:
        made = Plan(made.changes, (*made.failures, *guard(made, trees)), made.sources)
    if request.writes and not made.failures:
        apply(made)
        _stage(made, request, trees)
    _tell_outdated(made, workspace, files, request)
    return show_plan(made, request, workspace.root)


def _check_selection(request: Request) -> None:
    ways = [bool(request.paths), request.every, request.modified, request.staged]
    if sum(ways) != 1:
        message = "name schemas, or select with one of --all, --modified, --staged"
        if sum(ways) > 1:
            message = "paths, --all, --modified and --staged exclude each other"
        raise click.UsageError(message, click.get_current_context(silent=True))


def _choose(workspace: Workspace, request: Request, files: Files, trees: WorkTrees) -> list[Chosen]:
    if request.paths:
        return named(workspace, request.paths)
    if request.every:
        return everything(workspace, files)
    return among(workspace, _changed(workspace, request, trees))


def _changed(workspace: Workspace, request: Request, trees: WorkTrees) -> Iterator[Path]:
    """The changed files of each repository, as the work tree that it lies in knows them."""
    groups = trees.grouped(one.root for one in workspace.repositories if one.root.is_dir())
    if not groups and trees.of(workspace.root) is None:
        raise no_work_tree(workspace.root, "select with paths or --all")
    only = trees.of(request.only_in) if request.only_in else None
    for git, folders in groups:
        if only is None or git.root == only.root:
            for folder in folders:
                yield from git.staged(folder) if request.staged else git.modified(folder)


def _plan(sources: list[Source], failures: list[Failure], files: Files) -> Plan:
    if not sources:
        return Plan(failures=tuple(failures))
    with progress("materializing", len(sources)) as step:
        made = plan(sources, files.materializer(), step)
    return Plan(made.changes, (*failures, *made.failures), made.sources)


def _stage(made: Plan, request: Request, trees: WorkTrees) -> None:
    if not request.adds or not made.changes:
        return
    groups = trees.grouped(repository.root for repository in repositories(made.sources))
    if not groups:
        warn("not in a git work tree: nothing was staged")
    for git, folders in groups:
        roots = set(folders)
        git.add(one.path for one in made.changes if one.source.repository.root in roots)


def _tell_outdated(made: Plan, workspace: Workspace, files: Files, request: Request) -> None:
    """Name the schemas that still use an older version of what changed."""
    changed = {change.source.uri: change.source for change in made.pending if not change.is_link}
    if request.every or not changed or request.form == "json":
        return
    sources, _ = read(everything(workspace, files), files)
    for user, uri, target in outdated(changed.values(), sources):
        place = user.document.path.relative_to(workspace.root)
        warn(f"{place} still uses {uri}; there is now {target.uri}")
