"""What the intake works with at a time: replaced as a whole when files change."""

from __future__ import annotations

from dataclasses import dataclass, field

from evtool.errors import EvtoolError
from evtool.intake.admission import Admission, plain
from evtool.intake.config import IntakeConfig
from evtool.intake.event.limits import Limits
from evtool.intake.event.router import Router
from evtool.intake.schemas.library import Library
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams, stream_files
from evtool.streams.problem import Scope
from evtool.workspace import Workspace


@dataclass
class State:
    """The configuration in use. Assigning `router` is how a new one takes over.

    `failure` is what kept a newer configuration from being used; `preloaded` tells whether
    the schemas of all declared streams are compiled. `admission` makes the batch of a
    request: a plain one, if nothing is configured that looks at its events.
    """

    config: IntakeConfig
    router: Router
    failure: EvtoolError | None = None
    preloaded: bool = False
    admission: Admission = field(init=False)

    def __post_init__(self) -> None:
        """Begin with plain batches."""
        self.admission = plain

    @property
    def error_stream(self) -> str | None:
        """The stream of error events, if there are any."""
        return self.config.error_stream


def make_state(workspace: Workspace, config: IntakeConfig | None = None) -> State:
    """The state that a workspace describes; `config` stands for its section `intake`.

    Raises:
        EvtoolError: Its configuration cannot be used.
    """
    config = config or workspace.section("intake", IntakeConfig)
    return State(config, make_router(workspace, config, make_library(workspace, config)))


def make_library(workspace: Workspace, config: IntakeConfig) -> Library:
    """The schemas of a workspace, none of them compiled yet."""
    return Library(workspace.repositories, allow_insecure=config.allow_insecure_schemas)


def make_router(workspace: Workspace, config: IntakeConfig, library: Library) -> Router:
    """The routes of the streams as they are configured now.

    Raises:
        EvtoolError: The stream configuration cannot be read.
    """
    return Router(
        library,
        _streams(workspace),
        limits=Limits(config.max_event_bytes, config.max_depth),
        topic_prefix=config.topic_prefix,
    )


def _streams(workspace: Workspace) -> Configuration | None:
    if not stream_files(workspace):
        return None
    made = load_streams(workspace)
    for problem in made.problems:
        if problem.scope is Scope.FILE:
            hint = problem.hint or "`evtool streams check` says more"
            raise EvtoolError(problem.message, hint=hint, place=problem.place)
    return made
