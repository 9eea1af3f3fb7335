"""References written out, and every way in which they go wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.document import Document, parse_document
from evtool.errors import EvtoolError, SchemaError, SchemaNotFound
from evtool.schema.dereference import BrokenReference, dereference, locate, references
from evtool.schema.dereference.quick import NotQuick, QuickWriter
from evtool.schema.dereference.writer import Writer
from evtool.schema.resolve import Sources
from evtool.schema.store import MemoryStore

COMMON = b"""title: common
$id: /common/1.0.0
properties:
  id: {type: string, description: an id}
  inner: {$ref: '/deep/1.0.0#/properties/x'}
definitions:
  a/b: {type: integer}
  c~d: {type: number}
  e f: {type: boolean}
"""
DEEP = b"properties: {x: {$ref: '#/definitions/y'}}\ndefinitions: {y: {type: string}}\n"


def sources(**more: bytes) -> Sources:
    """Fragments by folder, at version 1.0.0."""
    files = {"common/1.0.0": COMMON, "deep/1.0.0": DEEP}
    files |= {f"{name}/1.0.0": content for name, content in more.items()}
    return Sources([MemoryStore(files)])


def read(text: str) -> Document:
    """A root schema."""
    return parse_document(text.encode(), Path("root.yaml"))


def resolved(text: str, **more: bytes) -> object:
    """The dereferenced value of a root schema."""
    return dereference(read(text), sources(**more))


def test_documents_parts_and_parts_of_parts() -> None:
    """A whole document, a pointer into one, and references inside what was referred to."""
    made = resolved("a: {$ref: /common/1.0.0}\nb: {$ref: '/common/1.0.0#/properties/id'}\n")
    assert isinstance(made, dict)
    assert made["a"]["properties"]["inner"] == {"type": "string"}
    assert made["b"] == {"type": "string", "description": "an id"}


@pytest.mark.parametrize(
    ("pointer", "kind"),
    [("a~1b", "integer"), ("c~0d", "number"), ("e%20f", "boolean"), ("e f", "boolean")],
)
def test_pointers_are_decoded(pointer: str, kind: str) -> None:
    """Tilde escapes and percent encoding are both undone (RFC 6901)."""
    assert resolved(f"a: {{$ref: '/common/1.0.0#/definitions/{pointer}'}}\n") == {
        "a": {"type": kind}
    }


def test_keys_beside_a_reference_win() -> None:
    """A sibling overrides the target's key; the other keys come from the target."""
    made = resolved("a: {$ref: '/common/1.0.0#/properties/id', description: mine}\n")
    assert made == {"a": {"type": "string", "description": "mine"}}


def test_references_in_examples_and_a_bare_hash() -> None:
    """Examples may refer to the root, and a trailing `#` means the document."""
    made = resolved(
        "$id: /r/1.0.0\nexamples: [{$schema: {$ref: '#/$id'}}]\nb: {$ref: '/deep/1.0.0#'}\n"
    )
    assert isinstance(made, dict)
    assert made["examples"] == [{"$schema": "/r/1.0.0"}]
    assert made["b"]["properties"]["x"] == {"type": "string"}


def test_a_property_called_ref_is_no_reference() -> None:
    """Only a text is a reference."""
    text = "properties: {$ref: {type: string}}\nx: {$ref: '#/properties/$ref'}\n"
    assert resolved(text) == {"properties": {"$ref": {"type": "string"}}, "x": {"type": "string"}}


def test_shared_parts_stay_one_object() -> None:
    """Two references to one part, and two aliases of one value, keep their identity."""
    made = resolved("examples:\n  - a: [1]\n  - {$ref: '#/examples/0'}\nx: &k {y: 1}\nz: *k\n")
    assert isinstance(made, dict)
    assert made["examples"][0] is made["examples"][1]
    assert made["x"] is made["z"]


def test_the_input_is_not_changed() -> None:
    """Dereferencing twice gives the same."""
    document = read("a: {$ref: /common/1.0.0}\n")
    fragments = sources()
    assert dereference(document, fragments) == dereference(document, fragments)
    assert document.value == {"a": {"$ref": "/common/1.0.0"}}


def broken(text: str, **more: bytes) -> EvtoolError:
    """The error of a schema that cannot be dereferenced."""
    with pytest.raises(EvtoolError) as caught:
        resolved(text, **more)
    return caught.value


@pytest.mark.parametrize(
    ("reference", "words", "hint"),
    [
        ("/nothing/1.0.0", "no schema /nothing/1.0.0", "schema list"),
        ("/common/2.0.0", "no schema /common/2.0.0", "/common has 1.0.0"),
        ("common/1.0.0", "no leading slash", "/common/1.0.0"),
        ("/../common/1.0.0", "leads out", None),
        ("/%2e%2e/common", "leads out", None),
        ("/common/1.0.0#/properties/idd", "has no 'idd'", "'id'"),
        ("#name", "no JSON pointer", "#/name"),
        ("#/nothing", "has no 'nothing'", None),
        ("file:///etc/passwd", "is not followed", None),
        ("https://example.org/x", "is not followed", None),
        ("/common/1.0.0#/properties/id/type/0/1", "", None),
    ],
)
def test_what_leads_nowhere_names_its_line(reference: str, words: str, hint: str | None) -> None:
    """The error stands at the reference and says the repair."""
    error = broken(f"title: x\nproperties:\n  a:\n    $ref: '{reference}'\n")
    assert words in error.message
    assert str(error.place) == "root.yaml:4:5"
    if hint:
        assert error.hint is not None
        assert hint in error.hint


def test_a_broken_fragment_is_not_dropped() -> None:
    """The error is at the line of the fragment, and names who refers to it."""
    error = broken("a: {$ref: /bad/1.0.0}\n", bad=b"a: 1\nb: [\n")
    assert str(error.place).startswith("bad/1.0.0:")
    assert "root.yaml:1:5" in error.message


def test_a_wrong_reference_inside_a_fragment_is_named_there() -> None:
    """The place is in the fragment, not in the schema that uses it."""
    error = broken("a: {$ref: /bad/1.0.0}\n", bad=b"x: 1\ny: {$ref: /gone/1.0.0}\n")
    assert str(error.place) == "bad/1.0.0:2:5"


@pytest.mark.parametrize(
    "text",
    [
        "properties: {a: {$ref: '#'}}\n",
        "properties: {a: {$ref: '#/properties/a'}}\n",
        "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n",
        "a: {$ref: /ring/1.0.0}\n",
        "a: {$ref: '#/b', description: x}\nb: {c: {$ref: '#/a'}}\n",
        "allOf: [{$ref: '#'}]\n",
    ],
)
def test_circles_are_errors(text: str) -> None:
    """A reference that never ends is named with its line."""
    error = broken(text, ring=b"x: {$ref: '/gnir/1.0.0'}\n", gnir=b"y: {$ref: '/ring/1.0.0'}\n")
    assert isinstance(error, BrokenReference)
    assert "never end" in error.message
    assert error.place is not None
    assert error.place.line >= 1


def test_expansion_is_bounded() -> None:
    """References that double ten million times are refused."""
    lines = ["x0: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]"]
    lines += [f"x{i}: [{', '.join([f'{{$ref: #/x{i - 1}}}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(SchemaError, match=r"expand to more than 1,000,000 values"):
        resolved("\n".join(lines).replace("#/", "'#/").replace("}", "'}") + "\n")


def test_unknown_repository_errors_are_schema_not_found() -> None:
    """A caller can tell what is missing."""
    with pytest.raises(SchemaNotFound) as caught:
        sources().document("/no/1.0.0")
    assert caught.value.name == "/no/1.0.0"


def test_a_part_is_located_where_it_is_written() -> None:
    """A pointer into the result leads back to the file and line it came from."""
    document = read("a:\n  $ref: /common/1.0.0\n  title: mine\n")
    fragments = sources()
    assert str(locate(document, fragments, ("a", "title"))) == "root.yaml:3:3"
    assert str(locate(document, fragments, ("a", "properties", "id"))) == "common/1.0.0:4:3"
    inner = locate(document, fragments, ("a", "properties", "inner", "type"))
    assert str(inner) == "deep/1.0.0:2:19"


def test_references_are_listed_in_order() -> None:
    """Every `$ref` of a document, from top to bottom."""
    document = read("a: {$ref: /x}\nb: [{$ref: /y}, {c: {$ref: '#/z'}}]\n")
    assert list(references(document.value)) == ["/x", "/y", "#/z"]


@given(st.recursive(st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_without_references_nothing_changes(value: object) -> None:
    """A schema without references is its own dereferenced form."""
    document = Document(Path("x"), "$ref", {"v": value})
    assert dereference(document, sources()) == {"v": value}


def test_the_root_may_call_itself_dot() -> None:
    """`./#/...` in the root means the root, as in the reference tool."""
    text = "definitions: {a: {type: string}}\nb: {$ref: './#/definitions/a'}\n"
    assert resolved(text) == {"definitions": {"a": {"type": "string"}}, "b": {"type": "string"}}


names = st.sampled_from(["a", "b", "c"])
leaves = st.sampled_from(["string", 1, True])
targets = st.sampled_from(
    ["/one/1.0.0", "/two/1.0.0", "/one/1.0.0#/a", "/two/1.0.0#/b/a", "#/a", "#/b", "#/c/a", "#"]
)
places = st.fixed_dictionaries({"$ref": targets}, optional={"a": leaves, "x": leaves})
nested = st.recursive(
    leaves | places,
    lambda inner: st.dictionaries(names, inner, min_size=1) | st.lists(inner, max_size=2),
    max_leaves=8,
)
documents = st.dictionaries(names, nested, min_size=1)


@given(documents, documents, documents)
def test_the_quick_way_gives_what_the_precise_way_gives(
    root: dict[str, object], one: dict[str, object], two: dict[str, object]
) -> None:
    """Expanding fragments once changes nothing: not the result, and not who is refused."""
    files = {"one/1.0.0": json.dumps(one).encode(), "two/1.0.0": json.dumps(two).encode()}
    document = parse_document(json.dumps(root).encode(), Path("root.yaml"))
    try:
        precise = Writer(document, Sources([MemoryStore(files)])).value()
    except EvtoolError:
        precise = None
    fragments = Sources([MemoryStore(files)])
    for _ in range(2):
        try:
            assert QuickWriter(document, fragments).value() == precise
        except NotQuick:
            break
    try:
        assert dereference(document, fragments) == precise
    except EvtoolError:
        assert precise is None


@pytest.mark.parametrize(
    "text", ["http://[bad", "http://[bad#/x", "/common/1.0.0#/definitions/chain"]
)
def test_what_is_no_address_is_told_like_any_broken_reference(text: str) -> None:
    """The URI library's own errors do not get through, also at the end of a chain."""
    common = COMMON + b"  chain: {$ref: 'http://[bad'}\n"
    with pytest.raises(BrokenReference, match=r"http://\[bad.*not an address"):
        resolved(f"a: {{$ref: '{text}'}}\n", common=common)
