"""The stream configuration as a commit has it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evtool.files import read_bytes
from evtool.git import Git
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams, stream_files
from evtool.workspace import Workspace


def committed_streams(
    workspace: Workspace, git: Git, ref: str, environments: Sequence[str] | None = None
) -> Configuration:
    """Read the stream files of a commit, as the workspace of today reads them.

    A file that the commit lacks is left out: its streams count as added since. One outside
    the work tree is read as it is.

    Args:
        workspace: Says which files they are.
        git: The work tree.
        ref: A branch, a tag or a commit.
        environments: The overrides to apply; None means those of the configuration.

    Raises:
        MissingRef: There is no such commit.
        ConfigurationError: The `streams` section says what evtool does not understand.
    """
    files = stream_files(workspace)
    blobs = {
        path: entry.blob
        for file in files
        if file.is_relative_to(git.root)
        for path, entry in git.tree_files(ref, file).items()
    }
    contents = git.blobs(blobs.values())

    def read(path: Path) -> bytes:
        return contents[blobs[path]] if path in blobs else read_bytes(path)

    present = [path for path in files if path in blobs or not path.is_relative_to(git.root)]
    return load_streams(workspace, environments, read=read, files=present)
