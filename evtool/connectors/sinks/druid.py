"""The sink `druid`: has Druid read topics itself, or gives it events task by task.

    analytics:
      type: druid
      streams: [shop.order]
      url: http://127.0.0.1:8888
      brokers: kafka:9092

Each stream is a datasource, with a column for each value that its schema knows; objects are
flattened (`meta__domain`), arrays and maps are JSON. As a supervisor Druid reads the topics of a
stream itself, keeps offsets with its segments, and is watched; a new version of the schema posts
it again. In the mode `batch` a task appends each batch: choose a large `batch_rows`. The tests
use an overlord in memory, since no package registry serves Druid.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Literal, Protocol, Self
from urllib.parse import quote

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.druid_spec import Layout, Reading, batch_spec, supervisor_spec
from evtool.connectors.druid_supervisors import SUPERVISOR, Supervisors
from evtool.connectors.screening import dumps, each, line
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.template import Template
from evtool.connectors.web import Web, check_url, refusal
from evtool.errors import EvtoolError
from evtool.log.record import TopicPartition
from evtool.schema.catalog import Catalog, Shelf
from evtool.schema.version import Label, SchemaReference
from evtool.streams.load import load_streams
from evtool.workspace import Workspace

_TASK = "/druid/indexer/v1/task"
_JSON = {"content-type": "application/json"}
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]")
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class DruidConfig(Secretive):
    """Druid reads topics itself, or is given events task by task."""

    url: str = setting(help="Its router or overlord: http://USER:${PASSWORD}@HOST:8888.")
    mode: Literal["supervisor", "batch"] = setting(
        "supervisor",
        help="`supervisor`: Druid reads the topics from Kafka, exactly once; `batch`: each batch "
        "is posted in a task, for logs that are not Kafka and streams that are small.",
    )
    brokers: str | None = setting(None, help="Kafka's brokers as Druid reaches them.")
    consumer: dict[str, str] = setting(
        dict, help="More properties of Druid's Kafka consumer; never shown.", secret=True
    )
    datasource: str = setting("{stream}", help="The datasource of each event: a template.")
    time_field: str = setting("meta.dt", help="The path of the date-time that rows are sorted by.")
    segment: str = setting("hour", help="The time that a segment covers: hour, day, ...")
    tasks: int = setting(1, help="So many tasks read a topic at a time.")
    task_seconds: float = setting(600.0, help="How long a task of the mode batch may take.")
    timeout_seconds: float = setting(30.0, help="How long Druid may take to answer.")

    def check(self, section: Section) -> None:
        """Refuse what cannot work.

        Raises:
            ConfigurationError: There is such a setting.
        """
        check_url(self.url, section.below("url"))
        Template(self.datasource).check(section.below("datasource"))
        if self.mode == "supervisor" and not self.brokers:
            raise section.error("the key 'brokers' is missing", "Druid reads from Kafka itself")
        section.check_above_zero(self, "tasks", "task_seconds", "timeout_seconds")


class Surroundings(Protocol):
    """What the sink asks of its context."""

    @property
    def workspace(self) -> Workspace:
        """The workspace with the schemas."""


class DruidSink:
    """Posts a supervisor for each datasource and watches it, or a task for each batch."""

    Config: ClassVar[type[DruidConfig]] = DruidConfig

    def __init__(
        self,
        config: DruidConfig,
        context: Surroundings,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._config = config
        self._context = context
        self._sleep = sleep
        self._source = Template(config.datasource)
        self._layout = Layout(config.time_field, config.segment)
        self._web = Web(config.url, config.timeout_seconds)
        self._supervisors = Supervisors(self._web)
        self._seen: set[str | None] = set()
        self._schemas: dict[str, Any] = {}

    @property
    def guarantee(self) -> Guarantee:
        """Druid keeps offsets itself where it reads by itself."""
        by_itself = self._config.mode == "supervisor"
        return Guarantee.IDEMPOTENT if by_itself else Guarantee.AT_LEAST_ONCE

    def __enter__(self) -> Self:
        """Ask Druid for its supervisors."""
        answer = self._web.ask("GET", SUPERVISOR)
        if answer.status != 200:
            self._web.close()
            raise refusal(self._web, answer, "let us in")
        return self

    def deliver(self, batch: Batch) -> None:
        """See to it that Druid reads the topics of a batch, or post its events.

        Raises:
            RecordFailure: Some records are no events, or their schema is unknown.
            TargetFailure: Druid is away, or cannot read.
        """
        sources = each(batch, self._source_of)
        groups: dict[tuple[str, str], list[Delivery]] = {}
        for source, one in zip(sources, batch, strict=True):
            groups.setdefault((source, _title(one)), []).append(one)
        for (source, _), group in groups.items():
            schema = self._schema(group[0])
            if self._config.mode == "supervisor":
                self._supervise(source, group[0], schema)
            else:
                self._append(source, group, schema)
        self._supervisors.watch()

    def positions(self) -> Mapping[TopicPartition, int]:
        """None: what Druid has read itself is Druid's."""
        return {}

    def __exit__(self, *_: object) -> None:
        """Let go of the connection; supervisors go on."""
        self._web.close()

    def _source_of(self, one: Delivery) -> str:
        self._schema(one)
        return _NO_NAME.sub("_", self._source.fill(one))

    def _schema(self, one: Delivery) -> Any:
        """The newest version; looked for again when events name a version that is new to us."""
        title = _title(one)
        if one.schema_uri not in self._seen:
            repositories = self._context.workspace.repositories
            catalog = Catalog([Shelf(repository, repository.store) for repository in repositories])
            try:
                file = catalog.find(SchemaReference(title, Label.LATEST))
                self._schemas[title] = file.document.value
            except EvtoolError as error:
                raise RecordFailure(error.message, hint=error.hint) from error
            self._seen.add(one.schema_uri)
        return self._schemas[title]

    def _supervise(self, source: str, one: Delivery, schema: Any) -> None:
        entry = load_streams(self._context.workspace).find(one.stream)
        topics = entry.topics(one.stream) if entry is not None else [one.record.topic]
        consumer = {"bootstrap.servers": self._config.brokers or "", **self._config.consumer}
        reading = Reading(topics, consumer, self._config.tasks)
        self._supervisors.post(source, supervisor_spec(source, schema, self._layout, reading))

    def _append(self, source: str, group: list[Delivery], schema: Any) -> None:
        first, last = group[0].record, group[-1].record
        where = f"{first.topic}-{first.partition}-{first.offset}-{last.partition}-{last.offset}"
        task = f"evtool_{source}_{_NO_NAME.sub('_', where)}_{len(group)}"
        lines = [line(one) for one in group]
        for attempt in count():
            spec = batch_spec(source, f"{task}_{attempt}", lines, schema, self._layout)
            answer = self._web.ask("POST", _TASK, dumps(spec), _JSON)
            was_there = answer.status != 200 and b"already exists" in answer.body
            if answer.status != 200 and not was_there:
                raise refusal(self._web, answer, f"take events of {source}")
            if self._succeeds(spec["id"], report=not was_there):
                return

    def _succeeds(self, task: str, *, report: bool) -> bool:
        """Whether a task succeeds; with `report` its failure is one of the store."""
        deadline = time.monotonic() + self._config.task_seconds
        while True:
            answer = self._web.ask("GET", f"{_TASK}/{quote(task)}/status")
            status = answer.field("status")
            state = status.get("statusCode") if isinstance(status, dict) else None
            if state == "SUCCESS":
                return True
            if state == "FAILED" and not report:
                return False
            if state == "FAILED" or time.monotonic() > deadline:
                why = status.get("errorMsg") if state == "FAILED" else "it takes too long"
                raise TargetFailure(
                    f"Druid's task {task} failed: {why}", hint="see its log in Druid's console"
                )
            self._sleep(_LOOK_SECONDS)


def _title(one: Delivery) -> str:
    uri = one.schema_uri
    if not uri:
        raise RecordFailure("the event has no $schema, which columns are made of")
    try:
        return SchemaReference.parse(uri).title
    except EvtoolError as error:
        raise RecordFailure(error.message) from error
