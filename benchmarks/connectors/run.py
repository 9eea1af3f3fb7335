"""What each sink makes of its store's fastest path: rows a second, side by side in one run.

python benchmarks/connectors/run.py [--events 20000] [--batch 5000] [SINK...]

The yardstick is a bare script for the same columns, written by hand for this one schema: it
decodes the same bytes, checks nothing, keeps no offsets, and writes in transactions of the
same size.
PostgreSQL, MariaDB, Redis and Kafka are started for the run where they are installed. For these
two the yardstick does not decode: it hands the bytes on.
"""

from __future__ import annotations

import argparse
import gc
import inspect
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from stores import Store, stores
from yardsticks import YARDSTICKS

from evtool.connectors.batch import Batch
from evtool.connectors.catalog import load_type
from evtool.connectors.context import Context
from evtool.connectors.runner.collector import rest_collector
from evtool.log.record import Record
from evtool.workspace import load_workspace

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "$schema": {"type": "string"},
        "meta": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "dt": {"type": "string", "format": "date-time"},
                "stream": {"type": "string"},
                "domain": {"type": "string"},
            },
        },
        "page": {
            "type": "object",
            "properties": {
                "page_id": {"type": "integer"},
                "page_title": {"type": "string"},
                "is_redirect": {"type": "boolean"},
            },
        },
        "score": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "comment": {"type": "string"},
    },
}


def main() -> None:
    """Measure the sinks that are named; all without one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sinks", nargs="*", metavar="SINK", default=list(YARDSTICKS))
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    rest_collector()  # as `evtool connect run` does; a bare script is the better for it, too
    folder = Path(tempfile.mkdtemp(prefix="evtool-bench-"))
    try:
        records = _records(chosen.events)
        context = _context(folder)
        print(f"{len(records):,} events of {len(records[0].value):,} bytes,", end=" ")
        print(f"{chosen.batch:,} a transaction, best of {chosen.rounds} rounds")
        for name in chosen.sinks:
            with stores(name, folder) as make:
                _measure(name, make, context, records, chosen)
    finally:
        shutil.rmtree(folder)


def _measure(
    name: str,
    make: Callable[[], Store],
    context: Context,
    records: Sequence[Record],
    chosen: argparse.Namespace,
) -> None:
    bare: list[tuple[float, float]] = []
    ours: list[tuple[float, float]] = []
    for _ in range(chosen.rounds):
        store = make()
        bare.append(_timed(lambda at=store: YARDSTICKS[name](at, records, chosen.batch)))  # type: ignore[misc]
        store = make()
        ours.append(_timed(lambda at=store: _deliver(name, at, context, records, chosen.batch)))  # type: ignore[misc]
    best, own = len(records) / min(bare)[0], len(records) / min(ours)[0]
    print(f"  {name:<10} bare {best:9,.0f}/s   sink {own:9,.0f}/s   ratio {own / best:.2f}", end="")
    cpu = [min(one[1] for one in each) / len(records) * 1e6 for each in (bare, ours)]
    print(f"   CPU of this process {cpu[0]:6.1f} and {cpu[1]:6.1f} us an event")


def _deliver(
    name: str, store: Store, context: Context, records: Sequence[Record], size: int
) -> float:
    kind = load_type(name)
    parameters = inspect.signature(kind).parameters
    more = [context] if len(parameters) > 1 else []
    with kind(kind.Config(**store.options), *more) as sink:
        begun = time.perf_counter()
        for at in range(0, len(records), size):
            sink.deliver(Batch.of(records[at : at + size]))
        return time.perf_counter() - begun


def _timed(work: Callable[[], float]) -> tuple[float, float]:
    """The seconds that the work says it took, and those of the processor with its setting up."""
    gc.collect()
    begun = time.process_time()
    return work(), time.process_time() - begun


def _context(folder: Path) -> Context:
    path = folder / "schemas" / "bench"
    path.mkdir(parents=True)
    (path / "1.0.0.json").write_text(json.dumps({"$id": "/bench/1.0.0", **SCHEMA}), "utf-8")
    text = "version: 1\nrepositories: [{name: primary, role: primary, path: schemas}]\n"
    (folder / "evtool.yaml").write_text(text, "utf-8")
    return Context("bench", load_workspace(folder / "evtool.yaml"))


def _records(count: int) -> list[Record]:
    """Events of about 1,000 bytes."""
    chance = random.Random(1)  # noqa: S311 - no secret
    words = ["".join(chance.choices("abcdefghij", k=8)) for _ in range(500)]
    return [
        Record("bench", 0, at, 1_714_557_600_000 + at, None, (), _event(at, chance, words))
        for at in range(count)
    ]


def _event(at: int, chance: random.Random, words: Sequence[str]) -> bytes:
    event = {
        "$schema": "/bench/1.0.0",
        "meta": {
            "id": f"{chance.getrandbits(128):032x}",
            "dt": f"2024-05-01T10:{at // 1000 % 60:02}:{at % 60:02}.{at % 1000:03}Z",
            "stream": "bench",
            "domain": "en.example.org",
        },
        "page": {"page_id": at, "page_title": chance.choice(words), "is_redirect": at % 7 == 0},
        "score": chance.random(),
        "tags": chance.sample(words, 3),
        "comment": " ".join(chance.choices(words, k=70)),
    }
    return json.dumps(event).encode()


if __name__ == "__main__":
    main()
