"""The whole examination: gathers the facts of this run and hands them to the checks."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from evtool.configuration import effective
from evtool.doctor import git_setup, machine, workspace_state
from evtool.doctor.result import Result, of_error, ok, warning
from evtool.document import parse_document
from evtool.errors import ConfigurationError, EvtoolError
from evtool.git import Git
from evtool.git.environment import clean_environment
from evtool.git.program import Answer, run
from evtool.git_hook import status
from evtool.workspace import STATE_FOLDER, Workspace, find_workspace


def examine(folder: Path, config: Path | None = None) -> Iterator[Result]:
    """Every check, in an order in which later ones build on earlier ones.

    Args:
        folder: Where evtool was started.
        config: The configuration file, if the user names one.
    """
    workspace, found = _workspace(folder, config)
    yield from _machine()
    yield from _git(workspace.root if workspace else folder, workspace)
    yield found
    if workspace is not None:
        yield from _state(workspace)


def _workspace(folder: Path, config: Path | None) -> tuple[Workspace | None, Result]:
    try:
        workspace = find_workspace(folder, config)
        effective(workspace)
    except ConfigurationError as error:
        if error.place is None and config is None:
            return None, warning("workspace", error.message, "evtool init")
        return None, of_error("workspace", error)
    except EvtoolError as error:
        return None, of_error("workspace", error)
    if workspace.warnings:
        repair = "remove the file that is not used"
        return workspace, warning("workspace", "; ".join(workspace.warnings), repair)
    return workspace, ok("workspace", str(workspace.file))


def _machine() -> Iterator[Result]:
    yield machine.python(sys.version_info[:3], sys.executable)
    yield machine.libyaml(available=_reads_yaml())
    yield machine.extras(_requirements(), _is_installed)
    yield machine.encoding(sys.getfilesystemencoding(), sys.stdout.encoding or "none")
    yield machine.terminal(
        is_terminal=sys.stdout.isatty(),
        columns=shutil.get_terminal_size().columns,
        kind=os.environ.get("TERM", ""),
    )


def _reads_yaml() -> bool:
    try:
        parse_document(b"libyaml: needed", Path("trial.yaml"))
    except EvtoolError:
        return False
    return True


def _requirements() -> list[str]:
    try:
        return requires("evtool") or []
    except PackageNotFoundError:  # run from a folder that was never installed
        return []


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _git(folder: Path, workspace: Workspace | None) -> Iterator[Result]:
    answer = _ask(folder, "version")
    yield git_setup.program(answer.output.decode(errors="replace") if answer else None)
    if answer is None:
        return
    identity = _ask(folder, "var", "GIT_COMMITTER_IDENT")
    if identity is not None:
        yield git_setup.identity(identity)
    try:
        git = Git.find(folder)
    except EvtoolError as error:
        yield of_error("work tree", error)
        return
    if git is None:
        yield warning("work tree", f"{folder} is in no git repository", "git init")
        return
    yield ok("work tree", str(git.root))
    yield from _work_tree(git, workspace)


def _work_tree(git: Git, workspace: Workspace | None) -> Iterator[Result]:
    repositories = workspace.repositories if workspace else ()
    sample = next((one.root for one in repositories if one.root.is_relative_to(git.root)), git.root)
    attributes = git.ask("check-attr", "text", "eol", "--", str(sample / "title" / "1.0.0.yaml"))
    wanted = any(one.settings.links for one in repositories)
    yield git_setup.line_ends(_value(git, "core.autocrlf"), attributes.output.decode())
    yield git_setup.links(_value(git, "core.symlinks"), wanted=wanted)
    yield git_setup.history(shallow=git.is_shallow())
    yield from _guarded("git hook", lambda: [git_setup.hook(status(git))])
    if workspace is not None:
        inside = str(workspace.state / "log")
        answer = git.ask("add", "--dry-run", "--ignore-missing", "--", inside)
        yield git_setup.ignored(answer, STATE_FOLDER)


def _value(git: Git, name: str) -> str:
    return git.ask("config", "--get", name).output.decode(errors="replace").strip()


def _ask(folder: Path, *arguments: str) -> Answer | None:
    """The answer of git; None where it is not installed."""
    here = next(place for place in (folder, *folder.parents) if place.is_dir())
    try:
        return run(arguments, folder=here, environment=clean_environment(os.environ))
    except FileNotFoundError:
        return None


def _state(workspace: Workspace) -> Iterator[Result]:
    for one in workspace.repositories:
        check = f"repository {one.name}"
        yield from _guarded(check, partial(workspace_state.repository, one))
    for place in workspace.lookup:
        if isinstance(place, str) or place not in workspace.repositories:
            yield workspace_state.base(place)
    yield from _folders(workspace)
    yield from workspace_state.ports(_ports(workspace), workspace_state.is_free)


def _folders(workspace: Workspace) -> Iterator[Result]:
    folders = {one.name: one.root for one in workspace.repositories}
    permission = workspace_state.writable({"workspace": workspace.root, **folders})
    yield permission
    linked = any(one.settings.links for one in workspace.repositories)
    if linked and os.access(workspace.root, os.W_OK):
        yield workspace_state.file_system_links(workspace.root)


def _ports(workspace: Workspace) -> dict[str, int]:
    """The ports that the workspace's configuration names: key -> port."""
    return {
        setting.key: setting.value
        for setting in effective(workspace)
        if str(setting.tokens[-1]).endswith("port") and type(setting.value) is int
    }


def _guarded(check: str, examination: Callable[[], Iterable[Result]]) -> list[Result]:
    """The results of a check; an error that it meets is its result."""
    try:
        return list(examination())
    except EvtoolError as error:
        return [of_error(check, error)]
