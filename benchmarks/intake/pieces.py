"""The steps of an intake alone: `python benchmarks/intake/pieces.py`.

Microseconds of CPU per event over the real events, in this process, without a server: the
floor to compare a profile with. The best run is what a step takes when its data stays in the
caches of the processor; the median is higher where other work shares them, most of all for
validation.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import re
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httptools
import jsonschema_rs
import orjson
from servers import PATH, BenchmarkError
from workload import Workload, read_workload
from workspace import BESIDE, schema_folders, unpack

from evtool.document import load_document

RUNS = 15
PASSES = 10
DIGITS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
LONG = b"0" * 17
UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Step = Callable[[], object]
Steps = Iterator[tuple[str, Step, int]]
"""Names, what one pass does, and for how many events."""


def load_schemas(workload: Workload, folders: Sequence[Path]) -> dict[str, Any]:
    """The schema of every event, by URI."""
    found = {}
    for uri in {orjson.loads(event)["$schema"] for event in workload.events}:
        paths = [folder / f"{uri[1:]}.yaml" for folder in folders]
        path = next((path for path in paths if path.exists()), None)
        if path is None:
            raise BenchmarkError(f"no schema {uri}")
        found[uri] = load_document(path).value
    return found


def compile_schema(schema: Any, **options: Any) -> Any:
    """A validator with formats, as the intake has it."""
    formats = {"uuid": lambda text: UUID.fullmatch(text) is not None}
    return jsonschema_rs.Draft7Validator(
        schema, validate_formats=True, formats=formats, offline=True, **options
    )


def json_steps(events: Sequence[bytes], values: Sequence[Any]) -> Steps:
    """Parsing and writing."""
    count = len(events)
    array = b"[%s]" % b",".join(events)
    yield "orjson.loads, alone", lambda: [orjson.loads(event) for event in events], count
    yield "orjson.loads, in one array", lambda: orjson.loads(array), count
    yield "orjson.dumps", lambda: [orjson.dumps(value) for value in values], count


def scan_steps(events: Sequence[bytes]) -> Steps:
    """Looking at the received bytes without parsing them."""
    count = len(events)
    array = b"[%s]" % b",".join(events)
    yield "translate digits, alone", lambda: [e.translate(DIGITS) for e in events], count
    yield "17 digits in a row, alone", lambda: [LONG in e.translate(DIGITS) for e in events], count
    yield "17 digits in a row, in one array", lambda: LONG in array.translate(DIGITS), count
    yield "count of colons, alone", lambda: [event.count(b":") for event in events], count
    yield "count of colons, in one array", lambda: array.count(b":"), count
    yield "count of quote and colon, alone", lambda: [e.count(b'":') for e in events], count


def validation_steps(values: Sequence[Any], schemas: Mapping[str, Any]) -> Steps:
    """Validating."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "formats, linear regex": lambda schema: compile_schema(
            schema, pattern_options=jsonschema_rs.RegexOptions()
        ),
        "formats, default regex": compile_schema,
        "no formats": jsonschema_rs.Draft7Validator,
    }
    for name, kind in kinds.items():
        compiled = {uri: kind(schema) for uri, schema in schemas.items()}
        pairs = [(compiled[value["$schema"]].is_valid, value) for value in values]
        if not all(is_valid(value) for is_valid, value in pairs):
            raise BenchmarkError("a real event is not valid")
        yield (
            f"is_valid, {name}",
            lambda pairs=pairs: [is_valid(value) for is_valid, value in pairs],
            len(values),
        )


def stamp_steps(values: Sequence[Any], streams: Mapping[str, str]) -> Steps:
    """Looking up and making the values that an intake adds."""
    count, utc = len(values), datetime.UTC
    yield "schema URI and stream, two look-ups", lambda: [
        (streams.get(value["$schema"]), streams.get(value["meta"]["stream"])) for value in values
    ], count  # fmt: skip
    yield "uuid.uuid4 as text", lambda: [str(uuid.uuid4()) for _ in values], count
    yield "now as ISO 8601", lambda: [
        datetime.datetime.now(utc).isoformat(timespec="milliseconds") for _ in values
    ], count  # fmt: skip


def http_steps(events: Sequence[bytes]) -> Steps:
    """Taking an HTTP request apart, without an event loop or a socket."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    texts = [f"{head}Content-Length: {len(e)}\r\n\r\n".encode() + e for e in events]

    class Listener:
        """Takes what the parser finds."""

        def on_header(self, name: bytes, value: bytes) -> None:
            """Take a header."""

        def on_body(self, body: bytes) -> None:
            """Take a part of the body."""

        def on_message_complete(self) -> None:
            """Take note of the end."""

    parser = httptools.HttpRequestParser(Listener())
    yield "httptools, one request", lambda: [parser.feed_data(text) for text in texts], len(texts)


def log_steps(events: Sequence[bytes], folder: Path) -> Steps:
    """Appending to SQLite as the log does: WAL, synchronous=FULL."""
    database = sqlite3.connect(folder / "pieces.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE records(id INTEGER PRIMARY KEY, time INTEGER, value BLOB)")
    for size in (1, 32, 100):
        rows = [(number, event) for number, event in enumerate(events[:size])]

        def append(rows: Sequence[tuple[int, bytes]] = rows) -> None:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO records(time, value) VALUES (?, ?)", rows)
            database.execute("COMMIT")

        yield f"SQLite append, {size} in a commit", append, size


def microseconds(step: Step, events: int) -> tuple[float, float, float]:
    """For an event: the least CPU time, and the medians of CPU and wall time."""
    cpu, wall = [], []
    for _ in range(RUNS):
        used, started = time.process_time(), time.perf_counter()
        for _ in range(PASSES):
            step()
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - started)
    each = 1e6 / PASSES / events
    return min(cpu) * each, statistics.median(cpu) * each, statistics.median(wall) * each


def all_steps(workload: Workload, data: Path, folder: Path) -> Steps:
    """Every step, with what it works on prepared."""
    unpack(data, folder)
    values = [orjson.loads(event) for event in workload.events]
    yield from json_steps(workload.events, values)
    yield from scan_steps(workload.events)
    yield from validation_steps(values, load_schemas(workload, schema_folders(folder)))
    yield from stamp_steps(values, workload.titles)
    yield from http_steps(workload.events)
    yield from log_steps(workload.events, folder)


def main() -> None:
    """Measure every step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=Path, default=BESIDE / "events/examples.jsonl")
    parser.add_argument("--data", type=Path, default=BESIDE / "wikimedia")
    options = parser.parse_args()
    workload = read_workload(options.events)
    size = sum(map(len, workload.events)) / len(workload.events)
    print(f"{len(workload.events)} events of {size:.0f} bytes on average; microseconds per event")
    print(f"{'step':38} {'best CPU':>9} {'CPU':>9} {'wall':>9}   (medians)")
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        for name, step, events in all_steps(workload, options.data, Path(folder)):
            figures = microseconds(step, events)
            print(f"{name:38}", *(f"{figure:9.3f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
