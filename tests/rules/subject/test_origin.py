"""From a merged schema back to where its parts are written."""

from __future__ import annotations

from pathlib import Path

from evtool.document import Document, parse_document
from evtool.rules.subject.origin import Written, follow, origins
from evtool.schema.materialize.build import merged
from evtool.schema.resolve import Sources
from evtool.schema.store import MemoryStore

FRAGMENT = """\
title: common
$id: /common/1.0.0
properties:
  dt: {type: string, maxLength: 9}
  kind: {type: string, enum: [a, b]}
required: [dt]
"""
SOURCE = """\
title: order
$id: /order/1.0.0
allOf:
  - $ref: /common/1.0.0
  - properties:
      kind: {enum: [b, c], description: x}
      own: {$ref: '#/definitions/own'}
    required: [own]
definitions:
  own: {type: string}
required: [kind]
"""

SOURCES = Sources([MemoryStore({"common/1.0.0": FRAGMENT.encode()})])
DOCUMENT = parse_document(SOURCE.encode(), Path("order/current.yaml"))
MERGED = merged(DOCUMENT, SOURCES)


def _origin(pointer: str, value: object = MERGED, document: Document = DOCUMENT) -> Written:
    tokens = tuple(pointer.split("/")) if pointer else ()
    return origins(document, SOURCES, value, tokens)[0]


def test_members_of_all_of_are_found() -> None:
    """What merging moved up is found in the member that it comes from."""
    assert _origin("properties/kind/description").tokens == (
        "allOf", "1", "properties", "kind", "description",
    )  # fmt: skip
    assert _origin("properties/own/type").tokens == ("definitions", "own", "type")


def test_the_source_comes_before_its_fragments() -> None:
    """Where several places contribute, the one that its author can edit is meant."""
    assert _origin("properties/kind").via is None
    assert _origin("properties/kind/enum").tokens[:2] == ("allOf", "1")


def test_parts_of_fragments_know_the_reference_to_them() -> None:
    """The fragment's document and pointer, and the way to the `$ref` of the source."""
    found = _origin("properties/dt/maxLength")
    assert found.uri == "/common/1.0.0"
    assert found.tokens == ("properties", "dt", "maxLength")
    assert found.via == ("allOf", "0", "$ref")


def test_members_of_merged_lists_are_found_by_value() -> None:
    """The lists are united and sorted, so an index tells nothing."""
    names = {MERGED["required"][at]: _origin(f"required/{at}") for at in range(3)}
    assert names["dt"].tokens == ("required", "0")
    assert names["dt"].uri == "/common/1.0.0"
    assert names["own"].tokens == ("allOf", "1", "required", "0")
    assert names["kind"].tokens == ("required", "0")


def test_what_is_written_nowhere_stands_where_its_parent_does() -> None:
    """A bound or an example that materialization adds."""
    whole = {**MERGED, "examples": [{"dt": "x"}]}
    assert _origin("examples/0/dt", whole).tokens == ()
    assert _origin("properties/own/minimum").tokens[-1] == "own"


def test_references_may_lead_through_references() -> None:
    """A pointer goes on through a `$ref` on its way, and never ends in a circle."""
    text = "a: {$ref: '#/b'}\nb: {c: {d: 1}}\ne: {$ref: '#/e'}\n"
    document = parse_document(text.encode(), Path("x.yaml"))
    found = follow(document, "", "#/a/c/d", SOURCES)
    assert found is not None
    assert found.tokens == ("b", "c", "d")
    assert follow(document, "", "#/e/f", SOURCES) is None
    assert follow(document, "", "/nothing/1.0.0", SOURCES) is None
