"""`evtool hook`: the git hook that writes the versions of staged sources."""

from __future__ import annotations

from dataclasses import replace

import click

from evtool.cli.base import Command, Group, Invocation, pass_invocation
from evtool.cli.console import say, talk, warn
from evtool.errors import ConfigurationError
from evtool.git import Git, no_work_tree
from evtool.git_hook import install as install_hook
from evtool.git_hook import own_command, prepare_install, prepare_uninstall
from evtool.git_hook import status as hook_status
from evtool.git_hook import uninstall as uninstall_hook
from evtool.git_hook_plan import HOOKS, HookPlan, Move, Remove, Write
from evtool.workspace import workspaces_below

_hook_option = click.option(
    "--hook", type=click.Choice(HOOKS), default="pre-commit", show_default=True, help="Which hook."
)
_dry_run_option = click.option("-n", "--dry-run", is_flag=True, help="Say what would be done.")


@click.group(cls=Group)
def hook() -> None:
    """Install the git hook that materializes staged schema sources.

    \b
    Examples:
      evtool hook install
      evtool hook status
    """


@hook.command(cls=Command)
@_hook_option
@_dry_run_option
@click.option("--force", is_flag=True, help="Also into a hook folder shared by repositories.")
@pass_invocation
def install(run: Invocation, /, hook: str, dry_run: bool, force: bool) -> int:
    """Install the hook; a hook that is there already keeps running, first.

    Works in worktrees and submodules, and with core.hooksPath.

    \b
    Examples:
      evtool hook install
      evtool hook install --hook pre-push
    """
    git = _git(run)
    command = own_command()
    if dry_run:
        _show(prepare_install(git, command, hook, force=force), "would ")
        return 0
    _show(install_hook(git, command, hook, force=force))
    talk("`git commit` now writes the versions of staged schema sources")
    return 0


@hook.command(cls=Command)
@_hook_option
@_dry_run_option
@pass_invocation
def uninstall(run: Invocation, /, hook: str, dry_run: bool) -> int:
    """Take the hook away, and put back what stood there before.

    \b
    Example:
      evtool hook uninstall
    """
    git = _git(run)
    plan = prepare_uninstall(git, hook) if dry_run else uninstall_hook(git, hook)
    _show(plan, "would " if dry_run else "")
    return 0


@hook.command(cls=Command)
@_hook_option
@pass_invocation
def status(run: Invocation, /, hook: str) -> int:
    """Say whether the hook is installed and whether git runs it; exit 1 if not.

    \b
    Example:
      evtool hook status
    """
    found = hook_status(_git(run), hook)
    if found.path is None:
        say(f"not installed in {found.folder}")
        talk("`evtool hook install` installs it")
        return 1
    say(f"installed: {found.path}")
    if found.chained:
        say(f"runs first: {found.chained}")
    if not found.active:
        warn("git does not run it: another hook took its place; install it again")
        return 1
    return 0


@hook.command(cls=Command, name="run")
@click.argument("hook", type=click.Choice(HOOKS), default="pre-commit")
@click.argument("arguments", nargs=-1)
@pass_invocation
def run_hook(run: Invocation, /, hook: str, arguments: tuple[str, ...]) -> int:  # noqa: ARG001 - git passes them
    """Do what the hook does: the installed script calls this.

    pre-commit materializes what is staged, and stages what it wrote; other hooks check
    that every source is materialized.

    \b
    Example:
      evtool hook run pre-commit
    """
    from evtool.cli.schema.materialize import Request, run_request

    workspaces = _workspaces(run)
    if not workspaces:
        talk("no evtool.yaml here: nothing to materialize")
    staged = Request(staged=True, brief=True, only_in=run.directory)
    request = staged if hook == "pre-commit" else Request(every=True, check=True, brief=True)
    return max((run_request(one, request) for one in workspaces), default=0)


def _workspaces(run: Invocation) -> list[Invocation]:
    """The workspace that git's hook concerns, or those further down in the work tree.

    Git runs hooks at the top of the work tree; a workspace may be a folder below it, and
    a branch may have none.
    """
    try:
        run.workspace  # noqa: B018 - found and checked here, kept for later
    except ConfigurationError as error:
        if error.place is not None or run.config is not None:
            raise
        git = _git(run)
        return [replace(run, directory=folder) for folder in workspaces_below(git, git.root)]
    return [run]


def _git(run: Invocation) -> Git:
    git = Git.find(run.directory)
    if git is None:
        raise no_work_tree(run.directory, "name one with -C")
    return git


def _show(plan: HookPlan, would: str = "") -> None:
    for step in plan.steps:
        match step:
            case Write(path):
                say(f"{would}write {path}")
            case Move(source, target):
                say(f"{would}move {source} to {target}")
            case Remove(path):
                say(f"{would}remove {path}")
    if not plan.steps:
        say("nothing to do")
    for note in plan.notes:
        warn(note)
