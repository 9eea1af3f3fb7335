"""The `intake` section of `evtool.yaml`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from evtool.config import Section, setting
from evtool.intake.access.config import KeyConfig, check_keys
from evtool.intake.cloudevents.config import CloudEventsConfig
from evtool.intake.event.limits import DEEPEST
from evtool.intake.rate.config import RateConfig
from evtool.log.amount import milliseconds

_AT_LEAST_ONE = (
    *("workers", "max_body_bytes", "max_event_bytes", "max_events", "max_depth"),
    *("max_connections", "deduplicate_ids"),
)
_ABOVE_ZERO = ("idle_seconds", "request_seconds", "signature_seconds")
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class IntakeConfig:
    """Where the intake listens, and what it takes."""

    host: str = setting(
        "127.0.0.1", help="Address to listen on; anything but loopback needs `keys`."
    )
    port: int = setting(8192, help="Port of the service; 0: any free one.")
    admin_port: int = setting(
        8193, help="Port of /metrics, /healthz and /readyz, on loopback; 0: any free one."
    )
    workers: int = setting(1, help="Processes that share the port; one uses one core.")
    error_stream: str | None = setting(
        "eventgate.error", help="Stream of events about refused events; null: none are made."
    )
    max_body_bytes: int = setting(4_194_304, help="Largest body, decompressed too, in bytes.")
    max_event_bytes: int = setting(4_194_304, help="Largest event as it is stored, in bytes.")
    max_events: int = setting(10_000, help="Events in one request.")
    max_depth: int = setting(DEEPEST, help="Levels of objects and arrays in an event.")
    max_connections: int = setting(4096, help="Open connections of one worker.")
    idle_seconds: float = setting(
        10.0, help="Seconds for the head of a request, and between two requests."
    )
    request_seconds: float = setting(
        60.0, help="Seconds for the body of a request and its answer, however it trickles in."
    )
    keys: dict[str, KeyConfig] = setting(
        dict, help="Clients by name; with any, nothing is taken from anybody else."
    )
    signature_seconds: float = setting(
        300.0, help="How old a signature may be, and how far ahead the clock of its client."
    )
    rate: RateConfig | None = setting(
        None, help="Events a second of each key and of each stream without a rate of its own."
    )
    deduplicate: str | None = setting(
        None, help="How long the meta.id of an event is remembered, such as 10m; null: not at all."
    )
    deduplicate_ids: int = setting(200_000, help="How many ids are remembered at most.")
    access_log: bool = setting(False, help="Whether each request is logged in one JSON line.")
    topic_prefix: str | None = setting(
        None, help="Which of the topics of a stream to write to; null: the first one."
    )
    allow_insecure_schemas: bool = setting(
        False, help="Also take events of schemas with patterns or formats without `maxLength`."
    )
    cors: str | None = setting(
        "*", help="Origins whose pages may send events; null: only those of the service."
    )
    test_events: tuple[Any, ...] = setting(
        (), help="Events that GET /v1/_test/events sends; none: there is no such page."
    )
    cloudevents: CloudEventsConfig = setting(
        CloudEventsConfig, help="How CloudEvents become events."
    )

    @property
    def window_seconds(self) -> float:
        """How long ids are remembered; 0: not at all."""
        return 0.0 if self.deduplicate is None else milliseconds(self.deduplicate) / 1000

    def check(self, section: Section) -> None:
        """Refuse numbers that mean nothing.

        Raises:
            ConfigurationError: A port that is none, a limit below 1, and so on.
        """
        if not self.host:
            raise section.below("host").error("is empty", "write 127.0.0.1")
        _check_numbers(self, section)
        if self.deduplicate is not None:
            _check_window(self.deduplicate, section.below("deduplicate"))
        check_keys(self.keys, section.below("keys"))
        for at, event in enumerate(self.test_events):
            if not isinstance(event, dict):
                raise section.below("test_events").below(at).error("must be an event: a map")


def _check_numbers(config: IntakeConfig, section: Section) -> None:
    for name in ("port", "admin_port"):
        port = getattr(config, name)
        if not 0 <= port <= _HIGHEST_PORT:
            hint = f"write a number from 0 to {_HIGHEST_PORT}"
            raise section.below(name).error(f"{port} is no port", hint)
    for name in _AT_LEAST_ONE:
        if getattr(config, name) < 1:
            raise section.below(name).error("must be at least 1")
    for name in _ABOVE_ZERO:
        if not 0 < getattr(config, name) < math.inf:
            raise section.below(name).error("must be above 0")
    if config.max_depth > DEEPEST:
        raise section.below("max_depth").error(f"must be at most {DEEPEST}")


def _check_window(text: str, section: Section) -> None:
    try:
        value = milliseconds(text)
    except ValueError as error:
        raise section.error(f"{text!r} is no time", "write 10m, 1h or 90s") from error
    if value == 0:
        raise section.error("must be longer", "null switches it off")
