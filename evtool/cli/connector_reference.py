"""The reference page of connectors, written from the classes themselves.

A section is the text of the module (whose first line says what everybody sees anyway), the
guarantee, and the options with their defaults and help.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from evtool.config import required
from evtool.connectors.catalog import TYPES, ConnectorType, load_type
from evtool.connectors.config import DeliveryConfig, ReadingConfig

_GUARANTEES = {
    "transactional": "exactly once: offsets are kept in the store",
    "idempotent": "in effect once: what comes again changes nothing",
    "at_least_once": "at least once: what comes again is there twice",
}
_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any"}


def connectors_page() -> str:
    """The whole page."""
    parts = [
        "# Connectors",
        "",
        "Written by `make docs` from the connectors. They stand in `evtool.yaml` by name:",
        "",
        "    connectors:",
        "      NAME:",
        "        type: TYPE",
        "        streams: [...]       # of a sink; a source has `stream`",
    ]
    for direction in ("sink", "source"):
        parts += ["", f"| {direction} | what it does | extra |", "|---|---|---|"]
        parts += [
            f"| [{name}](#{name}) | {one.summary} | {one.extra or ''} |"
            for name, one in TYPES.items()
            if one.direction == direction
        ]
    parts += ["", "## Options of all sinks", "", *_options(DeliveryConfig)]
    parts += ["", "## Options of all sources", "", *_options(ReadingConfig)]
    for name, one in TYPES.items():
        parts += ["", f"## {name}", "", *_section(one, load_type(name))]
    return "\n".join(parts) + "\n"


def _section(one: ConnectorType, kind: type[Any]) -> Iterator[str]:
    yield one.summary
    if one.extra:
        yield f"Needs `pip install 'evtool[{one.extra}]'`."
    guarantee = getattr(kind, "guarantee", None)
    if one.direction == "sink":
        known = _GUARANTEES.get(guarantee) if isinstance(guarantee, str) else None
        yield ""
        yield f"Guarantee: {known or 'depends on the options'}."
    _, _, more = (inspect.getdoc(inspect.getmodule(kind)) or "").partition("\n")
    yield ""
    if more.strip():
        yield more.strip("\n")
        yield ""
    yield from _options(kind.Config)


def _options(kind: type[Any]) -> Iterator[str]:
    """A table of the keys of a section; those of sections inside it follow."""
    yield "| key | type | default | |"
    yield "|---|---|---|---|"
    hints = typing.get_type_hints(kind)
    inside: dict[str, type[Any]] = {}
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        for one in _nested(hint):
            if isinstance(one, type) and dataclasses.is_dataclass(one):
                inside[field.name] = one
        cells = [f"`{field.name}`", _name(hint), _default(field), field.metadata.get("help", "")]
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    for name, one in inside.items():
        yield ""
        yield f"Each of `{name}`:"
        yield ""
        yield from _options(one)


def _nested(hint: Any) -> list[Any]:
    return [hint, *(inner for one in typing.get_args(hint) for inner in _nested(one))]


def _default(field: dataclasses.Field[Any]) -> str:
    if required(field):
        return "required"
    made = field.default
    if made is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING:
        made = field.default_factory()
    if made is None or made in ({}, (), []):
        return ""
    if dataclasses.is_dataclass(made):
        return "as below"
    return f"`{json.dumps(made, ensure_ascii=False)}`"


def _name(hint: Any) -> str:
    """A type in words."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_name(one) for one in inner if one is not types.NoneType)
    if origin in (tuple, list):
        return f"list of {_name(inner[0])}"
    if origin is dict or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return f"map of {_name(inner[1])}"
    return "map" if dataclasses.is_dataclass(hint) else _NAMES.get(hint, str(hint))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
