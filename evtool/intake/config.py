"""The `intake` section of `evtool.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evtool.config import Section, setting
from evtool.intake.event.json_text import DEEPEST

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
    max_depth: int = setting(DEEPEST, help="Levels of objects and arrays in an event.")
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

    def check(self, section: Section) -> None:
        """Refuse numbers that mean nothing.

        Raises:
            ConfigurationError: A port that is none, a limit below 1, and so on.
        """
        if not self.host:
            raise section.below("host").error("is empty", "write 127.0.0.1")
        for name in ("port", "admin_port"):
            port = getattr(self, name)
            if not 0 <= port <= _HIGHEST_PORT:
                hint = f"write a number from 0 to {_HIGHEST_PORT}"
                raise section.below(name).error(f"{port} is no port", hint)
        for name in ("workers", "max_body_bytes", "max_event_bytes", "max_depth"):
            if getattr(self, name) < 1:
                raise section.below(name).error("must be at least 1")
        if self.max_depth > DEEPEST:
            raise section.below("max_depth").error(f"must be at most {DEEPEST}")
        for at, event in enumerate(self.test_events):
            if not isinstance(event, dict):
                raise section.below("test_events").below(at).error("must be an event: a map")
