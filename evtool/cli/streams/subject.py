"""What stream commands are about: the configuration of a run, and its options."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from evtool.cli.base import Invocation
from evtool.cli.console import talk, warn
from evtool.errors import ConfigurationError, EvtoolError
from evtool.streams.configuration import Configuration
from evtool.streams.load import load_streams, stream_files
from evtool.streams.problem import UNKNOWN_ENVIRONMENT, Problem, Scope
from evtool.workspace import Workspace

_MOST_WARNED = 10

environment_option = click.option(
    "--environment", "environments", metavar="NAME", multiple=True,
    help="Apply the overrides of NAME; may be repeated.  [default: streams.environment]",
)  # fmt: skip


def configuration_of(run: Invocation, environments: Sequence[str]) -> Configuration:
    """The configuration of a run; what is left out of it is warned about.

    Raises:
        EvtoolError: No file is configured, an environment is unknown, or a file cannot be
            read.
    """
    require_files(run.workspace)
    made = load_streams(run.workspace, environments or None)
    for problem in made.problems:
        if problem.kind == UNKNOWN_ENVIRONMENT:
            raise ConfigurationError(problem.message, hint=problem.hint)
        if problem.scope is Scope.FILE:
            raise EvtoolError(problem.message, hint=problem.hint, place=problem.place)
    _warn(made.problems)
    return made


def require_files(workspace: Workspace) -> None:
    """Check that there is anything to read.

    Raises:
        ConfigurationError: No stream file is configured; the hint is the line to add.
    """
    if not stream_files(workspace):
        raise ConfigurationError(
            "no stream file is configured",
            hint="add `streams: {files: [streams.yaml]}` to evtool.yaml",
        )


def _warn(problems: Sequence[Problem]) -> None:
    for problem in problems[:_MOST_WARNED]:
        warn(str(problem))
    if len(problems) > _MOST_WARNED:
        rest = len(problems) - _MOST_WARNED
        warn(f"{rest} more problems: `evtool streams check` lists them")
    elif problems:
        talk("`evtool streams check` says more", 1)


def complete_stream(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell: the streams that begin so."""
    run = context.find_object(Invocation) or Invocation()
    try:
        names = load_streams(run.workspace).entries
    except EvtoolError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
