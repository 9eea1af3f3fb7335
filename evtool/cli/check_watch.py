"""`--watch` of the checking commands: check again whenever something is saved."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace

import click

from evtool.cli.base import Invocation
from evtool.cli.console import show_error, talk, warn
from evtool.cli.extras import require
from evtool.cli.main import INTERRUPTED
from evtool.dev.signals import on_signals
from evtool.dev.watch import Targets, targets_of, ticks
from evtool.errors import EvtoolError
from evtool.rules.policy.baseline import FILE_NAME
from evtool.rules.policy.settings import CheckSettings
from evtool.streams.load import stream_files
from evtool.workspace import Workspace

Check = Callable[[Invocation], object]
"""One check of the workspace as it is now."""


def watch(run: Invocation, check: Check) -> int:
    """Check at once, and after each burst of changes, until a signal ends it.

    Raises:
        EvtoolError: The library that watches is not installed, or there is no workspace.
    """
    require("--watch", ["watchfiles"], "dev-server")
    asyncio.run(_until_ended(run, check))
    return 0


async def _until_ended(run: Invocation, check: Check) -> None:
    loop, work = asyncio.get_running_loop(), asyncio.ensure_future(_work(run, check))

    def end() -> None:
        loop.call_soon_threadsafe(work.cancel)

    with on_signals(end, lambda: os._exit(INTERRUPTED)), suppress(asyncio.CancelledError):
        await work


async def _work(run: Invocation, check: Check) -> None:
    """Watch, and begin anew where the configuration says to look elsewhere."""
    while True:
        targets = _targets(run.workspace)
        async with aclosing(ticks(targets, warn)) as changes:
            async for _ in changes:
                run = _check_again(run, check)
                if _targets(run.workspace) != targets:
                    break


def _check_again(run: Invocation, check: Check) -> Invocation:
    """Check with the configuration as it is now; a broken one is told, and the last one kept."""
    fresh = replace(run)
    if sys.stdout.isatty():
        click.clear()
    try:
        check(fresh)
    except EvtoolError as error:
        show_error(error)
    sys.stdout.flush()
    talk("watching for changes; Ctrl-C ends it")
    return fresh if "workspace" in vars(fresh) else run


def _targets(workspace: Workspace) -> Targets:
    """What may change the outcome: schemas, stream files, configuration, the baseline."""
    targets = targets_of(workspace)
    files = {workspace.root / FILE_NAME}
    with suppress(EvtoolError):  # a check tells what is wrong with the configuration
        baseline = workspace.section("check", CheckSettings).baseline
        files |= {workspace.root / (baseline or FILE_NAME), *stream_files(workspace)}
    return replace(targets, names=targets.names | files)
