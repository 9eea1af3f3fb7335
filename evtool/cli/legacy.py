"""Hidden aliases: the commands of jsonschema-tools under their old names.

Each names the new command on stderr and calls the same function. What the old commands
did wrong they do right: every option works, and nothing is half-written.
"""

from __future__ import annotations

from typing import Any

import click

from evtool.cli import hook
from evtool.cli.base import Invocation, pass_invocation
from evtool.cli.console import show_error, talk
from evtool.cli.legacy_options import (
    CONFIG_OPTIONS,
    CONTENT_OPTIONS,
    GIT_OPTIONS,
    LegacyCommand,
    adopt,
    holds_all,
    legacy_flags,
    options,
)
from evtool.cli.schema.dereference import read_stdin, run_dereference
from evtool.cli.schema.materialize import Request, run_request
from evtool.cli.schema.output import print_bytes
from evtool.errors import DocumentError, SchemaError
from evtool.schema.materialize.build import build, serialize
from evtool.schema.settings import ContentType
from evtool.selection import Files

_base = click.argument("base", required=False, metavar="[SCHEMA_BASE_PATH]")


@click.command(cls=LegacyCommand, name="materialize-modified")
@_base
@options((*CONTENT_OPTIONS, *GIT_OPTIONS))
@pass_invocation
def materialize_modified(run: Invocation, /, base: str | None, **how: Any) -> int:
    """Materialize changed sources: now `evtool schema materialize --modified`.

    \b
    Examples:
      evtool schema materialize --modified
      evtool schema materialize --staged
    """
    adopt(run, base, how)
    flags = legacy_flags(run.workspace)
    staged = how["staged"] or flags.gitStaged
    _tell("materialize-modified", f"schema materialize --{'staged' if staged else 'modified'}")
    request = Request(
        modified=not staged,
        staged=staged,
        dry_run=how["dry_run"] or flags.dryRun,
        git_add=flags.shouldGitAdd if how["git_add"] is None else how["git_add"],
    )
    return run_request(run, request)


@click.command(cls=LegacyCommand, name="materialize-all")
@_base
@options(CONTENT_OPTIONS)
@pass_invocation
def materialize_all(run: Invocation, /, base: str | None, **how: Any) -> int:
    """Materialize every source: now `evtool schema materialize --all`.

    \b
    Example:
      evtool schema materialize --all --dry-run
    """
    adopt(run, base, how)
    every = base is None or holds_all(run.path(base), run.workspace)
    _tell("materialize-all", f"schema materialize {'--all' if every else base}")
    dry_run = how["dry_run"] or legacy_flags(run.workspace).dryRun
    paths = () if base is None or every else (run.path(base),)
    return run_request(run, Request(paths=paths, every=every, dry_run=dry_run))


@click.command(cls=LegacyCommand)
@click.argument("paths", nargs=-1, metavar="[FILE]...")
@options(CONTENT_OPTIONS)
@click.option(
    "-O", "--stdout", "--output-stdout", "to_stdout", is_flag=True, help="Print; write nothing.",
)  # fmt: skip
@pass_invocation
def materialize(run: Invocation, /, paths: tuple[str, ...], to_stdout: bool, **how: Any) -> int:
    """Materialize the named sources: now `evtool schema materialize FILE...`.

    \b
    Example:
      evtool schema materialize page/change/current.yaml --print
    """
    adopt(run, None, how)
    _tell("materialize", f"schema materialize FILE...{' --print' if to_stdout else ''}")
    if to_stdout and not paths:
        return _print_stdin(run)
    request = Request(
        paths=tuple(run.path(path) for path in paths),
        dry_run=how["dry_run"] or legacy_flags(run.workspace).dryRun,
        to_stdout=to_stdout,
    )
    return run_request(run, request)


@click.command(cls=LegacyCommand)
@click.argument("names", nargs=-1, metavar="[FILE]...")
@click.option(
    "-c", "--content-type", "form", type=click.Choice(["yaml", "json"]), default="yaml",
    help="Format to print.",
)  # fmt: skip
@options(CONFIG_OPTIONS)
@pass_invocation
def dereference(run: Invocation, /, names: tuple[str, ...], form: ContentType, **how: Any) -> int:
    """Print schemas without references: now `evtool schema dereference`.

    \b
    Example:
      evtool schema dereference page/change/current.yaml
    """
    adopt(run, None, how)
    _tell("dereference", "schema dereference")
    return run_dereference(run, names, form)


@click.command(cls=LegacyCommand, name="install-git-hook")
@_base
@pass_invocation
def install_git_hook(run: Invocation, /, base: str | None) -> int:
    """Install the git hook: now `evtool hook install`.

    \b
    Example:
      evtool hook install
    """
    _tell("install-git-hook", "hook install")
    if base:
        run.directory = run.path(base)
    context = click.get_current_context()
    code: int = context.invoke(hook.install, hook="pre-commit", dry_run=False, force=False)
    return code


def _tell(old: str, new: str) -> None:
    talk(f"`evtool {old}` is now `evtool {new}`")


def _print_stdin(run: Invocation) -> int:
    files = Files(run.workspace, offline=run.offline)
    settings = run.workspace.repositories[0].settings
    try:
        value = build(read_stdin(), files.materializer().sources, settings)
    except (DocumentError, SchemaError) as error:
        show_error(error)
        return 1
    print_bytes(serialize(value, settings.content_types[0]))
    return 0
