"""`evtool schema dereference`: schemas with references written out and `allOf` merged."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import show_error, talk
from evtool.cli.schema.output import print_bytes
from evtool.cli.schema.subject import catalog_of, complete_title, schema_named
from evtool.document import Document, load_document, parse_document
from evtool.errors import DocumentError, SchemaError
from evtool.files import READ_LIMIT
from evtool.schema.canonical import dump_json, dump_yaml, with_anchors
from evtool.schema.catalog import Catalog
from evtool.schema.materialize.build import merged
from evtool.schema.settings import ContentType
from evtool.schema.version import Label
from evtool.selection import Files

STDIN = "-"
_EXTENSIONS = (".yaml", ".yml", ".json")


@click.command(cls=Command)
@click.argument(
    "names", nargs=-1, metavar="[FILE|-|TITLE@VERSION]...", shell_complete=complete_title
)
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True,
    help="Canonical YAML or JSON.",
)  # fmt: skip
@pass_invocation
def dereference(run: Invocation, /, names: tuple[str, ...], form: ContentType) -> int:
    """Print a schema with references written out and `allOf` merged, and nothing else.

    Numbers get no bounds and no example is added: that is what `materialize` does. A title
    without a version means its source. Without names, or for `-`, the schema comes from
    stdin. Several make one list. Exits with 1 if a schema is at fault.

    \b
    Examples:
      evtool schema dereference page/change/current.yaml
      evtool schema dereference page/change --format json | jq .properties
      git show HEAD~1:page/change/current.yaml | evtool schema dereference
    """
    return run_dereference(run, names, form)


def run_dereference(run: Invocation, names: Sequence[str], form: ContentType) -> int:
    """Dereference what is named with the repositories of the workspace; the exit code.

    Every schema at fault is told; then nothing is printed.
    """
    inputs = _Inputs(run, Files(run.workspace_or_default, offline=run.offline))
    sources = inputs.files.materializer().sources
    values, failed = [], False
    for name in names or (STDIN,):
        try:
            values.append(merged(_checked(inputs.document(name)), sources))
        except (DocumentError, SchemaError) as error:
            show_error(error)
            failed = True
    if failed:
        return 1
    value: Any = values[0] if len(values) == 1 else values
    text = dump_json(value) + "\n" if form == "json" else dump_yaml(with_anchors(value))
    print_bytes(text.encode())
    return 0


def read_stdin() -> Document:
    """The document on stdin, in YAML or JSON.

    Raises:
        DocumentError: It is not one document, or too large.
    """
    if sys.stdin.isatty():
        talk("reading the schema from the terminal; Ctrl-D ends it")
    content = sys.stdin.buffer.read(READ_LIMIT + 1)
    if len(content) > READ_LIMIT:
        message = f"stdin has more than {READ_LIMIT:,} bytes"
        raise DocumentError(message, hint="a schema of this size is a mistake: split it")
    if content.lstrip().startswith(b"{"):
        try:
            return parse_document(content, Path("stdin.json"))
        except DocumentError:  # YAML may start so too
            pass
    return parse_document(content, Path("stdin"))


@dataclass
class _Inputs:
    """Where the schemas of a run come from; the catalog is made for a title only."""

    run: Invocation
    files: Files

    @cached_property
    def catalog(self) -> Catalog:
        return catalog_of(self.files.workspace, self.files)

    def document(self, name: str) -> Document:
        if name == STDIN:
            return read_stdin()
        path = self.run.path(name)
        if path.is_file() or path.suffix in _EXTENSIONS:
            return load_document(path)
        reference = schema_named(self.run, name)
        return self.catalog.find(reference, Label.CURRENT).document


def _checked(document: Document) -> Document:
    if not isinstance(document.value, dict):
        raise SchemaError(
            "a schema must be a map", hint="start with `title:`", place=document.place()
        )
    return document
