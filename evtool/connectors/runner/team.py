"""Several connectors in one process, and following the configuration.

Each works in a thread of its own with its own members of groups and connections: what stops
one leaves the others alone. Who wants them apart starts a process for each.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Mapping

from evtool.connectors.assembly import Assembled, Assembly, assemble
from evtool.connectors.runner.lag import lag
from evtool.connectors.runner.member import Member
from evtool.connectors.runner.status import StatusFiles
from evtool.connectors.runner.tally import Tally
from evtool.connectors.state import remember
from evtool.errors import EvtoolError
from evtool.log.event_log import EventLog
from evtool.serving.following import Stamp, stamp
from evtool.streams.load import configuration_files
from evtool.workspace import Workspace, load_workspace

LOG = logging.getLogger("evtool.connectors")

INTERVAL = 1.0
"""Seconds between two looks at the files, and between two reports."""

DRAIN_SECONDS = 10.0
"""Seconds in which connectors have to end; what is not delivered by then is not committed."""

_LAG_SECONDS = 5.0

Report = Callable[[Mapping[str, Member]], None]


class Team:
    """The connectors of one process.

    Args:
        workspace: Whose connectors they are.
        names: Those to run; none means all, also those that the configuration gets later.
        report: Called about once a second with the members by name.
    """

    def __init__(
        self, workspace: Workspace, names: tuple[str, ...] = (), report: Report = lambda _: None
    ) -> None:
        self._workspace = workspace
        self._names = names
        self._report = report
        self._members: dict[str, Member] = {}
        self._stamps = _stamps(workspace)
        self._status = StatusFiles(workspace.state)
        self._next_lag = 0.0

    @property
    def members(self) -> Mapping[str, Member]:
        """The connectors by name, those that failed too."""
        return self._members

    def tallies(self) -> dict[str, Tally]:
        """The counts of the connectors by name."""
        return {name: member.tally for name, member in dict(self._members).items()}

    def run(self, wait: Callable[[float], bool]) -> int:
        """Run until it is asked to end, or until no connector is left; the exit code.

        Args:
            wait: Waits so many seconds; whether the end is asked for.

        Raises:
            EvtoolError: The configuration is wrong at the start, or the only connector failed.
        """
        assembly = assemble(self._workspace)
        assembly.chosen(self._names)
        with contextlib.closing(assembly.open_log()) as log:
            self._apply(assembly)
            try:
                while not self._is_over() and not wait(INTERVAL):
                    self._follow()
                    self._tell(log)
            finally:
                self._end()
        failed = [one for one in self._members.values() if one.code]
        if len(self._members) == 1 and failed and failed[0].error is not None:
            raise failed[0].error
        return max((one.code for one in failed), default=0)

    def _is_over(self) -> bool:
        """Whether every connector failed; with all of them the configuration may bring more."""
        if not self._members:
            return False
        return all(not one.is_alive and one.code for one in self._members.values())

    def _apply(self, assembly: Assembly) -> None:
        """Start, exchange and end connectors, so that they are what is configured."""
        wanted = {
            name: one
            for name, one in assembly.connectors.items()
            if not self._names or name in self._names
        }
        gone = [
            member
            for name, member in self._members.items()
            if name not in wanted or wanted[name].digest != member.assembled.digest
        ]
        self._stop(gone)
        for name, one in wanted.items():
            if name not in self._members:
                self._start(assembly, one)
        with contextlib.suppress(OSError, EvtoolError):  # a folder that is only read is no harm
            remember(self._workspace.state, assembly, set(self._names) or None)

    def _start(self, assembly: Assembly, one: Assembled) -> None:
        member = Member(assembly, one)
        self._members[member.name] = member
        member.start()

    def _stop(self, members: list[Member]) -> None:
        for member in members:
            member.stop()
        deadline = time.monotonic() + DRAIN_SECONDS
        for member in members:
            if not member.join(deadline - time.monotonic()):
                fields = {"event": "connector.left_behind", "connector": member.name}
                message = f"{member.name} does not end; what it has is not committed"
                LOG.error(message, extra={"fields": fields})
            self._members.pop(member.name, None)

    def _follow(self) -> None:
        """Take a new configuration over; one that is wrong changes nothing."""
        now = _stamps(self._workspace)
        if now == self._stamps:
            return
        self._stamps = now
        try:
            file = self._workspace.file
            workspace = load_workspace(file) if file else self._workspace
            self._stamps = _stamps(workspace)
            assembly = assemble(workspace)
        except EvtoolError as error:
            fields = {"event": "configuration.failed", "hint": error.hint}
            message = f"{error}; the connectors stay as they were"
            LOG.error(message, extra={"fields": fields})  # noqa: TRY400 - no bug of ours
            return
        self._workspace = workspace
        self._apply(assembly)

    def _tell(self, log: EventLog) -> None:
        now = time.monotonic()
        if now >= self._next_lag:
            self._next_lag = now + _LAG_SECONDS
            for member in self._members.values():
                if not member.assembled.is_sink:
                    continue  # it tells by itself
                with contextlib.suppress(EvtoolError):
                    member.tally.lag = lag(log, member.name, member.assembled.selection)
        self._status.write(self._members)
        self._report(self._members)

    def _end(self) -> None:
        members = dict(self._members)
        self._stop([one for one in members.values() if one.is_alive])
        self._members = members
        self._report(members)
        self._status.remove(members)


def _stamps(workspace: Workspace) -> list[Stamp]:
    return [stamp(path) for path in configuration_files(workspace)]
