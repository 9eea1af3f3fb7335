"""Reading with limits and writing whole: a file is either the old one or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.errors import EvtoolError, Place

READ_LIMIT = 16 * 1024 * 1024
"""The largest document that is read, in bytes: real schemas stay under 200 kB."""

TEMPORARY_PREFIX = ".evtool-"
"""Half-written files carry this prefix; a killed run may leave one behind."""


class ReadError(EvtoolError):
    """A file cannot be read; `missing` tells whether it just is not there."""

    def __init__(self, message: str, path: Path, *, hint: str, missing: bool = False) -> None:
        self.missing = missing
        super().__init__(message, hint=hint, place=Place(path))


class WriteError(EvtoolError):
    """A file cannot be written; what stood there before still stands."""


def read_bytes(path: Path, limit: int = READ_LIMIT) -> bytes:
    """The bytes of a regular file.

    Raises:
        ReadError: It is absent, no regular file, unreadable, or larger than `limit` bytes.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _read_error(path, error) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("not a regular file", path, hint="name a YAML or JSON file")
        if status.st_size > limit:
            raise ReadError(
                f"the file has {status.st_size:,} bytes; at most {limit:,} are read",
                path,
                hint="a schema or configuration of this size is a mistake: split it",
            )
        return _read_all(descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    """What one read gives is nearly always all; a growing file is read to its old end."""
    content = os.read(descriptor, size + 1)
    while len(content) < size:
        more = os.read(descriptor, size - len(content))
        if not more:
            break
        content += more
    return content


def _read_error(path: Path, error: OSError) -> ReadError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return ReadError("no such file", path, hint="check the name", missing=True)
    if error.errno == errno.ELOOP:
        return ReadError("a symbolic link that leads to itself", path, hint="remove the link")
    if error.errno in (errno.EACCES, errno.EPERM):
        return ReadError("not readable by this user", path, hint=f"run `chmod u+r {path}`")
    if error.errno == errno.EISDIR:
        return ReadError("a folder, not a file", path, hint="name a file")
    return ReadError(f"cannot be read: {error.strerror}", path, hint="check the file system")


@dataclass(frozen=True, slots=True)
class FileWrite:
    """One file to write: its path and its new bytes."""

    path: Path
    content: bytes


@dataclass(frozen=True, slots=True)
class LinkWrite:
    """One symbolic link to make; `target` is the text of the link."""

    path: Path
    target: str


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader, and no crash, ever sees half of it.

    Raises:
        WriteError: The disk is full, the folder is read-only, and so on.
    """
    write_all([FileWrite(path, content)])


def write_stream(path: Path, parts: Iterable[bytes]) -> int:
    """Write a file of any size, whole: it gets its name when all of it is on the disk.

    Returns:
        How many parts there were.

    Raises:
        WriteError: The disk is full, the folder is read-only, and so on.
    """
    temporary = _temporary(path)
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                for part in parts:
                    file.write(part)
                    count += 1
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _write_error(path, error) from error
    _sync_folder(path.parent)
    return count


def write_all(writes: Sequence[FileWrite | LinkWrite]) -> None:
    """Write files and links: all contents reach the disk first, then all names change.

    Whatever fails before the first rename (a full disk above all) changes nothing.

    Raises:
        WriteError: One of them cannot be written.
    """
    pending = deque((_temporary(write.path), write) for write in writes)
    place = writes[0].path if writes else Path()
    try:
        for folder in _folders(writes):
            place = folder
            folder.mkdir(parents=True, exist_ok=True)
        for temporary, write in pending:
            place = write.path
            _prepare(write, temporary)
        while pending:
            temporary, write = pending[0]
            place = write.path
            temporary.replace(write.path)
            pending.popleft()
    except OSError as error:
        raise _write_error(place, error) from error
    finally:
        for temporary, _ in pending:
            with contextlib.suppress(OSError):
                temporary.unlink()
    for folder in _folders(writes):
        _sync_folder(folder)


def _folders(writes: Iterable[FileWrite | LinkWrite]) -> list[Path]:
    return list(dict.fromkeys(write.path.parent for write in writes))


def _temporary(path: Path) -> Path:
    return path.with_name(f"{TEMPORARY_PREFIX}{os.getpid()}-{path.name}")


def _prepare(write: FileWrite | LinkWrite, temporary: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    if isinstance(write, LinkWrite):
        temporary.symlink_to(write.target)
        return
    with temporary.open("xb") as file:
        file.write(write.content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the renames durable; file systems that cannot do it are left to their ways."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_error(path: Path, error: OSError) -> WriteError:
    hints = {
        errno.ENOSPC: "the disk is full: make room and run again; nothing was half-written",
        errno.EDQUOT: "your disk quota is used up: make room and run again",
        errno.EROFS: "the file system is read-only",
        errno.EACCES: f"run `chmod u+w {path.parent}`",
        errno.EPERM: f"run `chmod u+w {path.parent}`",
    }
    hint = hints.get(error.errno or 0, "nothing was half-written; repair the cause and run again")
    return WriteError(f"cannot be written: {error.strerror}", hint=hint, place=Place(path))


@contextlib.contextmanager
def locked(folder: Path, seconds: float = 30.0) -> Iterator[None]:
    """Hold the only writer's place in `folder` for as long as the block runs.

    The lock is on the folder itself (flock), so it leaves no file behind and ends with
    the process, however that ends.

    Raises:
        EvtoolError: Another run kept the lock longer than `seconds`.
    """
    import fcntl
    import time

    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EvtoolError(
                        f"another evtool has been writing for over {seconds:.0f} seconds",
                        hint="wait for it to end, or stop it, and run again",
                        place=Place(folder),
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
