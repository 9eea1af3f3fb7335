"""What the live page of an evtool tells its readers, and how the rest is fetched from it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from evtool.connectors.failure import TargetFailure
from evtool.connectors.source import Change
from evtool.connectors.sources.sse_messages import Message
from evtool.connectors.sources.text import change_of
from evtool.connectors.web import Web, refusal
from evtool.errors import ConfigurationError

LOG = logging.getLogger("evtool.connectors")

_SECONDS = 30.0
_GONE = 404
_LONGEST_GAP = 1_000_000
"""No more offsets than that are asked for one by one."""


class LivePage:
    """The dialect `evtool`: the position is the next offset of each partition."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        base = parts.path.rpartition("/")[0]
        self._web = Web(urlunsplit((parts.scheme, parts.netloc, base, "", "")), _SECONDS, headers)
        self._next: dict[str, int] = {}

    def last_id(self, position: Any) -> str | None:
        """None: the page tells what is recent, and what is before that is fetched.

        Raises:
            ConfigurationError: It is no position of an evtool.
        """
        try:
            if position is not None:
                self._next = {str(one): int(at) for one, at in position["offsets"].items()}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConfigurationError(
                "the saved position is none of `dialect: evtool`",
                hint="give the connector another name, and it begins anew",
            ) from error
        return None

    def changes(self, message: Message) -> Iterator[Change]:
        """The events of a message, and those that it leaves out before them.

        Raises:
            TargetFailure: What is left out cannot be fetched.
        """
        if message.event != "events":
            return
        try:
            items = json.loads(message.data)["items"]
            places = [(str(topic), int(part), int(at), item["cut"], str(item["text"]))
                      for item in items for topic, part, at in [item["place"]]]  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise TargetFailure(
                "what the live page tells cannot be understood",
                hint="is it an evtool, and of the same version?",
            ) from error
        for topic, part, at, cut, text in sorted(places, key=lambda one: one[:3]):
            yield from self._before(topic, part, at)
            if at < self._next.get(f"{topic}/{part}", at):
                continue  # it was read before
            # Bytes that are no UTF-8 are shown as U+FFFD: the record itself has to be asked for.
            whole = self._fetch(topic, part, at) if cut or "\ufffd" in text else text.encode()
            yield self._change(topic, part, at, whole)

    def close(self) -> None:
        """Let go of the connection over which records are fetched."""
        self._web.close()

    def _before(self, topic: str, part: int, at: int) -> Iterator[Change]:
        """What is between the last event that was read and this one."""
        first = self._next.get(f"{topic}/{part}", at)
        if at - first > _LONGEST_GAP:
            self._tell_lost(topic, part, at - first - _LONGEST_GAP)
            first = at - _LONGEST_GAP
        gone = 0
        for offset in range(first, at):
            found = self._fetch(topic, part, offset)
            gone += found is None
            yield self._change(topic, part, offset, found)
        if gone:
            self._tell_lost(topic, part, gone)

    def _change(self, topic: str, part: int, at: int, value: bytes | None) -> Change:
        self._next[f"{topic}/{part}"] = at + 1
        position = {"offsets": dict(self._next)}
        if value is None:
            return Change(None, position)
        return change_of(value, position, [topic, part, at])

    def _fetch(self, topic: str, part: int, at: int) -> bytes | None:
        """One record; None where retention has removed it."""
        query = urlencode({"topic": topic, "partition": part, "offset": at})
        answer = self._web.ask("GET", f"/record?{query}")
        if answer.status == _GONE:
            return None
        if answer.status != 200:
            raise refusal(self._web, answer, "give a record")
        return answer.body

    @staticmethod
    def _tell_lost(topic: str, part: int, count: int) -> None:
        fields = {"event": "connector.lost", "topic": topic, "partition": part, "count": count}
        message = f"{count:,} records of {topic}/{part} are gone before they were read"
        LOG.warning(message, extra={"fields": fields})
