"""Checks of the workspace: its repositories, its folders, and the ports that it names."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from evtool.doctor.result import Result, of_error, ok, problem, warning
from evtool.files import TEMPORARY_PREFIX
from evtool.git import Git, MissingRef
from evtool.schema.repository import Repository
from evtool.workspace import missing_root

LOOPBACK = "127.0.0.1"


def repository(one: Repository) -> Iterator[Result]:
    """Whether a repository is there, pinned if it is a clone, and holds sources."""
    check = f"repository {one.name}"
    if not one.root.is_dir():
        yield of_error(check, missing_root(one))
        return
    if one.clone is not None:
        yield pin(one, Git.find(one.clone))
    current = one.settings.current_file
    count = sum(path.rpartition("/")[2] == current for path in one.store.paths())
    if count:
        yield ok(check, f"{count} source{'' if count == 1 else 's'} in {one.root}")
    else:
        yield warning(check, f"no {current} in {one.root}", "evtool schema new TITLE")


def pin(one: Repository, git: Git | None) -> Result:
    """Whether a clone stands at the commit that the configuration names."""
    check = f"clone {one.name}"
    if git is None or git.root != (one.clone and one.clone.resolve()):
        return problem(check, f"{one.clone} is no git clone", "evtool repo sync")
    head = git.head_commit() or "no commit"
    if one.rev is None:
        message = "not pinned: other machines may see other schemas"
        return warning(check, message, f"add `rev: {head}` to it in the configuration")
    if head not in commits(git, one.rev):
        return warning(check, f"at {head[:12]}, not at {one.rev}", "evtool repo sync")
    return ok(check, f"at {one.rev}")


def commits(git: Git, rev: str) -> list[str]:
    """The commits that a pin may mean in a clone: the remote's branch, a tag, an id."""
    found = []
    for ref in (f"origin/{rev}", rev):
        try:
            found.append(git.resolve(ref))
        except MissingRef:
            continue
    return found


def base(folder: Repository | str) -> Result:
    """Whether a place where references are only looked up is there; URLs are not asked."""
    if isinstance(folder, str):
        return ok("base", f"{folder} (not asked)")
    if folder.root.is_dir():
        return ok("base", str(folder.root))
    return of_error("base", missing_root(folder))


def writable(folders: Mapping[str, Path]) -> Result:
    """Whether this user may write where evtool writes; name -> folder."""
    distinct = dict.fromkeys(folders.values())
    locked = [str(folder) for folder in distinct if not _may_write(folder)]
    if not locked:
        return ok("write permission", "granted")
    named = " ".join(f"'{folder}'" for folder in locked)
    return problem("write permission", f"none in {', '.join(locked)}", f"chmod u+wx {named}")


def _may_write(folder: Path) -> bool:
    return not folder.is_dir() or os.access(folder, os.W_OK | os.X_OK)


def file_system_links(folder: Path) -> Result:
    """Whether the file system of the workspace has symbolic links."""
    try:
        with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=folder) as place:
            Path(place, "link").symlink_to("target")
    except OSError as error:
        return problem(
            "links",
            f"{folder} cannot hold symbolic links: {error.strerror}",
            "write `links: false` in the section `materialize`, or use another file system",
        )
    return ok("links", "the file system has symbolic links")


def ports(wanted: Mapping[str, int], is_free: Callable[[int], bool]) -> list[Result]:
    """Whether the ports of the local platform are free; configuration key -> port."""
    busy = [
        warning(
            "ports",
            f"{port} ({key}) is taken by another program",
            f"set another {key}, or find it: ss -ltnp 'sport = :{port}'",
        )
        for key, port in wanted.items()
        if port and not is_free(port)
    ]
    if wanted and not busy:
        return [ok("ports", f"{', '.join(str(port) for port in wanted.values())} are free")]
    return busy


def is_free(port: int) -> bool:
    """Whether a server could listen on a port of the loopback interface."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True
