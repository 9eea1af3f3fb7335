"""The source `redis-stream`: entries of Redis streams.

    clicks:
      type: redis-stream
      url: redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0
      keys: [clicks]
      stream: shop.click

It reads as a member of a consumer group, and acknowledges (XACK) when the log has the events:
what a process had read when it died is still pending, and is read again. Members on other
machines share the entries; those of one that is gone are taken over after `claim_seconds`. A
`meta.id` that is missing is made of the key and the id of the entry.

What the stream drops (MAXLEN) before it is read is missed; the log says so where the server can
tell. An entry has its event as JSON in one field, as the sink `redis` writes it, or is one
itself (`field: null`): then all values are texts. Use one server, not a cluster.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

import redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from evtool.config import Section, setting
from evtool.connectors.context import Context
from evtool.connectors.failure import TargetFailure
from evtool.connectors.secrets import Secretive, without_user
from evtool.connectors.source import Change
from evtool.connectors.sources.redis_entry import Entry, change_of_entry, entries_of
from evtool.connectors.sources.redis_group import RedisGroup
from evtool.connectors.sources.waiting import LONGEST

_SCHEMES = ("redis://", "rediss://", "unix://")


@dataclass(frozen=True, slots=True, repr=False)
class RedisStreamConfig(Secretive):
    """Entries of Redis streams."""

    url: str = setting(
        help="redis://USER:PASSWORD@HOST:PORT/DATABASE, rediss:// for TLS, or unix://PATH; "
        "the password best as ${VARIABLE}."
    )
    keys: tuple[str, ...] = setting(help="The keys of the streams.")
    group: str | None = setting(
        None, help="The consumer group; null: evtool-connect-NAME. It is made where it is not."
    )
    consumer: str | None = setting(
        None, help="The name of this member, which it has after a restart too; null: the host."
    )
    field: str | None = setting(
        "event", help="The field with the event as JSON; null: the fields are those of the event."
    )
    start: Literal["earliest", "latest"] = setting("earliest", help="Where a new group begins.")
    when_done: Literal["keep", "delete"] = setting(
        "keep", help="What becomes of an entry whose event is in the log; others may read it too."
    )
    claim_seconds: float = setting(
        300.0, help="Take over what another member has read so long ago and not acknowledged."
    )
    batch_rows: int = setting(1_000, help="Read so many entries at a time.")
    timeout_seconds: float = setting(10.0, help="How long the server may take to answer.")

    def check(self, section: Section) -> None:
        """Refuse what is no address, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is such a setting.
        """
        if not self.url.startswith(_SCHEMES):
            raise section.below("url").error(
                "is no address of Redis", f"it begins with {', '.join(_SCHEMES)}"
            )
        if not self.keys or not all(self.keys):
            raise section.below("keys").error("names no stream", "write `keys: [KEY]`")
        section.check_above_zero(self, "claim_seconds", "batch_rows", "timeout_seconds")


class RedisStreamSource:
    """Reads entries, and acknowledges those that are in the log."""

    Config: ClassVar[type[RedisStreamConfig]] = RedisStreamConfig

    def __init__(self, config: RedisStreamConfig, context: Context) -> None:
        self._config = config
        self._group = config.group or f"evtool-connect-{context.name}"
        self._consumer = config.consumer or socket.gethostname()
        self._client = redis.Redis.from_url(
            config.url,
            socket_timeout=config.timeout_seconds,
            socket_connect_timeout=config.timeout_seconds,
        )
        self._groups = [RedisGroup(self._client, key, self._group) for key in config.keys]
        self._read: list[Entry] = []
        self._next_claim = 0.0

    @property
    def identity(self) -> str:
        """The server, without credentials."""
        return f"redis-stream:{without_user(self._config.url).partition('?')[0]}"

    def plan(self, streams: Sequence[str]) -> list[str]:
        """What would be read, and the group that would be made."""
        del streams
        return [f"reads {one} as a member of the group {self._group}" for one in self._config.keys]

    def __enter__(self) -> Self:
        """Connect, and make the group where it is not.

        Raises:
            TargetFailure: The server cannot be reached, or refuses us.
            ConfigurationError: A key holds something else.
        """
        start = "0" if self._config.start == "earliest" else "$"
        try:
            with self._told():
                for group in self._groups:
                    group.make(start)
                    group.tell_trimmed()
        except BaseException:
            self._client.close()
            raise
        return self

    def changes(self, position: Any) -> Iterator[Sequence[Change]]:
        """What this member had read before; then what is new, and what others left.

        Raises:
            TargetFailure: The server is away.
        """
        del position
        with self._told():
            yield from self._pending()
            while True:
                yield from self._abandoned()
                yield self._batch(self._ask(">", wait=True))

    def acknowledge(self, position: Any) -> None:
        """Tell the group that the entries of the last batch are done."""
        del position
        by_key: dict[str, list[bytes]] = {}
        for one in self._read:
            by_key.setdefault(one.key, []).append(one.id)
        with self._told():
            for key, ids in by_key.items():
                self._client.xack(key, self._group, *ids)
                if self._config.when_done == "delete":
                    self._client.xdel(key, *ids)
        self._read = []

    def lag(self) -> int | None:
        """How many entries the group has not read yet; None where the server cannot tell."""
        found = 0
        with self._told():
            for group in self._groups:
                lag = group.lag()
                if lag is None:
                    return None
                found += lag
        return found

    def __exit__(self, *_: object) -> None:
        """Let go of the connection; what is not acknowledged stays pending."""
        self._client.close()

    def _pending(self) -> Iterator[Sequence[Change]]:
        """What was read under our name and not acknowledged: each entry once."""
        after = dict.fromkeys(self._config.keys, "0")
        while True:
            found = self._ask(after)
            if not found:
                return
            for one in found:
                after[one.key] = one.id.decode()
            yield self._batch(found)

    def _abandoned(self) -> Iterator[Sequence[Change]]:
        """What members read that did not come back."""
        now = time.monotonic()
        if now < self._next_claim:
            return
        self._next_claim = now + self._config.claim_seconds / 2
        idle = int(self._config.claim_seconds * 1000)
        for key in self._config.keys:
            cursor: Any = "0-0"
            while True:
                cursor, found, *_ = self._client.xautoclaim(
                    key, self._group, self._consumer, idle, cursor, count=self._config.batch_rows
                )
                taken = entries_of([(key.encode(), found)])
                if taken:
                    yield self._batch(taken)
                if cursor in {b"0-0", "0-0"}:
                    break

    def _ask(self, after: Any, *, wait: bool = False) -> list[Entry]:
        keys = after if isinstance(after, dict) else dict.fromkeys(self._config.keys, after)
        block = int(LONGEST * 1000) if wait else None
        said: Any = self._client.xreadgroup(
            self._group, self._consumer, keys, count=self._config.batch_rows, block=block
        )
        return entries_of(said)

    def _batch(self, found: list[Entry]) -> Sequence[Change]:
        self._read = found
        return [change_of_entry(one, self._config.field) for one in found]

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        where = without_user(self._config.url)
        try:
            yield
        except RedisError as error:
            hint = "is the server up, and is the address right?"
            if isinstance(error, AuthenticationError | ResponseError):
                hint = "see what the server says: are the credentials right, may the user do that?"
            raise TargetFailure(f"Redis at {where}: {error}", hint=hint) from error
