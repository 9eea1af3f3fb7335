"""What rev means, and what it must not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evtool.errors import ConfigurationError
from evtool.repositories.lock import read_lock


@pytest.mark.parametrize("kind", ["branch", "tag", "annotated", "commit", "short"])
def test_rev_is_a_branch_a_tag_or_a_commit(scene: Any, kind: str) -> None:
    """Each way to name a commit works; branches and tags can move."""
    first = scene.git(scene.upstream, "rev-parse", "HEAD")
    names = {"branch": "rel/1", "tag": "v1", "annotated": "v1", "commit": first, "short": first[:9]}
    make = {
        "branch": ["branch", "--force", "rel/1"],
        "tag": ["tag", "--force", "v1"],
        "annotated": ["tag", "--force", "-a", "-m", "x", "v1"],
    }.get(kind)
    if make:
        scene.git(scene.upstream, *make)
    scene.advance(2)
    scene.configure(
        f"- {{name: primary, url: ../upstream, schemas: jsonschema, rev: '{names[kind]}'}}"
    )
    assert scene.sync_one().commit == first
    assert scene.sync_one(update=True).action == "unchanged"
    second = scene.advance(3)
    if make:
        scene.git(scene.upstream, *make)
    moved = scene.sync_one(update=True).commit
    assert moved == (second if make else first)
    assert scene.sync_one(update=True, offline=True).commit == moved


def test_another_rev_needs_another_entry(scene: Any) -> None:
    """When `evtool.yaml` names another rev or url, the entry is made anew."""
    scene.sync_one()
    scene.git(scene.upstream, "branch", "other")
    scene.advance(2)
    scene.configure("- {name: primary, url: ../upstream, schemas: jsonschema, rev: main}")
    assert scene.sync_one().action == "moved"
    assert scene.number() == 2
    scene.git(scene.upstream.parent, "clone", "--quiet", "--bare", "upstream", "mirror.git")
    scene.configure("- {name: primary, url: ../mirror.git, schemas: jsonschema, rev: other}")
    assert scene.sync_one().action == "moved"
    assert scene.number() == 1
    assert read_lock(scene.folder)["primary"].url == "../mirror.git"
    assert scene.git(scene.clone, "remote", "get-url", "origin").endswith("/mirror.git")


def test_the_default_branch_may_be_renamed(scene: Any) -> None:
    """Without rev the remote's own choice counts, today's."""
    scene.sync_one()
    scene.git(scene.upstream, "branch", "--move", "main", "trunk")
    scene.advance(2)
    assert scene.sync_one(update=True).action == "moved"
    assert scene.number() == 2


@pytest.mark.parametrize("rev", ["nope", "deadbeefdeadbeef", "f" * 40])
def test_a_rev_that_is_not_there_is_an_error(scene: Any, rev: str) -> None:
    """The error names the rev and the repository, in the words of the configuration."""
    scene.configure(f"- {{name: primary, url: ../upstream, schemas: jsonschema, rev: {rev}}}")
    for _ in range(2):
        error = scene.failure()
        assert rev in error.message
        assert "refs/" not in error.message
    assert not scene.lock.exists()


@pytest.mark.parametrize("rev", ["-x", "a:b", "a..b", "a b", "main^", "@{u}", "a/", "+a", "*"])
def test_a_rev_that_is_no_name_is_refused(scene: Any, rev: str) -> None:
    """Nothing but a name reaches git."""
    scene.configure(f"- {{name: primary, url: ../upstream, schemas: jsonschema, rev: '{rev}'}}")
    if rev == "+a":
        assert "+a" in scene.failure().message
    else:
        assert isinstance(scene.failure(), ConfigurationError)
        assert not scene.clone.exists()


def test_an_empty_remote_is_an_error(scene: Any, tmp_path: Path) -> None:
    """A remote without commits, or without the branch that it calls its default."""
    scene.git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=nope", "empty.git")
    scene.configure("- {name: primary, url: ../empty.git}")
    assert "default branch" in scene.failure().message
    scene.git(scene.upstream, "push", "--quiet", str(tmp_path / "empty.git"), "main")
    assert "default branch" in scene.failure().message
    scene.configure("- {name: primary, url: ../empty.git, rev: main}")
    assert scene.sync()[0].error is None
