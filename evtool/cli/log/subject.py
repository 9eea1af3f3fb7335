"""What log commands are about: the log of a run, its topics, and times in it."""

from __future__ import annotations

import fnmatch
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

from evtool.cli.base import Invocation
from evtool.errors import ConfigurationError, EvtoolError
from evtool.log.address import open_appender, open_log
from evtool.log.config import LogConfig
from evtool.log.event_log import Appender, EventLog
from evtool.log.topic import is_regex, topic_test
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams, stream_files

_Log = TypeVar("_Log", bound=Appender)

log_option = click.option(
    "--log", "address", metavar="ADDRESS",
    help="Another log, such as sqlite:FILE or kafka:HOST:PORT.  [default: that of evtool.yaml]",
)  # fmt: skip


def opened_log(run: Invocation, address: str | None) -> AbstractContextManager[EventLog]:
    """The log of a run, closed at the end.

    Raises:
        EvtoolError: It cannot be read.
    """
    return _opened(run, address, open_log)


def opened_appender(run: Invocation, address: str | None) -> AbstractContextManager[Appender]:
    """The log of a run for appending only, closed at the end.

    Raises:
        EvtoolError: There is no such log.
    """
    return _opened(run, address, open_appender)


@contextmanager
def _opened(
    run: Invocation, address: str | None, opener: Callable[[str, Path, LogConfig], _Log]
) -> Iterator[_Log]:
    workspace = run.workspace_or_default
    config = workspace.section("log", LogConfig)
    log = opener(address or config.address, workspace.root, config)
    try:
        yield log
    finally:
        log.close()


def topic_choice(run: Invocation, names: Sequence[str]) -> Callable[[str], bool]:
    """Which topics are meant by names of streams and topics, patterns, and /regexes/.

    Nothing means everything.
    """
    wanted: list[str] = []
    patterns: list[str] = []
    streams = streams_of(run) if any(not is_regex(name) for name in names) else None
    for name in names:
        if any(sign in name for sign in "*?[") and not is_regex(name):
            patterns.append(name)
            continue
        wanted.append(name)
        if streams is not None:
            wanted += topics_of_stream(streams, name)
    if not wanted and not patterns:
        return lambda _topic: True
    test = topic_test(wanted) if wanted else lambda _topic: False
    return lambda topic: test(topic) or any(fnmatch.fnmatchcase(topic, one) for one in patterns)


def streams_of(run: Invocation) -> Configuration | None:
    """The stream configuration, where there is one that can be read."""
    try:
        workspace = run.workspace_or_default
        return load_streams(workspace) if stream_files(workspace) else None
    except ConfigurationError:
        return None


def topics_of_stream(streams: Configuration, name: str) -> list[str]:
    """The topics of a stream; none for a name that is no stream."""
    for entry in streams.entries.values():
        if entry.matches(name):
            return entry.topics(name)
    return []


def now() -> int:
    """The time in milliseconds."""
    return time.time_ns() // 1_000_000


def end_on_sigterm() -> None:
    """Let SIGTERM end a command that follows, as the end of its answer."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise click.exceptions.Exit(0)

    signal.signal(signal.SIGTERM, end)


def complete_topic(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell: the topics that begin so."""
    run = context.find_object(Invocation) or Invocation()
    try:
        with opened_log(run, None) as log:
            names = sorted({place.topic for place in log.topics()})
    except EvtoolError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
