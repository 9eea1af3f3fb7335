"""Documents: values, places, and everything that is refused."""

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evtool.document import load_document, parse_document
from evtool.errors import DocumentError
from evtool.files import ReadError

PATH = Path("a.yaml")

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs", "Cc"])), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_json_reads_as_json(value: object) -> None:
    """A `.json` file has the value that JSON gives it."""
    content = json.dumps(value).encode()
    assert parse_document(content, Path("a.json")).value == value


@given(st.dictionaries(st.text("abc xyz-_:#'\"", max_size=8), st.text(max_size=20), max_size=5))
def test_quoted_yaml_reads_back(value: dict[str, str]) -> None:
    """What PyYAML writes with quotes is read as the same texts."""
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True)
    assert parse_document(text.encode(), PATH).value == value


def test_place_of_every_part() -> None:
    """A member stands at its key, an item at its start, a missing part at its parent."""
    document = parse_document(b"a:\n  - {x: 1}\n  - b: 2\n    c: [1, 2]\n", PATH)
    assert str(document.place(("a", "1", "c"))) == "a.yaml:4:5"
    assert str(document.place(("a", "0"))) == "a.yaml:2:5"
    assert str(document.place(("a", "1", "nothing"))) == "a.yaml:3:5"
    assert str(document.place()) == "a.yaml:1:1"


def test_place_in_json() -> None:
    """JSON files have places too."""
    document = parse_document(b'{\n  "a": {\n    "b": 1}}', Path("a.json"))
    assert str(document.place(("a", "b"))) == "a.json:3:5"


def test_aliases_are_one_object() -> None:
    """An alias is the anchored value itself, and the document says that it shares."""
    document = parse_document(b"a: &x {k: 1}\nb: *x\n", PATH)
    assert document.value["a"] is document.value["b"]
    assert document.shares


def test_a_missing_last_line_end_is_added() -> None:
    """A block scalar at the end of a file keeps its line end, as js-yaml gives it one."""
    assert parse_document(b"a: >\n  x\n  y", PATH).value == {"a": "x y\n"}


def test_merge_keys() -> None:
    """`<<` fills in what is missing; what stands there wins."""
    document = parse_document(b"a: &x {k: 1, l: 2}\nb:\n  k: 3\n  <<: *x\n", PATH)
    assert document.value["b"] == {"k": 3, "l": 2}


def test_keys_are_texts() -> None:
    """Keys become what JavaScript makes of them."""
    document = parse_document(b"1: a\ntrue: b\nnull: c\n2.0: d\n1.5: e\n", PATH)
    assert list(document.value) == ["1", "true", "null", "2", "1.5"]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, "'a' stands twice"),
        (b"a:\n\tb: 1\n", 2, "a tab where only spaces may stand"),
        (b"a: b: c\n", 1, "mapping values are not allowed"),
        (b"a: 1\n---\nb: 2\n", 2, "two documents"),
        (b"", 0, "empty"),
        (b"# only a comment\n", 0, "empty"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8: byte 0xff"),
        (b"a: 1\nb: \x07\n", 2, "U+0007"),
        (b"a: &x [*x]\n", 1, "an alias inside the value"),
        (b"a: !!python/object:os.system x\n", 1, "does not fit"),
        (b"a: !thing x\n", 1, "does not fit"),
        (b"? [a]\n: 1\n", 1, "a key that is a list or map"),
        (b"a: *nothing\n", 1, "undefined alias"),
        (b"a:\n  <<: [1]\n", 2, "merges maps only"),
        (b"%YAML 3.0\n---\na: 1\n", 1, "incompatible"),
    ],
)
def test_what_is_refused_has_a_line_and_a_repair(content: bytes, line: int, words: str) -> None:
    """Every refusal names the line and says what to do."""
    with pytest.raises(DocumentError) as caught:
        parse_document(content, PATH)
    assert words in caught.value.message
    assert caught.value.hint
    assert caught.value.place is not None
    assert caught.value.place.line == line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": [}', "not JSON"),
        (b'{"a": NaN}', "NaN is no JSON value"),
        (b"  ", "empty"),
    ],
)
def test_json_is_strict(content: bytes, words: str) -> None:
    """JSON files are JSON, with each key once."""
    with pytest.raises(DocumentError, match=words):
        parse_document(content, Path("a.json"))


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_nesting_is_refused(name: str, opening: bytes) -> None:
    """Ten thousand levels are an error, not a crash."""
    with pytest.raises(DocumentError, match="nested deeper than 200 levels"):
        parse_document(opening * 10_000, Path(name))
    closing = {b"[": b"]", b'{"a":': b"}"}[opening]
    with pytest.raises(DocumentError, match="nested deeper than 200 levels"):
        parse_document(opening * 10_000 + b"1" + closing * 10_000, Path(name))


def test_alias_bomb_is_refused_at_once() -> None:
    """Aliases that expand to a billion values are counted, not expanded."""
    lines = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    start = time.monotonic()
    with pytest.raises(DocumentError, match="aliases expand to more than 1,000,000 values"):
        parse_document("\n".join(lines).encode(), PATH)
    assert time.monotonic() - start < 1


def test_large_files_are_refused(tmp_path: Path) -> None:
    """A 50 MB file is not read."""
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ReadError, match=r"50,000,000 bytes; at most 16,777,216"):
        load_document(path)


@pytest.mark.parametrize(
    "style", ["a: x{0}y z", "a: 'x{0}y z'", 'a: "x{0}y z"', "a: |-\n  x{0}y z"]
)
@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_line_ends_of_old_yaml_are_text(style: str, character: str) -> None:
    """A pasted line separator is a character of the text, as js-yaml and YAML 1.2 have it."""
    text = f"# a{character}b: 1\n{style.format(character)}\n\ue000: 2\n"
    document = parse_document(text.encode(), PATH)
    assert document.value == {"a": f"x{character}y z", "\ue000": 2}
    assert document.place(("a",)).line == 2


def test_half_a_character_says_what_to_write() -> None:
    """JSON's surrogate pairs are no YAML; the hint tells the way out."""
    with pytest.raises(DocumentError) as caught:
        parse_document(rb'a: "\ud83d\ude00"', PATH)
    assert "write the character itself" in (caught.value.hint or "")


def test_an_unknown_tag_is_shown_as_written() -> None:
    """The message names the tag with the marks that stand in the file."""
    with pytest.raises(DocumentError, match="`!point` does not fit"):
        parse_document(b"a: !point x\n", PATH)
