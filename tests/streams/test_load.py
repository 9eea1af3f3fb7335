"""Stream files of a workspace."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from evtool.errors import ConfigurationError, EvtoolError
from evtool.streams import StreamsConfig, load_streams
from evtool.streams.collection import paused_collection
from evtool.streams.load import stream_files
from evtool.streams.problem import Scope
from evtool.streams.settings import BUILT_IN, settings_schema
from evtool.workspace import Workspace, load_workspace


def workspace(folder: Path, section: str, **files: str) -> Workspace:
    """A workspace with a `streams` section and files."""
    (folder / "evtool.yaml").write_text(f"version: 1\nstreams: {section}\n")
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return load_workspace(folder / "evtool.yaml")


def test_no_section_is_no_streams(tmp_path: Path) -> None:
    """A workspace without streams is one."""
    (tmp_path / "evtool.yaml").write_text("version: 1\n")
    made = load_streams(load_workspace(tmp_path / "evtool.yaml"))
    assert (dict(made.entries), made.problems) == ({}, ())


def test_files_and_patterns(tmp_path: Path) -> None:
    """A pattern stands for the files that are there, in order of name."""
    made = workspace(
        tmp_path,
        "{files: [z.yaml, 'more/*.yaml', z.yaml]}",
        z="a: {}",
        more__c="c: {}",
        more__b="b: {}",
    )
    assert [path.name for path in stream_files(made)] == ["z.yaml", "b.yaml", "c.yaml"]
    assert list(load_streams(made).entries) == ["a", "b", "c"]


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """The other files count all the same."""
    made = load_streams(
        workspace(tmp_path, "{files: [a.yaml, b.yaml, c.yaml]}", b="a: [", c="c: {}")
    )
    assert list(made.entries) == ["c"]
    assert [(one.kind, one.scope, one.path.name) for one in made.problems] == [
        ("unreadable", Scope.FILE, "a.yaml"),
        ("unreadable", Scope.FILE, "b.yaml"),
    ]
    assert made.problems[1].place is not None
    assert made.problems[1].place.line > 0


def test_environments_of_the_configuration(tmp_path: Path) -> None:
    """One or several; an argument counts more."""
    text = "streams: {a: {n: 1}}\noverrides: {streams: {+x: {a: {n: 2}}, +y: {a: {n: 3}}}}"
    for section, expected in (("x", 2), ("[y, x]", 2), ("[x, y]", 3), ("null", 1)):
        made = workspace(tmp_path, f"{{files: [s.yaml], environment: {section}}}", s=text)
        assert load_streams(made).entries["a"].settings["n"] == expected
    assert load_streams(made, ("y",)).entries["a"].settings["n"] == 3
    assert StreamsConfig().environments == ()


@pytest.mark.parametrize(
    "section", ["{files: ['']}", "{files: a}", "{merge_lists: other}", "{file: [a]}"]
)
def test_a_wrong_section_is_an_error(tmp_path: Path, section: str) -> None:
    """As in every section of `evtool.yaml`."""
    with pytest.raises(ConfigurationError):
        load_streams(workspace(tmp_path, section))


def test_settings_schemas(tmp_path: Path) -> None:
    """The built-in one, or the workspace's own, which must be a map."""
    assert settings_schema(workspace(tmp_path, "{}")).path == BUILT_IN
    own = workspace(tmp_path, "{settings_schema: own.yaml}", own="type: object")
    assert settings_schema(own).value == {"type": "object"}
    with pytest.raises(ConfigurationError):
        settings_schema(workspace(tmp_path, "{settings_schema: own.yaml}", own="[]"))
    with pytest.raises(EvtoolError):
        settings_schema(workspace(tmp_path, "{settings_schema: none.yaml}"))


def test_pauses_of_the_collector_are_counted() -> None:
    """The last one to end switches it on again; who had it off keeps it off."""
    with paused_collection():
        with paused_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    with paused_collection():
        pass
    assert not gc.isenabled()
    gc.enable()
