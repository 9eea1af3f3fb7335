"""What the commands about connectors share: the connectors, and names for the shell."""

from __future__ import annotations

from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem

from evtool.cli.base import Invocation
from evtool.cli.console import warn
from evtool.connectors.assembly import Assembled, Assembly, assemble
from evtool.connectors.selection import unmatched
from evtool.errors import EvtoolError

text_format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="How the answer is printed.",
)  # fmt: skip


def assembly_of(run: Invocation) -> Assembly:
    """The connectors of the workspace; patterns that fit no stream are warned about.

    Raises:
        ConfigurationError: The section says what evtool does not understand.
    """
    made = assemble(run.workspace)
    for name, one in made.connectors.items():
        for pattern in unmatched(one.connector.common.streams, made.streams):
            if made.streams.entries:
                warn(f"connectors.{name}.streams: no configured stream is called {pattern!r}")
    return made


def chosen(assembly: Assembly, names: tuple[str, ...]) -> Mapping[str, Assembled]:
    """The connectors of these names, or all there are.

    Raises:
        EvtoolError: There is none.
    """
    found = assembly.chosen(names)
    if not found:
        raise EvtoolError(
            "no connector is configured",
            hint="add `connectors: {NAME: {type: ..., streams: [...]}}` to evtool.yaml;"
            " `evtool connect list --types` shows the types",
        )
    return found


def complete_connector(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell: the connectors that begin so."""
    run = context.find_object(Invocation) or Invocation()
    try:
        section = run.workspace.sections.get("connectors")
    except EvtoolError:
        return []
    names = section.raw if section is not None and isinstance(section.raw, Mapping) else ()
    return [CompletionItem(name) for name in names if str(name).startswith(incomplete)]
