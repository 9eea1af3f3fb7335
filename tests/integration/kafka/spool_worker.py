"""Appends to a spool until it is killed; each line says how many were acknowledged."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from evtool.log.record import Entry
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.kafka import open_spooled_kafka


def run(folder: str, address: str, topic: str, name: str) -> None:
    """Append three entries at a time."""
    log = open_spooled_kafka(address, {}, SpoolConfig("spool.db"), Path(folder))
    sent = 0
    while True:
        now = int(time.time() * 1000)
        log.append(
            [
                Entry(topic, b"%s %d %s" % (name.encode(), sent + more, b"x" * 300), now,
                      name.encode())
                for more in range(3)
            ]
        )  # fmt: skip
        sent += 3
        sys.stdout.write(f"{sent}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    run(*sys.argv[1:])
