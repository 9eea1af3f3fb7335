"""The sink `redis`: streams, hashes, or the latest value of each key.

    orders:
      type: redis
      streams: [shop.order]
      url: redis://:${REDIS_PASSWORD}@127.0.0.1:6379/0
      mode: latest
      key: "order:{order_id}"
      version: meta.dt

Streams get the offset as id (`OFFSET-1`), and the server refuses what is not above its last
one; a batch is written in order, up to the first failure, so that nothing is passed over. Hashes
and values are guarded by a version, kept in the field `_version` or under `KEY:version`: an
older event changes nothing, a record without a value deletes. Use one server, not a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Literal, Self

import redis
from redis.exceptions import NoScriptError, RedisError, ResponseError

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.screening import dumps, each, line
from evtool.connectors.secrets import Secretive, without_user
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.template import Template
from evtool.connectors.version import check_version, version_of
from evtool.log.record import TopicPartition

Mode = Literal["stream", "hash", "latest"]

_KEYS: Mapping[Mode, str] = {
    "stream": "{topic}:{partition}", "hash": "{stream}:{key}", "latest": "{stream}:{key}",
}  # fmt: skip
_OLD_ID = "equal or smaller than the target stream top item"
_SCHEMES = ("redis://", "rediss://", "unix://")

_MOST_FIELDS = 3_000

# One call writes many records, in their order, and ends at the first one that fails: of a
# stream none is passed over. KEYS has the key of each record.
_STREAM = """
local trim = tonumber(ARGV[1])
for at, key in ipairs(KEYS) do
  local id, event, said = ARGV[2 * at], ARGV[2 * at + 1]
  if trim > 0 then
    said = redis.pcall('XADD', key, 'MAXLEN', '~', trim, id, 'event', event)
  else
    said = redis.pcall('XADD', key, id, 'event', event)
  end
  if type(said) == 'table' and said.err and not string.find(said.err, ARGV[#ARGV], 1, true) then
    return said
  end
end
return redis.status_reply('OK')
"""
_LATEST = """
local expire = tonumber(ARGV[1])
for at, key in ipairs(KEYS) do
  local version, event = ARGV[2 * at], ARGV[2 * at + 1]
  local known = redis.call('GET', key .. ':version')
  if not known or tonumber(version) >= tonumber(known) then
    if event == '' then redis.call('DEL', key) else redis.call('SET', key, event) end
    redis.call('SET', key .. ':version', version)
    if expire > 0 then
      redis.call('EXPIRE', key, expire)
      redis.call('EXPIRE', key .. ':version', expire)
    end
  end
end
return redis.status_reply('OK')
"""
_HASH = """
local expire, next = tonumber(ARGV[1]), 2
for _, key in ipairs(KEYS) do
  local version, count = ARGV[next], tonumber(ARGV[next + 1])
  local first = next + 2
  next = first + count
  local known = redis.call('HGET', key, '_version')
  if not known or tonumber(version) >= tonumber(known) then
    redis.call('DEL', key)
    redis.call('HSET', key, '_version', version, unpack(ARGV, first, next - 1))
    if expire > 0 then redis.call('EXPIRE', key, expire) end
  end
end
return redis.status_reply('OK')
"""
_SCRIPTS: Mapping[Mode, str] = {"stream": _STREAM, "hash": _HASH, "latest": _LATEST}


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
    pipeline: int = setting(1_000, help="So many records go to the server at a time.")
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
        section.check_above_zero(self, "pipeline", "timeout_seconds")
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

    @property
    def fields(self) -> list[str]:
        """The fields of events that it names."""
        return [*Template(self.chosen_key).paths, self.version]


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
        self._values: Callable[[Delivery], list[Any]] = {
            "stream": _added, "hash": self._hashed, "latest": self._latest,
        }[config.mode]  # fmt: skip

    def __enter__(self) -> Self:
        """Connect, and tell the server our script."""
        try:
            self._client.ping()
            self._script = str(self._client.script_load(_SCRIPTS[self._config.mode]))
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
        made = each(batch, lambda one: (self._key.fill(one), self._values(one)))
        step = self._config.pipeline
        for start in range(0, len(made), step):
            try:
                self._send(made[start : start + step])
            except RedisError as error:
                raise self._away(error) from error

    def positions(self) -> Mapping[TopicPartition, int]:
        """None: what comes again is refused one by one."""
        return {}

    def __exit__(self, *_: object) -> None:
        """Let go of the connection."""
        self._client.close()

    def _send(self, made: Sequence[tuple[str, list[Any]]]) -> None:
        is_stream = self._config.mode == "stream"
        first = self._config.max_length if is_stream else self._config.expire_seconds
        last = (_OLD_ID,) if is_stream else ()
        keys = (key for key, _ in made)
        arguments = chain((first,), *(values for _, values in made), last)
        self._client.evalsha(self._script, len(made), *keys, *arguments)

    def _latest(self, one: Delivery) -> list[Any]:
        value = line(one) if one.record.value else b""
        return [version_of(one, self._config.version), value]

    def _hashed(self, one: Delivery) -> list[Any]:
        fields: list[Any] = []
        for name, value in one.event.items() if one.record.value else ():
            if value is not None:
                fields += [name, value if isinstance(value, str) else dumps(value)]
        if len(fields) > 2 * _MOST_FIELDS:
            raise RecordFailure(f"the event has more than {_MOST_FIELDS:,} fields")
        return [version_of(one, self._config.version), len(fields), *fields]

    def _away(self, error: RedisError) -> TargetFailure:
        where = without_user(self._config.url)
        if isinstance(error, NoScriptError):
            return TargetFailure(f"{where} was started anew", hint=None)
        hint = "is the server up, and are address and credentials right?"
        if isinstance(error, ResponseError):
            hint = "see what the server says; `key` may name keys that something else uses"
        return TargetFailure(f"Redis at {where}: {error}", hint=hint)


def _added(one: Delivery) -> list[Any]:
    """The offset as id: the server refuses what is not above its last one."""
    # The second part is 1 since Redis has no id 0-0.
    return [f"{one.record.offset}-1", line(one)]
