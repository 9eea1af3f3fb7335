"""The attributes of a CloudEvent: which there must be, and how headers spell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

REQUIRED = ("id", "source", "type")
"""Texts that are not empty; `specversion` is checked first."""

OPTIONAL = ("datacontenttype", "dataschema", "subject", "time")
"""Texts, where they are there."""

VERSION = "1.0"

_PREFIX = b"ce-"
_ENDINGS = (".yaml", ".json")
_LONGEST_SHOWN = 50


def set_attributes(cloud: Mapping[str, Any]) -> Mapping[str, Any]:
    """A CloudEvent without attributes that are null: these are not set.

    Source: section 2.2 of the JSON format, version 1.0.2. The data may be null.
    """
    if None not in cloud.values():
        return cloud
    return {name: value for name, value in cloud.items() if value is not None or name == "data"}


def problem_of(attributes: Mapping[str, Any]) -> str | None:
    """What is wrong with the attributes of an event; None if nothing is."""
    version = attributes.get("specversion")
    if version != VERSION:
        named = "is missing" if version is None else f"is {repr(version)[:_LONGEST_SHOWN]}"
        return f"specversion {named}; CloudEvents {VERSION} are taken"
    for name in REQUIRED:
        value = attributes.get(name)
        if not isinstance(value, str) or not value:
            return f"the attribute {name} is missing, or no text"
    for name in OPTIONAL:
        if not isinstance(attributes.get(name, ""), str):
            return f"the attribute {name} must be a text"
    return None


def from_headers(headers: Mapping[bytes, bytes]) -> dict[str, Any]:
    """The attributes that the headers of a binary event are.

    Source: sections 3.1.3.1 and 3.1.3.2 of the HTTP binding: names behind `ce-`, values
    with percent-encoding for what a header cannot hold.
    """
    made: dict[str, Any] = {
        name[len(_PREFIX) :].decode("latin-1"): unquote(value.decode("latin-1"))
        for name, value in headers.items()
        if name.startswith(_PREFIX) and name[len(_PREFIX) :].isalnum()
    }
    made.pop("data", None)  # a name that no attribute can have: the data is the body
    kind = headers.get(b"content-type")
    if kind is not None:
        made["datacontenttype"] = kind.decode("latin-1")
    return made


def is_json(media_type: str) -> bool:
    """Whether a media type, with parameters or not, is JSON."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith(("+json", "/json"))


def schema_uri(dataschema: str, base: str | None) -> str:
    """The URI by which the intake knows the schema that `dataschema` names.

    One that cannot be understood stays as it is: it is refused like any other wrong name.
    """
    if dataschema.startswith("/"):
        return dataschema
    if base is not None and dataschema.startswith(base):
        return _without_ending("/" + dataschema[len(base) :].lstrip("/"))
    try:
        parts = urlsplit(dataschema)
    except ValueError:
        return dataschema
    if not parts.scheme or parts.query or parts.fragment:
        return dataschema
    return _without_ending(parts.path)


def _without_ending(path: str) -> str:
    for ending in _ENDINGS:
        path = path.removesuffix(ending)
    return path
