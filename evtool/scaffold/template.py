"""The files that a new workspace is made from, as they are packaged with evtool."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

FILES = {
    "evtool.yaml": "evtool.yaml",
    "streams.yaml": "streams.yaml",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "events/shop.order.jsonl": "events/shop.order.jsonl",
    "events/invalid.jsonl": "events/invalid.jsonl",
}
"""Packaged name -> name in the workspace; names with a dot would have a meaning here."""


def template_files() -> dict[str, bytes]:
    """The files beside the schemas: name in the workspace -> content."""
    root = _root()
    return {name: root.joinpath(packaged).read_bytes() for packaged, name in FILES.items()}


def template_sources(repository: str) -> dict[str, list[bytes]]:
    """The sources of a repository's schemas: title -> its versions, oldest first."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    for title, name, content in _sources(_root().joinpath("schemas", repository), ""):
        found.setdefault(title, []).append((name, content))
    return {title: [content for _, content in sorted(found[title])] for title in sorted(found)}


def _root() -> Traversable:
    return files("evtool.scaffold").joinpath("template")


def _sources(folder: Traversable, title: str) -> Iterator[tuple[str, str, bytes]]:
    """Title, file name and content of each source; the template is three folders deep."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{title}/{entry.name}".lstrip("/"))
        elif entry.name.endswith(".yaml"):
            yield title, entry.name, entry.read_bytes()
