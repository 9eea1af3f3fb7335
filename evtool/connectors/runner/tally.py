"""What one connector has done so far: written by its thread, read by those that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """What a connector is doing."""

    STARTING = "starting"
    RUNNING = "running"
    RETRYING = "retrying"
    IDLE = "idle"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass
class Tally:
    """Counts since the start; `seconds` were spent in the store."""

    rows: int = 0
    bytes: int = 0
    batches: int = 0
    retries: int = 0
    dead_letters: int = 0
    left_out: int = 0
    already_there: int = 0
    restarts: int = 0
    seconds: float = 0.0
    state: State = State.STARTING
    error: str | None = None
    hint: str | None = None
    lag: int | None = field(default=None)
