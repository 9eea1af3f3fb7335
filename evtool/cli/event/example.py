"""`evtool event example`: events that can be sent as they are printed."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, talk
from evtool.cli.event.sample import sample_of
from evtool.cli.schema.subject import complete_title
from evtool.cli.streams.subject import complete_stream
from evtool.schema.canonical import dump_json
from evtool.schema.canonical.one_line import dump_json_line


def complete_subject(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """For the shell: the streams and the schemas that begin so."""
    return [
        *complete_stream(context, parameter, incomplete),
        *complete_title(context, parameter, incomplete),
    ]


@click.command(cls=Command)
@click.argument("subject", metavar="STREAM|SCHEMA", shell_complete=complete_subject)
@click.option(
    "--count", type=click.IntRange(1), default=1, show_default=True, metavar="N",
    help="How many; all examples of the schema in turn, with identifiers of their own.",
)  # fmt: skip
@click.option("--compact", is_flag=True, help="One line an event, as JSON lines have it.")
@pass_invocation
def example(run: Invocation, /, subject: str, count: int, compact: bool) -> int:
    """Print an event that can be sent as it is.

    It is an example of the latest version of the stream's schema, or of SCHEMA, which is
    TITLE[@VERSION]; where the schema has none, a generated one. `$schema` names the exact
    version, meta.stream the stream.

    \b
    Examples:
      evtool event example page.change
      evtool event example page/change@1.0.0 --compact
      evtool event example page.change --count 100 --compact | evtool event send
    """
    sample = sample_of(run, subject)
    if sample.generated:
        talk("a generated example: the schema has none")
    write = dump_json_line if compact else dump_json
    for event in sample.events(count):
        say(write(event))
    return 0
