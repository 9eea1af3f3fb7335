"""What installing a git hook means for the files that are there: pure.

A hook folder holds at most three files that matter to us: the hook that git runs, the
hook that stood there before ours (`pre-commit.evtool-chained`, which ours runs first)
and `pre-commit.legacy`, under which the pre-commit framework runs a hook that it found,
ours for instance.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evtool.git.program import GitError

HOOKS = ("pre-commit", "pre-merge-commit", "pre-push")
CHAINED = ".evtool-chained"
LEGACY = ".legacy"

_OURS = b"# Git hook of evtool"
_OLD_TOOL = b"jsonschema-tools"

Outcome = Literal["installed", "updated", "unchanged", "uninstalled", "absent"]


@dataclass(frozen=True, slots=True)
class HookFile:
    """A file in a hook folder; git ignores one that is not executable."""

    path: Path
    content: bytes
    executable: bool = True

    @property
    def is_ours(self) -> bool:
        """Whether evtool wrote it, in this version or another."""
        return _OURS in self.content[:200]


@dataclass(frozen=True, slots=True)
class HookState:
    """What is in the hook folder now, and where that folder is.

    `outside` says that it belongs to no single repository (`core.hooksPath` names a
    folder elsewhere), `versioned` that it is in the work tree and may be committed.
    """

    folder: Path
    hook: str
    active: HookFile | None = None
    chained: HookFile | None = None
    legacy: HookFile | None = None
    outside: bool = False
    versioned: bool = False

    @property
    def path(self) -> Path:
        """The file that git runs."""
        return self.folder / self.hook

    @property
    def chained_path(self) -> Path:
        """Where the hook goes that stood there before ours."""
        return self.folder / (self.hook + CHAINED)

    @property
    def ours(self) -> HookFile | None:
        """Our hook, if git runs it or another hook manager does."""
        return next((f for f in (self.active, self.legacy) if f and f.is_ours), None)


@dataclass(frozen=True, slots=True)
class Move:
    """Give a file another name, replacing what has that name."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Write:
    """Write an executable file in one step."""

    path: Path
    content: bytes


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a file."""

    path: Path


@dataclass(frozen=True, slots=True)
class HookPlan:
    """What is to be done to the hook folder, in this order, and what the user should know."""

    outcome: Outcome
    path: Path
    chained: Path | None = None
    steps: tuple[Write | Move | Remove, ...] = ()
    notes: tuple[str, ...] = ()


def plan_install(state: HookState, script: bytes, *, force: bool = False) -> HookPlan:
    """Plan how our hook gets to run, before or after whatever runs there now.

    Args:
        state: The hook folder.
        script: Our hook, from `render`.
        force: Also into a folder that other repositories use.

    Raises:
        GitError: The folder is not ours to write to, or a hook would be lost.
    """
    if state.ours is not None:
        return _refresh(state, state.ours, script)
    _refuse_foreign_folder(state, force=force)
    if state.active is None:
        steps: tuple[Write | Move | Remove, ...] = (Write(state.path, script),)
        return HookPlan("installed", state.path, _path(state.chained), steps, _notes(state))
    if state.chained is not None:
        raise GitError(
            f"{state.path} and {state.chained.path} both hold a hook, and one would be lost",
            hint=f"put them together in {state.path} and remove the other one",
        )
    steps = (Move(state.path, state.chained_path), Write(state.path, script))
    return HookPlan("installed", state.path, state.chained_path, steps, _notes(state))


def plan_uninstall(state: HookState) -> HookPlan:
    """Plan how what stood there before our hook gets its place back.

    Raises:
        GitError: Another hook stands there now, and the one kept for it would be lost.
    """
    ours, chained = state.ours, state.chained
    if ours is not None:
        step = Move(chained.path, ours.path) if chained else Remove(ours.path)
        return HookPlan("uninstalled", ours.path, None, (step,))
    if chained is None:
        return HookPlan("absent", state.path)
    if state.active is None:
        return HookPlan("uninstalled", state.path, None, (Move(chained.path, state.path),))
    raise GitError(
        f"{state.path} is no longer evtool's, and {chained.path} still waits for its place",
        hint="keep the one you need under the first name and remove the other",
    )


def _refresh(state: HookState, ours: HookFile, script: bytes) -> HookPlan:
    chained = _path(state.chained)
    if ours.content == script and ours.executable:
        return HookPlan("unchanged", ours.path, chained, (), _notes(state))
    return HookPlan("updated", ours.path, chained, (Write(ours.path, script),), _notes(state))


def _refuse_foreign_folder(state: HookState, *, force: bool) -> None:
    if state.folder.name == "_" and state.folder.parent.name == ".husky":
        raise GitError(
            f"husky writes the hooks in {state.folder} itself",
            hint=f"add the line `evtool hook run {state.hook}` to .husky/{state.hook}",
        )
    if state.outside and not force:
        raise GitError(
            f"core.hooksPath leads to {state.folder}, which is not this repository's alone",
            hint="`--force` installs it there, for all repositories that use that folder; "
            "`git config --local core.hooksPath .git/hooks` gives this one its own",
        )


def _notes(state: HookState) -> tuple[str, ...]:
    notes = []
    if state.outside:
        notes.append(f"every repository whose core.hooksPath is {state.folder} now runs evtool")
    if state.versioned:
        notes.append(f"{state.folder} is in the work tree: commit the hook for others to have it")
    previous = state.chained or (None if state.ours else state.active)
    if previous is not None:
        notes += _notes_on_previous(previous)
    return tuple(notes)


def _notes_on_previous(previous: HookFile) -> list[str]:
    if not previous.executable:
        return ["the hook that was there is not executable; git did not run it, nor does evtool"]
    notes = ["the hook that was there runs first, and can stop git"]
    if _OLD_TOOL in previous.content:
        notes.append("that one runs jsonschema-tools, which evtool replaces: empty it")
    return notes


def _path(file: HookFile | None) -> Path | None:
    return file.path if file else None


def render(template: str, hook: str, command: Sequence[str]) -> bytes:
    """Return the hook script with its three lines filled in.

    Args:
        template: The script in `hooks/`.
        hook: Which git hook it is.
        command: The evtool to fall back on, program first; empty for none.
    """
    program, *arguments = command or ("",)
    words = " ".join(['"$recorded"', *map(shlex.quote, arguments), '"$@"'])
    lines = {
        "hook=": f"hook={hook}",
        "recorded=": f"recorded={shlex.quote(program)}",
        "run_recorded()": f"run_recorded() {{ {words}; }}",
    }
    filled = [
        next((new for start, new in lines.items() if line.startswith(start)), line)
        for line in template.splitlines()
    ]
    return os.fsencode("\n".join(filled) + "\n")
