"""What was measured, as a table and as a JSON document."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from load import Figures, Shape

HEAD = (
    f"{'':>5} {'server':15} {'array':>5} {'events/s':>9} {'per CPU s':>9} {'p50 ms':>8}"
    f" {'p99 ms':>8} {'MB':>5} {'not 2xx':>7} {'cores':>5} {'others':>6}"
)
MEDIAN = 0
"""The number of a round that is the middle of all."""


@dataclass(frozen=True)
class Result:
    """One load of one server in one round."""

    round: int
    server: str
    shape: Shape
    figures: Figures


@dataclass(frozen=True)
class Kept:
    """What a server acknowledged in one run, and what it had stored after its end.

    `stored` is None where it could not be asked. Answers to `unseen` events at most were on
    their way when a load ended: they may be stored, and nobody counted them.
    """

    round: int
    server: str
    acknowledged: int
    unseen: int
    stored: int | None

    @property
    def verdict(self) -> str:
        """One word or two."""
        if self.stored is None:
            return "cannot tell: `log topics` did not answer"
        difference = self.stored - self.acknowledged
        if difference < 0:
            return f"LOST {-difference}"
        return "all kept" if difference <= self.unseen else f"{difference - self.unseen} TOO MANY"


def line(result: Result) -> str:
    """One line of the table."""
    f = result.figures
    name = result.round or "medn."
    return (
        f"{name:>5} {result.server:15} {result.shape.events:>5} {f.events_per_second:>9,.0f}"
        f" {f.events_per_cpu_second:>9,.0f} {f.p50_ms:>8.1f} {f.p99_ms:>8.1f}"
        f" {f.resident_mb:>5.0f} {f.not_2xx + f.socket_errors:>7.0f}"
        f" {f.server_cores:>5.2f} {f.other_cores:>6.2f}"
    )


def kept_line(kept: Kept) -> str:
    """What became of the events of one run."""
    return (
        f"{kept.round:>5} {kept.server:15} acknowledged {kept.acknowledged:,}"
        f" (up to {kept.unseen:,} more unseen), stored {kept.stored or 0:,}: {kept.verdict}"
    )


def ratios(results: Sequence[Result], yardstick: str) -> list[dict[str, Any]]:
    """For each server and shape: its events per CPU second, and per second, by the yardstick's."""
    found = []
    servers = dict.fromkeys(r.server for r in results if r.server != yardstick)
    for shape in dict.fromkeys(r.shape for r in results):
        for server in servers:
            for name in ("events_per_cpu_second", "events_per_second"):
                values = _ratios(results, (server, yardstick), shape, name)
                if values:
                    median = statistics.median(values)
                    found.append(
                        {"server": server, "events": shape.events, "of": name,
                         "rounds": values, "median": median}
                    )  # fmt: skip
    return found


def _ratios(
    results: Sequence[Result], servers: tuple[str, str], shape: Shape, name: str
) -> list[float]:
    ours, theirs = (
        {r.round: getattr(r.figures, name) for r in results if (r.server, r.shape) == (who, shape)}
        for who in servers
    )
    return [ours[number] / theirs[number] for number in ours if theirs.get(number)]


def medians(results: Sequence[Result]) -> Iterator[str]:
    """A line for each server and shape."""
    for shape in dict.fromkeys(r.shape for r in results):
        for server in dict.fromkeys(r.server for r in results):
            chosen = [r.figures for r in results if (r.server, r.shape) == (server, shape)]
            if chosen:
                yield line(Result(MEDIAN, server, shape, _median(chosen)))


def _median(figures: Sequence[Figures]) -> Figures:
    rows = [asdict(f) for f in figures]
    return Figures(**{name: statistics.median(row[name] for row in rows) for name in rows[0]})


def summary(results: Sequence[Result], yardstick: str) -> Iterator[str]:
    """Medians, then ratios."""
    yield from medians(results)
    for row in ratios(results, yardstick):
        rounds = ", ".join(f"{value:.2f}" for value in row["rounds"])
        yield (
            f"{row['server']} / {yardstick}, arrays of {row['events']}, "
            f"{row['of'].replace('_', ' ')}: x{row['median']:.2f} (rounds: {rounds})"
        )


def document(results: Sequence[Result], kept: Sequence[Kept], yardstick: str) -> dict[str, Any]:
    """Everything as JSON."""
    return {
        "version": 1,
        "results": [asdict(result) for result in results],
        "ratios": ratios(results, yardstick),
        "kept": [{**asdict(one), "verdict": one.verdict} for one in kept],
    }
