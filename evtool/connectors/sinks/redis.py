"""The sink `redis`: streams, hashes, or the latest value of each key.

    orders:
      type: redis
      streams: [shop.order]
      url: redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0
      mode: latest
      key: "order:{order_id}"
      version: meta.dt

Streams get the offset as id (`OFFSET-1`), and the server refuses what is not above its last
one; a batch is written in transactions, so that nothing is passed over when it is full. Hashes
and values are guarded by a version, kept in the field `_version` or under `KEY:version`: an
older event changes nothing, a record without a value deletes. Use one server, not a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

import redis
from redis.exceptions import NoScriptError, RedisError, ResponseError

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.screening import dumps, each, line
from evtool.connectors.secrets import Secretive, without_user
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.template import Template
from evtool.connectors.version import check_version, version_of
from evtool.log.record import TopicPartition

Mode = Literal["stream", "hash", "latest"]

_KEYS: Mapping[Mode, str] = {
    "stream": "{topic}:{partition}", "hash": "{stream}:{key}", "latest": "{stream}:{key}",
}  # fmt: skip
_OLD_ID = "equal or smaller than the target stream top item"
_SCHEMES = ("redis://", "rediss://", "unix://")

_LATEST = """
local known = tonumber(redis.call('GET', KEYS[1] .. ':version') or '-inf')
if tonumber(ARGV[1]) < known then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
redis.call('SET', KEYS[1] .. ':version', ARGV[1])
if ARGV[3] ~= '0' then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('EXPIRE', KEYS[1] .. ':version', ARGV[3])
end
return 1
"""
_HASH = """
local known = tonumber(redis.call('HGET', KEYS[1], '_version') or '-inf')
if tonumber(ARGV[1]) < known then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '_version', ARGV[1], unpack(ARGV, 3))
if ARGV[2] ~= '0' then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 1
"""


@dataclass(frozen=True, slots=True, repr=False)
class RedisConfig(Secretive):
    """Redis: streams, hashes, or the latest value of each key."""

    url: str = setting(
        help="redis://USER:PASSWORD@HOST:PORT/DATABASE, rediss:// for TLS, or unix://PATH; "
        "the password best as ${VARIABLE}."
    )
    mode: Mode = setting(
        "stream",
        help="`stream`: each event into a stream, by XADD; `hash`: its fields into a hash; "
        "`latest`: its JSON as a value.",
    )
    key: str | None = setting(
        None,
        help="The key, with {stream}, {topic}, {partition}, {key}, {offset} or the "
        "{path.of.a.field}; by default {topic}:{partition} for streams, {stream}:{key} else.",
    )
    version: str = setting(
        "offset",
        help="What decides which of two events of a key is newer: `offset`, `timestamp`, or the "
        "path of a number or date-time. Offsets compare within one partition only.",
    )
    expire_seconds: int = setting(0, help="Forget a key so long after its last event; 0: never.")
    max_length: int = setting(0, help="About how many events a stream keeps; 0: all.")
    pipeline: int = setting(1_000, help="So many commands go to the server at a time.")
    timeout_seconds: float = setting(10.0, help="How long the server may take to answer.")

    def check(self, section: Section) -> None:
        """Refuse what cannot work, and keys with which redelivery would change something.

        Raises:
            ConfigurationError: There is such a setting.
        """
        if not self.url.startswith(_SCHEMES):
            raise section.below("url").error(
                "is no address of Redis", f"it begins with {', '.join(_SCHEMES)}"
            )
        for name in ("pipeline", "timeout_seconds"):
            if getattr(self, name) <= 0:
                raise section.below(name).error("must be above 0")
        template = Template(self.chosen_key)
        template.check(section.below("key") if self.key is not None else section)
        if self.mode == "stream" and not {"topic", "partition"} <= {*template.names}:
            raise section.below("key").error(
                "must have {topic} and {partition} in the mode stream",
                "the ids of a stream are the offsets of one partition",
            )
        check_version(self.version, section.below("version") if self.version else section)

    @property
    def chosen_key(self) -> str:
        """The key, or the one of its mode."""
        return _KEYS[self.mode] if self.key is None else self.key


class RedisSink:
    """Writes by offset or under a guard of versions: what comes again changes nothing."""

    Config: ClassVar[type[RedisConfig]] = RedisConfig
    guarantee = Guarantee.IDEMPOTENT

    def __init__(self, config: RedisConfig) -> None:
        self._config = config
        self._key = Template(config.chosen_key)
        self._client = redis.Redis.from_url(
            config.url,
            socket_timeout=config.timeout_seconds,
            socket_connect_timeout=config.timeout_seconds,
        )
        self._script = ""
        self._command: Callable[[Delivery], tuple[Any, ...]] = {
            "stream": self._added, "hash": self._hashed, "latest": self._latest,
        }[config.mode]  # fmt: skip

    def __enter__(self) -> Self:
        """Connect, and tell the server our script."""
        try:
            self._client.ping()
            if self._config.mode != "stream":
                script = _HASH if self._config.mode == "hash" else _LATEST
                self._script = str(self._client.script_load(script))
        except RedisError as error:
            self._client.close()
            raise self._away(error) from error
        return self

    def deliver(self, batch: Batch) -> None:
        """Write a batch, some commands at a time.

        Raises:
            RecordFailure: Some records are no events, or lack what makes their key.
            TargetFailure: The server is away, full or read-only, or refuses us.
        """
        commands = each(batch, self._command)
        step = self._config.pipeline
        for start in range(0, len(commands), step):
            try:
                self._send(commands[start : start + step])
            except RedisError as error:
                raise self._away(error) from error

    def positions(self) -> Mapping[TopicPartition, int]:
        """None: what comes again is refused one by one."""
        return {}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the connection."""
        self._client.close()

    def _send(self, commands: list[tuple[Any, ...]]) -> None:
        """Streams go in one transaction: an event that is refused takes the later ones along."""
        one_transaction = self._config.mode == "stream"
        pipeline: Any  # its `execute_command` has no types
        with self._client.pipeline(transaction=one_transaction) as pipeline:
            for command in commands:
                pipeline.execute_command(*command)
            for answer in pipeline.execute(raise_on_error=False):
                if isinstance(answer, Exception) and _OLD_ID not in str(answer):
                    raise answer

    def _added(self, one: Delivery) -> tuple[Any, ...]:
        """XADD with the offset as id: the server refuses what is not above its last one."""
        trim = ("MAXLEN", "~", self._config.max_length) if self._config.max_length else ()
        # The second part is 1 since Redis has no id 0-0.
        return ("XADD", self._key.fill(one), *trim, f"{one.record.offset}-1", "event", line(one))

    def _latest(self, one: Delivery) -> tuple[Any, ...]:
        value = line(one) if one.record.value else b""
        return (*self._guarded(one), value, self._config.expire_seconds)

    def _hashed(self, one: Delivery) -> tuple[Any, ...]:
        fields: list[Any] = []
        for name, value in one.event.items() if one.record.value else ():
            if value is not None:
                fields += [name, value if isinstance(value, str) else dumps(value)]
        return (*self._guarded(one), self._config.expire_seconds, *fields)

    def _guarded(self, one: Delivery) -> tuple[Any, ...]:
        version = version_of(one, self._config.version)
        return ("EVALSHA", self._script, 1, self._key.fill(one), version)

    def _away(self, error: RedisError) -> TargetFailure:
        where = without_user(self._config.url)
        if isinstance(error, NoScriptError):
            return TargetFailure(f"{where} was started anew", hint=None)
        hint = "is the server up, and are address and credentials right?"
        if isinstance(error, ResponseError):
            hint = "see what the server says; `key` may name keys that something else uses"
        return TargetFailure(f"Redis at {where}: {error}", hint=hint)
