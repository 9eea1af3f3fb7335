"""`evtool schema materialize` as its users run it: on folders, git states and bad input."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.cli.main import run

Git = Callable[..., str]

COMMON = """title: fragment/common
description: What every event has.
$id: /fragment/common/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
required: [$schema]
properties:
  $schema: {type: string, description: The schema.}
"""
EDIT = """title: page/edit
description: A page was edited.
$id: /page/edit/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
allOf:
  - $ref: /fragment/common/1.0.0
properties:
  page_id: {type: integer, description: The page.}
"""


@pytest.fixture
def space(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two sources, in a git repository with a space in its path."""
    root = tmp_path / "my repo"
    for name, text in (("fragment/common", COMMON), ("page/edit", EDIT)):
        path = root / "jsonschema" / name / "current.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    (root / "evtool.yaml").write_text(
        "version: 1\nrepositories:\n  - {name: main, path: jsonschema}\n"
    )
    git(root, "init", "--quiet", "--initial-branch=main")
    monkeypatch.chdir(root)
    return root


def materialize(*arguments: str) -> int:
    """Run the command in this process; its exit code."""
    return run(["schema", "materialize", *arguments])


def source(space: Path, name: str = "page/edit") -> Path:
    """The source of a schema."""
    return space / "jsonschema" / name / "current.yaml"


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_versions_and_links_are_written(space: Path) -> None:
    """A file and three links beside the source, dependencies first."""
    assert materialize("--all") == 0
    folder = space / "jsonschema/page/edit"
    assert sorted(path.name for path in folder.iterdir()) == [
        "1.0.0", "1.0.0.yaml", "current.yaml", "latest", "latest.yaml",
    ]  # fmt: skip
    assert [str((folder / name).readlink()) for name in ("1.0.0", "latest", "latest.yaml")] == (
        ["1.0.0.yaml"] * 3
    )
    text = (folder / "1.0.0.yaml").read_text()
    assert "allOf" not in text
    assert "maximum: 9007199254740991" in text
    assert "examples:" in text


def test_a_second_run_changes_nothing(space: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Writing is idempotent, and `--check` agrees."""
    materialize("--all")
    before = {path: path.stat().st_mtime_ns for path in space.rglob("*.yaml")}
    capsys.readouterr()
    assert materialize("--all") == 0
    assert materialize("--all", "--check") == 0
    assert capsys.readouterr().out == ""
    assert {path: path.stat().st_mtime_ns for path in space.rglob("*.yaml")} == before


@pytest.mark.parametrize("flag", ["--check", "--diff", "--dry-run", "--print"])
def test_looking_writes_nothing(space: Path, flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every way of looking leaves the files alone; only `--check` fails."""
    code = materialize("--all", flag)
    assert code == (1 if flag == "--check" else 0)
    assert not list(space.rglob("1.0.0*"))
    assert "page/edit" in capsys.readouterr().out


def test_json_outcome(space: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts get the changes as JSON, and failures with their places."""
    edit(source(space), "/fragment/common/1.0.0", "/fragment/commn/1.0.0")
    assert materialize("--all", "--check", "--format", "json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["version"] == 1
    assert {"path": "jsonschema/fragment/common/1.0.0.yaml", "kind": "create",
            "schema": "/fragment/common/1.0.0"} in answer["changes"]  # fmt: skip
    (failure,) = answer["failures"]
    assert failure["path"] == "jsonschema/page/edit/current.yaml"
    assert failure["line"] == 7
    assert "no schema /fragment/commn/1.0.0" in failure["message"]


def test_json_files_beside_yaml(space: Path) -> None:
    """With two content types both are written, and links lead to the first."""
    (space / "evtool.yaml").write_text(
        "version: 1\nrepositories: [{name: main, path: jsonschema}]\n"
        "materialize: {content_types: [yaml, json]}\n"
    )
    assert materialize("--all") == 0
    folder = space / "jsonschema/page/edit"
    assert json.loads((folder / "1.0.0.json").read_text())["title"] == "page/edit"
    assert str((folder / "latest.json").readlink()) == "1.0.0.json"
    assert str((folder / "latest").readlink()) == "1.0.0.yaml"


def test_a_new_fragment_version_is_used_in_the_same_run(
    space: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A user of a version that does not exist yet is materialized after it."""
    edit(source(space, "fragment/common"), "1.0.0", "2.0.0")
    edit(source(space), "/fragment/common/1.0.0", "/fragment/common/2.0.0")
    assert materialize("--all", "--no-git-add") == 0, capsys.readouterr().err


def test_users_of_an_older_fragment_are_named(
    space: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed fragment's users that stay behind are listed."""
    materialize("--all")
    edit(source(space, "fragment/common"), "1.0.0", "1.1.0")
    capsys.readouterr()
    assert materialize("jsonschema/fragment/common") == 0
    told = capsys.readouterr().err
    assert "page/edit/current.yaml still uses /fragment/common/1.0.0" in told
    assert "/fragment/common/1.1.0" in told


def test_one_failure_hides_no_other_and_writes_nothing(
    space: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both faults are told with file, line and repair; no file is left half-done."""
    edit(source(space), "title: page/edit\n", "")
    source(space, "fragment/common").write_text("a: 1\na: 2\n")
    assert materialize("--all") == 1
    told = capsys.readouterr().err
    assert "fragment/common/current.yaml:2:1: the key 'a' stands twice" in told
    assert "the schema has no title" in told
    assert told.count("help:") == 2
    assert "Traceback" not in told
    assert not list(space.rglob("1.0.0*"))


def test_merge_conflicts_name_both_places(space: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The source and the fragment that contradict each other are both named."""
    materialize("jsonschema/fragment/common")
    edit(source(space), "properties:", "properties:\n  $schema: {type: integer}")
    assert materialize("jsonschema/page/edit") == 1
    told = capsys.readouterr().err
    assert "page/edit/current.yaml:9:13" in told
    assert "fragment/common/1.0.0.yaml" in told or "fragment/common/1.0.0:" in told


def test_selection_is_exactly_one(space: Path) -> None:  # noqa: ARG001 - the folder matters
    """Nothing selected, or two ways at once, is a usage error."""
    assert materialize() == 2
    assert materialize("--all", "--modified") == 2
    assert materialize("--all", "jsonschema") == 2


@pytest.mark.parametrize("name", ["nowhere", "evtool.yaml", "jsonschema/page/edit/1.0.0.yaml"])
def test_paths_that_are_no_sources(space: Path, name: str) -> None:  # noqa: ARG001
    """A path that is missing, outside, or a version, is refused with a repair."""
    materialize("--all")
    assert materialize(name) == 2


# git


def test_modified_sees_new_and_changed_sources(space: Path, git: Git) -> None:
    """Untracked, unstaged and staged sources count, before and after the first commit."""
    assert materialize("--modified") == 0
    assert (space / "jsonschema/page/edit/1.0.0.yaml").exists()
    git(space, "add", "-A")
    git(space, "commit", "-qm", "one")
    edit(source(space), "1.0.0\n$schema", "1.1.0\n$schema")
    assert materialize("--modified") == 0
    assert (space / "jsonschema/page/edit/1.1.0.yaml").exists()
    assert not (space / "jsonschema/fragment/common/1.1.0.yaml").exists()


def test_staged_reads_the_index(space: Path, git: Git) -> None:
    """A partly staged source materializes what will be committed, and is staged with it."""
    git(space, "add", "-A")
    edit(source(space), "The page.", "Not staged yet.")
    assert materialize("--staged") == 0
    folder = space / "jsonschema/page/edit"
    assert "The page." in (folder / "1.0.0.yaml").read_text()
    assert "Not staged yet." in source(space).read_text()
    staged = git(space, "diff", "--cached", "--name-only").splitlines()
    assert "jsonschema/page/edit/1.0.0.yaml" in staged
    assert "jsonschema/page/edit/latest" in staged


def test_staged_ignores_what_is_only_on_disk(space: Path, git: Git) -> None:
    """A fragment that is not staged cannot be used by what is."""
    git(space, "add", "jsonschema/page", "evtool.yaml")
    assert materialize("--staged") == 1


def test_a_released_version_is_not_changed(
    space: Path, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the base has stays, unless `--rewrite` is given."""
    materialize("--all", "--git-add")
    git(space, "add", "-A")
    git(space, "commit", "-qm", "release")
    released = space / "jsonschema/page/edit/1.0.0.yaml"
    before = released.read_bytes()
    edit(source(space), "The page.", "Another page.")
    assert materialize("--modified") == 1
    assert released.read_bytes() == before
    told = capsys.readouterr().err
    assert "/page/edit/1.0.0 is released" in told
    assert "evtool schema bump page/edit" in told
    assert materialize("--modified", "--rewrite") == 0
    assert b"Another page." in released.read_bytes()


def test_a_version_of_this_branch_may_still_change(space: Path, git: Git) -> None:
    """What only this branch has is not released, even when it is committed here."""
    materialize("--all")
    git(space, "add", "-A")
    git(space, "commit", "-qm", "release")
    git(space, "checkout", "-qb", "topic")
    edit(source(space), "1.0.0\n$schema", "1.1.0\n$schema")
    materialize("--modified", "--git-add")
    git(space, "commit", "-qam", "draft")
    edit(source(space), "The page.", "Better words.")
    assert materialize("--modified") == 0
    assert "Better words." in (space / "jsonschema/page/edit/1.1.0.yaml").read_text()


def test_outside_git_what_is_there_counts_as_released(space: Path) -> None:
    """Nothing tells what was released, so nothing is rewritten silently."""
    shutil.rmtree(space / ".git")
    materialize("--all")
    edit(source(space), "The page.", "Other words.")
    assert materialize("--all") == 1
    assert materialize("--modified") == 2


def test_worktree_and_detached_head(
    space: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A linked worktree at a detached HEAD works like any other."""
    git(space, "add", "-A")
    git(space, "commit", "-qm", "one")
    other = tmp_path / "other tree"
    git(space, "worktree", "add", "--detach", str(other))
    monkeypatch.chdir(other)
    edit(source(other), "The page.", "A page.")
    git(other, "add", "-A")
    assert materialize("--staged") == 1, "common is staged in no version"
    assert materialize("--all", "--git-add") == 0
    assert "jsonschema/page/edit/1.0.0.yaml" in git(other, "diff", "--cached", "--name-only")
    assert not (space / "jsonschema/page/edit/1.0.0.yaml").exists()


def test_the_hook_commits_source_and_version_together(space: Path, git: Git) -> None:
    """After `hook install`, a plain commit holds both."""
    assert run(["hook", "install"]) == 0
    git(space, "add", "-A")
    git(space, "commit", "-qm", "with hook")
    assert "jsonschema/page/edit/1.0.0.yaml" in git(space, "ls-files")
    assert git(space, "status", "--short") == ""


# bad input


def test_links_and_references_out_of_the_repository(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file of the machine gets into a schema."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("description: SECRET\n")
    (space / "jsonschema/out").mkdir()
    (space / "jsonschema/out/1.0.0").symlink_to(secret)
    text = source(space).read_text()
    for reference in ("/out/1.0.0", "/../../secret.yaml", f"file://{secret}", str(secret)):
        source(space).write_text(text.replace("/fragment/common/1.0.0", reference))
        assert materialize("--all", "-O") == 1
        shown = capsys.readouterr()
        assert "SECRET" not in shown.out + shown.err


def test_a_source_behind_a_link_out_of_the_repository(space: Path, tmp_path: Path) -> None:
    """A source that is a link to elsewhere is refused."""
    outside = tmp_path / "elsewhere.yaml"
    outside.write_text(EDIT)
    source(space).unlink()
    source(space).symlink_to(outside)
    assert materialize("--all") == 1


def test_link_loops_do_not_hang(space: Path) -> None:
    """A folder that links to its parent is not walked for ever."""
    (space / "jsonschema/page/loop").symlink_to("..")
    (space / "jsonschema/page/self").symlink_to("self")
    assert materialize("--all") == 0


def test_examples_that_never_end(space: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the reference tool hangs, the repair is told."""
    edit(source(space), "properties:", "properties:\n  m: {type: object, minProperties: 3,"
         " additionalProperties: {type: string}}")  # fmt: skip
    assert materialize("--all") == 1
    told = capsys.readouterr().err
    assert "current.yaml:" in told
    assert "help:" in told


def start(space: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Run the command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "evtool", "schema", "materialize", *arguments],
        cwd=space, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def many(space: Path, count: int = 150) -> None:
    """Add sources, so that a run takes long enough to be disturbed."""
    for number in range(count):
        path = space / f"jsonschema/page/edit{number}/current.yaml"
        path.parent.mkdir()
        path.write_text(EDIT.replace("page/edit", f"page/edit{number}"))


def test_two_runs_at_once_both_succeed(space: Path) -> None:
    """They write the same files, whole, one after the other."""
    many(space, 40)
    runs = [start(space, "--all") for _ in range(3)]
    codes = [one.wait() for one in runs]
    outputs = [one.stdout.read() for one in runs if one.stdout]
    assert codes == [0, 0, 0], outputs
    for one in runs:
        assert one.stdout is not None
        one.stdout.close()
    assert materialize("--all", "--check") == 0


def test_interrupting_leaves_whole_files(space: Path) -> None:
    """Ctrl-C ends with 130, without a traceback, and leaves no temporary file."""
    many(space)
    child = start(space, "--all")
    ends = time.monotonic() + 60
    while time.monotonic() < ends and next(space.rglob("1.0.0.yaml"), None) is None:
        time.sleep(0.01)  # before that it may still be starting, however slow the machine is
    child.send_signal(signal.SIGINT)
    output, _ = child.communicate()
    assert child.returncode in (0, 130), output
    assert b"Traceback" not in output
    assert not list(space.rglob(".evtool-*"))
    for path in space.rglob("1.0.0.yaml"):
        assert path.read_bytes().endswith(b"\n")


def test_a_full_disk_writes_nothing(
    space: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the disk is full the run ends with 2, and every file is as before."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evtool.files.os.fsync", full)
    assert materialize("--all") == 2
    assert "the disk is full" in capsys.readouterr().err
    assert not list(space.rglob("1.0.0*"))
    assert not list(space.rglob(".evtool-*"))


def test_a_legacy_configuration_is_enough(space: Path) -> None:
    """A folder with only `.jsonschema-tools.yaml` works as it is."""
    (space / "evtool.yaml").unlink()
    (space / ".jsonschema-tools.yaml").write_text(
        "schemaBasePath: ./jsonschema/\ncontentTypes: [yaml]\nenforcedNumericBounds: false\n"
    )
    assert materialize("--all") == 0
    text = (space / "jsonschema/page/edit/1.0.0.yaml").read_text()
    assert "maximum" not in text
    assert "examples" not in text
