"""What a `.jsonschema-tools.yaml` says, by the names that `evtool.yaml` has for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evtool.legacy_config import MATERIALIZE_KEYS, TEST_CASES, LegacyConfig, skipped_cases
from evtool.repository_entry import NAME, normal
from evtool.schema.repository import Repository
from evtool.workspace import Workspace

Tokens = tuple[str | int, ...]

_NO_NAMES = frozenset({"", ".", "..", "jsonschema", "schemas", "schema", "repositories"})


@dataclass(frozen=True, slots=True)
class LegacyValue:
    """One value: the way to it in `evtool.yaml`, and the ways to what says it in the old file.

    A source that is not in the old file stands for a default of the old tool.
    """

    tokens: Tokens
    value: Any
    sources: tuple[Tokens, ...] = ()


def legacy_values(workspace: Workspace, config: LegacyConfig) -> Iterator[LegacyValue]:
    """Every value that the old file stands for; an `evtool.yaml` of them means the same."""
    yield LegacyValue(("version",), 1)
    yield from _repositories(workspace, config)
    settings = workspace.repositories[0].settings
    for name, keys in MATERIALIZE_KEYS.items():
        sources = tuple((key,) for key in keys)
        yield LegacyValue(("materialize", name), getattr(settings, name), sources)
    yield from _ignored(config)


def _repositories(workspace: Workspace, config: LegacyConfig) -> Iterator[LegacyValue]:
    """The repository and the bases, in the order of look-up; itself last if it is no base."""
    own = workspace.repositories[0]
    names: set[str] = {entry_name(own.name)}
    places: dict[str, int] = {}
    for index, place in enumerate((*workspace.lookup, own)):
        places.setdefault(_address(place), index)
    for at, (address, index) in enumerate(places.items()):
        if address == _address(own):
            yield from _own(at, own, config, index)
        else:
            name = _free(base_name(config.schemaBaseUris[index]), names)
            yield from _base(at, name, config, index)


def _address(place: Repository | str) -> str:
    return place if isinstance(place, str) else str(place.root)


def _own(
    at: int, repository: Repository, config: LegacyConfig, index: int
) -> Iterator[LegacyValue]:
    path = str(normal(Path(), config.schemaBasePath))
    sources: tuple[Tokens, ...] = (("schemaBasePath",), *_item("schemaBaseUris", index))
    yield LegacyValue(("repositories", at, "name"), entry_name(repository.name))
    yield LegacyValue(("repositories", at, "role"), repository.role)
    yield LegacyValue(("repositories", at, "path"), path, sources)
    for number, pattern in enumerate(config.ignoreSchemas):
        tokens: Tokens = ("repositories", at, "ignore", number)
        yield LegacyValue(tokens, pattern, _item("ignoreSchemas", number))


def _base(at: int, name: str, config: LegacyConfig, index: int) -> Iterator[LegacyValue]:
    uri = config.schemaBaseUris[index]
    yield LegacyValue(("repositories", at, "name"), name)
    yield LegacyValue(("repositories", at, "base"), uri, _item("schemaBaseUris", index))


def _item(key: str, at: int) -> tuple[Tokens, ...]:
    """An item of a list; the first one also stands for what is said about the list."""
    return ((key, at), (key,)) if at == 0 else ((key, at),)


def _ignored(config: LegacyConfig) -> Iterator[LegacyValue]:
    for case, rules in TEST_CASES.items():
        patterns = [
            (pattern, at)
            for pattern, cases in skipped_cases(config).items()
            for at, name in enumerate(cases)
            if name == case
        ]
        for rule in rules:
            for at, (pattern, index) in enumerate(patterns):
                source: Tokens = ("skipSchemaTestCases", pattern)
                tokens: Tokens = ("check", "ignore", rule, at)
                yield LegacyValue(tokens, pattern, (source, (*source, index)))


def base_name(uri: str) -> str:
    """A name for a place where references are looked up, from its URL or path."""
    parts = [part for part in re.split(r"[/\\]", uri.partition("://")[2] or uri) if part]
    telling = [part for part in parts if part.lower() not in _NO_NAMES]
    return entry_name(telling[-1] if telling else "base")


def entry_name(text: str) -> str:
    """A text as the name of a repository: what may not stand in one becomes `-`."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")
    return name if NAME.fullmatch(name) else "schemas"


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if another entry has it; it is then taken."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def stands(value: Any, tokens: Sequence[str | int]) -> bool:
    """Whether a document states what the tokens lead to."""
    for token in tokens:
        try:
            value = value[token]
        except (LookupError, TypeError):
            return False
    return True
