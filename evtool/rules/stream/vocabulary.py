"""What the schema of the settings knows: names of services, consumers and attributes.

The schema is JSON Schema with four words of our own: `x-rule` names the rule that reports
a value that is not listed, `x-hint` says what to do about an unknown name, `x-kind` what a
consumer makes of a stream (`raw` files or a `table`), and `x-identifying` lists attributes that
tell who somebody is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evtool.document import Document
from evtool.errors import ConfigurationError
from evtool.rules.stream.subject.values import map_at, texts_at

BROWSERS = "-external"
"""What the names of intakes end with that browsers and apps send to."""

_CONNECTOR: Mapping[str, Any] = {
    "type": "object",
    "description": "A connector of the workspace; see `connectors` in evtool.yaml.",
    "additionalProperties": False,
    "x-hint": "a stream only says whether a connector is `enabled`: for other options give it a"
    " connector of its own in evtool.yaml, `NAME: {type: ..., streams: [STREAM], ...}`",
    "properties": {
        "enabled": {
            "type": "boolean",
            "description": "Whether the connector takes this stream.",
        }
    },
}

_ATTRIBUTES = (
    "properties",
    "producers",
    "properties",
    "metrics_platform_client",
    "properties",
    "provide_values",
    "items",
)


@dataclass(frozen=True)
class Vocabulary:
    """The settings that there are."""

    schema: Mapping[str, Any]

    def consumers(self, kind: str) -> list[str]:
        """The names of the consumers of one kind, `raw` or `table`."""
        named = map_at(self.schema, "properties", "consumers", "properties")
        return [name for name in named if map_at(named, name).get("x-kind") == kind]

    def with_consumers(self, names: Sequence[str]) -> Vocabulary:
        """It with more consumers, of which only `enabled` is known: connectors."""
        consumers = map_at(self.schema, "properties", "consumers")
        declared = map_at(consumers, "properties")
        more = {name: _CONNECTOR for name in names if name not in declared}
        if not more or not consumers:
            return self
        changed = {**consumers, "properties": {**declared, **more}}
        properties = {**map_at(self.schema, "properties"), "consumers": changed}
        return Vocabulary({**self.schema, "properties": properties})

    @cached_property
    def services(self) -> Sequence[str]:
        """The names of the intakes; empty where the schema does not list them."""
        service = map_at(self.schema, "properties", "destination_event_service")
        return [name for _, name in texts_at(service, "enum")]

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The attributes that clients know."""
        return frozenset(name for _, name in texts_at(map_at(self.schema, *_ATTRIBUTES), "enum"))

    @cached_property
    def identifying(self) -> frozenset[str]:
        """The attributes that tell who somebody is."""
        items = map_at(self.schema, *_ATTRIBUTES)
        return frozenset(name for _, name in texts_at(items, "x-identifying"))

    def is_server_side(self, service: str) -> bool:
        """Whether an intake is for servers; only where the names tell the two kinds apart."""
        kinds = {name.endswith(BROWSERS) for name in self.services}
        return service in self.services and kinds == {True, False} and not _is_external(service)


def vocabulary_of(document: Document) -> Vocabulary:
    """The vocabulary of a settings schema.

    Raises:
        ConfigurationError: It is no valid JSON Schema.
    """
    from jsonschema import Draft7Validator, SchemaError

    try:
        Draft7Validator.check_schema(document.value)
    except SchemaError as error:
        raise ConfigurationError(
            f"the settings schema is not valid: {error.message}",
            hint="correct it at this place",
            place=document.place([str(step) for step in error.absolute_path]),
        ) from error
    if not isinstance(document.value, dict):
        raise ConfigurationError(
            "the settings schema must be a map",
            hint="write a JSON Schema of the settings of one stream",
            place=document.place(),
        )
    return Vocabulary(document.value)


def _is_external(service: str) -> bool:
    return service.endswith(BROWSERS)
