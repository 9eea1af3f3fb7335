"""`evtool schema show`: the text of one version, or its fields."""

from __future__ import annotations

from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.listing import FORMATS
from evtool.cli.schema.field_table import show_fields
from evtool.cli.schema.output import print_bytes
from evtool.cli.schema.subject import catalog_of, complete_title, schema_named
from evtool.errors import SchemaNotFound
from evtool.schema.catalog import Catalog, SchemaFile
from evtool.schema.materialize.build import merged, serialize
from evtool.schema.settings import ContentType
from evtool.schema.version import Label, SchemaReference
from evtool.selection import Files

_TEXTS: tuple[ContentType, ...] = ("yaml", "json")


@click.command(cls=Command)
@click.argument("schema", metavar="TITLE[@VERSION]", shell_complete=complete_title)
@click.option("--current", is_flag=True, help="The hand-edited source instead of a version.")
@click.option("--fields", "as_fields", is_flag=True, help="The fields with type and description.")
@click.option(
    "--format", "form", type=click.Choice([*_TEXTS, *FORMATS]),
    help="yaml or json for the schema; for --fields table, json, jsonl, csv or plain.",
)  # fmt: skip
@pass_invocation
def show(run: Invocation, /, schema: str, **how: Any) -> int:
    """Print one version of a schema, byte for byte as it is stored.

    VERSION is a number, `latest` (the default) or `current`; a path of a schema's folder
    or file is understood too. --format writes it in the other format, in canonical form.

    \b
    Examples:
      evtool schema show page/change
      evtool schema show page/change@1.0.0 --format json
      evtool schema show page/change --current
      evtool schema show page/change --fields
    """
    reference, form = _subject(run, schema, current=how["current"]), how["form"]
    _check_format(form, as_fields=how["as_fields"])
    files = Files(run.workspace, offline=run.offline)
    catalog = catalog_of(run.workspace, files)
    file = catalog.find(reference)
    if how["as_fields"]:
        show_fields(_whole(file, files), form or "table")
    else:
        print_bytes(_text(file, form, catalog))
    return 0


def _subject(run: Invocation, text: str, *, current: bool) -> SchemaReference:
    reference = schema_named(run, text)
    if not current:
        return reference
    if reference.version not in (None, Label.CURRENT):
        raise click.UsageError(f"--current and the version in {text} exclude each other")
    return SchemaReference(reference.title, Label.CURRENT)


def _check_format(form: str | None, *, as_fields: bool) -> None:
    if form is None or form in (FORMATS if as_fields else _TEXTS):
        return
    what = "--fields" if as_fields else "a schema"
    known = ", ".join(FORMATS if as_fields else _TEXTS)
    raise click.UsageError(f"{what} is not printed as {form}; known: {known}")


def _text(file: SchemaFile, form: ContentType | None, catalog: Catalog) -> bytes:
    """The file as it is; in the other format what is stored in it, or else made from it."""
    if form is None or form == file.kind:
        return file.content
    if file.version and form in file.entry.versions[file.version]:
        try:
            return catalog.read(file.entry, file.version, form).content
        except SchemaNotFound:  # a link to nowhere: what can be read is enough
            pass
    return serialize(file.document.value, form)


def _whole(file: SchemaFile, files: Files) -> Any:
    """The schema as events see it: of a source what its references and `allOf` come to."""
    if file.version is not None:
        return file.document.value
    return merged(file.document, files.materializer().sources)
