"""evtool for delivery tests: members of groups are given up sooner, and there is a tiny sink.

A killed member keeps its partitions for a session; with ten seconds for each kill a test
would only wait.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evtool.__main__ import main
from evtool.log.sqlite.log import SqliteLog

SESSION_SECONDS = 1.5

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    from tiny_sink import register  # type: ignore[import-not-found, unused-ignore]

    register()
    SqliteLog.__init__.__kwdefaults__["session_seconds"] = SESSION_SECONDS
    main()
