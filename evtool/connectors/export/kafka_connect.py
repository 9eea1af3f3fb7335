"""A connector as Kafka Connect has it: the body of `POST /connectors`.

Ours and theirs do not promise the same: what differs is said beside it. No secret is
written: what comes from the environment stays a reference to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evtool.config import VARIABLE
from evtool.connectors.assembly import Assembled
from evtool.connectors.runner.dead_letters import ErrorStream
from evtool.errors import EvtoolError

Options = Mapping[str, Any]
Settings = dict[str, Any]

_JSON = "org.apache.kafka.connect.json.JsonConverter"
_TEXT = "org.apache.kafka.connect.storage.StringConverter"
_SECRET = re.compile(r"passw|secret|token|credential|api_?key", re.IGNORECASE)
_URL = re.compile(
    r"\w+://(?:(?P<user>[^:@/]*)(?::(?P<password>[^@/]*))?@)?"
    r"(?P<host>[^:/?]+)(?::(?P<port>\d+))?(?:/(?P<database>[^?]*))?(?:\?.*)?"
)
_LOGIN = re.compile(r"(://[^/\s:@]*):(?!\$)[^/\s@]+@")


@dataclass(frozen=True, slots=True)
class Export:
    """What to post, and what somebody has to know or do besides."""

    body: Mapping[str, Any]
    remarks: tuple[str, ...]


def kafka_connect(one: Assembled, errors: ErrorStream) -> Export:
    """The equivalent of a connector.

    Raises:
        EvtoolError: Kafka Connect has nothing for its type, or it reads nothing.
    """
    kind = one.connector.type
    if kind not in _TYPES:
        raise EvtoolError(
            f"Kafka Connect has no equivalent of the type {kind} that we know",
            hint=f"there is one for {', '.join(_TYPES)}",
        )
    if one.selection.is_empty:
        raise EvtoolError(
            f"{one.connector.name} reads no stream", hint="add `streams:` to the connector"
        )
    written: Mapping[str, Any] = one.connector.section.raw
    options = {key: _reference(key, value) for key, value in written.items()}
    settings = {
        **_TYPES[kind](options),
        "tasks.max": "1",
        **_topics(one),
        "key.converter": _TEXT,
        "value.converter": _JSON,
        "value.converter.schemas.enable": "false",
        "consumer.override.max.poll.records": str(one.connector.delivery.batch_rows),
        "consumer.override.auto.offset.reset": one.connector.delivery.start,
        "errors.tolerance": "all",
        "errors.deadletterqueue.topic.name": errors.topic,
        "errors.deadletterqueue.context.headers.enable": "true",
    }
    return Export({"name": one.connector.name, "config": settings}, tuple(_remarks(one, settings)))


def _topics(one: Assembled) -> Settings:
    selection = one.selection
    if not selection.everything and not any(name.startswith("/") for name in selection.topics):
        return {"topics": ",".join(selection.topics)}
    if selection.everything:
        return {"topics.regex": ".*"}
    parts = [
        f".*(?:{name[1:-1]}).*" if name.startswith("/") else re.escape(name)
        for name in selection.topics
    ]
    return {"topics.regex": "|".join(parts)}


def _remarks(one: Assembled, settings: Settings) -> Sequence[str]:
    found = [
        "what cannot be read goes to the error topic as it is, and not as an event",
        "a record that the store refuses stops the task",
    ]
    if not one.connector.delivery.canary:
        found.append("canary events are delivered too: add a filter, or drop them when reading")
    if one.selection.refused or one.selection.mixed:
        found.append("streams that share a topic with others cannot be told apart")
    if any("${env:" in str(value) for value in settings.values()):
        found.append(
            "set config.providers=env and config.providers.env.class="
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider on the workers"
        )
    return found


def _reference(key: str, value: Any) -> Any:
    """A value with references to the environment as Kafka Connect writes them."""
    if not isinstance(value, str):
        return value
    if _SECRET.search(key) and VARIABLE.search(value) is None:
        return f"${{env:{key.upper()}}}"
    named = VARIABLE.sub(lambda match: f"${{env:{match[1]}}}", value)
    return _LOGIN.sub(r"\1:${env:PASSWORD}@", named)


def _first(options: Options, *names: str, default: Any = "") -> Any:
    """The first of some options that is set: types call the same thing differently."""
    return next((options[name] for name in names if options.get(name) is not None), default)


def _jdbc(scheme: str) -> Callable[[Options], Settings]:
    def settings(options: Options) -> Settings:
        found = {**_address(str(_first(options, "dsn", "url", "address"))), **options}
        port = f":{found['port']}" if found.get("port") else ""
        place = f"{found.get('host', '127.0.0.1')}{port}/{found.get('database', '')}"
        return {
            "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
            "connection.url": f"jdbc:{scheme}://{place}",
            "connection.user": found.get("user", ""),
            "connection.password": _kept(str(found.get("password", ""))),
            "insert.mode": "upsert",
            "pk.mode": "kafka",
            "auto.create": "false",
            "auto.evolve": "false",
        }

    return settings


def _address(text: str) -> Settings:
    """The parts of `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, or of `host=... user=...`."""
    url = _URL.fullmatch(text)
    if url is not None:
        return {name: value for name, value in url.groupdict().items() if value}
    pairs = dict(re.findall(r"(\w+)\s*=\s*('[^']*'|\S+)", text))
    return {"database" if name == "dbname" else name: value for name, value in pairs.items()}


def _kept(password: str) -> str:
    """A reference to a password; one that stands in the file itself is not shown."""
    return password if not password or password.startswith("${env:") else "${env:PASSWORD}"


def _file(options: Options) -> Settings:
    return {
        "connector.class": "org.apache.kafka.connect.file.FileStreamSinkConnector",
        "file": str(_first(options, "path", "file")),
    }


def _hdfs(options: Options) -> Settings:
    return {
        "connector.class": "io.confluent.connect.hdfs3.Hdfs3SinkConnector",
        "hdfs.url": str(_first(options, "url", "address")),
        "topics.dir": str(_first(options, "path", "folder", default="topics")),
        "format.class": "io.confluent.connect.hdfs3.json.JsonFormat",
        "partitioner.class": "io.confluent.connect.storage.partitioner.HourlyPartitioner",
        "timestamp.extractor": "RecordField",
        "timestamp.field": "meta.dt",
        "locale": "en-US",
        "timezone": "UTC",
        "flush.size": str(_first(options, "batch_rows", default=5000)),
    }


def _search(options: Options) -> Settings:
    return {
        "connector.class": "io.aiven.kafka.connect.opensearch.OpensearchSinkConnector",
        "connection.url": str(_first(options, "url", "address")),
        "key.ignore": "true",
        "schema.ignore": "true",
    }


def _http(options: Options) -> Settings:
    return {
        "connector.class": "io.aiven.kafka.connect.http.HttpSinkConnector",
        "http.url": str(_first(options, "url", "address")),
        "http.authorization.type": "none",
        "batching.enabled": "true",
        "batch.max.size": str(_first(options, "batch_rows", default=500)),
    }


def _redis(options: Options) -> Settings:
    return {
        "connector.class": "com.redis.kafka.connect.RedisSinkConnector",
        "redis.uri": str(_first(options, "url", "address")),
        "redis.type": "STREAM",
    }


def _cassandra(options: Options) -> Settings:
    hosts = _first(options, "hosts", "contact_points", default=[])
    return {
        "connector.class": "com.datastax.oss.kafka.sink.CassandraSinkConnector",
        "contactPoints": ",".join(hosts) if isinstance(hosts, list) else str(hosts),
        "loadBalancing.localDc": str(_first(options, "datacenter", default="datacenter1")),
    }


_TYPES: Mapping[str, Callable[[Options], Settings]] = {
    "jsonl": _file,
    "postgres": _jdbc("postgresql"),
    "mysql": _jdbc("mysql"),
    "hdfs": _hdfs,
    "opensearch": _search,
    "http": _http,
    "redis": _redis,
    "cassandra": _cassandra,
}
"""What Kafka Connect has for a type: its class, and our options by its names."""
