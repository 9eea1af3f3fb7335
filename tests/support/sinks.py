"""Records and settings for tests of sinks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evtool.config import Section, load_section
from evtool.connectors.batch import Batch
from evtool.connectors.catalog import load_type
from evtool.document import load_document
from evtool.log.record import Headers, Record

HOUR = 3_600_000
START = 1_795_971_600_000
"""17:00 UTC of a day in 2026, in milliseconds."""

NO_EVENT = b"not json"


def event(number: int, **more: Any) -> dict[str, Any]:
    """Make an event."""
    meta = {"id": f"id-{number}", "stream": "shop.order", "dt": "2026-11-29T17:00:00Z"}
    return {"$schema": "/shop/order/1.0.0", "meta": meta, "number": number, **more}


def record(offset: int, value: Any = None, **how: Any) -> Record:
    """Make a record of an event, of bytes, or of the event with the number of its offset."""
    content = event(offset) if value is None else value
    known: dict[str, Any] = {"topic": "shop.order", "partition": 0, "key": None, "headers": ()}
    known |= {"timestamp": START + offset, **how}
    headers: Headers = known["headers"]
    return Record(
        known["topic"], known["partition"], offset, known["timestamp"], known["key"], headers,
        content if isinstance(content, bytes) else json.dumps(content).encode(),
    )  # fmt: skip


def batch(*offsets: int, **how: Any) -> Batch:
    """Make a batch of records with these offsets."""
    return Batch.of([record(offset, **how) for offset in offsets])


def options(kind: str, folder: Path, **settings: Any) -> Any:
    """Load the options of a type as from a configuration file, with all checks."""
    path = folder / "options.yaml"
    path.write_text(json.dumps(settings))
    return load_section(load_type(kind).Config, Section(load_document(path)))


class Surroundings:
    """What stands around a connector."""

    def __init__(self, root: Path, log: str = "memory:") -> None:
        self.root = root
        self.log = log
        self.workspace = self

    def section(self, _name: str, kind: type[Any]) -> Any:
        """Give the section `log`."""
        return kind(address=self.log)
