"""The options of connectors as people look them up: from the dataclasses that read them."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

from evtool.config import required
from evtool.configuration.effective import plain, variables
from evtool.configuration.setting import HIDDEN, Origin, Setting
from evtool.connectors.catalog import load_type
from evtool.connectors.config import Connector, common_of

_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false", dict: "map"}


@dataclass(frozen=True, slots=True)
class Option:
    """One option; `setting` is what a connector has for it."""

    name: str
    type: str
    default: Any
    help: str
    required: bool
    setting: Setting | None = None

    def as_json(self, root: Path) -> dict[str, Any]:
        """It for scripts; secrets are hidden."""
        made = {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "help": self.help,
            "required": self.required,
        }
        if self.setting is None:
            return made
        return {**made, "value": self.setting.shown, "origin": self.setting.origin.as_json(root)}


def options_of(type_name: str) -> list[Option]:
    """The options of a type: those of the connector, then those of the runner.

    Raises:
        EvtoolError: A library that the type needs is not installed.
    """
    kind = load_type(type_name)
    return [*_options(kind.Config), *_options(common_of(kind))]


def values_of(connector: Connector) -> list[Option]:
    """The options of a connector with what is in effect, and where that is said."""
    return [
        dataclasses.replace(one, setting=_setting(connector, made, one.name))
        for made in (connector.options, connector.common)
        for one in _options(type(made))
    ]


def _setting(connector: Connector, made: Any, name: str) -> Setting:
    value = _json(getattr(made, name))
    if value and _is_secret(type(made), name):
        value = HIDDEN
    tokens = ("connectors", connector.name, name)
    if name not in connector.section.raw:
        return Setting(tokens, value)
    section = connector.section.below(name)
    return Setting(tokens, value, Origin("file", section.place(), tuple(variables(section.raw))))


def _is_secret(kind: type[Any], name: str) -> bool:
    """Whether a setting says so itself; names that sound like secrets are known anyway."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    return bool(fields[name].metadata.get("secret"))


def _options(kind: type[Any]) -> Iterator[Option]:
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        default = None
        if not required(field):
            factory = field.default_factory
            default = field.default if factory is dataclasses.MISSING else factory()
        help_text = field.metadata.get("help", "")
        yield Option(
            field.name, type_name(hints[field.name]), _json(default), help_text, required(field)
        )


def type_name(hint: Any) -> str:
    """A type as people call it."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {UnionType, typing.Union}:
        return " or ".join(type_name(one) for one in inner if one is not NoneType)
    if origin is typing.Literal:
        return " | ".join(str(one).lower() for one in inner)
    if origin in {tuple, list}:
        return f"list of {type_name(inner[0])}" if inner else "list"
    if dataclasses.is_dataclass(hint):
        return "map"
    return _NAMES.get(origin or hint, "any value")


def _json(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = dataclasses.asdict(value)
    return plain(value)
