"""The sink `opensearch`: documents into OpenSearch or Elasticsearch, by `_bulk`.

    search:
      type: opensearch
      streams: [shop.order]
      url: https://search.example.org:9200
      user: evtool
      password: ${SEARCH_PASSWORD}
      id: "{order_id}"
      version: meta.dt

Documents that do not fit the mapping go into the error stream. Too many requests, a full disk
and missing rights are tried again. The tests use a store in memory that speaks `_bulk`: no
package registry serves the real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.screening import dumps, each, line
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.template import Template
from evtool.connectors.version import check_version, version_of
from evtool.connectors.web import Answer, Web, basic, check_url, refusal
from evtool.log.record import TopicPartition

Operation = Literal["index", "create"]

_BULK = {"content-type": "application/x-ndjson"}
_NO_NAME = re.compile(r'[\\/*?"<>|,#:\s]')
_ALREADY_THERE = 409
_BAD_RECORDS = frozenset({400, 413})


@dataclass(frozen=True, slots=True, repr=False)
class OpensearchConfig(Secretive):
    """Documents into OpenSearch or Elasticsearch."""

    url: str = setting(help="Where it is, such as https://USER:${PASSWORD}@HOST:9200.")
    index: str = setting(
        "{stream}",
        help="The index of each event, with {stream} or the {path.of.a.field}; in small letters.",
    )
    id: str = setting(
        "{meta.id}", help="The id of each document: a template of the same kind, of what is unique."
    )
    version: str | None = setting(
        None,
        help="Keep the newest event of each id only: `offset`, `timestamp`, or the path of a "
        "number or date-time decides.",
    )
    operation: Operation = setting(
        "index", help="`index`, or `create` for data streams, which take no versions."
    )
    api_key: str | None = setting(
        None, help="An API key in place of a user, best as ${VARIABLE}.", secret=True
    )
    user: str | None = setting(None, help="The user, where the URL has none.")
    password: str | None = setting(None, help="Its password, best as ${VARIABLE}.", secret=True)
    request_bytes: int = setting(10_485_760, help="A request has about so many bytes at most.")
    timeout_seconds: float = setting(60.0, help="How long the server may take to answer.")

    def check(self, section: Section) -> None:
        """Refuse what cannot work.

        Raises:
            ConfigurationError: There is such a setting.
        """
        check_url(self.url, section.below("url"))
        Template(self.index).check(section.below("index"))
        Template(self.id).check(section.below("id"))
        if not Template(self.id).names:
            raise section.below("id").error("is the same for all events", "write {meta.id}")
        if self.version is not None:
            check_version(self.version, section.below("version"))
            if self.operation == "create":
                raise section.below("version").error(
                    "does not go with `operation: create`", "remove one of both"
                )
        if self.user is not None and self.api_key is not None:
            raise section.below("api_key").error("stands beside a user", "remove one of both")
        section.check_above_zero(self, "request_bytes", "timeout_seconds")

    @property
    def fields(self) -> list[str]:
        """The fields of events that it names."""
        return [*Template(self.index).paths, *Template(self.id).paths, self.version or "offset"]


class OpensearchSink:
    """Writes documents under their id: what comes again is the same document."""

    Config: ClassVar[type[OpensearchConfig]] = OpensearchConfig
    guarantee = Guarantee.IDEMPOTENT

    def __init__(self, config: OpensearchConfig) -> None:
        self._config = config
        self._index, self._id = Template(config.index), Template(config.id)
        headers = {}
        if config.api_key is not None:
            headers["authorization"] = f"ApiKey {config.api_key}"
        elif config.user is not None:
            headers["authorization"] = basic(f"{config.user}:{config.password or ''}")
        self._web = Web(config.url, config.timeout_seconds, headers)

    def __enter__(self) -> Self:
        """Ask the server who it is."""
        answer = self._web.ask("GET", "/")
        if answer.status != 200:
            self._web.close()
            raise refusal(self._web, answer, "let us in")
        return self

    def deliver(self, batch: Batch) -> None:
        """Write a batch, some megabytes at a time.

        Raises:
            RecordFailure: Some documents do not fit the mapping of their index.
            TargetFailure: The server is away, full or busy, or refuses us.
        """
        actions = each(batch, self._action)
        bad: dict[int, str] = {}
        for part in self._parts(actions):
            answer = self._web.ask("POST", "/_bulk", b"".join(actions[at] for at in part), _BULK)
            bad |= self._refused(answer, part)
        if bad:
            raise RecordFailure(next(iter(bad.values())), at=sorted(bad))

    def positions(self) -> Mapping[TopicPartition, int]:
        """None: what comes again is written over itself."""
        return {}

    def __exit__(self, *_: object) -> None:
        """Let go of the connection."""
        self._web.close()

    def _action(self, one: Delivery) -> bytes:
        """Two lines: what to do, and the document."""
        said: dict[str, Any] = {"_index": _index_name(self._index.fill(one))}
        said["_id"] = self._id.fill(one)
        if self._config.version is not None:
            said["version"] = version_of(one, self._config.version)
            said["version_type"] = "external_gte"
        return dumps({self._config.operation: said}) + b"\n" + line(one) + b"\n"

    def _parts(self, actions: Sequence[bytes]) -> Iterator[list[int]]:
        part: list[int] = []
        size = 0
        for at, action in enumerate(actions):
            if part and size + len(action) > self._config.request_bytes:
                yield part
                part, size = [], 0
            part.append(at)
            size += len(action)
        if part:
            yield part

    def _refused(self, answer: Answer, part: Sequence[int]) -> dict[int, str]:
        """Places in the batch of what was refused for good, with the reasons."""
        if answer.status == 413:
            raise RecordFailure(
                f"{self._web.shown} takes no request so large",
                at=part if len(part) == 1 else (),
                hint="set request_bytes below its http.max_content_length",
            )
        items = answer.field("items")
        if answer.status != 200 or not isinstance(items, list) or len(items) != len(part):
            raise refusal(self._web, answer, "take documents")
        found = {}
        for at, item in zip(part, items, strict=True):
            result = next(iter(item.values()))
            if result["status"] in _BAD_RECORDS:
                found[at] = f"the document is refused: {_reason(result)}"
            elif result["status"] // 100 != 2 and result["status"] != _ALREADY_THERE:
                raise TargetFailure(
                    f"{self._web.shown} cannot write now ({result['status']}): {_reason(result)}",
                    hint="see the state of the index, the room on its disks, and our rights",
                )
        return found


def _index_name(text: str) -> str:
    """Names of indices have no capitals and none of some signs."""
    return _NO_NAME.sub("-", text).lower().lstrip("_-+")


def _reason(result: Mapping[str, Any]) -> str:
    error = result.get("error")
    if not isinstance(error, dict):
        return str(error)
    cause = error.get("caused_by")
    more = f" ({cause.get('reason')})" if isinstance(cause, dict) else ""
    return f"{error.get('type')}: {error.get('reason')}{more}"
