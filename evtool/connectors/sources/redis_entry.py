"""Entries of Redis streams, as the server gives them and as changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from evtool.connectors.source import Change
from evtool.connectors.sources.text import change_of


class Entry(NamedTuple):
    """One entry; `fields` is empty where it was dropped before it was read."""

    key: str
    id: bytes
    fields: Mapping[bytes, bytes]


def entries_of(said: Any) -> list[Entry]:
    """The entries of an answer to XREADGROUP, in order."""
    pairs = said.items() if isinstance(said, dict) else said or ()
    found = []
    for key, items in pairs:
        name = key.decode("utf-8", "surrogateescape") if isinstance(key, bytes) else str(key)
        found += [Entry(name, one, fields or {}) for one, fields in items or () if one is not None]
    return found


def change_of_entry(entry: Entry, field: str | None) -> Change:
    """The change of an entry.

    Args:
        entry: The entry; one without fields has no event, and is acknowledged only.
        field: Which of its fields has the event as JSON; None: the fields are the event.
    """
    identity = [entry.key, entry.id.decode()]
    if not entry.fields:
        return Change(None, None, identity)
    if field is None:
        raw = _object(entry.fields)
    elif field.encode() in entry.fields:
        raw = entry.fields[field.encode()]
    else:
        text = f"the entry has no field {field}"
        return Change(None, None, identity, _object(entry.fields), text)
    return change_of(raw, None, identity)


def _object(fields: Mapping[bytes, bytes]) -> bytes:
    """The fields as a JSON object of texts; bytes that are no UTF-8 are replaced."""
    texts = {name.decode("utf-8", "replace"): value.decode("utf-8", "replace")
             for name, value in fields.items()}  # fmt: skip
    return json.dumps(texts, ensure_ascii=False).encode()
