"""`evtool init`: a workspace that passes its own checks."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style, talk, warn
from evtool.errors import EvtoolError
from evtool.files import LinkWrite, write_all
from evtool.finding import shown_path
from evtool.git import Git
from evtool.git_hook import install, own_command, status
from evtool.scaffold import Scaffold, ensure_work_tree, plan_scaffold

_NEXT = (
    ("schema list", "the sample schemas and their versions"),
    ("doctor", "what this machine lacks"),
    ("dev", "the local platform in one terminal"),
)


@click.command(cls=Command)
@click.argument("folder", default=".", metavar="[DIR]")
@click.option("-n", "--dry-run", is_flag=True, help="Write nothing; list what would be written.")
@click.option("--no-git", is_flag=True, help="Make no git repository and install no hook.")
@click.option("--hook/--no-hook", default=None, help="Install the git hook; asked by default.")
@click.option("-y", "--yes", is_flag=True, help="Answer yes to every question.")
@pass_invocation
def init(
    run: Invocation, *, folder: str, dry_run: bool, no_git: bool, hook: bool | None, yes: bool
) -> None:
    """Make a workspace in DIR that passes its own checks.

    Writes evtool.yaml, a primary and a secondary schema repository with a few schemas,
    and example events, one of them invalid. Makes a git repository where there is none.
    What exists already is kept; running it again adds what is missing.

    \b
    Examples:
      evtool init
      evtool init shop --yes
      evtool init shop --no-git
    """
    scaffold = plan_scaffold(run.path(folder))
    _show(scaffold, run)
    if dry_run:
        talk("nothing was written")
        return
    write_all(scaffold.writes)
    for note in scaffold.notes:
        warn(note)
    if not no_git:
        _set_up_git(scaffold.folder, hook=True if yes and hook is None else hook)
    _show_next(scaffold.folder, run)


def _show(scaffold: Scaffold, run: Invocation) -> None:
    for path in scaffold.kept:
        say(f"{style('=', dim=True)} {shown_path(path, run.directory)} (kept)")
    links = sum(isinstance(write, LinkWrite) for write in scaffold.writes)
    for write in scaffold.writes:
        if not isinstance(write, LinkWrite):
            say(f"{style('+', fg='green')} {shown_path(write.path, run.directory)}")
    if links:
        talk(f"and {links} links to schema versions")
    if not scaffold.writes:
        talk("everything was there already")


def _set_up_git(folder: Path, *, hook: bool | None) -> None:
    git, made = ensure_work_tree(folder)
    if git is None:
        warn("git is not installed: there is no repository, and no hook")
        return
    if made:
        talk(f"made a git repository in {git.root}")
    if hook is None and status(git).active:
        return
    if hook or (hook is None and _ask_for_hook()):
        _install(git)
    else:
        talk("no git hook: `evtool hook install` installs it later")


def _ask_for_hook() -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = "Install a git hook that materializes schemas when you commit?"
    return click.confirm(question, default=True, err=True)


def _install(git: Git) -> None:
    """Install the hook; a repository that does not allow it is a workspace all the same."""
    try:
        plan = install(git, own_command())
    except EvtoolError as error:
        warn(f"no git hook: {error}" + (f"; {error.hint}" if error.hint else ""))
        return
    talk(f"git hook {plan.outcome}: {plan.path}")
    for note in plan.notes:
        talk(f"  {note}")


def _show_next(folder: Path, run: Invocation) -> None:
    where = "" if folder == run.path(".") else f" -C {shlex.quote(shown_path(folder, Path.cwd()))}"
    talk("next:")
    commands = [(f"evtool{where} {command}", meaning) for command, meaning in _NEXT]
    width = max(len(command) for command, _ in commands)
    for command, meaning in commands:
        talk(f"  {command:<{width}}  {style(meaning, sys.stderr, dim=True)}")
