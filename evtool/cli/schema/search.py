"""`evtool schema search`: schemas and fields by words."""

from __future__ import annotations

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import progress, show_error, talk
from evtool.cli.listing import Row, format_option, show_list
from evtool.cli.schema.subject import catalog_of
from evtool.schema.catalog.search import Hit, find_places, snippet

_COLUMNS = ("schema", "field", "text")


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=0), default=30, show_default=True,
    help="How many places are shown; 0: all.",
)  # fmt: skip
@format_option
@pass_invocation
def search(run: Invocation, /, words: tuple[str, ...], limit: int, form: str) -> int:
    """Find schemas and fields by words in titles, field names and descriptions.

    A place must hold all WORDS, in any case; parts of words count. The latest versions are
    searched. Titles come before field names, and these before descriptions.

    \b
    Examples:
      evtool schema search page_id
      evtool schema search user registration --limit 5
      evtool schema search meta.dt --format json
    """
    catalog = catalog_of(run.workspace)
    with progress("searching", sum(1 for _ in catalog.entries())) as step:
        found = find_places(catalog, words, limit or None, step)
    for failure in found.failures:
        show_error(failure)
    rows = [_row(hit, words, form) for hit in found.hits]
    show_list("hits", rows, form, columns=_COLUMNS, plain="title")
    more = found.total - len(found.hits)
    if more:
        talk(f"{more} more: narrow the words, or give --limit {found.total}")
    if not found.total:
        talk(f"nothing found for {' '.join(words)}: `evtool schema list` shows what there is")
    return 0


def _row(hit: Hit, words: tuple[str, ...], form: str) -> Row:
    version = str(hit.version or "current")
    return {
        "schema": f"{hit.entry.title}@{version}",
        "title": hit.entry.title,
        "version": version,
        "repository": hit.entry.repository.name,
        "field": hit.path or None,
        "found_in": hit.part.name.lower(),
        "text": snippet(hit.text, words) if form == "table" else hit.text,
    }
