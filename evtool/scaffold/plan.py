"""What a new workspace needs that is not there yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evtool.errors import ConfigurationError, Place
from evtool.files import FileWrite
from evtool.scaffold.schemas import Write, sample_schemas
from evtool.scaffold.template import template_files
from evtool.schema.repository import Repository
from evtool.workspace import FILE_NAME, LEGACY_NAME, STATE_FOLDER, load_workspace

_NAMES: tuple[Literal["primary", "secondary"], ...] = ("primary", "secondary")


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What `evtool init` writes, what it leaves as it is, and what the user should know."""

    folder: Path
    writes: tuple[Write, ...]
    kept: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def plan_scaffold(folder: Path) -> Scaffold:
    """Plan the files of a workspace in `folder`; nothing that exists is ever changed.

    The sample schemas of a repository are written as a whole, and only where an existing
    `evtool.yaml` names that repository and its folder is not there.

    Raises:
        ConfigurationError: The folder belongs to jsonschema-tools, or its `evtool.yaml`
            is wrong.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigurationError("not a folder", hint="name a folder", place=Place(folder))
    _refuse_legacy(folder)
    wanted: list[Write] = [
        FileWrite(folder / name, content) for name, content in template_files().items()
    ]
    kept = [write.path for write in wanted if os.path.lexists(write.path)]
    writes = [write for write in wanted if write.path not in kept]
    for repository, sample in _samples(folder):
        if repository.root.exists():
            kept.append(repository.root)
        else:
            writes += sample
    return Scaffold(folder, tuple(writes), tuple(kept), tuple(_notes(folder)))


def _refuse_legacy(folder: Path) -> None:
    if (folder / LEGACY_NAME).is_file() and not (folder / FILE_NAME).is_file():
        raise ConfigurationError(
            f"{LEGACY_NAME} configures this folder already",
            hint="`evtool migrate jsonschema-tools` makes an evtool.yaml from it",
            place=Place(folder / LEGACY_NAME),
        )


def _samples(folder: Path) -> list[tuple[Repository, list[Write]]]:
    repositories = [
        Repository(name, name, folder / "schema-repos" / name / "jsonschema") for name in _NAMES
    ]
    samples = sample_schemas(repositories)
    named = _named_roots(folder)
    return [(one, samples[one.name]) for one in repositories if named is None or one.root in named]


def _named_roots(folder: Path) -> set[Path] | None:
    """The repositories of the workspace that is there already; None if there is none."""
    file = folder / FILE_NAME
    if not file.is_file():
        return None
    return {repository.root for repository in load_workspace(file).repositories}


def _notes(folder: Path) -> Iterator[str]:
    outer = next((one for one in folder.parents if (one / FILE_NAME).is_file()), None)
    if outer is not None and not (folder / FILE_NAME).exists():
        yield f"the workspace of {outer} ends here: the nearest {FILE_NAME} counts"
    ignored = folder / ".gitignore"
    if ignored.is_file() and not _ignores_state(ignored):
        yield f"add evtool's own folder to {ignored}: echo '{STATE_FOLDER}/' >> {ignored}"


def _ignores_state(file: Path) -> bool:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return any(line.strip().strip("/") == STATE_FOLDER for line in lines)
