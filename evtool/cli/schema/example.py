"""`evtool schema example`: example events of a schema, one JSON object a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, show_error, talk
from evtool.cli.schema.subject import catalog_of, complete_title, schema_named
from evtool.errors import DocumentError, SchemaError
from evtool.schema.canonical.one_line import dump_json_line
from evtool.schema.catalog import Catalog, SchemaFile
from evtool.schema.example.choosing import generated_examples, given_examples
from evtool.schema.materialize.build import build
from evtool.schema.version import SchemaReference
from evtool.selection import Files


@click.command(cls=Command)
@click.argument("schema", metavar="TITLE[@VERSION]", shell_complete=complete_title)
@click.option("-a", "--all", "every", is_flag=True, help="All examples, not the first one only.")
@click.option("--generate", is_flag=True, help="A generated example, whatever the schema has.")
@pass_invocation
def example(run: Invocation, /, schema: str, every: bool, generate: bool) -> int:
    """Print example events of a schema, one JSON object a line.

    The first example that the schema has, or all with --all; where it has none, a
    generated one. Without a version the latest one is meant, or the source if nothing is
    materialized. Exits with 1 if the schema is at fault.

    \b
    Examples:
      evtool schema example page/change
      evtool schema example page/change@1.0.0 --all | jq .meta
      evtool schema example page/change@current --generate
    """
    files = Files(run.workspace, offline=run.offline)
    catalog = catalog_of(run.workspace, files)
    try:
        value = _schema(_file(schema_named(run, schema), catalog), files)
        events = [] if generate else given_examples(value)
        if not events:
            events = generated_examples(value)
            talk("a generated example: the schema has none", 0 if not generate else 1)
    except (DocumentError, SchemaError) as error:
        show_error(error)
        return 1
    for event in events if every else events[:1]:
        say(dump_json_line(event))
    return 0


def _file(reference: SchemaReference, catalog: Catalog) -> SchemaFile:
    if reference.version is None:
        for entry in catalog.named(reference.title):
            return catalog.read_newest(entry)
    return catalog.find(reference)


def _schema(file: SchemaFile, files: Files) -> dict[str, Any]:
    """A materialized version as it is; a source as it would be materialized.

    Raises:
        SchemaError: It is no schema, or cannot be materialized.
    """
    value = file.document.value
    if file.version is None:
        settings = replace(file.entry.repository.settings, example=False)
        value = build(file.source.document, files.materializer().sources, settings)
    if not isinstance(value, dict):
        raise SchemaError(
            "a schema must be a map", hint="check the file", place=file.document.place()
        )
    return value
