"""`python -m evtool` and the `evtool` command: the one place where errors become exit codes."""

from __future__ import annotations

import io
import signal
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from evtool.cli.main import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without UTF-8 gets escapes
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the answer stands: let it be given
    sys.exit(code)


if __name__ == "__main__":
    main()
