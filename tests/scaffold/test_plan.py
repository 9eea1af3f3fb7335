"""What a new workspace needs that is not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.errors import ConfigurationError
from evtool.files import write_all
from evtool.scaffold import Scaffold, plan_scaffold
from evtool.workspace import FILE_NAME, LEGACY_NAME


def names(scaffold: Scaffold) -> set[str]:
    """What is written, as paths below the folder."""
    return {write.path.relative_to(scaffold.folder).as_posix() for write in scaffold.writes}


def test_an_empty_folder_gets_everything(tmp_path: Path) -> None:
    """Configuration, git files, events, and both repositories."""
    scaffold = plan_scaffold(tmp_path / "shop")
    assert {FILE_NAME, "README.md", ".gitignore", "events/invalid.jsonl"} <= names(scaffold)
    assert "schema-repos/primary/jsonschema/fragment/common/1.0.0.yaml" in names(scaffold)
    assert "schema-repos/secondary/jsonschema/shop/order/latest" in names(scaffold)
    assert (scaffold.kept, scaffold.notes) == ((), ())


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    """After the first run everything is kept."""
    write_all(plan_scaffold(tmp_path).writes)
    again = plan_scaffold(tmp_path)
    assert again.writes == ()
    assert {path.name for path in again.kept} >= {FILE_NAME, "README.md", "jsonschema"}


def test_existing_files_are_kept(tmp_path: Path) -> None:
    """A file of the user stays, also as a link that leads nowhere; the rest is added."""
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / ".gitattributes").symlink_to("nowhere")
    scaffold = plan_scaffold(tmp_path)
    assert {path.name for path in scaffold.kept} == {"README.md", ".gitattributes"}
    assert not names(scaffold) & {"README.md", ".gitattributes"}


def test_schemas_are_not_added_to_those_of_others(tmp_path: Path) -> None:
    """A repository that is there is kept as a whole."""
    (tmp_path / "schema-repos/primary/jsonschema").mkdir(parents=True)
    written = names(plan_scaffold(tmp_path))
    assert not any(name.startswith("schema-repos/primary") for name in written)
    assert any(name.startswith("schema-repos/secondary") for name in written)


def test_a_workspace_with_other_repositories_gets_no_samples(tmp_path: Path) -> None:
    """Schemas that `evtool.yaml` does not name would be found by no command."""
    text = "version: 1\nrepositories: [{name: a, path: schemas}]\n"
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    assert not any(name.startswith("schema-repos") for name in names(plan_scaffold(tmp_path)))


def test_a_folder_of_the_old_tool_is_migrated_instead(tmp_path: Path) -> None:
    """A new `evtool.yaml` would switch the old configuration off unasked."""
    (tmp_path / LEGACY_NAME).write_text("schemaBasePath: .\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        plan_scaffold(tmp_path)
    assert caught.value.hint
    assert "evtool migrate jsonschema-tools" in caught.value.hint


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """The name of a file is refused."""
    (tmp_path / "shop").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not a folder"):
        plan_scaffold(tmp_path / "shop")


def test_a_wrong_configuration_is_refused(tmp_path: Path) -> None:
    """An `evtool.yaml` that does not load is an error at its place."""
    (tmp_path / FILE_NAME).write_text("version: 7\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="version 1"):
        plan_scaffold(tmp_path)


def test_what_should_be_known_is_said(tmp_path: Path) -> None:
    """A kept `.gitignore` without our folder, and a workspace around this one."""
    write_all(plan_scaffold(tmp_path).writes)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / ".gitignore").write_text("build/\n", encoding="utf-8")
    outer, ignored = plan_scaffold(inner).notes
    assert str(tmp_path) in outer
    assert "echo '.evtool/' >>" in ignored
    (inner / ".gitignore").write_text("/.evtool\n", encoding="utf-8")
    assert plan_scaffold(inner).notes == (outer,)
