"""What is written down when evtool itself is at fault."""

from __future__ import annotations

import platform
import sys
import tempfile
import time
import traceback
from pathlib import Path

from evtool import __version__


def write_report(error: BaseException) -> Path:
    """Write version, platform, command and traceback to a log file; its path."""
    lines = [
        f"evtool {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(sys.argv)}",
        "",
        *traceback.format_exception(error),
    ]
    stamp = time.strftime("%Y%m%d-%H%M%S")
    with tempfile.NamedTemporaryFile(
        "w", prefix=f"evtool-{stamp}-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write("\n".join(lines))
    return Path(file.name)
