"""The local platform as a whole: services, the watch, and the order in which they end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass

from evtool.dev.event import Event, Level, Report, bug_event
from evtool.dev.head import head_event
from evtool.dev.last_good import LastGood, Load, warning_events
from evtool.dev.listeners import address_events, listen_all
from evtool.dev.planner import Planner, Round
from evtool.dev.process import Process
from evtool.dev.service import INTAKE, SERVICES, WATCH, Service
from evtool.dev.signals import on_signals
from evtool.dev.state_folder import keep_out_of_git
from evtool.dev.telling import first_events, round_events
from evtool.dev.watch import targets_of, ticks
from evtool.schema.materialize import Source

START_LIMIT = 15.0
"""Seconds that services have to answer before the head of the screen is shown anyway."""


@dataclass(frozen=True)
class Order:
    """What was asked for: which parts, on which port, and how to find the workspace.

    `started` is the reading of `time.monotonic()` when the command began.
    """

    load: Load
    parts: frozenset[str]
    port: int | None = None
    offline: bool = False
    verbose: bool = False
    started: float = 0.0


def run_stack(order: Order, report: Report, force: Callable[[], None]) -> None:
    """Run the platform until SIGINT, SIGTERM or SIGHUP, or until nobody reads the report.

    `force` ends this process at once; it is called for a second signal.

    Raises:
        EvtoolError: The configuration is wrong, or there is no port to listen on.
    """
    with ExitStack() as open_sockets:
        stack = Stack(order, report, open_sockets)
        asyncio.run(stack.run(force))


class Stack:
    """The services and the watch of one workspace."""

    def __init__(self, order: Order, report: Report, open_sockets: ExitStack) -> None:
        self._order = order
        self._report = report
        self._kept = LastGood(order.load)
        self._planner, self._is_new = self._new_planner(), True
        self._ending = threading.Event()
        self._stop = asyncio.Event()
        chosen = [
            one
            for one in SERVICES
            if one.name in order.parts and one.is_wanted(self._kept.workspace)
        ]
        self._listeners = listen_all(chosen, self._kept.workspace, order.port, open_sockets)
        self._processes = [self._process(one) for one in chosen]
        if INTAKE in order.parts:
            keep_out_of_git(self._kept.workspace)

    async def run(self, force: Callable[[], None]) -> None:
        """Run until the end is asked for; then end everything in order."""
        loop = asyncio.get_running_loop()

        def end_in_order() -> None:
            loop.call_soon_threadsafe(self._stop.set)

        with on_signals(end_in_order, lambda: self._force(force)):
            work = asyncio.create_task(self._work())
            stop = asyncio.create_task(self._stop.wait())
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if not work.done():
                self._tell(Event("dev", "dev.stopping", "stopping; Ctrl-C again: at once"))
            self._ending.set()
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
            self._tell(Event("dev", "dev.stopped", "stopped"))

    def _force(self, force: Callable[[], None]) -> None:
        for process in self._processes:
            process.kill()
        force()

    async def _work(self) -> None:
        """Start everything, and keep it up."""
        async with asyncio.TaskGroup() as group:
            for process in self._processes:
                group.create_task(process.keep_running())
            with suppress(TimeoutError):
                async with asyncio.timeout(START_LIMIT):
                    for process in self._processes:
                        await process.told.wait()
            for event in self._start_events():
                self._tell(event)
            if WATCH in self._order.parts:
                await self._watch()

    async def _watch(self) -> None:
        """Look at the disk after each change; watch anew where roots come or go."""
        while True:
            targets = targets_of(self._kept.workspace)
            async with aclosing(ticks(targets, self._tell_slow)) as bursts:
                async for _ in bursts:
                    await self._look()
                    if targets_of(self._kept.workspace) != targets:
                        break

    async def _look(self) -> None:
        """Look at the configuration, then at the schemas; a bug of ours stops nothing."""
        try:
            self._reload()
            await self._plan()
        except Exception as error:  # noqa: BLE001 - what one file sets off must not end the others
            self._tell(bug_event(error))

    def _reload(self) -> None:
        changed, events = self._kept.refresh()
        for event in events:
            self._tell(event)
        if changed:
            self._planner, self._is_new = self._new_planner(), True
            for process in self._processes:
                process.restart()

    async def _plan(self) -> None:
        planner, root = self._planner, self._kept.workspace.root
        is_first, self._is_new = self._is_new, False
        found: Round = await asyncio.to_thread(planner.look, self._go_on)
        if is_first:
            events = first_events(found, planner.outcomes, root)
        else:
            events = round_events(found, root)
        for event in events:
            self._tell(event)

    def _go_on(self, _source: Source) -> None:
        """End a look that is under way when the platform ends."""
        if self._ending.is_set():
            raise asyncio.CancelledError

    def _new_planner(self) -> Planner:
        return Planner(self._kept.workspace, offline=self._order.offline)

    def _process(self, service: Service) -> Process:
        descriptor = self._listeners[service.name].socket.fileno()

        def command() -> list[str]:
            return service.command(
                self._kept.file, descriptor, self._urls, verbose=self._order.verbose
            )

        return Process(service.name, command, self._tell, (descriptor,))

    @property
    def _urls(self) -> dict[str, str]:
        return {name: listener.url for name, listener in self._listeners.items()}

    def _start_events(self) -> list[Event]:
        """What people should know first; the head comes last, just above what follows."""
        workspace = self._kept.workspace
        up = {process.name for process in self._processes if process.ready}
        seconds = time.monotonic() - self._order.started
        head = head_event(workspace, self._urls, up, seconds, watching=WATCH in self._order.parts)
        notes = address_events(self._listeners, self._kept.config)
        return [*notes, *warning_events(workspace), head]

    def _tell(self, event: Event) -> None:
        """Report an event; when the pipe or terminal is closed, the platform ends."""
        try:
            self._report(event)
        except OSError:
            self._report = lambda _: None
            self._stop.set()

    def _tell_slow(self, text: str) -> None:
        self._tell(Event("dev", "dev.slow", text, Level.WARNING))
