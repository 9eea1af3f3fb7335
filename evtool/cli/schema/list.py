"""`evtool schema list`: titles, versions, and whether the sources are ahead of them."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import Any

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import progress, show_error, talk
from evtool.cli.listing import Row, format_option, show_list
from evtool.cli.schema.subject import catalog_of
from evtool.errors import EvtoolError
from evtool.schema.catalog import Catalog, Entry

_COLUMNS = ("title", "repository", "latest", "versions")
_STATUS_COLUMNS = (*_COLUMNS, "source", "status")
_VERSION_COLUMNS = ("title", "repository", "version", "formats", "is_latest")


@click.command(cls=Command, name="list")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--versions", is_flag=True, help="One line for each version.")
@click.option("--status", is_flag=True, help="Also read each source: is it ahead of the versions?")
@click.option("--fragments/--no-fragments", default=None, help="Only fragments, or none of them.")
@format_option
@pass_invocation
def list_schemas(run: Invocation, /, patterns: tuple[str, ...], form: str, **how: Any) -> int:
    """List schemas and their versions.

    PATTERN is a part of the title, or a pattern such as 'page/*'. Only names are listed,
    so this is quick in repositories of any size; --status reads the sources too and says
    of each whether it is released, ahead (not materialized yet), behind or missing.

    \b
    Examples:
      evtool schema list
      evtool schema list 'page/*' --versions
      evtool schema list --no-fragments --status
      evtool schema list --format plain | xargs -n1 evtool schema show --fields
    """
    if how["versions"] and how["status"]:
        raise click.UsageError("--status is about sources: leave --versions out")
    catalog = catalog_of(run.workspace)
    entries = [one for one in catalog.entries() if _wanted(one, patterns, how["fragments"])]
    if not entries:
        selected = patterns or how["fragments"] is not None
        none = "no schema matches" if selected else "no schemas yet: `evtool schema new` starts one"
        talk(none)
    if how["versions"]:
        show_list("schemas", _version_rows(entries), form, columns=_VERSION_COLUMNS, plain="schema")
    elif how["status"]:
        rows = _status_rows(entries, catalog)
        show_list("schemas", rows, form, columns=_STATUS_COLUMNS, plain="title")
    else:
        show_list("schemas", map(_row, entries), form, columns=_COLUMNS, plain="title")
    return 0


def _wanted(entry: Entry, patterns: tuple[str, ...], fragments: bool | None) -> bool:
    if fragments is not None and entry.is_fragment is not fragments:
        return False
    return not patterns or any(_matches(entry.title, pattern) for pattern in patterns)


def _matches(title: str, pattern: str) -> bool:
    if any(sign in pattern for sign in "*?["):
        return fnmatch.fnmatchcase(title, pattern)
    return pattern.strip("/") in title


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "repository": entry.repository.name,
        "latest": str(entry.latest) if entry.latest else None,
        "versions": len(entry.versions),
        "fragment": entry.is_fragment,
    }


def _version_rows(entries: list[Entry]) -> Iterator[Row]:
    for entry in entries:
        for version, kinds in entry.versions.items():
            yield {
                "schema": f"{entry.title}@{version}",
                "title": entry.title,
                "repository": entry.repository.name,
                "version": str(version),
                "formats": list(kinds),
                "is_latest": version == entry.latest,
            }


def _status_rows(entries: list[Entry], catalog: Catalog) -> Iterator[Row]:
    with progress("reading sources", len(entries)) as step:
        for entry in entries:
            version = None
            try:
                if entry.has_source:
                    version = catalog.read_source(entry).source.version
            except EvtoolError as error:
                show_error(error)
            source, status = str(version) if version else None, str(entry.status(version))
            yield {**_row(entry), "source": source, "status": status}
            step()
