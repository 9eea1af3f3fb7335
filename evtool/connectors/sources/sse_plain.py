"""Servers each of whose messages is an event: Wikimedia's EventStreams, and most others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evtool.connectors.source import Change
from evtool.connectors.sources.sse_messages import Message
from evtool.connectors.sources.text import change_of, digest
from evtool.errors import ConfigurationError

LOG = logging.getLogger("evtool.connectors")

_SHOWN = 300


@dataclass
class Plain:
    """Each message is an event, and its id is the position; `since` is the first one."""

    since: str | None = None

    def last_id(self, position: Any) -> str | None:
        """See `sse.Dialect`."""
        if position is None:
            return self.since
        if not isinstance(position, dict) or not isinstance(position.get("id"), str):
            raise ConfigurationError(
                "the saved position is none of `dialect: events`",
                hint="give the connector another name, and it begins anew",
            )
        return str(position["id"])

    def changes(self, message: Message) -> Iterator[Change]:
        """See `sse.Dialect`."""
        # An id may be the same for many messages, and none at all: the content tells them apart.
        identity = [message.id, digest(message.data)]
        position = None if not message.id else {"id": message.id}
        if message.cut:
            text = f"the message has over {len(message.data):,} bytes"
            yield Change(None, position, identity, message.data, text)
        elif message.event in {"message", ""}:
            yield change_of(message.data, position, identity)
        else:
            fields = {"event": "connector.remark", "type": message.event[:_SHOWN]}
            text = message.data[:_SHOWN].decode("utf-8", "replace")
            LOG.warning("the server says: %s", text, extra={"fields": fields})
            yield Change(None, position)

    def close(self) -> None:
        """See `sse.Dialect`."""
