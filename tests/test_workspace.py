"""The workspace: which file counts, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.errors import ConfigurationError, EvtoolError
from evtool.schema.settings import MaterializeSettings
from evtool.workspace import (
    FILE_NAME,
    LEGACY_NAME,
    default_workspace,
    find_workspace,
    load_workspace,
)

TWO = """\
version: 1
repositories:
  - {name: primary, path: schemas/primary}
  - {name: outside, base: "https://example.org/schemas/"}
  - {name: secondary, role: secondary, path: schemas/secondary}
materialize: {example: false}
"""


def write(folder: Path, text: str, name: str = FILE_NAME) -> Path:
    """A configuration file in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> EvtoolError:
    """The error that a file with this text gives."""
    path = write(tmp_path, text)
    with pytest.raises(EvtoolError) as caught:
        load_workspace(path)
    return caught.value


def test_a_file_names_repositories_in_order(tmp_path: Path) -> None:
    """Repositories keep their order; a base is looked up between them and is none of them."""
    found = load_workspace(write(tmp_path, TWO))
    assert [one.name for one in found.repositories] == ["primary", "secondary"]
    assert [one.role for one in found.repositories] == ["primary", "secondary"]
    first, second = found.repositories
    assert found.lookup == (first, "https://example.org/schemas/", second)
    assert first.root == tmp_path / "schemas/primary"
    assert all(one.settings == MaterializeSettings(example=False) for one in found.repositories)


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    """Going up from a folder, the first file found is used; nothing is merged."""
    write(tmp_path, TWO)
    inner = write(tmp_path / "a/b", "version: 1\n")
    (tmp_path / "a/b/c").mkdir()
    assert find_workspace(tmp_path / "a/b/c").file == inner
    assert find_workspace(tmp_path / "a").root == tmp_path


def test_a_folder_with_dots_is_taken_literally(tmp_path: Path) -> None:
    """`-C sub/..` is the folder above: files in `sub` do not count."""
    write(tmp_path / "sub", "version: 1\n")
    outer = write(tmp_path, "version: 1\n")
    assert find_workspace(tmp_path / "sub" / "..").file == outer
    assert load_workspace(tmp_path / "sub" / ".." / FILE_NAME).root == tmp_path


def test_a_named_file_wins(tmp_path: Path) -> None:
    """`--config` is used whatever lies nearer, and its folder is the root."""
    write(tmp_path / "a", "version: 1\n")
    other = write(tmp_path / "b", "version: 1\n", "other.yaml")
    found = find_workspace(tmp_path / "a", other)
    assert (found.file, found.root) == (other, tmp_path / "b")


def test_evtool_yaml_wins_over_the_old_file(tmp_path: Path) -> None:
    """Where both lie in one folder a warning names the one that is not used."""
    write(tmp_path, "version: 1\n")
    write(tmp_path, "schemaBasePath: x\n", LEGACY_NAME)
    found = find_workspace(tmp_path)
    assert found.file == tmp_path / FILE_NAME
    assert found.warnings == (f"{FILE_NAME} is used; {LEGACY_NAME} beside it is not",)


def test_no_file_is_an_error_that_shows_the_way(tmp_path: Path) -> None:
    """The hint names the command that makes a workspace."""
    with pytest.raises(ConfigurationError) as caught:
        find_workspace(tmp_path)
    assert caught.value.place is None
    assert caught.value.hint
    assert "evtool init" in caught.value.hint


def test_a_folder_may_be_a_workspace_by_default(tmp_path: Path) -> None:
    """Without configuration the folder is the one repository."""
    found = default_workspace(tmp_path / "schemas")
    assert [one.root for one in found.repositories] == [tmp_path / "schemas"]
    assert (found.file, found.lookup) == (None, found.repositories)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        ("- a\n", "must be a map of sections"),
        ("repositories: []\n", "the key 'version' is missing"),
        ("version: 2\n", "version: this evtool reads version 1, not 2"),
        ("version: true\n", "version: this evtool reads version 1, not True"),
        ("version: 1\nmaterialise: {}\n", "materialise: unknown section 'materialise'"),
        ("version: 1\nrepositories: {}\n", "repositories: must be a list"),
        ("version: 1\nmaterialize:\n", "materialize: must be a map, not empty"),
        ("version: 1\nrepositories: [{name: a, path: a}, {name: a, url: b}]", "two repositories"),
        ("version: 1\nmaterialize: {content_types: []}\n", "content_types is empty"),
        ("version: 1\nmaterialize: {numeric_bounds: [2, 1]}\n", "minimum is above the maximum"),
        ("version: 1\nmaterialize: {current_name: ../x}\n", "is no file name"),
        ("version: 1\nmaterialize: {current_name: ''}\n", "is no file name"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """The sentence says what is wrong, at a place in the file."""
    error = refusal(tmp_path, text)
    assert sentence in error.message
    assert error.place
    assert error.place.path == tmp_path / FILE_NAME


def test_a_misspelt_section_is_answered_with_the_right_one(tmp_path: Path) -> None:
    """The hint names the nearest section."""
    assert refusal(tmp_path, "version: 1\nrepositoris: []\n").hint == "did you mean 'repositories'?"


def test_sections_are_checked_by_their_owner(tmp_path: Path) -> None:
    """A section is loaded into its dataclass when asked for; its default where it is absent."""
    found = load_workspace(write(tmp_path, TWO))
    assert found.section("materialize", MaterializeSettings).example is False
    assert found.section("check", MaterializeSettings) == MaterializeSettings()


def test_repositories_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    """The innermost repository holds a path."""
    text = "version: 1\nrepositories: [{name: a, path: a}, {name: b, path: a/b}]\n"
    found = load_workspace(write(tmp_path, text))
    assert found.repository("b").root == tmp_path / "a/b"
    inside, outside = found.repository_of(tmp_path / "a/b/x.yaml"), found.repository_of(tmp_path)
    assert inside is found.repository("b")
    assert outside is None
    with pytest.raises(ConfigurationError, match="no repository 'c'"):
        found.repository("c")


def test_variables_may_name_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths come from the environment where the file says so."""
    monkeypatch.setenv("SCHEMAS", "elsewhere")
    text = "version: 1\nrepositories: [{name: a, path: '${SCHEMAS}/a'}]\n"
    assert load_workspace(write(tmp_path, text)).repositories[0].root == tmp_path / "elsewhere/a"
