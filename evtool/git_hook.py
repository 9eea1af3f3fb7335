"""Installs evtool as a git hook beside whatever hook there is, and takes it away again.

The script comes from `hooks/`; `evtool.git_hook_plan` decides what happens to the files
that are there, this module reads and writes them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evtool.git import Git, GitError
from evtool.git_hook_plan import (
    CHAINED,
    HOOKS,
    LEGACY,
    HookFile,
    HookPlan,
    HookState,
    Move,
    Remove,
    Write,
    plan_install,
    plan_uninstall,
    render,
)

_EXECUTABLE = 0o755


@dataclass(frozen=True, slots=True)
class HookStatus:
    """How evtool stands in a repository's hooks.

    `path` is our hook (None: not installed), `active` whether git runs it, `chained`
    the hook that it runs first, `folder` where git looks for hooks.
    """

    hook: str
    folder: Path
    path: Path | None
    active: bool
    chained: Path | None


def own_command() -> list[str]:
    """Return the command that starts this evtool again, without help of the PATH."""
    script = Path(sys.executable).with_name("evtool")
    if script.is_file():
        return [str(script)]
    # -P: a folder named evtool in the user's repository must not run in our place.
    return [sys.executable, "-P", "-m", "evtool"]


def prepare_install(
    git: Git, command: Sequence[str], hook: str = "pre-commit", *, force: bool = False
) -> HookPlan:
    """Plan the installation of a hook without touching anything.

    Args:
        git: The work tree.
        command: The evtool to fall back on where none is on the PATH: `own_command()`.
        hook: One of `HOOKS`.
        force: Also into a hook folder that other repositories use.

    Raises:
        GitError: The hook folder is shared or managed by others, or a hook would be lost.
    """
    state = _state(git, hook)
    # A committed hook runs on other machines, where our path means nothing.
    recorded = () if state.versioned else command
    return plan_install(state, render(_template(), hook, recorded), force=force)


def prepare_uninstall(git: Git, hook: str = "pre-commit") -> HookPlan:
    """Plan to take our hook away without touching anything.

    Raises:
        GitError: A hook would be lost.
    """
    return plan_uninstall(_state(git, hook))


def install(
    git: Git, command: Sequence[str], hook: str = "pre-commit", *, force: bool = False
) -> HookPlan:
    """Install a hook, running the one that is there first; safe to repeat.

    Arguments and errors are those of `prepare_install`.
    """
    plan = prepare_install(git, command, hook, force=force)
    apply(plan)
    return plan


def uninstall(git: Git, hook: str = "pre-commit") -> HookPlan:
    """Take our hook away and give what stood there before its place back.

    Raises:
        GitError: A hook would be lost, or the folder is not writable.
    """
    plan = prepare_uninstall(git, hook)
    apply(plan)
    return plan


def status(git: Git, hook: str = "pre-commit") -> HookStatus:
    """Say whether our hook is installed, whether git runs it, and what it runs first."""
    state = _state(git, hook)
    ours = state.ours
    return HookStatus(
        hook=hook,
        folder=state.folder,
        path=ours.path if ours else None,
        active=bool(ours and ours.executable and state.active and state.active.executable),
        chained=state.chained.path if ours and state.chained else None,
    )


def apply(plan: HookPlan) -> None:
    """Carry a plan out; a plan that cannot be finished leaves things as they were.

    Raises:
        GitError: The folder is not writable.
    """
    moved: list[Move] = []
    try:
        for step in plan.steps:
            _take(step)
            moved += [step] if isinstance(step, Move) else []
    except OSError as error:
        for step in reversed(moved):
            with suppress(OSError):
                step.target.replace(step.source)
        raise GitError(
            f"the {plan.path.name} hook cannot be changed: {error}",
            hint=f"{plan.path.parent} must be a folder that you may write to",
        ) from error


def _take(step: Write | Move | Remove) -> None:
    match step:
        case Write(path, content):
            _write(path, content)
        case Move(source, target):
            source.replace(target)
        case Remove(path):
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.evtool-{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.chmod(_EXECUTABLE)
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _state(git: Git, hook: str) -> HookState:
    if hook not in HOOKS:
        raise GitError(f"evtool has no {hook} hook", hint=f"it has {', '.join(HOOKS)}")
    folder = git.hooks_folder()
    real = folder.resolve()
    of_git = real.is_relative_to(git.common_dir) or real.is_relative_to(git.git_dir)
    in_work_tree = real.is_relative_to(git.root) and not of_git
    return HookState(
        folder=folder,
        hook=hook,
        active=_file(folder / hook),
        chained=_file(folder / (hook + CHAINED)),
        legacy=_file(folder / (hook + LEGACY)),
        outside=not of_git and not in_work_tree,
        versioned=in_work_tree,
    )


def _file(path: Path) -> HookFile | None:
    """Read what has this name; a symbolic link that leads nowhere is there too."""
    if not os.path.lexists(path):
        return None
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    return HookFile(path, content, os.access(path, os.X_OK))


def _template() -> str:
    """Return the hook script: `evtool/_hooks` in a wheel, `hooks/` in a checkout."""
    packaged = Path(__file__).with_name("_hooks")
    folder = packaged if packaged.is_dir() else Path(__file__).parents[1] / "hooks"
    return (folder / "git-hook").read_text(encoding="utf-8")
