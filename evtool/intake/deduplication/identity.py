"""What makes two events the same: the stream, and the id that the client gave."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from evtool.log.record import Entry

SIZE = 16
"""Bytes of an identity: nobody finds two events that share one."""


class IdentifiedEntry(Entry):
    """An entry of an event to which its client gave an id."""

    identity: bytes


def given_id(event: Any) -> str | None:
    """The `meta.id` of an event, if it has one."""
    meta = event.get("meta") if isinstance(event, dict) else None
    found = meta.get("id") if isinstance(meta, dict) else None
    return found if isinstance(found, str) and found else None


def identity(stream: str, given: str) -> bytes:
    """The identity of an event: the same in every process."""
    text = f"{len(stream)}:{stream}{given}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()
