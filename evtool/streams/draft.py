"""What becomes of the declarations of all files: one entry a name, with its layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from evtool.streams.file import StreamFile
from evtool.streams.layer import Layer, Override
from evtool.streams.problem import (
    DUPLICATE,
    INVALID_NAME,
    UNKNOWN_ENVIRONMENT,
    Problem,
    Scope,
)
from evtool.streams.values import kind_of


@dataclass
class Draft:
    """The layers of the defaults and of each entry by its name, before they are merged."""

    defaults: list[Layer] = field(default_factory=list)
    entries: dict[str, list[Layer]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def draft(files: Sequence[StreamFile], environments: Sequence[str]) -> Draft:
    """Gather what the files declare, and what the environments change, in that order."""
    made = Draft(
        defaults=[file.defaults for file in files if file.defaults],
        problems=[problem for file in files for problem in file.problems],
    )
    for file in files:
        for key, layer in file.entries:
            _declare(made, key, layer)
    overrides = [one for file in files for one in file.overrides]
    _check_environments(made, files, overrides, environments)
    for name in environments:
        for override in overrides:
            if override.environment == name:
                _apply(made, override)
    return made


def _declare(made: Draft, key: str, layer: Layer) -> None:
    name = _name(made, key, layer)
    if name is None:
        return
    if name in made.entries:
        first = made.entries[name][0]
        where = f"also in {first.path.name}" if first.path != layer.path else "twice in this file"
        message = f"the stream {name} is declared {where}: this one counts"
        hint = "keep one of the two"
        made.problems.append(
            Problem(DUPLICATE, message, layer.path, layer.tokens, hint, name, Scope.NOTE)
        )
    made.entries[name] = [layer]


def _name(made: Draft, key: str, layer: Layer) -> str | None:
    """The key, or the setting `stream` of an entry that only has a position."""
    name = key
    message, tokens = f"the entry {key!r} has no name", layer.tokens
    if is_position(key) and layer.value.get("stream") is not None:
        name = layer.value["stream"]
        tokens = (*tokens, "stream")
        message = f"stream must be a name, not {kind_of(name)}"
    if isinstance(name, str) and name:
        return name
    made.problems.append(
        Problem(INVALID_NAME, message, layer.path, tokens, "name the stream", key or None)
    )
    return None


def is_position(key: str) -> bool:
    """Whether a key is the position in a list, as old configurations have them."""
    return key == "0" or (key.isascii() and key.isdecimal() and not key.startswith("0"))


def _apply(made: Draft, override: Override) -> None:
    if override.kind == "default":
        layers = [layer for _, layer in override.layers]
        made.defaults = [*made.defaults, *layers] if override.extends else layers
        return
    if not override.extends:
        made.entries = {}
    for key, layer in override.layers:
        name = _name(made, key, layer)
        if name is not None:
            made.entries[name] = [*made.entries.get(name, []), layer]


def _check_environments(
    made: Draft,
    files: Sequence[StreamFile],
    overrides: Iterable[Override],
    environments: Sequence[str],
) -> None:
    known = sorted({one.environment for one in overrides})
    for name in environments:
        if name not in known and files:
            near = get_close_matches(name, known, n=1) or known
            hint = f"there is {', '.join(near)}" if near else "no file has any `overrides`"
            message = f"no overrides for the environment {name!r}"
            path = files[0].document.path
            made.problems.append(
                Problem(UNKNOWN_ENVIRONMENT, message, path, (), hint, scope=Scope.FILE)
            )
