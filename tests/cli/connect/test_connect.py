"""`evtool connect`: what people see of their connectors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sinks.memory import STORES, MemoryStore
from evtool.errors import ConfigurationError
from evtool.log.record import Entry
from evtool.log.sqlite.log import SqliteLog

CONFIGURATION = """version: 1
repositories: [{name: primary, role: primary, path: schemas}]
streams: {files: [streams.yaml]}
connectors:
  archive: {type: memory, store: archive, streams: ["shop.*"], batch_rows: 7}
  lake: {type: memory, store: "${LAKE:-lake}"}
"""
STREAMS = """
shop.order: {schema_title: shop/order}
shop.view: {schema_title: shop/view, consumers: {lake: {enabled: true}}}
"""
Answer = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a workspace with two connectors and five events."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "evtool.yaml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "streams.yaml").write_text(STREAMS, encoding="utf-8")
    log = SqliteLog(tmp_path / ".evtool" / "log.db")
    event = json.dumps({"meta": {"stream": "shop.order"}}).encode()
    log.append([Entry("shop.order", event, 0) for _ in range(5)])
    log.close()
    STORES["archive"] = MemoryStore()
    yield tmp_path
    STORES.clear()


def _json(answer: Answer, *arguments: str) -> Any:
    code, out, err = answer(*arguments, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def test_connectors_are_listed_with_their_lag(answer: Answer) -> None:
    """What each reads, promises, and how far it is behind."""
    rows = {row["name"]: row for row in _json(answer, "list")["connectors"]}
    assert rows["archive"]["lag"] == 5
    assert rows["archive"]["state"] == "not running"
    assert rows["archive"]["guarantee"] == "idempotent"
    assert rows["archive"]["streams"] == ["shop.order", "shop.view"]
    assert rows["lake"]["streams"] == ["shop.view"]


def test_types_are_listed_without_those_of_tests(answer: Answer) -> None:
    """Hidden types work but are not shown."""
    names = [row["type"] for row in _json(answer, "list", "--types")["types"]]
    assert "memory" not in names


def test_options_of_a_connector_have_their_origin(answer: Answer) -> None:
    """A line of the file or a default, and the environment where it took part."""
    options = {one["name"]: one for one in _json(answer, "show", "archive")["options"]}
    assert options["batch_rows"]["value"] == 7
    assert options["batch_rows"]["origin"] == {"kind": "file", "path": "evtool.yaml", "line": 5}
    assert options["canary"]["origin"] == {"kind": "default"}
    code, out, _ = answer("show", "lake")
    assert code == 0
    assert "evtool.yaml:6 with LAKE" in out


def test_options_of_a_type_have_defaults(answer: Answer) -> None:
    """Those of the type come first, those of the runner behind them."""
    options = _json(answer, "show", "memory")["options"]
    assert [one["name"] for one in options[:2]] == ["store", "guarantee"]
    assert {one["name"]: one["default"] for one in options}["batch_rows"] == 5000
    code, _, err = answer("show", "archiv")
    assert code == 2
    assert "did you mean 'archive'?" in err


def test_the_plan_says_what_would_be_done(answer: Answer) -> None:
    """Offsets, topics that are not there yet, and what the sink would make."""
    plans = {one["name"]: one for one in _json(answer, "plan")["connectors"]}
    assert plans["archive"]["change"] == "starts"
    assert plans["archive"]["lag"] == 5
    assert plans["archive"]["waiting"] == ["shop.view"]
    assert plans["archive"]["statements"] == [
        "keep shop.order in memory",
        "keep shop.view in memory",
    ]
    code, out, _ = answer("plan", "lake")
    assert code == 0
    assert "shop.view  no record yet" in out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TargetFailure("port 5432 is closed", hint="start the server"), 1),
        (ConfigurationError("the table has other types", hint="drop it"), 2),
    ],
)
def test_check_explains_what_is_wrong(answer: Answer, error: Exception, code: int) -> None:
    """A sentence with its repair; 1 where waiting may help, 2 where it does not."""

    def refuse() -> None:
        raise error

    assert answer("check")[0] == 0
    STORES["archive"].at_open = refuse
    found, out, _ = answer("check")
    assert found == code
    assert str(error) in out
    assert "help: " in out
    assert "lake: connects" in out


def test_run_wants_names_or_all(answer: Answer) -> None:
    """Neither, both, and unknown names are answered with exit code 2."""
    assert answer("run")[0] == 2
    assert answer("run", "archive", "--all")[0] == 2
    code, _, err = answer("run", "archiv")
    assert code == 2
    assert "did you mean 'archive'?" in err


def test_run_ends_with_the_error_of_its_connector(answer: Answer) -> None:
    """A connector that cannot work ends the process with 2, its sentence and its repair."""

    def refuse() -> None:
        raise ConfigurationError("the table has other types", hint="drop it")

    STORES["archive"].at_open = refuse
    code, _, err = answer("run", "archive")
    assert code == 2
    assert "the table has other types" in err
    assert "drop it" in err


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("  bad: {type: memory, stor: x}", "did you mean 'store'?"),
        ("  bad: {type: memry}", "unknown connector"),
        ("  bad: {type: memory, batch_rows: 0}", "must be above 0"),
        ("  bad: {type: memory, streams: ['/(/']}", "does not compile"),
        ("  bad: {type: memory, most_failures: 2}", "from 0 to 1"),
    ],
)
def test_wrong_options_are_told_with_their_line(
    answer: Answer, folder: Path, text: str, word: str
) -> None:
    """Every command that needs the connectors says where and what, with exit code 2."""
    (folder / "evtool.yaml").write_text(f"{CONFIGURATION}{text}\n", encoding="utf-8")
    code, _, err = answer("plan")
    assert code == 2
    assert "evtool.yaml:7" in err
    assert word in err


def test_a_workspace_without_connectors_says_how_to_begin(answer: Answer, folder: Path) -> None:
    """The hint is the line to add."""
    (folder / "evtool.yaml").write_text("version: 1\n", encoding="utf-8")
    code, _, err = answer("plan")
    assert code == 2
    assert "connectors:" in err
    assert answer("list")[0] == 0
