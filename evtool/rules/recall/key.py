"""What the outcome of a check depends on, as one key: the same key, the same outcome.

Contents count, not times: a file that is touched or checked out again is the same file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import evtool
from evtool.files import ReadError, read_bytes
from evtool.plugins import found, owner
from evtool.rules.engine import Request
from evtool.rules.engine.bases import Bases
from evtool.streams.load import stream_files
from evtool.streams.settings import settings_schema
from evtool.workspace import LEGACY_NAME, STATE_FOLDER, Workspace

_REMOTE: Final = re.compile(rb"\$ref['\"]?\s*:\s*['\"]?https?:")

_NOT_CHECKED: Final = frozenset([".git", STATE_FOLDER])


class _Remote(Exception):
    """Something is read from an address, whose content nobody knows without asking."""


def key_of(request: Request, files: Iterable[Path], *, streams: bool) -> str | None:
    """The key of a check; None where its outcome depends on what cannot be seen from here.

    Args:
        request: What is checked.
        files: Further files that matter, such as the baseline.
        streams: Whether the stream files are checked too.

    Raises:
        EvtoolError: What keeps from checking keeps from this too.
    """
    workspace = request.workspace
    digest = hashlib.blake2b(digest_size=16)
    try:
        for part in _parts(request, files, streams=streams):
            digest.update(len(part).to_bytes(8, "big") + part)
    except (_Remote, OSError):
        return None
    return None if _looks_up_addresses(workspace) else digest.hexdigest()


def _looks_up_addresses(workspace: Workspace) -> bool:
    return any(isinstance(base, str) for base in workspace.lookup)


def _parts(request: Request, files: Iterable[Path], *, streams: bool) -> Iterator[bytes]:
    workspace = request.workspace
    yield from _program()
    asked = request.paths, request.against, request.select, request.ignore, request.settings
    yield repr((asked, request.today, workspace.root, streams)).encode()
    configured = [workspace.file, *(_legacy_files(workspace)), *files]
    for path in configured:
        yield from _file(path)
    bases = Bases(workspace.root, request.against)
    for repository in workspace.repositories:
        yield repr((repository.name, repository.root, repository.settings)).encode()
        yield str(bases.commit(repository)).encode()
        yield from _tree(repository.root)
    if streams:
        yield json.dumps(settings_schema(workspace), sort_keys=True, default=str).encode()
        for path in stream_files(workspace):
            yield from _file(path)


def _program() -> Iterator[bytes]:
    """This version of evtool, with what is added to it; also while somebody works on it."""
    yield f"{evtool.__version__} {sys.version}".encode()
    home = Path(evtool.__file__).parent
    newest = max(one.stat().st_mtime_ns for one in home.rglob("*.py"))
    yield str(newest).encode()
    for name, point in sorted(found("evtool.rules").items()):
        version = point.dist.version if point.dist else ""
        yield f"{name} {owner(point)} {version}".encode()


def _legacy_files(workspace: Workspace) -> Iterator[Path]:
    for folder in {workspace.root, *(one.root.parent for one in workspace.repositories)}:
        yield folder / LEGACY_NAME


def _file(path: Path | None) -> Iterator[bytes]:
    if path is not None:
        yield str(path).encode("utf-8", "surrogateescape")
        try:
            yield read_bytes(path)
        except ReadError:
            yield b"absent"


def _tree(root: Path) -> Iterator[bytes]:
    """All files below a folder: names, links and contents."""
    pending: list[Any] = [root]
    while pending:
        folder = pending.pop()
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            yield os.fsencode(entry.path)
            if entry.is_symlink():
                yield os.fsencode(os.readlink(entry.path))  # noqa: PTH115 - bytes are wanted
            elif entry.is_dir():
                if entry.name not in _NOT_CHECKED:
                    pending.append(entry.path)
            elif entry.is_file():
                content = Path(entry.path).read_bytes()
                if _REMOTE.search(content):
                    raise _Remote
                yield content
