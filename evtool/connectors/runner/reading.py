"""A source of a workspace, ready to run: with its pipeline, its position and its lock.

The pipeline needs the libraries of the intake, which those who have sinks only do not need.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from evtool.connectors.assembly import Assembly
from evtool.connectors.config import Connector
from evtool.connectors.runner.tally import Tally
from evtool.connectors.targets import targets_of
from evtool.errors import EvtoolError
from evtool.log.event_log import EventLog

if TYPE_CHECKING:
    from evtool.connectors.runner.pipeline import Pipeline


def make_pipeline(assembly: Assembly, connector: Connector) -> Pipeline:
    """What admits the events of a source.

    Raises:
        EvtoolError: A library is missing, or the configuration of streams cannot be used.
    """
    try:
        from evtool.connectors.runner.pipeline import Pipeline
    except ModuleNotFoundError as error:
        raise EvtoolError(
            f"sources need {error.name}, which is not installed",
            hint="run `pip install 'evtool[intake]'`",
        ) from error
    return Pipeline(assembly.workspace, connector.name, connector.reading, assembly.error_stream)


def run_source(
    assembly: Assembly,
    connector: Connector,
    log: EventLog,
    shared: tuple[Tally, threading.Event],
) -> None:
    """Run a source until the end is asked for; `shared` has its counts, and what asks.

    Raises:
        EvtoolError: See `make_pipeline` and `SourceRunner.run`.
    """
    pipeline = make_pipeline(assembly, connector)
    from evtool.connectors.runner.only_reader import OnlyReader
    from evtool.connectors.runner.saved_position import SavedPosition
    from evtool.connectors.runner.source_runner import SourceRunner, SourceWork

    workspace = assembly.workspace
    work = SourceWork(
        connector.name,
        lambda: connector.make(workspace),
        log,
        pipeline,
        SavedPosition(workspace.state, connector.name),
        OnlyReader(workspace.state, connector.name),
        targets_of(connector),
    )
    SourceRunner(work, *shared).run()
