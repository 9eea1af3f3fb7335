"""Where repositories stand."""

from __future__ import annotations

from typing import Any

from evtool.repositories import Question, Status, survey
from evtool.repositories.status import Distance


def look(scene: Any, **question: Any) -> Status:
    """Return the status of the primary repository."""
    return survey(scene.workspace, ["primary"], Question(**question))[0]


def test_before_the_first_sync_little_is_known(scene: Any) -> None:
    """A repository that is not cloned has no commit and no schemas."""
    assert look(scene) == Status(scene.workspace.repositories[0], fits=False)


def test_after_a_sync_all_is_as_locked(scene: Any) -> None:
    """Lock, clone and remote agree."""
    commit = scene.sync_one().commit
    found = look(scene)
    assert (found.locked, found.commit, found.tip) == (commit, commit, commit)
    assert (found.from_lock, found.from_tip) == (Distance(0, 0), Distance(0, 0))
    assert (found.is_dirty, found.fits, found.schemas) == (False, True, 1)


def test_the_remote_is_asked_only_on_request(scene: Any) -> None:
    """Without fetching, what is known is from the last time; a failing fetch keeps it."""
    first = scene.sync_one().commit
    second = scene.advance(2, **{"jsonschema/a/1.0.0.yaml": "a: 1\n"})
    assert look(scene).tip == first
    found = look(scene, fetch=True, changes=True)
    assert (found.tip, found.commit) == (second, first)
    assert found.from_tip == Distance(0, 1)
    assert found.changes is not None
    assert found.changes.schemas.added == ("a",)
    assert [one.id for one in found.changes.commits] == [second]
    scene.upstream.rename(scene.upstream.with_name("gone"))
    found = look(scene, fetch=True)
    assert found.error is not None
    assert found.from_tip == Distance(0, 1)


def test_changes_start_at_the_lock_or_where_it_is_said(scene: Any) -> None:
    """The lock is the default; any ref of the clone will do."""
    scene.sync_one()
    scene.advance(2)
    scene.sync_one(update=True)
    none = look(scene, changes=True).changes
    assert none is not None
    assert none.commits == ()
    one = look(scene, changes=True, since="HEAD~1").changes
    assert one is not None
    assert [commit.subject for commit in one.commits] == ["number 2"]
    assert look(scene, changes=True, since="nope").error is not None


def test_a_fetch_for_the_lock_moves_what_is_known(scene: Any) -> None:
    """A lock that came from elsewhere is never ahead of the remote that has it."""
    scene.sync_one()
    first = look(scene).commit
    second = scene.advance(2)
    scene.lock.write_text(scene.lock.read_text().replace(str(first), second))
    assert look(scene).from_lock is None
    scene.sync_one()
    assert look(scene).from_tip == Distance(0, 0)


def test_local_work_shows(scene: Any) -> None:
    """Changed files, new files and commits of one's own are counted."""
    scene.sync_one()
    (scene.clone / "new").write_text("x")
    assert look(scene).is_dirty
    scene.commit(scene.clone, {})
    assert look(scene).from_lock == Distance(1, 0)


def test_another_rev_does_not_fit(scene: Any) -> None:
    """An entry that was made for another rev is told."""
    scene.sync_one()
    scene.configure("- {name: primary, url: ../upstream, schemas: jsonschema, rev: main}")
    assert not look(scene).fits


def test_local_repositories_are_looked_at_too(scene: Any) -> None:
    """One in git has a commit, one that is not there or outside git has none."""
    scene.configure(
        "- {name: primary, path: ../upstream/jsonschema}",
        "- {name: gone, path: gone}",
        "- {name: plain, path: .}",
    )
    here, gone, plain = survey(scene.workspace)
    assert (here.commit, here.is_dirty, here.schemas) == (
        scene.git(scene.upstream, "rev-parse", "HEAD"),
        False,
        1,
    )
    assert (here.from_lock, here.from_tip, here.fits) == (None, None, True)
    assert (gone.commit, gone.schemas) == (None, None)
    assert (plain.commit, plain.schemas) == (None, 0)
    (scene.upstream / "elsewhere").write_text("x")
    assert not survey(scene.workspace)[0].is_dirty
    changes = look(scene, changes=True, since="main").changes
    assert changes is not None
    assert look(scene, changes=True).changes is None


def test_one_failure_hides_no_other(scene: Any) -> None:
    """What is no clone is told, and the next repository all the same."""
    scene.configure("- {name: bad, url: ../upstream, path: bad}", "- {name: ok, path: .}")
    (scene.folder / "bad").mkdir()
    (scene.folder / "bad/file").write_text("x")
    bad, fine = survey(scene.workspace)
    assert bad.error is not None
    assert fine.error is None
