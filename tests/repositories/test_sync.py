"""Bringing clones to their commits: pinned, newest, and offline."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from evtool.errors import ConfigurationError
from evtool.git.transfer import Progress
from evtool.repositories import Order, plan_sync, sync
from evtool.repositories.lock import read_lock


def test_the_first_sync_clones_and_pins(scene: Any) -> None:
    """The clone stands at the newest commit of the default branch, and the lock names it."""
    head = scene.git(scene.upstream, "rev-parse", "HEAD")
    url = scene.upstream.as_uri()
    scene.configure(f"- {{name: primary, url: '{url}', schemas: jsonschema}}")
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
    error = scene.failure()
    assert missing[:10] in error.message
    assert "--update primary" in str(error.hint)
    assert scene.number() == 2


def test_offline_works_from_the_last_copy(scene: Any) -> None:
    """Without the network a copy is enough, and what it lacks is an error."""
    assert "no copy" in scene.failure(offline=True).message
    first = scene.sync_one().commit
    scene.upstream.rename(scene.upstream.with_name("gone"))
    assert scene.sync_one(offline=True).commit == first
    assert scene.sync_one(offline=True, update=True).commit == first
    assert scene.sync_one().commit == first
    scene.lock.unlink()
    assert scene.sync_one(offline=True).commit == first
    scene.lock.write_text(scene.lock.read_text().replace(str(first), "f" * 40))
    assert "does not have commit" in scene.failure(offline=True).message
    scene.configure("- {name: primary, url: ../upstream, schemas: jsonschema, rev: nope}")
    assert "'nope'" in scene.failure(offline=True).message
    assert "there is no repository" in scene.failure().message


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
