"""`evtool schema check`: all rules about schemas."""

from __future__ import annotations

from typing import Any

import click

from evtool.cli.base import Invocation, pass_invocation
from evtool.cli.check import check_options, run_check
from evtool.cli.reporting import ReportingCommand


@click.command(cls=ReportingCommand, name="check")
@check_options
@pass_invocation
def check(run: Invocation, /, **how: Any) -> int:
    """Check schemas: files, versions, releases, references, types, examples, compatibility.

    PATHs are schema files or folders; without any, every schema of the workspace is checked.
    Exit 1 if there is an error. Findings of severity info are shown with -v.

    \b
    Examples:
      evtool schema check
      evtool schema check page/change --against origin/main
      evtool schema check --select structure,robustness.snake-case --format json
      evtool schema check --fix
    """
    return run_check(run, **how)
