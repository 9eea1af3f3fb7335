"""One broker for all test processes of a run, ended when the last of them has ended.

A process that uses the broker holds a shared lock on a file. The process that keeps the
broker waits for an exclusive one: the system grants it when no user is left, however they
ended, so that no broker outlives its tests.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.integration.kafka.broker import START_SECONDS, Broker

LIFE_SECONDS = 3600
"""No broker lives longer, whatever happens."""


@contextmanager
def shared_broker(folder: Path) -> Iterator[tuple[str, str]]:
    """The addresses of a broker that all processes with this folder share."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users").open("a") as users, (folder / "starting").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)  # waits for a broker that is about to end
        if not (folder / "addresses").exists():
            _start_keeper(folder)
        fcntl.flock(starting, fcntl.LOCK_UN)
        plain, signed = (folder / "addresses").read_text().split()
        yield plain, signed


def _start_keeper(folder: Path) -> None:
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.kafka.shared_broker", str(folder)],
            cwd=Path(__file__).parents[3], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while not (folder / "addresses").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise AssertionError((folder / "keeper.log").read_text()[-2000:])
        time.sleep(0.1)
    keeper.returncode = 0  # it outlives this process: nobody here waits for it


def keep(folder: Path) -> None:
    """Run the broker until no process uses it any more."""
    broker = Broker(folder / f"broker-{time.time_ns()}")
    broker.start()
    addresses, draft = folder / "addresses", folder / "addresses.draft"
    try:
        draft.write_text(f"{broker.address} {broker.signed_address}")
        draft.rename(addresses)
        with (folder / "users").open("a") as users:
            deadline = time.monotonic() + LIFE_SECONDS
            while time.monotonic() < deadline and not _alone(users):
                time.sleep(0.5)
            addresses.unlink()
    finally:
        broker.stop()


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
