"""`python -m evtool` and the `evtool` command: the one place where errors become exit codes."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from pathlib import Path


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        code = _run()
    except KeyboardInterrupt:  # while modules were imported
        code = 130
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the answer stands: let it be given
    sys.exit(code)


def _run() -> int:
    gc.set_threshold(50_000, 20, 50)  # modules and schemas stay: searching them finds no garbage
    from evtool.cli.main import run

    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without UTF-8 gets escapes
            stream.reconfigure(errors="backslashreplace")
    return run(sys.argv[1:])


def _open_closed_streams() -> None:
    """Let what was closed (`evtool >&-`) lead nowhere: no other file must get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nowhere)


if __name__ == "__main__":
    main()
