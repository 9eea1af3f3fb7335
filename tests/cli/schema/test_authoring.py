"""`schema new`, `diff`, `bump` and `infer`: the author's daily commands."""

import io
import json
from pathlib import Path

import pytest

from evtool.cli.main import run
from evtool.document import load_document

COMMON = """title: fragment/common
description: What every event has.
$id: /fragment/common/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
required: [$schema, meta]
properties:
  $schema: {type: string, description: The schema.}
  meta:
    type: object
    description: About the event.
    required: [stream]
    properties:
      stream: {type: string, description: The stream.}
"""
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of two repositories with a common fragment."""
    path = tmp_path / "one/fragment/common/current.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(COMMON)
    (tmp_path / "two").mkdir()
    (tmp_path / "evtool.yaml").write_text(
        "version: 1\nrepositories:\n  - {name: one, path: one}\n"
        "  - {name: two, role: secondary, path: two}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert run(["schema", "materialize", "--all", "-q"]) == 0
    return tmp_path


@pytest.fixture
def order(space: Path, capsys: Capture) -> Path:
    """The source of a new, materialized schema."""
    assert run(["schema", "new", "shop/order", "-r", "two", "-d", "An order."]) == 0
    assert run(["schema", "materialize", "--all", "-q"]) == 0
    capsys.readouterr()
    return space / "two/shop/order/current.yaml"


def test_a_new_schema_uses_the_common_fragment(order: Path) -> None:
    """It materializes as it is, refers to the fragment, and keeps what the fragment lacks."""
    text = order.read_text()
    assert "$ref: /fragment/common/1.0.0" in text
    assert "description: An order." in text
    made = load_document(order.with_name("1.0.0.yaml")).value
    assert set(made["required"]) >= {"$schema", "meta", "dt"}
    assert made["examples"][0]["$schema"] == "/shop/order/1.0.0"


def test_a_new_schema_never_replaces_one(order: Path, capsys: Capture) -> None:
    """The source that is there stays."""
    before = order.read_text()
    assert run(["schema", "new", "shop/order", "-r", "two"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert order.read_text() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shop/other"], "--repository"),
        (["shop/other", "-r", "tow"], "two"),
        (["../shop", "-r", "two"], "not"),
        (["shop/other", "-r", "two", "--fragment", "fragment/commn"], "fragment/common"),
    ],
)
def test_new_says_what_is_wrong(
    space: Path,  # noqa: ARG001 - the folder matters
    arguments: list[str],
    words: str,
    capsys: Capture,
) -> None:
    """Several repositories, misspelt names and bad titles are explained."""
    assert run(["schema", "new", *arguments]) == 2
    assert words in capsys.readouterr().err


def add_field(order: Path, field: str) -> None:
    """Declare a field in the source."""
    order.write_text(order.read_text().replace("properties: {}", "properties:\n  " + field))
    text = order.read_text()
    if field not in text:
        order.write_text(text.replace("\nproperties:\n", f"\nproperties:\n  {field}\n"))


def test_bump_writes_the_least_version(order: Path, capsys: Capture) -> None:
    """An optional field asks for a minor version; comments and layout stay."""
    add_field(order, "amount: {type: integer, description: How much.}")
    comments = order.read_text().count("#")
    assert run(["schema", "bump", "shop/order", "--check"]) == 1
    assert "$id: /shop/order/1.0.0" in order.read_text()
    assert run(["schema", "bump", "shop/order"]) == 0
    assert "shop/order 1.0.0 -> 1.1.0 (minor)" in capsys.readouterr().out
    assert "$id: /shop/order/1.1.0" in order.read_text()
    assert order.read_text().count("#") == comments
    assert run(["schema", "bump", "shop/order", "--check"]) == 0


def test_bump_of_what_breaks_and_of_nothing(order: Path, capsys: Capture) -> None:
    """A required field asks for a major version, words for a patch, nothing for nothing."""
    assert run(["schema", "bump", "shop/order", "-n"]) == 0
    assert "nothing changed since 1.0.0" in capsys.readouterr().out
    text = order.read_text()
    order.write_text(text.replace("An order.", "An order was placed."))
    run(["schema", "bump", "shop/order", "-n"])
    assert "1.0.0 -> 1.0.1 (patch)" in capsys.readouterr().out
    closed = "additionalProperties: false"
    order.write_text(text.replace(closed, f"{closed}\nminProperties: 9"))
    run(["schema", "bump", "shop/order", "-n"])
    assert "1.0.0 -> 2.0.0 (major)" in capsys.readouterr().out
    order.write_text(text)
    run(["schema", "bump", "shop/order", "-n", "--as", "minor"])
    assert "1.0.0 -> 1.1.0 (as asked)" in capsys.readouterr().out
    order.write_text(text.replace("/shop/order/1.0.0", "/shop/order/0.9.0"))
    run(["schema", "bump", "shop/order", "-n"])
    assert "0.9.0 -> 1.0.0 (unchanged since then)" in capsys.readouterr().out


def test_diff_compares_source_and_versions(order: Path, capsys: Capture) -> None:
    """With one title the source is compared; with two versions these are."""
    add_field(order, "amount: {type: integer, description: How much.}")
    assert run(["schema", "diff", "shop/order"]) == 0
    assert "+ amount  integer, optional" in capsys.readouterr().out
    run(["schema", "bump", "shop/order"])
    run(["schema", "materialize", "two/shop", "-q"])
    capsys.readouterr()
    assert run(["schema", "diff", "shop/order"]) == 0
    assert "shop/order@1.0.0 -> shop/order@1.1.0" in capsys.readouterr().out
    command = ["schema", "diff", "shop/order@1.0.0", "/shop/order/1.1.0", "--exit-code"]
    assert run([*command, "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["bump"] == "minor"
    assert run([*command, "--format", "markdown"]) == 1
    assert "```diff" in capsys.readouterr().out
    assert run(["schema", "diff", "shop/order@1.0.0", "shop/order@1.0.0", "--exit-code"]) == 0


def test_diff_of_files(order: Path, tmp_path: Path, capsys: Capture) -> None:
    """A file anywhere can be compared with a version."""
    other = tmp_path / "other.yaml"
    other.write_text("title: x\n$id: /x/1.0.0\ntype: object\n")
    assert run(["schema", "diff", "shop/order", str(other)]) == 0
    assert "- meta" in capsys.readouterr().out
    assert order.exists()


def test_infer_drafts_and_writes(space: Path, capsys: Capture) -> None:
    """A draft from JSON lines materializes, and its notes go to stderr."""
    events = [{"amount": n, "note": None if n else "x", "meta": {"stream": "s"}} for n in range(3)]
    (space / "e.jsonl").write_text("\n".join(json.dumps(event) for event in events) + "\n\n")
    assert run(["schema", "infer", "e.jsonl", "--title", "shop/paid"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("title: shop/paid\n")
    assert "drafted from 3 events" in shown.err
    assert run(["schema", "infer", "e.jsonl", "-t", "shop/paid", "-w", "-r", "two"]) == 0
    assert run(["schema", "materialize", "two/shop/paid", "-q"]) == 0
    made = load_document(space / "two/shop/paid/1.0.0.yaml").value
    assert made["properties"]["amount"]["type"] == "integer"


def test_infer_names_the_bad_line(
    space: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Bad JSON is told with its line, from a file and from stdin."""
    (space / "e.jsonl").write_text('{"a": 1}\n{"a": }\n')
    assert run(["schema", "infer", "e.jsonl", "--title", "a"]) == 2
    assert "e.jsonl:2: not JSON" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("[1\n"))
    assert run(["schema", "infer", "--title", "a"]) == 2
    assert "<stdin>:1: not JSON" in capsys.readouterr().err
    assert run(["schema", "infer", "missing.jsonl", "--title", "a"]) == 2
