"""A process that follows a source of rows and writes what it gets; made to be killed.

    python capture_worker.py TYPE OPTIONS FILE [ODDS]

With ODDS, one in so many batches ends with SIGKILL between the append and the
acknowledgement: the position is saved, and the store was not told.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from pathlib import Path

from capturing import write, written

from evtool.connectors.catalog import load_type
from evtool.connectors.sources.capture.options import TableOptions


def main(kind: str, options: str, file: str, odds: str = "0") -> None:
    """Follow until killed."""
    path, chance = Path(file), random.Random(os.getpid())
    given = json.loads(options)
    tables = {name: TableOptions(**table) for name, table in given.pop("tables").items()}
    made = load_type(kind)
    position = written(path).position
    with made(made.Config(tables=tables, **given)) as source:
        if position is not None:
            source.acknowledge(position)
        for batch in source.changes(position):
            if not batch:
                continue
            write(path, batch)
            if int(odds) and chance.randrange(int(odds)) == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            source.acknowledge(batch[-1].position)


if __name__ == "__main__":
    main(*sys.argv[1:])
