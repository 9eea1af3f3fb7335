"""Reading ahead what sources refer to."""

from __future__ import annotations

from pathlib import Path

from evtool.document import parse_document
from evtool.remote import OfflineMiss, RemoteStore
from evtool.repositories import prefetch
from evtool.schema.materialize.source import Source, read_source
from evtool.schema.repository import Repository
from evtool.schema.resolve import Sources
from evtool.schema.store import MemoryStore


def source(*uris: str) -> Source:
    """Return a source that refers to other schemas."""
    refs = ", ".join(f"{{$ref: '{uri}'}}" for uri in uris)
    text = f"title: a\n$id: /a/1.0.0\nallOf: [{refs}]\n"
    document = parse_document(text.encode(), Path("a/current.yaml"))
    return read_source(Repository("r", "primary", Path()), "a/current.yaml", document)


def test_references_are_followed_to_their_end() -> None:
    """What is referred to, and what that refers to, is read once; circles end."""
    remote = MemoryStore(
        {
            "b/1.0.0": b"allOf: [{$ref: '/c/1.0.0#/x'}, {$ref: '#/y'}]",
            "c/1.0.0": b"allOf: [{$ref: '/b/1.0.0'}, {$ref: 'https://example.org/d'}]",
            "broken": b"[",
        }
    )
    told: list[int] = []
    sources = [source("/b/1.0.0#", "#/z", "/b/1.0.0", "/gone/1.0.0", "/broken")]
    found = prefetch(sources, Sources([remote]), Path(), told.append)
    assert [str(path) for path in found.copies] == ["b/1.0.0", "c/1.0.0"]
    assert found.failures == ()
    assert told == [1, 2, 3, 4]


def test_local_files_are_no_copies(tmp_path: Path) -> None:
    """Only what lies in the cache counts, and what cannot be fetched is told."""
    local = MemoryStore({"b/1.0.0": b"type: object"})
    remote = RemoteStore("https://schema.example.org/", tmp_path, offline=True)
    found = prefetch([source("/b/1.0.0", "/c/1.0.0")], Sources([local, remote]), tmp_path)
    assert found.copies == ()
    assert [type(error) for error in found.failures] == [OfflineMiss]
    assert found.failures[0].url == "https://schema.example.org/c/1.0.0"
