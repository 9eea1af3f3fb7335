"""The pages for people: plain HTML, no script, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from evtool.registry.address import LATEST, source_name, url_of
from evtool.registry.inventory import Inventory
from evtool.schema.catalog import Entry

MEDIA_TYPE = "text/html; charset=utf-8"

_NOTHING_YET = "Not materialized yet: run <code>evtool schema materialize --all</code>"

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The Content-Security-Policy of every page."""

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1, h2 { font-weight: 600; line-height: 1.2; }
code, td, li { font-family: ui-monospace, monospace; font-size: 0.9rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent);
     padding: 0.3rem 1rem 0.3rem 0; vertical-align: top; overflow-wrap: anywhere; }
small { font-weight: 400; opacity: 0.7; }
"""


def index_page(workspace: str, inventories: Sequence[Inventory]) -> bytes:
    """All repositories with their schemas and versions."""
    parts = [part for inventory in inventories for part in _section(inventory, inventory.entries)]
    return _page(f"Schemas of {workspace}", parts or ["<p>No repository is configured.</p>"])


def folder_page(inventory: Inventory, folder: str, entries: Sequence[Entry]) -> bytes:
    """The schemas below one folder of a repository."""
    title = "/".join(part for part in (inventory.repository.name, folder) if part)
    return _page(title, [_way_up(), *_section(inventory, entries)])


def schema_page(inventory: Inventory, entry: Entry) -> bytes:
    """The versions of one schema, the newest first."""
    name = inventory.repository.name
    names = [str(version) for version in reversed(entry.versions)]
    if names:
        names.insert(0, LATEST)
    if entry.has_source:
        names.append(source_name(inventory.repository))
    rows = "".join(f"<tr><td>{cells}</td></tr>" for cells in _version_rows(name, entry, names))
    note = "" if entry.versions else f"<p>{_NOTHING_YET}</p>"
    return _page(f"{name}/{entry.title}", [_way_up(), note, f"<table>{rows}</table>"])


def _version_rows(repository: str, entry: Entry, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        files = {name: name, "yaml": f"{name}.yaml", "json": f"{name}.json"}
        yield "</td><td>".join(
            _link(url_of(repository, entry.title, file), text) for text, file in files.items()
        )


def _section(inventory: Inventory, entries: Sequence[Entry]) -> Iterator[str]:
    repository = inventory.repository
    yield f"<h2>{escape(repository.name)} <small>{escape(repository.role)}</small></h2>"
    if inventory.problem:
        yield f"<p>{escape(inventory.problem)}</p>"
    elif not entries:
        yield "<p>No schemas yet.</p>"
    else:
        rows = "".join(_row(repository.name, entry) for entry in entries)
        yield f"<table>{rows}</table>"


def _row(repository: str, entry: Entry) -> str:
    title = _link(url_of(repository, entry.title) + "/", entry.title)
    versions = " ".join(
        _link(url_of(repository, entry.title, version), version)
        for version in map(str, reversed(entry.versions))
    )
    return f"<tr><td>{title}</td><td>{versions or _NOTHING_YET}</td></tr>"


def _way_up() -> str:
    return f"<p>{_link('/', 'all schemas')}</p>"


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def _page(title: str, parts: Iterable[str]) -> bytes:
    body = "\n".join(part for part in parts if part)
    text = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</html>\n"
    )
    return text.encode(errors="replace")
