"""The files that event commands read: named ones, or stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from evtool.cli.base import Invocation
from evtool.errors import EvtoolError, Place

STDIN = "-"
_NAME = Path("<stdin>")


@contextmanager
def opened(run: Invocation, name: str) -> Iterator[tuple[Path, BinaryIO]]:
    """A file that the user named, as its path and its bytes; `-` is stdin.

    Raises:
        EvtoolError: It cannot be read.
    """
    if name == STDIN:
        yield _NAME, sys.stdin.buffer
        return
    path = run.path(name)
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        try:
            yield path, file
        except OSError as error:
            if error.filename is None and not isinstance(error, ConnectionError):
                raise _unreadable(path, error) from error
            raise


def named(files: Sequence[str]) -> list[str]:
    """The files to read: stdin where none is named.

    Raises:
        EvtoolError: None is named, and stdin is a terminal.
    """
    if files:
        return list(dict.fromkeys(files))
    if sys.stdin.isatty():
        raise EvtoolError("no events are given", hint="name a file of events, or pipe some in")
    return [STDIN]


def _unreadable(path: Path, error: OSError) -> EvtoolError:
    hint = "name a file of JSON lines, or of an array of events"
    return EvtoolError(f"cannot be read: {error.strerror}", hint=hint, place=Place(path))
