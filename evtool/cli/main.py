"""The root command, and what every ending of a run means."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

import click

from evtool import __version__
from evtool.cli.base import Group, Invocation, current_run
from evtool.cli.console import show_error, show_problem
from evtool.errors import EvtoolError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

OK, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: fine; findings; usage, configuration or environment; our bug; Ctrl-C."""


@click.group(
    cls=Group,
    commands_from={
        "init": ("evtool.cli.init:init", "Make a workspace that passes its own checks."),
        "dev": ("evtool.cli.dev:dev", "Run the local platform in one terminal."),
        "check": ("evtool.cli.check:check", "Check everything that the workspace has."),
        "doctor": ("evtool.cli.doctor:doctor", "Check machine and workspace, with repairs."),
        "schema": ("evtool.cli.schema:schema", "Materialize, compare and explore schemas."),
        "streams": ("evtool.cli.streams:streams", "Check, show and serve the streams."),
        "event": ("evtool.cli.event:event", "Check, send and make events."),
        "intake": ("evtool.cli.intake:intake", "Take events in over HTTP."),
        "log": ("evtool.cli.log:log", "Look into the event log, move it, query it."),
        "connect": ("evtool.cli.connect:connect", "Bring streams into stores."),
        "repo": ("evtool.cli.repo:repo", "Clone, pin and compare schema repositories."),
        "hook": ("evtool.cli.hook:hook", "Install the git hook that materializes."),
        "migrate": ("evtool.cli.migrate:migrate", "Move from other tools to evtool."),
        "config": ("evtool.cli.config:config", "Show the configuration and its schema."),
        "rules": ("evtool.cli.rules:rules", "List the rules, or explain one."),
        "plugins": ("evtool.cli.plugins:plugins", "List what other packages add."),
        "completion": ("evtool.cli.completion:completion", "Print shell completion."),
    },
    hidden_from={
        "materialize-modified": "evtool.cli.legacy:materialize_modified",
        "materialize-all": "evtool.cli.legacy:materialize_all",
        "materialize": "evtool.cli.legacy:materialize",
        "dereference": "evtool.cli.legacy:dereference",
        "install-git-hook": "evtool.cli.legacy:install_git_hook",
    },
    plugin_group="evtool.commands",
    context_settings={"auto_envvar_prefix": "EVTOOL"},
)
@click.version_option(__version__, "-V", "--version", message="evtool %(version)s")
def cli() -> None:
    """Versioned event schemas in git, and the event platform that stands on them.

    \b
    Examples:
      evtool init shop                  a workspace with two schema repositories
      evtool schema materialize --all   write every version that is missing
      evtool dev                        serve, watch and check while you edit

    Every option can also be set as EVTOOL_<GROUP>_<OPTION>, such as
    EVTOOL_SCHEMA_FORMAT=json.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. No exception and no traceback gets out."""
    try:
        started = Invocation()
        current_run.set(started)
        result = cli.main(
            args=list(arguments), prog_name="evtool", standalone_mode=False, obj=started
        )
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the one place where every run ends
        return _ending(error)
    return result if isinstance(result, int) else OK


def _ending(error: BaseException) -> int:
    """Tell the user why the run ended; its exit code."""
    match error:
        case click.exceptions.Exit():
            code = int(error.exit_code)
        case SystemExit():  # click ends completion, and a closed pipe, by itself
            code = _system_exit(error)
        case KeyboardInterrupt() | click.Abort():
            code = INTERRUPTED
        case click.ClickException():
            show_problem(error.format_message(), _usage_hint(error))
            code = USAGE
        case EvtoolError():
            show_error(error)
            code = USAGE
        case BrokenPipeError():
            _close_quietly()
            code = OK
        case OSError() if error.errno in _FULL:
            _close_quietly()
            show_problem(f"the answer cannot be written: {error.strerror}", "make room for it")
            code = USAGE
        case _:
            code = _report_bug(error)
    return code


def _system_exit(error: SystemExit) -> int:
    """The code of a shell's completion; else click has met a pipe that nobody reads."""
    if "_EVTOOL_COMPLETE" in os.environ:
        return error.code if isinstance(error.code, int) else OK
    _close_quietly()
    return OK


def _usage_hint(error: click.ClickException) -> str | None:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"`{error.ctx.command_path} --help` shows how it is used"
    return None


def _close_quietly() -> None:
    """Stop writing to a pipe that nobody reads, also when Python flushes at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _report_bug(error: BaseException) -> int:
    from evtool.cli.bug_report import write_report

    if isinstance(error, MemoryError | RecursionError):
        show_problem("the input is too large or nested too deeply", "split it into smaller parts")
    path = write_report(error)
    show_problem(
        f"this is a bug in evtool: {type(error).__name__}: {error}",
        f"please report it with the details in {path}",
    )
    return BUG
