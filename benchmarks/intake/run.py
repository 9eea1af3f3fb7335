"""Intake under load, beside a yardstick: `python benchmarks/intake/run.py`.

Alternates evtool's intake - durable SQLite log, stream configuration on - with a bare Node
service of express, body-parser and AJV that parses, validates and appends to a file
(`yardstick/`). Both get the same real events, one by one and in arrays. The figure to compare
is events per CPU second of the server's processes: machines are noisy, so look at the ratios
within a round, and at `others`, the cores that neither the server nor wrk used.

Needs node and npm for the yardstick, and wrk (Debian and Ubuntu: `apt-get install wrk`;
macOS: `brew install wrk`). The log and the yardstick's file are written below --folder, which
should be on a real disk.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import load
import profiling
import psutil
import report
from load import Shape
from servers import BenchmarkError, Contender, Evtool, Yardstick, free_port, post_all, running
from workload import Workload, read_workload
from workspace import BESIDE, schema_folders, unpack, write_workspace

YARDSTICK = "yardstick"


@dataclass(frozen=True)
class Bench:
    """What is measured, and how long."""

    workload: Workload
    shapes: Sequence[Shape]
    seconds: int
    folder: Path

    def run(self, contender: Contender, number: int) -> Iterator[report.Result | report.Kept]:
        """One server in one round, from its start to the count of what it stored."""
        contender.forget()
        port = free_port()
        acknowledged = unseen = 0
        with running(contender.command(port), port, self.folder / "talk.log") as root:
            for shape in self.shapes:
                acknowledged += self._warm(port, shape)
                figures = load.measure(
                    port, root, self.workload.bodies(shape.events), shape, self.seconds
                )
                acknowledged += figures.acknowledged
                unseen += figures.unseen
                yield report.Result(number, contender.name, shape, figures)
        yield report.Kept(number, contender.name, acknowledged, unseen, contender.stored())
        contender.forget()

    def _warm(self, port: int, shape: Shape) -> int:
        """Post every body once; all of them must be accepted. Gives the number of events."""
        bodies = self.workload.bodies(shape.events)
        statuses = post_all(port, shape.target, bodies)
        if statuses.keys() - {202 if shape.hasty else 201}:
            raise BenchmarkError(f"real events were not accepted; answers by status: {statuses}")
        return len(bodies) * shape.events


def contenders(options: argparse.Namespace, workload: Workload, folder: Path) -> list[Contender]:
    """The servers in their order: evtool with few streams, the yardstick, evtool with more."""
    schemas = folder / "schemas"
    unpack(options.data, schemas)
    made: list[Contender] = []
    for streams in options.streams:
        place = folder / f"workspace-{streams}"
        write_workspace(place, schemas, workload.titles, streams)
        made.append(Evtool(f"evtool {streams}", options.evtool, place))
    if not options.profile:
        made.insert(1, Yardstick(schema_folders(schemas), folder / "yardstick.jsonl"))
    return [one for one in made if not options.only or one.name.startswith(options.only)]


def compare(options: argparse.Namespace, bench: Bench, servers: Sequence[Contender]) -> None:
    """Alternate the servers, and print as it goes."""
    results: list[report.Result] = []
    kept: list[report.Kept] = []
    print(report.HEAD)
    for number in range(1, options.rounds + 1):
        for server in servers:
            for found in bench.run(server, number):
                if isinstance(found, report.Result):
                    results.append(found)
                    print(report.line(found), flush=True)
                else:
                    kept.append(found)
    print(*report.summary(results, YARDSTICK), *map(report.kept_line, kept), sep="\n")
    if options.json:
        text = json.dumps(report.document(results, kept, YARDSTICK), indent=1)
        options.json.write_text(text + "\n")


def parse(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--events", type=Path, default=BESIDE / "events/examples.jsonl", help="events, one a line")
    add("--data", type=Path, default=BESIDE / "wikimedia", help="tar files of the real schemas")
    add("--evtool", default=str(Path(sys.executable).with_name("evtool")))
    add("--streams", type=int, nargs="+", default=[200, 10_000], help="a workspace for each number")
    add("--arrays", type=int, nargs="+", default=[1, 100], help="events in a request")
    add("--connections", type=int, default=32)
    add("--seconds", type=int, default=5, help="how long each load takes")
    add("--rounds", type=int, default=3)
    add("--hasty", action="store_true", help="ask for answers before the events are stored")
    add("--only", help="servers whose name begins so: evtool, yardstick")
    add("--folder", type=Path, help="where the events are written")
    add("--json", type=Path, help="write all figures to a file")
    add("--profile", action="store_true", help="show where evtool's time goes; compares nothing")
    return parser.parse_args(words)


def check(options: argparse.Namespace) -> None:
    """Say what is missing before anything starts."""
    needed = ["wrk"] if options.profile or options.only == "evtool" else ["wrk", "node", "npm"]
    for program in needed:
        if not shutil.which(program):
            raise BenchmarkError(f"{program} is not installed; Debian: apt-get install {program}")
    for path in (options.events, options.data):
        if not path.exists():
            raise BenchmarkError(f"there is no {path}; give --events FILE and --data FOLDER")


def warn_of_memory(folder: Path) -> None:
    """Say so where a durable log costs nothing."""
    parts = psutil.disk_partitions(all=True)
    holding = [part for part in parts if folder.is_relative_to(part.mountpoint)]
    nearest = max(holding, key=lambda part: len(part.mountpoint), default=None)
    if nearest and nearest.fstype in {"tmpfs", "ramfs"}:
        print(f"{folder} is in memory: give --folder on a disk, or syncing costs nothing")


def main() -> None:
    """Measure, or profile."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # servers are ended on the way
    options = parse()
    check(options)
    workload = read_workload(options.events)
    shapes = [Shape(size, options.connections, options.hasty) for size in options.arrays]
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        warn_of_memory(Path(name).resolve())
        bench = Bench(workload, shapes, options.seconds, Path(name))
        servers = contenders(options, workload, Path(name))
        if options.profile:
            profiling.profile(servers[0], bench.workload, shapes, options.seconds, Path(name))
        else:
            compare(options, bench, servers)


if __name__ == "__main__":
    try:
        main()
    except BenchmarkError as error:
        sys.exit(f"error: {error}")
