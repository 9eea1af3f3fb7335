"""Attack an intake with what is no request, nearly one, or one that never ends.

Run it as `python tests/fuzz/http_fuzzer.py --seconds 600 --seed 1`: it starts an intake of
its own. It fails on an answer of 500 or above, on memory that grows, when the intake ends or
no longer takes events, and when something of what was sent stands in the log of the service.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from attacks import ATTACKS, RARE, Attack, Target
from by_chance import SECRET
from service import Folder, Service, event, ids

THREADS = 4
MEBIBYTE = 1024 * 1024
MOST_GROWTH = 24 * MEBIBYTE
PLATEAU = 128 * MEBIBYTE
"""What the largest attacks take, and the allocator keeps: reached late, it is no growth."""


class Tally:
    """What was sent, and what came back; many threads add to it."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.faults: list[str] = []
        self._lock = threading.Lock()

    def add(self, name: str, statuses: list[str], seed: str) -> None:
        """Count one attack."""
        with self._lock:
            self.sent[name] += 1
            self.statuses.update(statuses)
            wrong = [one for one in statuses if not one.isdigit() or one >= "500"]
            if wrong:
                self.faults.append(f"{name} with seed {seed}: {wrong}")


def attack(target: Target, seed: str, until: float, tally: Tally) -> None:
    """Attack until the time is over; each attack can be repeated by its own seed."""
    number = 0
    names = [name for name in sorted(ATTACKS) for _ in range(1 if name in RARE else 10)]
    while time.monotonic() < until and not tally.faults:
        own = f"{seed}-{number}"
        chance = Random(own)
        name = chance.choice(names)
        made: Attack = ATTACKS[name]
        tally.add(name, made(target, chance), own)
        number += 1


def watch(service: Service, until: float, tally: Tally) -> list[int]:
    """Send a valid event each second, and note the memory."""
    sizes: list[int] = []
    number = 0
    while time.monotonic() < until and not tally.faults:
        if service.process.poll() is not None:
            tally.faults.append(f"the intake ended with {service.process.returncode}")
            break
        try:
            status, body = service.post(event(f"control-{number}"))
        except OSError as error:
            status, body = 0, str(error).encode()
        if status != 201:
            tally.faults.append(f"a valid event: {status} {body[:200]!r}")
        number += 1
        sizes.append(service.resident())
        time.sleep(1)
    return sizes


def run(seconds: float, seed: str) -> int:
    """Start an intake, attack it, look at what is left; the exit code."""
    with tempfile.TemporaryDirectory() as root:
        folder = Folder(Path(root), idle_seconds=5, request_seconds=10)
        service = Service(folder)
        tally = Tally()
        until = time.monotonic() + seconds
        target = Target(service.port)
        threads = [
            threading.Thread(target=attack, args=(target, f"{seed}.{at}", until, tally))
            for at in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        sizes = watch(service, until, tally)
        for thread in threads:
            thread.join()
        target.close()
        tally.faults += faults_after(folder, service, sizes)
    report(tally, sizes)
    return 1 if tally.faults else 0


def faults_after(folder: Folder, service: Service, sizes: list[int]) -> list[str]:
    """What is wrong when the attacks are over."""
    faults: list[str] = []
    if service.process.poll() is None and service.post(event("last"))[0] != 201:
        faults.append("it takes no event any more")
    code = service.end()
    if code:
        faults.append(f"it ended with {code}")
    if not {"control-0", "last"} <= set(ids(folder.records("basic"))):
        faults.append("acknowledged events are not in the log")
    warm = sizes[len(sizes) // 2 :]  # by then each kind of attack has taken its room
    if warm and warm[-1] - max(warm[0], PLATEAU) > MOST_GROWTH:
        faults.append(f"memory grew from {warm[0] // MEBIBYTE} to {warm[-1] // MEBIBYTE} MiB")
    leaks = [line for line in service.log if SECRET in line or "Traceback" in line]
    return faults + [f"in the log of the service: {line[:300]}" for line in leaks[:5]]


def report(tally: Tally, sizes: list[int]) -> None:
    """Tell the figures, and what was wrong."""
    attacks = ", ".join(f"{name} {count:,}" for name, count in sorted(tally.sent.items()))
    answers = ", ".join(f"{name} {count:,}" for name, count in sorted(tally.statuses.items()))
    print(f"{tally.sent.total():,} attacks: {attacks}")  # noqa: T201 - a script
    print(f"answers: {answers}")  # noqa: T201
    if sizes:
        quarters = [sizes[min(at * len(sizes) // 4, len(sizes) - 1)] for at in range(5)]
        shown = ", ".join(str(size // MEBIBYTE) for size in quarters)
        print(f"memory in MiB, at the start and after each quarter: {shown}")  # noqa: T201
    for fault in tally.faults[:20]:
        print(f"WRONG: {fault}")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    sys.exit(run(asked.seconds, asked.seed))
