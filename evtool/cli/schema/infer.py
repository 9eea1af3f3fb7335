"""`evtool schema infer`: a draft of a schema from sample events."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import near, say, style, talk
from evtool.cli.schema.material import Material
from evtool.cli.schema.new import place_for, write_new
from evtool.errors import ConfigurationError, EvtoolError, Place
from evtool.schema.canonical import dump_yaml
from evtool.schema.infer import CommonFragment, InferredSchema, infer_schema
from evtool.schema.version import SchemaReference, Version


@click.command(cls=Command)
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("-t", "--title", required=True, help="Title of the schema, such as shop/order.")
@click.option("-d", "--description", default="TODO: describe", help="What the events tell.")
@click.option("--fragment", metavar="TITLE[@VERSION]", help="Where common fields come from.")
@click.option("--no-fragment", is_flag=True, help="Write the common fields out.")
@click.option("-w", "--write", is_flag=True, help="Write it as a new source of a repository.")
@click.option("-r", "--repository", help="The repository to write to.")
@pass_invocation
def infer(run: Invocation, /, file: str, title: str, **how: Any) -> int:
    """Draft a schema from sample events, one JSON object a line.

    The draft goes to stdout; what a person should decide goes to stderr: fields of mixed
    types, nulls, names that are no snake_case, lists that look like enums.

    \b
    Examples:
      evtool schema infer events.jsonl --title shop/order
      curl -s https://example.org/events.jsonl | evtool schema infer - -t shop/order
    """
    reference = SchemaReference.parse(title)
    version = reference.version if isinstance(reference.version, Version) else Version(1, 0, 0)
    with _opened(run, file) as (lines, path):
        made = infer_schema(
            read_events(lines, path),
            title=reference.title,
            version=version,
            description=how["description"],
            fragment=_fragment(run, how["fragment"], without=how["no_fragment"]),
        )
    text = dump_yaml(made.schema)
    if how["write"]:
        place = place_for(run.workspace, reference.title, how["repository"])
        write_new(place, text)
        say(str(near(place)))
    else:
        click.echo(text, nl=False)
    _show_notes(made)
    return 0


def read_events(lines: IO[str], path: Path) -> Iterator[Any]:
    """The events of JSON lines; empty lines are passed over.

    Raises:
        EvtoolError: A line is no JSON; the error names it.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise EvtoolError(
                f"not JSON: {error}",
                hint="write one JSON object a line",
                place=Place(path, number),
            ) from error


class _opened:  # noqa: N801 - reads as a context manager
    """Sample events from a file or from stdin, with their name for errors."""

    def __init__(self, run: Invocation, name: str) -> None:
        self.path = Path("<stdin>") if name == "-" else run.path(name)
        self.stream: IO[str] | None = None

    def __enter__(self) -> tuple[IO[str], Path]:
        if self.path.name == "<stdin>":
            return sys.stdin, self.path
        try:
            self.stream = self.path.open(encoding="utf-8")
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            raise EvtoolError(message, hint="check the name", place=Place(self.path)) from error
        return self.stream, self.path

    def __exit__(self, *_: object) -> None:
        if self.stream is not None:
            self.stream.close()


def _fragment(run: Invocation, wanted: str | None, *, without: bool) -> CommonFragment | None:
    """The common fragment; a draft is also made where there is no workspace."""
    if without:
        return None
    try:
        return Material.of(run).common_fragment(wanted)
    except ConfigurationError as error:
        if wanted is None and error.place is None:
            return None
        raise


def _show_notes(made: InferredSchema) -> None:
    talk(f"drafted from {made.events} event{'' if made.events == 1 else 's'}")
    for note in made.notes:
        path = style(note.path or "the schema", sys.stderr, bold=True)
        talk(f"  {path}: {note.message}")
