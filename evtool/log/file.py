"""Logs that only take events in: JSON lines in a file, or on stdout."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from evtool.errors import Place
from evtool.log.event_log import LogUnavailable
from evtool.log.record import Entry
from evtool.log.topic import check_topic

_NOT_SYNCED = (errno.EINVAL, errno.EROFS, errno.ENOTSUP)  # pipes, and /dev/null
_SPACES = bytes.maketrans(b"\r\n", b"  ")
_TAIL = 1024 * 1024


def lines(entries: Sequence[Entry]) -> bytes:
    """The values, one a line. Newlines in JSON stand between tokens: a blank means the same."""
    for topic in {entry.topic for entry in entries}:
        check_topic(topic)
    text = b"\n".join([entry.value for entry in entries])
    if text.count(b"\n") == len(entries) - 1 and b"\r" not in text:
        return text + b"\n"
    return b"".join(entry.value.translate(_SPACES) + b"\n" for entry in entries)


class FileAppender:
    """Appends values to a file, and returns when they are on the disk.

    Several processes may append to one file: each batch is one write, under a lock, so
    that a write cut short by a full disk is taken back before anybody else writes. A file
    that was removed or rotated is made anew.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        self._lock = threading.Lock()

    def append(self, entries: Sequence[Entry]) -> None:
        """Append the values; when this returns they are on the disk."""
        if not entries:
            return
        text = lines(entries)
        with self._lock, self._told():
            descriptor = self._file()
            with _held(descriptor):
                _write_all(descriptor, text)
            _sync(descriptor)
            if _is_removed(descriptor):
                raise LogUnavailable(
                    "the file was removed while it was written",
                    hint="the next events go into a new one",
                    place=Place(self.path),
                )

    def close(self) -> None:
        """Close the file; the next append opens it again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _file(self) -> int:
        """The file that stands at the path now."""
        if self._descriptor is not None and not self._is_current(self._descriptor):
            self._close()
        if self._descriptor is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(self.path, flags, 0o644)
            if stat.S_ISREG(os.fstat(self._descriptor).st_mode):
                with _held(self._descriptor):
                    _mend(self._descriptor)
                _sync_folder(self.path.parent)
        return self._descriptor

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._close()
            hint = "make room on the disk" if error.errno in _FULL else "check the file's rights"
            raise LogUnavailable(
                f"the log cannot be written: {error.strerror}", hint=hint, place=Place(self.path)
            ) from error


class StdoutAppender:
    """Prints values on stdout, one a line."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def append(self, entries: Sequence[Entry]) -> None:
        """Print the values; when this returns whoever reads stdout can have them."""
        if not entries:
            return
        text = lines(entries)
        with self._lock:
            try:
                sys.stdout.flush()
                sys.stdout.buffer.write(text)
                sys.stdout.buffer.flush()
            except OSError as error:
                raise LogUnavailable(
                    f"stdout takes nothing: {error.strerror}", hint="keep its reader running"
                ) from error

    def close(self) -> None:
        """Do nothing: stdout stays open."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def _held(descriptor: int) -> Iterator[None]:
    """Be the only writer for as long as the block runs."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _write_all(descriptor: int, text: bytes) -> None:
    """Write everything or nothing."""
    status = os.fstat(descriptor)
    rest = memoryview(text)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        if stat.S_ISREG(status.st_mode):
            os.ftruncate(descriptor, status.st_size)
        raise


def _sync(descriptor: int) -> None:
    try:
        os.fdatasync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_SYNCED:
            raise


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file as durable as its content."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _is_removed(descriptor: int) -> bool:
    status = os.fstat(descriptor)
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 0


def _mend(descriptor: int) -> None:
    """End a last line that a crash left without its newline, or remove it when it is torn."""
    size = os.fstat(descriptor).st_size
    if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
        return
    start, tail = size, b""
    while start > 0 and b"\n" not in tail:
        length = min(_TAIL, start)
        start -= length
        tail = os.pread(descriptor, length, start) + tail
    _, _, line = tail.rpartition(b"\n")
    try:
        json.loads(line)
    except ValueError:
        os.ftruncate(descriptor, size - len(line))
    else:
        os.write(descriptor, b"\n")
