"""The source `sse`: server-sent events, of Wikimedia's EventStreams or of another evtool.

    changes:
      type: sse
      url: https://stream.wikimedia.org/v2/stream/page_change
      headers: {user-agent: "example.org news desk, ops@example.org"}
      only: [mediawiki.page_change.v1]

Each message has one event as JSON, whose stream and schema have to be in the workspace. The
position is the id of the last message, which the server gets as `Last-Event-ID` after a break;
what its retention dropped meanwhile is missed. A server that gives no ids cannot be asked to go
on: then what happens during a break is missed as well.

With `dialect: evtool` it follows the live page of another evtool
(`url: http://127.0.0.1:8194/events`). The position is an offset for each partition. The page shows
the newest events only, and long ones in part; what it leaves out is fetched from it one by one.
Do not follow the page of the log that is written to: each event would come again for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol, Self

from evtool.config import Section, setting
from evtool.connectors.failure import TargetFailure
from evtool.connectors.secrets import Secretive, without_user
from evtool.connectors.source import Change
from evtool.connectors.sources.batching import batched
from evtool.connectors.sources.live_page import LivePage
from evtool.connectors.sources.sse_connection import SseConnection
from evtool.connectors.sources.sse_messages import Message
from evtool.connectors.sources.sse_plain import Plain
from evtool.connectors.sources.waiting import LONGEST
from evtool.connectors.web import check_url


@dataclass(frozen=True, slots=True, repr=False)
class SseConfig(Secretive):
    """Server-sent events of another server."""

    url: str = setting(
        help="Where the events are: http(s)://USER:PASSWORD@HOST/PATH; the password best as "
        "${VARIABLE}."
    )
    dialect: Literal["events", "evtool"] = setting(
        "events", help="`events`: each message is an event; `evtool`: the live page of an evtool."
    )
    only: tuple[str, ...] = setting(
        (), help="Take the events of these streams only, as their `meta.stream` says; none: all."
    )
    since: str | None = setting(
        None,
        help="For `events`: the Last-Event-ID with which a new connector begins; null: now, or "
        "as the server likes.",
    )
    headers: dict[str, str] = setting(
        dict, secret=True, help="Headers of the request, such as user-agent and authorization."
    )
    silent_seconds: float = setting(
        60.0, help="Connect again when not even a sign of life came for so long."
    )
    batch_rows: int = setting(500, help="Append at the latest when so many events were read.")

    def check(self, section: Section) -> None:
        """Refuse what is no address, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is such a setting.
        """
        check_url(self.url, section.below("url"))
        section.check_above_zero(self, "silent_seconds", "batch_rows")
        if self.since is not None and self.dialect != "events":
            raise section.below("since").error("is for `dialect: events`")
        for name, value in self.headers.items():
            if any(sign in f"{name}{value}" for sign in "\r\n"):
                raise section.below("headers").below(name).error("has an end of line")


class Dialect(Protocol):
    """What messages mean."""

    def last_id(self, position: Any) -> str | None:
        """What to ask the server to go on after.

        Raises:
            ConfigurationError: It is no position of this dialect.
        """

    def changes(self, message: Message) -> Iterator[Change]:
        """The changes of one message; the last one has the position after it.

        Raises:
            TargetFailure: The server is away.
        """

    def close(self) -> None:
        """Let go of what it has open."""


class SseSource:
    """Follows one server; after a break it asks for what came meanwhile."""

    Config: ClassVar[type[SseConfig]] = SseConfig

    def __init__(self, config: SseConfig) -> None:
        self._config = config
        self._dialect: Dialect = (
            LivePage(config.url, config.headers) if config.dialect == "evtool"
            else Plain(config.since)
        )  # fmt: skip
        self._connection: SseConnection | None = None

    @property
    def identity(self) -> str:
        """The address, without credentials."""
        return f"sse:{without_user(self._config.url)}"

    def plan(self, streams: Sequence[str]) -> list[str]:
        """What would be read."""
        del streams
        return [f"reads the events of {without_user(self._config.url)}"]

    def __enter__(self) -> Self:
        """Connect once, to see whether there are events.

        Raises:
            TargetFailure: The server cannot be reached, or has no events there.
        """
        self._connection = self._connect(self._config.since)
        return self

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """Events as they come.

        Raises:
            TargetFailure: The connection has ended.
        """
        connection, reached, heard = self._again(self._dialect.last_id(position)), position, False
        while True:
            try:
                message = connection.next(LONGEST)
            except TargetFailure:
                if not heard:
                    raise
                # Servers end answers now and then, which is no failure.
                connection, heard = self._anew(self._dialect.last_id(reached)), False
                continue
            if message is None:
                yield ()
                continue
            heard = True
            for batch in batched(self._waiting(connection, message), self._config.batch_rows):
                yield batch
                reached = batch[-1].position

    def _again(self, last_id: str | None) -> SseConnection:
        """The connection that goes on where we were; the first one does, at the beginning."""
        if self._connection is not None and last_id == self._config.since:
            return self._connection
        return self._anew(last_id)

    def _anew(self, last_id: str | None) -> SseConnection:
        self._close()
        self._connection = self._connect(last_id)
        return self._connection

    def _waiting(self, connection: SseConnection, first: Message) -> Iterator[Change]:
        """The changes of a message, and of those that have come already."""
        message: Message | None = first
        while message is not None:
            yield from self._wanted(message)
            try:
                message = connection.next(0)
            except TargetFailure:  # it is told when the next one is waited for
                return

    def acknowledge(self, position: Any) -> None:
        """The server remembers nothing."""

    def __exit__(self, *_: object) -> None:
        """End the connection."""
        self._close()
        self._dialect.close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self, last_id: str | None) -> SseConnection:
        config = self._config
        headers = {"user-agent": "evtool", **{k.lower(): v for k, v in config.headers.items()}}
        return SseConnection(config.url, headers, last_id, config.silent_seconds)

    def _wanted(self, message: Message) -> Iterator[Change]:
        for change in self._dialect.changes(message):
            if change.event is None or not self._config.only or self._is_meant(change.event):
                yield change
            else:
                yield Change(None, change.position)

    def _is_meant(self, event: dict[str, Any]) -> bool:
        meta = event.get("meta")
        return isinstance(meta, dict) and meta.get("stream") in self._config.only
