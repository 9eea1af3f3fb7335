"""Which log an address means, such as `sqlite:.evtool/log.db`."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from evtool.log.event_log import Appender, EventLog, LogError

if TYPE_CHECKING:
    from evtool.log.config import LogConfig

Opener = Callable[[str, Path, "LogConfig"], Appender]
"""What stands behind one kind of address: its rest, the workspace's folder, the settings."""


def open_log(address: str, root: Path, config: LogConfig | None = None) -> EventLog:
    """The log at an address, for appending and for reading.

    Args:
        address: Its kind, a colon, and where it is.
        root: The folder from which relative paths start: that of the workspace.
        config: Partitions, retention, and options of Kafka; the address in it is not used.

    Raises:
        LogError: There is no such kind of log, or it can only be appended to.
    """
    kind, rest = _split(address)
    if kind not in _LOGS:
        raise LogError(
            f"the log {address} takes events in and cannot be read again",
            hint="read it by other means, or configure `log: sqlite:.evtool/log.db`",
        )
    return _LOGS[kind](rest, root, config or _defaults())


def open_appender(address: str, root: Path, config: LogConfig | None = None) -> Appender:
    """The log at an address, for appending only; the arguments are those of `open_log`.

    Raises:
        LogError: There is no such kind of log.
    """
    kind, rest = _split(address)
    opener = _APPENDERS.get(kind)
    if opener is not None:
        return opener(rest, root, config or _defaults())
    return open_log(address, root, config)


def check_address(address: str) -> None:
    """Look at an address without opening anything.

    Raises:
        LogError: There is no such kind of log, or the address says not where it is.
    """
    _split(address)


def sqlite_path(address: str, root: Path) -> Path | None:
    """The file of a SQLite log; None for another kind of log."""
    kind, rest = _split(address)
    return root / rest if kind == "sqlite" else None


def _split(address: str) -> tuple[str, str]:
    kind, colon, rest = address.partition(":")
    known = list(_LOGS | _APPENDERS)
    if not colon or kind not in known:
        examples = ", ".join(f"{name}:" for name in known)
        raise LogError(f"{address!r} is no address of a log", hint=f"it begins with {examples}")
    if not rest and kind not in _WITHOUT_PLACE:
        raise LogError(
            f"{address!r} does not say where the log is", hint=f"write {kind}:{_PLACES[kind]}"
        )
    return kind, rest


def _defaults() -> LogConfig:
    from evtool.log.config import LogConfig

    return LogConfig()


def _open_sqlite(rest: str, root: Path, config: LogConfig) -> EventLog:
    from evtool.log.sqlite.log import SqliteLog

    return SqliteLog(
        _path(rest, root),
        partitions=config.partitions,
        retention=config.retention.retention(),
    )


def _open_memory(_rest: str, _root: Path, config: LogConfig) -> EventLog:
    from evtool.log.memory import MemoryLog

    return MemoryLog(partitions=config.partitions, retention=config.retention.retention())


def _open_kafka(rest: str, _root: Path, config: LogConfig) -> EventLog:
    try:
        module = import_module("evtool.log.kafka")
    except ModuleNotFoundError as error:
        raise LogError(
            f"a Kafka log needs {error.name}, which is not installed",
            hint="run `pip install 'evtool[kafka]'`",
        ) from error
    made: EventLog = module.open_kafka(rest, _kafka_options(config))
    return made


def _open_kafka_appender(rest: str, root: Path, config: LogConfig) -> Appender:
    """Only who appends has a spool: who reads has nothing to forward."""
    if config.spool is None:
        return _open_kafka(rest, root, config)
    from evtool.log.spool.kafka import open_spooled_kafka

    return open_spooled_kafka(rest, _kafka_options(config), config.spool, root)


def _kafka_options(config: LogConfig) -> dict[str, str | int | bool]:
    return {"partitions": config.partitions, **config.options}


def _open_file(rest: str, root: Path, _config: LogConfig) -> Appender:
    from evtool.log.file import FileAppender

    return FileAppender(_path(rest, root))


def _open_stdout(_rest: str, _root: Path, _config: LogConfig) -> Appender:
    from evtool.log.file import StdoutAppender

    return StdoutAppender()


def _path(rest: str, root: Path) -> Path:
    return Path(os.path.normpath(root / Path(rest).expanduser()))


_LOGS: dict[str, Callable[[str, Path, LogConfig], EventLog]] = {
    "sqlite": _open_sqlite,
    "kafka": _open_kafka,
    "memory": _open_memory,
}
_APPENDERS: dict[str, Opener] = {
    "file": _open_file,
    "stdout": _open_stdout,
    "kafka": _open_kafka_appender,
}
_WITHOUT_PLACE = frozenset({"memory", "stdout"})
_PLACES = {"sqlite": ".evtool/log.db", "kafka": "localhost:9092", "file": "events.jsonl"}
