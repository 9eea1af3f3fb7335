"""`evtool check`: everything that CI must check, and what all checking commands share."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from evtool.cli.base import Invocation, pass_invocation
from evtool.cli.console import near, progress, talk, warn
from evtool.cli.report_output import emit
from evtool.cli.reporting import Output, ReportingCommand
from evtool.config import nearest
from evtool.finding import Severity, in_order
from evtool.report import Report, RuleDoc
from evtool.rules.engine import Outcome, Request
from evtool.rules.engine import check as run_rules
from evtool.rules.fix import apply_repairs
from evtool.rules.policy.baseline import FILE_NAME, Baseline, read_baseline, write_baseline
from evtool.rules.policy.settings import CheckSettings
from evtool.rules.recall import Recall, key_of
from evtool.rules.registry import names
from evtool.rules.stream.workspace import check_streams
from evtool.selection import Files
from evtool.streams.load import stream_files

C = TypeVar("C", bound=Callable[..., Any])


def _selected(
    context: click.Context, parameter: click.Parameter, values: Sequence[str]
) -> tuple[str, ...]:
    """Names of rules and families, separated by commas; a misspelt one is answered."""
    chosen = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    for name in chosen:
        if name.removesuffix(".*") not in names():
            hint = nearest(name, sorted(names()))
            raise click.BadParameter(f"no rule is called {name!r}; {hint}", context, parameter)
    return chosen


def check_options(command: C) -> C:
    """The arguments of a checking command, for `run_check`."""
    options = (
        click.argument("paths", nargs=-1, type=str, metavar="[PATH]..."),
        click.option(
            "--against", metavar="REF",
            help="What is released: a branch, tag or commit; none: do not look. "
            "[default: the commit that HEAD shares with the default branch]",
        ),
        click.option(
            "--select", multiple=True, metavar="IDS", callback=_selected,
            help="Only these rules or families, separated by commas.",
        ),
        click.option(
            "--ignore", multiple=True, metavar="IDS", callback=_selected,
            help="Not these rules or families.",
        ),
        click.option("--fix", is_flag=True, help="Repair what can be repaired safely, and check."),
        click.option("--baseline", metavar="FILE", help="Leave out the findings in FILE."),
        click.option(
            "--write-baseline", is_flag=True,
            help=f"Accept all findings there are: write them to the baseline ({FILE_NAME}).",
        ),
        click.option("--watch", is_flag=True, help="Check again whenever something is saved."),
        click.option(
            "--no-cache", is_flag=True,
            help="Check anew, also where nothing changed since the last time.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=ReportingCommand, name="check")
@check_options
@pass_invocation
def check(run: Invocation, /, **how: Any) -> int:
    """Check everything that the workspace has; this is what CI runs.

    PATHs limit it to files or folders. Exit 1 if there is an error. `evtool rules ID`
    explains a finding, `check:` in evtool.yaml says which rules hold.

    \b
    Examples:
      evtool check
      evtool check --against origin/main --format github
      evtool check --format sarif -o evtool.sarif
      evtool check --write-baseline       accept what is there, report what is new
      evtool check --watch                check again whenever something is saved
    """
    return run_check(run, streams=True, **how)


def run_check(run: Invocation, *, watch: bool, **how: Any) -> int:
    """Check, repair or accept, report; the exit code. With `streams` their files too.

    Raises:
        UsageError: `--watch` would accept whatever is saved.
        EvtoolError: What keeps from checking.
    """
    if not watch:
        return _check_once(run, **how)
    if how["write_baseline"]:
        raise click.UsageError("--write-baseline is for a moment, not to --watch")
    from evtool.cli.check_watch import watch as watch_files  # needs more than a single check

    return watch_files(run, lambda fresh: _check_once(fresh, **how))


def _check_once(
    run: Invocation,
    *,
    paths: Sequence[str],
    outputs: Sequence[Output],
    fix: bool,
    baseline: str | None,
    write_baseline: bool,
    no_cache: bool,
    streams: bool = False,
    **how: Any,
) -> int:
    started = time.monotonic()
    settings = run.workspace.section("check", CheckSettings)
    file = _baseline_file(run, settings, baseline)
    request = Request(
        run.workspace,
        _files(run),
        settings,
        datetime.datetime.now(tz=datetime.UTC).date(),
        paths=[run.path(path) for path in paths],
        baseline=Baseline() if write_baseline else _known(file, wanted=baseline),
        **how,
    )
    if fix or write_baseline or no_cache or paths:
        outcome = _check(request, streams=streams)
    else:
        outcome = _recalled(request, file, streams=streams)
    if fix and outcome.repairs:
        _repair(outcome)
        known = _known(file, wanted=baseline)
        outcome = _check(replace(request, files=_files(run), baseline=known), streams=streams)
    if write_baseline:
        return _accept(outcome, file, run)
    report = Report.of(
        outcome.findings, outcome.files, time.monotonic() - started, _documentation(outcome)
    )
    return emit(run, report, outputs, run.workspace.root)


def _recalled(request: Request, baseline: Path, *, streams: bool) -> Outcome:
    """What the check came to when all was as it is now; else check, and remember."""
    recall = Recall(request.workspace.state / "cache" / "checks")
    key = key_of(request, [baseline], streams=streams)
    outcome = None if key is None else recall.get(key)
    if outcome is None:
        outcome = _check(request, streams=streams)
        if key is not None:
            recall.put(key, outcome)
    return outcome


def _check(request: Request, *, streams: bool) -> Outcome:
    """Check schemas, and stream files unless other files were named."""
    files = stream_files(request.workspace) if streams else []
    named = [path for path in files if path in request.paths]
    wanted = named if request.paths else files
    others = [path for path in request.paths if path not in named]
    if named and not others:
        return check_streams(request, paths=named)
    schemas = _check_schemas(replace(request, paths=others))
    if not wanted:
        return schemas
    more = check_streams(request, paths=wanted)
    return Outcome(
        in_order([*schemas.findings, *more.findings]),
        [*schemas.files, *more.files],
        {**schemas.rules, **more.rules},
        schemas.repairs,
    )


def _check_schemas(request: Request) -> Outcome:
    """Check with a progress bar on a terminal."""
    total = sum(1 for one in request.workspace.repositories if one.root.is_dir())
    with progress("checking", 100 if total else 0) as step:

        def begin(folders: int) -> Callable[[], None]:
            done = 0

            def tick() -> None:
                nonlocal done
                before, done = done * 100 // max(folders, 1), done + 1
                for _ in range(before, done * 100 // max(folders, 1)):
                    step()

            return tick

        return run_rules(replace(request, progress=begin))


def _files(run: Invocation) -> Files:
    return Files(run.workspace, offline=run.offline, warn=warn)


def _baseline_file(run: Invocation, settings: CheckSettings, named: str | None) -> Path:
    if named is not None:
        return run.path(named)
    return run.workspace.root / (settings.baseline or FILE_NAME)


def _known(file: Path, *, wanted: str | None) -> Baseline:
    """The accepted findings; a baseline that nobody named may be absent."""
    if wanted is None and not file.exists():
        return Baseline()
    return read_baseline(file)


def _repair(outcome: Outcome) -> None:
    written = apply_repairs(steps for _, steps in outcome.repairs)
    count = len(outcome.repairs)
    talk(f"repaired {count} finding{'' if count == 1 else 's'}:")
    for path in sorted(written):
        talk(f"  {near(path)}")


def _accept(outcome: Outcome, file: Path, run: Invocation) -> int:
    """Write the baseline; what only informs needs no acceptance."""
    findings = [one for one in outcome.findings if one.severity is not Severity.INFO]
    count = write_baseline(file, findings, run.workspace.root)
    talk(f"accepted {count} finding{'' if count == 1 else 's'} in {near(file)}")
    return 0


def _documentation(outcome: Outcome) -> dict[str, RuleDoc]:
    return {
        name: RuleDoc(one.summary, one.documentation.markdown(), one.severity)
        for name, one in outcome.rules.items()
    }
