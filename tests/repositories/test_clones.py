"""Clones on disk: what is in them is never lost, and what is no clone is left alone."""

from __future__ import annotations

from typing import Any


def test_local_changes_are_never_thrown_away(scene: Any) -> None:
    """A changed file stops a move with a repair, and stays; so it does where nothing moves."""
    scene.sync_one()
    scene.advance(2)
    (scene.clone / "jsonschema/number").write_text("7\n")
    error = scene.failure(update=True)
    assert "local changes" in error.message
    assert "stash" in str(error.hint)
    assert scene.number() == 7
    outcome = scene.sync_one()
    assert (outcome.action, outcome.notes) == ("unchanged", ("it has local changes",))
    scene.git(scene.clone, "stash")
    (scene.clone / "mine").write_text("new")
    assert scene.sync_one(update=True).action == "moved"
    assert (scene.clone / "mine").read_text() == "new"


def test_local_commits_are_never_thrown_away(scene: Any) -> None:
    """A commit that no branch holds stops a move; one on a branch stays on it."""
    scene.sync_one()
    scene.advance(2)
    mine = scene.commit(scene.clone, {"jsonschema/number": "7\n"})
    error = scene.failure(update=True)
    assert "no branch" in error.message
    assert scene.number() == 7
    scene.git(scene.clone, "checkout", "--quiet", "-b", "mine")
    outcome = scene.sync_one(update=True)
    assert outcome.action == "moved"
    assert "branch mine" in outcome.notes[0]
    assert scene.git(scene.clone, "rev-parse", "mine") == mine


def test_a_rewritten_history_is_followed(scene: Any) -> None:
    """After a forced push the old commit is no local work, and the new one is taken."""
    scene.advance(2)
    scene.sync_one()
    scene.git(scene.upstream, "reset", "--quiet", "--hard", "HEAD~1")
    scene.advance(3)
    scene.git(scene.clone, "reflog", "expire", "--expire=now", "--all")
    assert scene.sync_one(update=True).action == "moved"
    assert scene.number() == 3


def test_what_is_no_clone_is_left_alone(scene: Any) -> None:
    """A folder with files, and a clone of something else, are errors with a repair."""
    mine = scene.folder / "mine"
    entry = "- {name: primary, url: ../upstream, path: mine, schemas: jsonschema}"
    scene.configure(entry)
    mine.mkdir()
    (mine / "file").write_text("x")
    assert "no clone" in scene.failure().message
    (mine / "file").unlink()
    mine.rmdir()
    scene.git(scene.folder, "init", "--quiet", "mine")
    assert "without a remote" in scene.failure().message
    scene.git(mine, "remote", "add", "origin", "https://u:secret@example.org/x")
    error = scene.failure()
    assert "https://example.org/x" in error.message
    assert "remote set-url origin" in str(error.hint)
    scene.git(mine, "remote", "set-url", "origin", str(scene.upstream))
    assert scene.sync_one().action == "moved"


def test_a_clone_may_lie_where_it_is_wanted(scene: Any) -> None:
    """With a path of its own a clone is made there, and found again."""
    scene.configure("- {name: primary, url: ../upstream, path: mine, schemas: jsonschema}")
    assert scene.sync_one().action == "cloned"
    assert (scene.folder / "mine/jsonschema/number").exists()
    scene.advance(2)
    assert scene.sync_one(update=True).action == "moved"


def test_a_clone_inside_another_repository_is_one_of_its_own(scene: Any) -> None:
    """A workspace in git, with an empty folder where the clone belongs, works."""
    scene.git(scene.folder, "init", "--quiet")
    scene.clone.mkdir(parents=True)
    assert scene.sync_one().action == "cloned"
    assert scene.git(scene.folder, "status", "--porcelain") == "?? evtool.lock\n?? evtool.yaml"
