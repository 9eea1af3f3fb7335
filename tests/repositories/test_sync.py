"""Bringing clones to their commits: pinned, newest, offline, and never losing work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evtool.errors import ConfigurationError, EvtoolError
from evtool.git.transfer import Progress
from evtool.repositories import Order, plan_sync, sync
from evtool.repositories.lock import read_lock


def failure(scene: Any, **order: bool) -> EvtoolError:
    """Run sync, which must fail for the primary repository, and return why."""
    before = scene.lock.read_bytes() if scene.lock.exists() else None
    outcome = scene.sync(**order)[0]
    assert outcome.action == "failed"
    assert outcome.error is not None
    assert outcome.error.hint
    assert (scene.lock.read_bytes() if scene.lock.exists() else None) == before
    return outcome.error


def test_the_first_sync_clones_and_pins(scene: Any) -> None:
    """The clone stands at the newest commit of the default branch, and the lock names it."""
    head = scene.git(scene.upstream, "rev-parse", "HEAD")
    heard: list[tuple[str, Progress]] = []
    done = sync(scene.workspace, report=lambda *told: heard.append(told))
    assert done.wrote_lock
    assert [(one.action, one.commit) for one in done.outcomes] == [("cloned", head)]
    assert scene.number() == 1
    assert read_lock(scene.folder)["primary"].commit == head
    assert {name for name, _ in heard} == {"primary"}
    assert (scene.folder / ".evtool/.gitignore").read_text().endswith("*\n")


def test_a_second_sync_follows_the_lock(scene: Any) -> None:
    """New commits upstream change nothing until an update is asked for."""
    scene.sync_one()
    text = scene.lock.read_text()
    scene.advance(2)
    assert scene.sync_one().action == "unchanged"
    assert scene.number() == 1
    assert scene.lock.read_text() == text
    assert scene.sync_one(update=True).action == "moved"
    assert scene.number() == 2
    assert scene.lock.read_text() != text


def test_the_lock_is_reproducible(scene: Any) -> None:
    """A new checkout, and one that is newer, get exactly the commit of the lock."""
    first = scene.sync_one().commit
    scene.advance(2)
    text = scene.lock.read_text()
    scene.sync_one(update=True)
    scene.lock.write_text(text)
    assert scene.sync_one().commit == first
    scene.git(scene.folder, "clone", "--quiet", str(scene.upstream), "elsewhere")
    (scene.clone).rename(scene.folder / "aside")
    outcome = scene.sync_one()
    assert (outcome.action, outcome.commit, scene.number()) == ("cloned", first, 1)


def test_a_lock_from_elsewhere_is_fetched(scene: Any) -> None:
    """A commit that only the remote has yet is fetched, on a branch or not."""
    scene.sync_one()
    scene.git(scene.upstream, "checkout", "--quiet", "-b", "topic")
    commit = scene.advance(2)
    scene.git(scene.upstream, "checkout", "--quiet", "main")
    scene.git(scene.upstream, "branch", "--quiet", "-D", "topic")
    old = read_lock(scene.folder)["primary"].commit
    scene.lock.write_text(scene.lock.read_text().replace(old, commit))
    assert scene.sync_one().commit == commit
    assert scene.number() == 2
    missing = "f" * 40
    scene.lock.write_text(scene.lock.read_text().replace(commit, missing))
    error = failure(scene)
    assert missing[:10] in error.message
    assert "--update primary" in str(error.hint)
    assert scene.number() == 2


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
        error = failure(scene)
        assert rev in error.message
        assert "refs/" not in error.message
    assert not scene.lock.exists()


@pytest.mark.parametrize("rev", ["-x", "a:b", "a..b", "a b", "main^", "@{u}", "a/", "+a", "*"])
def test_a_rev_that_is_no_name_is_refused(scene: Any, rev: str) -> None:
    """Nothing but a name reaches git."""
    scene.configure(f"- {{name: primary, url: ../upstream, schemas: jsonschema, rev: '{rev}'}}")
    if rev == "+a":
        assert "+a" in failure(scene).message
    else:
        assert isinstance(failure(scene), ConfigurationError)
        assert not scene.clone.exists()


def test_offline_works_from_the_last_copy(scene: Any) -> None:
    """Without the network a copy is enough, and what it lacks is an error."""
    assert "no copy" in failure(scene, offline=True).message
    first = scene.sync_one().commit
    scene.upstream.rename(scene.upstream.with_name("gone"))
    assert scene.sync_one(offline=True).commit == first
    assert scene.sync_one(offline=True, update=True).commit == first
    assert scene.sync_one().commit == first
    scene.lock.unlink()
    assert scene.sync_one(offline=True).commit == first
    scene.lock.write_text(scene.lock.read_text().replace(str(first), "f" * 40))
    assert "does not have commit" in failure(scene, offline=True).message
    scene.configure("- {name: primary, url: ../upstream, schemas: jsonschema, rev: nope}")
    assert "'nope'" in failure(scene, offline=True).message
    assert "there is no repository" in failure(scene).message


def test_local_changes_are_never_thrown_away(scene: Any) -> None:
    """A changed file stops a move with a repair, and stays; so it does where nothing moves."""
    scene.sync_one()
    scene.advance(2)
    (scene.clone / "jsonschema/number").write_text("7\n")
    error = failure(scene, update=True)
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
    error = failure(scene, update=True)
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
    assert "no clone" in failure(scene).message
    (mine / "file").unlink()
    mine.rmdir()
    scene.git(scene.folder, "init", "--quiet", "mine")
    assert "without a remote" in failure(scene).message
    scene.git(mine, "remote", "add", "origin", "https://u:secret@example.org/x")
    error = failure(scene)
    assert "https://example.org/x" in error.message
    assert "remote set-url origin" in str(error.hint)
    scene.git(mine, "remote", "set-url", "origin", str(scene.upstream))
    assert scene.sync_one().action == "moved"


def test_a_clone_inside_another_repository_is_one_of_its_own(scene: Any) -> None:
    """A workspace in git, with an empty folder where the clone belongs, works."""
    scene.git(scene.folder, "init", "--quiet")
    scene.clone.mkdir(parents=True)
    assert scene.sync_one().action == "cloned"
    assert scene.git(scene.folder, "status", "--porcelain") == "?? evtool.lock\n?? evtool.yaml"


def test_one_failure_hides_no_other(scene: Any) -> None:
    """Every repository is tried; the lock has those that succeeded."""
    scene.configure(
        "- {name: gone, url: ../gone}",
        "- {name: primary, url: ../upstream, schemas: jsonschema}",
        "- {name: local, path: local}",
        "- {name: bad, url: ../upstream, schemas: nope}",
    )
    actions = {one.repository.name: one.action for one in scene.sync()}
    assert actions == {"gone": "failed", "primary": "cloned", "local": "local", "bad": "failed"}
    assert list(read_lock(scene.folder)) == ["primary"]


def test_entries_of_repositories_that_are_gone_go_too(scene: Any) -> None:
    """A whole sync leaves entries of configured repositories only."""
    scene.configure("- {name: primary, url: ../upstream}", "- {name: other, url: ../upstream}")
    scene.sync()
    assert list(read_lock(scene.folder)) == ["other", "primary"]
    scene.configure("- {name: primary, url: ../upstream}")
    with pytest.raises(ConfigurationError, match="other"):
        scene.sync(frozen=True)
    scene.sync()
    assert list(read_lock(scene.folder)) == ["primary"]


def test_a_frozen_lock_is_not_changed(scene: Any) -> None:
    """With a lock that fits all is as usual; one that does not is an error before anything."""
    with pytest.raises(ConfigurationError, match="primary") as caught:
        scene.sync(frozen=True)
    assert "repo sync" in str(caught.value.hint)
    assert not scene.clone.exists()
    scene.sync_one()
    scene.clone.rename(scene.folder / "aside")
    assert scene.sync_one(frozen=True).action == "cloned"
    scene.configure("- {name: primary, url: ../upstream, rev: main}")
    with pytest.raises(ConfigurationError):
        scene.sync(frozen=True)


def test_names_limit_a_sync(scene: Any) -> None:
    """Only what is named is cloned; an unknown name is an error."""
    scene.configure("- {name: primary, url: ../upstream}", "- {name: other, url: ../upstream}")
    assert [one.repository.name for one in scene.sync("other", "other")] == ["other"]
    assert not scene.clone.exists()
    with pytest.raises(ConfigurationError, match="no repository 'primry'"):
        scene.sync("primry")


def test_a_workspace_of_local_repositories_is_not_touched(scene: Any) -> None:
    """Without anything to clone, nothing is written."""
    scene.configure("- {name: local, path: local}")
    assert [one.action for one in scene.sync()] == ["local"]
    assert [path.name for path in scene.folder.iterdir()] == ["evtool.yaml"]


def test_a_plan_changes_nothing(scene: Any) -> None:
    """What would be done is told without the network and without a file."""
    step = plan_sync(scene.workspace, (), Order())[0]
    assert (step.pin, step.old, step.error) == (None, None, None)
    assert [path.name for path in scene.folder.iterdir()] == ["evtool.yaml"]
    commit = scene.sync_one().commit
    step = plan_sync(scene.workspace, (), Order())[0]
    assert step.pin is not None
    assert (step.pin.commit, step.old) == (commit, commit)
    assert plan_sync(scene.workspace, (), Order(update=True))[0].pin is None


def test_an_empty_remote_is_an_error(scene: Any, tmp_path: Path) -> None:
    """A remote without commits, or without the branch that it calls its default."""
    scene.git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=nope", "empty.git")
    scene.configure("- {name: primary, url: ../empty.git}")
    assert "default branch" in failure(scene).message
    scene.git(scene.upstream, "push", "--quiet", str(tmp_path / "empty.git"), "main")
    assert "default branch" in failure(scene).message
    scene.configure("- {name: primary, url: ../empty.git, rev: main}")
    assert scene.sync()[0].error is None


SYNC = """
import sys, pathlib
from evtool.repositories import sync
from evtool.workspace import load_workspace

done = sync(load_workspace(pathlib.Path(sys.argv[1]) / "evtool.yaml"))
print(done.outcomes[0].action, done.outcomes[0].error)
"""


def test_two_processes_at_once_make_one_clone(scene: Any) -> None:
    """One of them clones, the other finds the clone."""
    command = [sys.executable, "-c", SYNC, str(scene.folder)]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy())
        for _ in range(2)
    ]
    told = sorted(run.communicate(timeout=60)[0].strip() for run in runs)
    assert told == ["cloned None", "unchanged None"]
