"""The command that newcomers try first."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from evtool.dev.trial import SHORT, example_path, short_event, trial
from evtool.files import write_all
from evtool.intake.schemas.library import Library
from evtool.registry.inventory import Inventory
from evtool.scaffold import plan_scaffold
from evtool.schema.catalog import list_entries
from evtool.schema.repository import Repository
from evtool.workspace import Workspace, load_workspace

MAIN = Repository("main", "primary", Path("/repository"))
URLS = {"registry": "http://127.0.0.1:1", "intake": "http://127.0.0.1:2"}


def new_workspace(folder: Path) -> Workspace:
    """A workspace as `evtool init` makes it."""
    write_all(plan_scaffold(folder).writes)
    return load_workspace(folder / "evtool.yaml")


def test_it_sends_a_valid_event(tmp_path: Path) -> None:
    """The event is one of a declared stream, short, and what a shell passes on is JSON."""
    workspace = new_workspace(tmp_path)
    words = shlex.split(trial(workspace, URLS, []) or "")
    assert words[:3] == ["curl", "-i", "http://127.0.0.1:2/v1/events"]
    event = json.loads(words[-1])
    assert event["meta"] == {"stream": "shop.order"}
    assert len(words[-1]) < SHORT
    assert "coupon_code" not in event
    assert Library(workspace.repositories).find(event["$schema"]).validator.is_valid(event)


def test_a_schema_that_the_intake_refuses_gives_no_event(tmp_path: Path) -> None:
    """What is not secure, or cannot be read, is passed over; the registry is left to try."""
    workspace = new_workspace(tmp_path)
    for file in tmp_path.glob("schema-repos/secondary/jsonschema/shop/order/1.*.yaml"):
        file.write_text(file.read_text().replace("maxLength: 128", "minLength: 1"))
    assert short_event(workspace) is None
    assert trial(workspace, URLS, []) == "curl http://127.0.0.1:1/"
    (tmp_path / "streams.yaml").write_text("[")
    assert short_event(workspace) is None
    assert trial(workspace, {}, []) is None


def test_the_example_is_short_and_exists() -> None:
    """A schema without a version is no example; the index is always one."""
    paths = ["a/current.yaml", "long/name/1.0.0.yaml", "b b/1.0.0.yaml"]
    entries = tuple(list_entries(MAIN, paths))
    assert example_path([Inventory(MAIN, entries)]) == "/main/b%20b/latest"
    assert example_path([Inventory(MAIN, entries[:1])]) == "/"
