"""Where each setting of a stream is from: a default, the entry, or an environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evtool.schema.pointer import format_pointer
from evtool.streams.configuration import Configuration, Entry
from evtool.streams.layer import Layer

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value that is in effect: the way to it, its origin, and the layer that says it.

    Values are those inside all maps, and with `by-index` inside all lists. `origin` is
    `default`, `entry` or `regex`, with `+environment` behind it for an override; `name`
    is that of `stream`, where only the key says the name, and `layer` is None.
    """

    tokens: Tokens
    value: Any
    origin: str
    layer: Layer | None

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value in the settings."""
        return format_pointer(self.tokens)


def effective(entry: Entry, configuration: Configuration) -> list[Setting]:
    """What is in effect for an entry, value by value, each with its origin."""
    layers = (*configuration.defaults, *entry.layers)
    into_lists = configuration.options.merge_lists == "by-index"
    made = []
    for tokens, value in leaves(entry.settings, into_lists=into_lists):
        layer = _said_by(tokens, value, layers)
        made.append(Setting(tokens, value, _origin(layer, entry), layer))
    return made


def _origin(layer: Layer | None, entry: Entry) -> str:
    if layer is None:
        return "name"
    kind = "regex" if layer.kind == "entry" and entry.pattern else layer.kind
    return f"{kind} +{layer.environment}" if layer.environment else kind


def leaves(value: Any, tokens: Tokens = (), *, into_lists: bool) -> Iterator[tuple[Tokens, Any]]:
    """The values inside maps, and inside lists if asked, with the ways to them.

    An empty map or list is a value itself. Documents bound the depth (200 levels).
    """
    items = _items(value, into_lists=into_lists)
    if not items:
        yield tokens, value
    for key, item in items:
        yield from leaves(item, (*tokens, key), into_lists=into_lists)


def _items(value: Any, *, into_lists: bool) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, list) and into_lists:
        return [(str(at), item) for at, item in enumerate(value)]
    return []


def _said_by(tokens: Tokens, value: Any, layers: tuple[Layer, ...]) -> Layer | None:
    """The last layer that has a value at this place: what came later would have replaced it.

    Of a map that is empty in the end, something may have been deleted.
    """
    for layer in reversed(layers):
        for found in _at(layer.value, tokens):
            if type(found) is type(value) and value in (found, {}):
                return layer
    return None


def _at(value: Any, tokens: Tokens) -> list[Any]:
    """What the tokens lead to, in a list; an empty one where they lead nowhere."""
    for token in tokens:
        if isinstance(value, Mapping) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return []
    return [value]
