"""The stream configuration of a workspace, from disk or from a commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from evtool.document import parse_document
from evtool.errors import EvtoolError
from evtool.files import read_bytes
from evtool.streams.build import build
from evtool.streams.collection import paused_collection
from evtool.streams.config import StreamsConfig
from evtool.streams.configuration import Configuration, Options
from evtool.streams.file import StreamFile, read_stream_file
from evtool.streams.problem import UNREADABLE, Problem, Scope
from evtool.workspace import Workspace

Read = Callable[[Path], bytes]
"""Gives the bytes of a file; raises an `EvtoolError` where it cannot."""


def streams_config(workspace: Workspace) -> StreamsConfig:
    """The `streams` section of a workspace.

    Raises:
        ConfigurationError: It says what evtool does not understand.
    """
    return workspace.section("streams", StreamsConfig)


def stream_files(workspace: Workspace) -> list[Path]:
    """The stream files of a workspace, there or not; a pattern stands for what it matches.

    Raises:
        ConfigurationError: The section says what evtool does not understand.
    """
    found: dict[Path, None] = {}
    for name in streams_config(workspace).files:
        place = Path(name).expanduser()
        if any(sign in name for sign in "*?[") and not place.is_absolute():
            found.update(dict.fromkeys(sorted(workspace.root.glob(name))))
        else:
            found[workspace.root / place] = None
    return list(found)


def configuration_files(workspace: Workspace) -> list[Path]:
    """The files to look at for changes: that of the workspace, and its stream files.

    Only the first where its `streams` section is wrong: it has to change before others count.
    """
    own = [workspace.file] if workspace.file else []
    try:
        return [*own, *stream_files(workspace)]
    except EvtoolError:
        return own


def load_streams(
    workspace: Workspace,
    environments: Sequence[str] | None = None,
    *,
    read: Read = read_bytes,
    files: Sequence[Path] | None = None,
) -> Configuration:
    """Read and merge the stream files of a workspace.

    Args:
        workspace: Whose files they are.
        environments: The overrides to apply; None means those of the configuration.
        read: Gives the bytes of a file.
        files: The files; None means those of the configuration.

    Raises:
        ConfigurationError: The `streams` section says what evtool does not understand.
            What is wrong in the files raises nothing: it is in `problems`.
    """
    config = streams_config(workspace)
    chosen = config.environments if environments is None else tuple(environments)
    paths = stream_files(workspace) if files is None else files
    return load_files(paths, Options(config.merge_lists, chosen), read)


def load_files(paths: Sequence[Path], options: Options, read: Read = read_bytes) -> Configuration:
    """Read and merge stream files; one that cannot be read is a problem."""
    with paused_collection():
        problems: list[Problem] = []
        read_files: list[StreamFile] = []
        for path in paths:
            try:
                read_files.append(read_stream_file(parse_document(read(path), path)))
            except EvtoolError as error:
                problems.append(_unreadable(path, error))
        return build(read_files, options, problems)


def _unreadable(path: Path, error: EvtoolError) -> Problem:
    return Problem(
        UNREADABLE, error.message, path, hint=error.hint, scope=Scope.FILE, place=error.place
    )
