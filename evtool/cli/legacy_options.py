"""The options of jsonschema-tools' commands, and the workspace that they describe.

Source: section 1 of the reference tool's behavior. Its short flags that do nothing
(`-D -S -L -G`) do here what their help says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from evtool.cli.base import Command, Invocation
from evtool.document import Document
from evtool.errors import ConfigurationError
from evtool.legacy_config import LegacyConfig, legacy_document, read_legacy
from evtool.repository_entry import base as lookup_base
from evtool.schema.repository import Repository
from evtool.schema.settings import MaterializeSettings
from evtool.workspace import LEGACY_NAME, Workspace, find_workspace, legacy_workspace

F = TypeVar("F", bound=Callable[..., Any])

CONFIG_OPTIONS = (
    click.option(
        "-u", "--schema-base-uris", multiple=True, metavar="URI,...",
        help="Folders and URLs in which references are looked up.",
    ),
    click.option(
        "-C", "--config-paths", multiple=True, metavar="FILE",
        help="Configuration file instead of .jsonschema-tools.yaml.",
    ),
)  # fmt: skip
CONTENT_OPTIONS = (
    *CONFIG_OPTIONS,
    click.option("-o", "--output-dir", metavar="DIR", help="Refused: see -O."),
    click.option(
        "-V", "--schema-version-field", metavar="FIELD", help="Field that ends with the version."
    ),
    click.option(
        "-c", "--content-types", multiple=True, metavar="yaml,json", help="Formats to write."
    ),
    click.option("-N", "--current-name", metavar="NAME", help="Name of the sources."),
    click.option(
        "--dereference/--no-dereference", " /-D", default=True,
        help="Whether references are written out.",
    ),
    click.option(
        "--symlink-extensionless/--no-symlink-extensionless", " /-S", default=True,
        help="Whether 1.0.0 links to 1.0.0.yaml.",
    ),
    click.option(
        "--symlink-latest/--no-symlink-latest", " /-L", default=True,
        help="Whether latest links to the newest version.",
    ),
    click.option("-n", "--dry-run", is_flag=True, help="Write nothing."),
)  # fmt: skip
GIT_OPTIONS = (
    click.option("-s", "--staged", is_flag=True, help="Staged sources only."),
    click.option(
        "--git-add/--no-git-add", " /-G", default=None, help="Whether what is written is staged."
    ),
)  # fmt: skip


class LegacyCommand(Command):
    """A hidden command; `-C` names configuration files, as it did, and not a folder."""

    def __init__(self, *arguments: Any, **how: Any) -> None:
        super().__init__(*arguments, hidden=True, **how)
        self.params = [one for one in self.params if one.name != "directory"]


def options(declared: Iterable[Callable[[F], F]]) -> Callable[[F], F]:
    """Several options as one decorator."""

    def add(function: F) -> F:
        for option in reversed(list(declared)):
            function = option(function)
        return function

    return add


def adopt(run: Invocation, base: str | None, how: dict[str, Any]) -> None:
    """Give the run the workspace that the old options and configuration describe.

    `base` is the old `schemaBasePath`: a schema root of the workspace, or one of its own.

    Raises:
        ConfigurationError: The configuration, or an option, makes no sense.
        EvtoolError: Versions shall be written elsewhere than beside their source.
    """
    if how.get("output_dir"):
        raise ConfigurationError(
            "versions are written beside their source, not to another folder",
            hint="print the schema with -O and write it where you like",
        )
    workspace = _workspace(run, base, how["config_paths"])
    changes = _changes(how, workspace)
    adapted = {one.root: one.with_settings(**changes) for one in workspace.repositories}
    uris = _split(how["schema_base_uris"])
    lookup = [lookup_base(uri, run.directory) for uri in uris] or workspace.lookup
    run.workspace = replace(
        workspace,
        repositories=tuple(adapted.values()),
        lookup=tuple(
            adapted.get(one.root, one) if isinstance(one, Repository) else one for one in lookup
        ),
    )


def legacy_flags(workspace: Workspace) -> LegacyConfig:
    """What the old configuration says about git and dry runs; its defaults without one."""
    document = workspace.document
    if document is None or document.path.name != LEGACY_NAME:
        return LegacyConfig()
    return read_legacy(document)[0]


def _workspace(run: Invocation, base: str | None, configs: tuple[str, ...]) -> Workspace:
    paths = [run.path(name) for name in _split(configs)]
    if len(paths) > 1:
        raise ConfigurationError(
            "several configuration files are not merged", hint="name one, or write one"
        )
    if paths:
        return legacy_workspace(legacy_document(paths[0]))
    root = run.path(base) if base else run.directory
    try:
        found = run.workspace
    except ConfigurationError as error:
        if error.place is not None or run.config is not None:
            raise
        return _unconfigured(root)
    if base is None or found.repository_of(root) or _holds(root, found):
        return found
    try:
        return find_workspace(root)
    except ConfigurationError:
        return _unconfigured(root)


def _unconfigured(root: Path) -> Workspace:
    """A folder without configuration, with the defaults of jsonschema-tools."""
    return legacy_workspace(Document(root / LEGACY_NAME, "{}", {}))


def _holds(folder: Path, workspace: Workspace) -> bool:
    return any(one.root.is_relative_to(folder) for one in workspace.repositories)


def holds_all(folder: Path, workspace: Workspace) -> bool:
    """Whether every repository lies in a folder: naming it is naming everything."""
    return all(one.root.is_relative_to(folder) for one in workspace.repositories)


def _changes(how: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    """How schemas are materialized otherwise than the configuration says."""
    changes: dict[str, Any] = {}
    kinds = tuple(dict.fromkeys(_split(how.get("content_types", ()))))
    if set(kinds) - {"yaml", "json"}:
        raise ConfigurationError(f"no content types {', '.join(kinds)}", hint="known: yaml, json")
    if kinds:
        changes["content_types"] = kinds
    for option, key in (("schema_version_field", "version_field"), ("current_name",) * 2):
        if how.get(option):
            changes[key] = how[option]
    if not how.get("dereference", True):
        changes["dereference"] = False
    if workspace.repositories:
        changes["links"] = _links(how, workspace.repositories[0].settings)
    return changes


def _links(how: dict[str, Any], settings: MaterializeSettings) -> tuple[str, ...]:
    version = settings.version_links and how.get("symlink_extensionless", True)
    latest = settings.latest_links and how.get("symlink_latest", True)
    return (*(("version",) if version else ()), *(("latest",) if latest else ()))


def _split(values: Iterable[str]) -> list[str]:
    """Options that may be repeated, and may hold several values with commas."""
    return [part for value in values for part in value.split(",") if part]
