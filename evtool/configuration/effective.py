"""Every value that is in effect in a workspace, with its origin."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evtool.config import VARIABLE, Section, expand, load_section
from evtool.configuration.legacy_values import legacy_values, stands
from evtool.configuration.owners import OWNERS, owner
from evtool.configuration.setting import Origin, Setting
from evtool.connectors.catalog import hides
from evtool.connectors.config import DeliveryConfig
from evtool.legacy_config import read_legacy
from evtool.repository_entry import RepositoryEntry
from evtool.workspace import LEGACY_NAME, SECTIONS, Workspace

Tokens = tuple[str | int, ...]


def effective(workspace: Workspace) -> list[Setting]:
    """Every value of the configuration, in the order of the sections.

    Values of an optional key that nobody set are left out.

    Raises:
        ConfigurationError: A section does not fit its dataclass.
    """
    if workspace.file is not None and workspace.file.name == LEGACY_NAME:
        return list(_legacy(workspace))
    made: list[Setting] = []
    for name in SECTIONS:
        made += _of_section(name, workspace.sections.get(name), workspace)
    return made


def _of_section(name: str, section: Section | None, workspace: Workspace) -> Iterator[Setting]:
    if name == "version":
        yield _leaf(("version",), 1, section)
    elif name == "repositories":
        yield from _repositories(section, workspace)
    elif name in OWNERS and (kind := owner(name)) is not None:
        yield from _walk(workspace.section(name, kind), section, (name,))
    elif name == "connectors" and section is not None:
        yield from _connectors(section)
    elif section is not None:
        yield from _raw(section, (name,))


def _connectors(section: Section) -> Iterator[Setting]:
    """The options of connectors; what their types mark as secret is."""
    plain_ones = {field.name for field in dataclasses.fields(DeliveryConfig)}
    for setting in _raw(section, ("connectors",)):
        secret = False
        if len(setting.tokens) > 2:
            name, option = setting.tokens[1:3]
            kind = section.raw[name].get("type")
            secret = option not in plain_ones and hides(str(kind), str(option))
        yield dataclasses.replace(setting, secret=secret)


def _repositories(section: Section | None, workspace: Workspace) -> Iterator[Setting]:
    if section is not None:
        for at in range(len(section.raw)):
            item = section.below(at)
            yield from _walk(load_section(RepositoryEntry, item), item, ("repositories", at))
        return
    for at, repository in enumerate(workspace.repositories):
        yield Setting(("repositories", at, "name"), repository.name)
        yield Setting(("repositories", at, "path"), str(repository.root))


def _walk(value: Any, section: Section | None, tokens: Tokens) -> Iterator[Setting]:
    """The fields of a section; its depth is that of our own dataclasses."""
    for token, item in _parts(value):
        part = _part(value, section, token)
        if _has_parts(item):
            yield from _walk(item, part, (*tokens, token))
        elif item is not None or part is not None:
            yield _leaf((*tokens, token), item, part)


def _part(value: Any, section: Section | None, token: str | int) -> Section | None:
    """Where the file states one field; None where it does not."""
    if section is None:
        return None
    if isinstance(section.raw, str):  # a text in place of the map
        return section if token == getattr(value, "shorthand", None) else None
    return section.below(token) if isinstance(token, int) or token in section.raw else None


def _parts(value: Any) -> list[tuple[str | int, Any]]:
    if dataclasses.is_dataclass(value):
        return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    return list(value.items() if isinstance(value, Mapping) else enumerate(value))


def _has_parts(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value)
    if isinstance(value, list | tuple):
        return any(dataclasses.is_dataclass(item) for item in value)
    return dataclasses.is_dataclass(value)


def _raw(section: Section, tokens: Tokens) -> Iterator[Setting]:
    """The values of a section that no dataclass describes (documents: 200 levels at most)."""
    raw = section.raw
    if not isinstance(raw, Mapping) or not raw:
        value = expand(raw, section) if isinstance(raw, str) else raw
        yield _leaf(tokens, value, section)
        return
    for key in raw:
        yield from _raw(section.below(key), (*tokens, key))


def _leaf(tokens: Tokens, value: Any, section: Section | None) -> Setting:
    if section is None:
        return Setting(tokens, plain(value))
    names = tuple(
        f"{name} from the environment" if os.environ.get(name) else f"{name} not set"
        for name in variables(section.raw)
    )
    return Setting(tokens, plain(value), Origin("file", section.place(), names))


def variables(raw: Any) -> list[str]:
    """The environment variables that a value of the file names, in a text or a list of them."""
    items: Sequence[Any] = raw if isinstance(raw, list) else [raw]
    texts = [item for item in items if isinstance(item, str)]
    return [match[1] for text in texts for match in VARIABLE.finditer(text)]


def plain(value: Any) -> Any:
    """A configuration value as JSON has it: lists for tuples, integers for whole numbers."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _legacy(workspace: Workspace) -> Iterator[Setting]:
    """The values that `.jsonschema-tools.yaml` stands for, by their names in `evtool.yaml`."""
    document = workspace.document
    if document is None:
        return
    for one in legacy_values(workspace, read_legacy(document)[0]):
        stated = [source for source in one.sources if stands(document.value, source)]
        way = [str(token) for token in stated[0]] if stated else []
        origin = Origin("file", document.place(way)) if way else Origin()
        yield Setting(one.tokens, plain(one.value), origin)
