"""What makes two events the same: the stream, and the id that the client gave."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from evtool.intake.admission import Admits
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Refusal
from evtool.log.record import Entry

SIZE = 16
"""Bytes of an identity: nobody finds two events that share one."""


class IdentifiedEntry(Entry):
    """An entry of an event to which its client gave an id."""

    identity: bytes


class Identifying:
    """Notes the identity of each event that another one admits."""

    def __init__(self, admits: Admits) -> None:
        self._admits = admits

    def admit(self, event: Any, facts: Facts) -> Entry | Refusal:
        """See `Admits`."""
        given = given_id(event)
        made = self._admits.admit(event, facts)
        if given is None or isinstance(made, Refusal):
            return made
        entry = IdentifiedEntry(*made)
        entry.identity = identity(event["meta"]["stream"], given)
        return entry


def given_id(event: Any) -> str | None:
    """The `meta.id` of an event, if it has one."""
    meta = event.get("meta") if isinstance(event, dict) else None
    found = meta.get("id") if isinstance(meta, dict) else None
    return found if isinstance(found, str) and found else None


def identity(stream: str, given: str) -> bytes:
    """The identity of an event: the same in every process."""
    text = f"{len(stream)}:{stream}{given}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()
