"""`evtool config`: what is in effect and why, and the JSON Schema of `evtool.yaml`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import click
from click.core import ParameterSource

from evtool.cli.base import Group, Invocation, common_options, pass_invocation
from evtool.cli.console import say, table, talk
from evtool.configuration import Origin, Setting, effective, file_schema
from evtool.configuration.flow import flow
from evtool.configuration.listing import yaml_of
from evtool.files import write_whole
from evtool.finding import shown_path
from evtool.workspace import Workspace


@click.group(cls=Group)
def config() -> None:
    """Show the configuration and its schema.

    \b
    Examples:
      evtool config show
      evtool config schema --output evtool.schema.json
    """


@config.command()
@click.option(
    "--format", "form", type=click.Choice(["table", "yaml", "json"]), default="table",
    show_default=True, help="How the values are listed.",
)  # fmt: skip
@pass_invocation
def show(run: Invocation, form: str) -> None:
    """List every value of the configuration with its origin.

    The origin is a line of a file, a default, the environment, or the command line.
    Passwords and tokens are hidden.

    \b
    Examples:
      evtool config show
      evtool config show --format yaml      an evtool.yaml with everything written out
      evtool config show --format json | jq '.values[] | select(.origin.kind != "default")'
    """
    workspace = run.workspace_or_default
    settings = effective(workspace)
    options = list(_options(click.get_current_context(), run))
    if form == "json":
        say(json.dumps(_document(workspace, settings, options), indent=2, ensure_ascii=False))
    elif form == "yaml":
        _show_yaml(workspace, settings)
    else:
        talk(f"{workspace.file or 'no evtool.yaml: built-in defaults'}")
        rows = [(one.key, _cell(one), one.origin.text(workspace.root)) for one in settings]
        rows += [(one.key, _cell(one), one.origin.text(workspace.root)) for one in options]
        table(["key", "value", "origin"], rows)


@config.command("schema")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write it to FILE instead.")
@pass_invocation
def schema_(run: Invocation, output: str | None) -> None:
    """Print the JSON Schema (draft-07) of evtool.yaml, for editors.

    \b
    Examples:
      evtool config schema
      evtool config schema --output evtool.schema.json
    """
    text = json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    path = run.path(output)
    write_whole(path, text.encode())
    talk(f"wrote {shown_path(path, run.directory)}")
    talk(f"for editors, first line of evtool.yaml: # yaml-language-server: $schema={output}")


def _cell(setting: Setting) -> str:
    shown = setting.shown
    return shown if isinstance(shown, str) else flow(shown)


def _show_yaml(workspace: Workspace, settings: list[Setting]) -> None:
    say(f"# {workspace.file or 'built-in defaults'}")
    for line in yaml_of(settings, workspace.root):
        say(line)


def _document(
    workspace: Workspace, settings: list[Setting], options: list[Setting]
) -> dict[str, object]:
    return {
        "version": 1,
        "file": str(workspace.file) if workspace.file else None,
        "values": [_item(one, workspace) for one in settings],
        "options": [_item(one, workspace) for one in options],
    }


def _item(setting: Setting, workspace: Workspace) -> dict[str, object]:
    origin = setting.origin.as_json(workspace.root)
    return {"key": setting.key, "value": setting.shown, "origin": origin}


def _options(context: click.Context, run: Invocation) -> Iterator[Setting]:
    """The common options, then the variables that set options of single commands."""
    chain = [context, *_parents(context)]
    used: set[str] = set()
    for option in common_options():
        name = option.name or ""
        if hasattr(run, _attribute(name)):
            origin = _origin(chain, option)
            used.update(origin.variables)
            value = getattr(run, _attribute(name))
            if value is not None:
                yield Setting((option.opts[-1],), _plain(value), origin)
    for name, value in sorted(os.environ.items()):
        if name.startswith("EVTOOL_") and name not in used:
            yield Setting((name,), value, Origin("environment", variables=(name,)))


def _plain(value: object) -> str | int:
    return value if isinstance(value, str | int) else str(value)


def _parents(context: click.Context) -> Iterator[click.Context]:
    while context.parent is not None:
        context = context.parent
        yield context


def _attribute(option: str) -> str:
    return "verbosity" if option == "verbose" else option


def _origin(chain: list[click.Context], option: click.Option) -> Origin:
    """The origin of a common option: the innermost command line that has it counts."""
    for context in chain:
        source = context.get_parameter_source(option.name or "")
        if source is ParameterSource.COMMANDLINE:
            return Origin("command line")
        if source is ParameterSource.ENVIRONMENT:
            name = f"{context.auto_envvar_prefix}_{option.name}".upper()
            return Origin("environment", variables=(name,))
    return Origin()
