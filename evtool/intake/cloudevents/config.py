"""How CloudEvents become events: `intake.cloudevents` of `evtool.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evtool.config import setting


@dataclass(frozen=True, slots=True)
class CloudEventsConfig:
    """How CloudEvents become events."""

    stream: Literal["type", "source", "subject"] = setting(
        "type", help="Attribute that is the stream where neither event nor request names one."
    )
    schema_base: str | None = setting(
        None, help="What stands before the titles in `dataschema`; null: scheme and host."
    )
