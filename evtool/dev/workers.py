"""The intake as several processes that share a port: started, watched, ended in order.

Sockets belong to this process. When a worker dies, connections that were on their way to
it wait for the one that takes its place; the others serve on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from evtool.dev.child import FAILED
from evtool.dev.event import Event
from evtool.dev.process import Process
from evtool.dev.signals import ECHO
from evtool.dev.worker_sockets import Pipe, listen_each, listen_together, make_pipes
from evtool.errors import EvtoolError
from evtool.intake.access.exposure import require_keys
from evtool.intake.config import IntakeConfig
from evtool.intake.event.moment import iso
from evtool.intake.rate.ledger import shared_file
from evtool.log.config import LogConfig
from evtool.workspace import Workspace

GRACE = 12.0
"""Seconds for a worker to drain, and a little to end."""

SOURCE = "intake"
_STDERR = 2
_OF_ONE_PROCESS = ("memory", "stdout")


@dataclass(frozen=True)
class Order:
    """What the workers shall do, and from which level on their log is shown."""

    file: Path
    config: IntakeConfig
    level: int = logging.INFO
    tell: bool = False


def run_workers(
    workspace: Workspace, config: IntakeConfig, *, level: int = logging.INFO, tell: bool = False
) -> int:
    """Run `config.workers` processes until SIGTERM or SIGINT; the exit code.

    Raises:
        EvtoolError: There is no configuration file, no port, or no log that they could share.
    """
    if workspace.file is None:
        raise EvtoolError("workers need an evtool.yaml", hint="`evtool init` makes one")
    kind = workspace.section("log", LogConfig).address.partition(":")[0]
    if kind in _OF_ONE_PROCESS:
        raise EvtoolError(
            f"several workers cannot share a log {kind}:",
            hint="configure `log: sqlite:.evtool/log.db`, or leave --workers out",
        )
    with ExitStack() as opened:
        workers = Workers(Order(workspace.file, config, level, tell), opened)
        return asyncio.run(workers.run())


class Workers:
    """The processes, and their common log on stderr."""

    def __init__(self, order: Order, opened: ExitStack) -> None:
        config, count = order.config, order.config.workers
        self._order = order
        self._listeners = listen_together(config.host, config.port, count, opened)
        require_keys(self._listeners[0].socket, config.keys)
        self._admins = listen_each(config.admin_port, count, opened)
        self._pipes = make_pipes(count, opened) if config.window_seconds else []
        self._rates = opened.enter_context(shared_file())
        self._lines = os.dup(_STDERR)
        opened.callback(os.close, self._lines)
        self._processes = [self._process(at) for at in range(count)]
        self._stop = asyncio.Event()
        self._stopped_at = 0.0

    async def run(self) -> int:
        """Run until a signal ends it; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end, number)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        tasks = [asyncio.create_task(one.keep_running()) for one in self._processes]
        start = asyncio.create_task(self._started())
        stop = asyncio.create_task(self._stop.wait())
        await asyncio.wait({start, stop}, return_when=asyncio.FIRST_COMPLETED)
        has_failed = start.done() and not start.result()
        if not has_failed:
            await stop
        for task in (*tasks, start, stop):
            task.cancel()
        for listener in self._listeners:  # the workers still have theirs, until they close them
            listener.socket.close()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._tell(Event(SOURCE, "service.stopped", "all workers have ended"))
        return FAILED if has_failed else 0

    async def _started(self) -> bool:
        """Wait for all workers; whether any of them answers."""
        for process in self._processes:
            await process.told.wait()
        up = sum(process.ready for process in self._processes)
        if up:
            text = f"{up} workers take events at {self._listeners[0].url}/v1/events"
            fields = {"url": self._listeners[0].url, "admin": [one.url for one in self._admins]}
            self._tell(Event(SOURCE, "service.ready", text, fields=fields))
        return up > 0

    def _process(self, at: int) -> Process:
        inherited = [self._listeners[at].socket.fileno(), self._admins[at].socket.fileno()]
        more = self._options(at)
        numbers = [int(one) for one in more if one.isdecimal()]
        order, name = self._order, f"worker-{at + 1}"
        command = [
            *(sys.executable, "-P", "-m", "evtool.dev.worker", name),
            *("--config", str(order.file), "--level", str(order.level)),
            *("--sockets", *map(str, inherited), *more),
            *(["--tell"] if order.tell else []),
        ]
        return Process(name, lambda: command, self._tell, (*inherited, *numbers), GRACE)

    def _options(self, at: int) -> list[str]:
        """Descriptors: that of the rates, and those that only some configurations need."""
        rates = ["--rates", str(self._rates)]
        lines = ["--lines", str(self._lines)] if self._order.config.access_log else []
        if not self._pipes:
            return [*rates, *lines]
        others: list[Pipe] = [one for one in self._pipes if one is not self._pipes[at]]
        speak = [str(one.speak) for one in others]
        return [*rates, *lines, "--hear", str(self._pipes[at].hear), "--speak", *speak]

    def _end(self, number: signal.Signals) -> None:
        """End in order; at once for a later Ctrl-C."""
        now = time.monotonic()
        if not self._stop.is_set():
            self._stopped_at = now
            self._stop.set()
            self._tell(Event(SOURCE, "service.stopping", "the workers finish what they have"))
        elif number == signal.SIGINT and now - self._stopped_at > ECHO:
            for process in self._processes:
                process.kill()

    def _reload(self) -> None:
        for process in self._processes:
            process.send(signal.SIGHUP)

    def _tell(self, event: Event) -> None:
        """Write an event as one line on stderr; where nobody reads it, work goes on."""
        if event.level >= self._order.level:
            line = json.dumps(event.as_json(iso(time.time_ns() // 1_000_000)))
            with suppress(OSError):
                sys.stderr.write(f"{line}\n")
                sys.stderr.flush()
