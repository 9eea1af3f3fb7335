"""What each save means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evtool.dev.outcome import Outcome
from evtool.dev.planner import Planner, Round
from evtool.schema.materialize import Source, apply, plan
from evtool.selection import Files, everything, read
from evtool.workspace import Workspace, load_workspace

COMMON, ORDER = "schemas/fragment/common/current.yaml", "schemas/shop/order/current.yaml"


class Desk:
    """A workspace that is being edited, and the planner that looks at it."""

    def __init__(self, folder: Path, workspace: Workspace) -> None:
        self.folder = folder
        self.planner = Planner(workspace)
        self.first = self.planner.look()

    def edit(self, path: str, old: str, new: str) -> Round:
        """Replace a text in a file, and look."""
        file = self.folder / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
        return self.planner.look()

    def outcome(self, found: Round, path: str) -> Outcome:
        """The outcome of one source in a round."""
        (one,) = [one for one in found.outcomes if one.path == self.folder / path]
        return one

    def materialize(self) -> None:
        """Write every version, as the command does."""
        workspace = self.planner.workspace
        files = Files(workspace)
        sources, _ = read(everything(workspace, files), files)
        apply(plan(sources, files.materializer(), lambda _: None))


@pytest.fixture
def desk(folder: Path, workspace: Workspace) -> Desk:
    """Give the desk after its first look."""
    return Desk(folder, workspace)


def names(outcome: Outcome) -> list[str]:
    """The names of the files that would be written."""
    return [write.path.name for write in outcome.writes]


def paths(found: Round, folder: Path) -> list[str]:
    """The sources that a round tells of."""
    return [one.path.relative_to(folder).as_posix() for one in found.outcomes]


def test_the_first_look_finds_everything(desk: Desk) -> None:
    """Every source has an outcome; nothing is to be written."""
    assert paths(desk.first, desk.folder) == [COMMON, ORDER]
    assert desk.planner.outcomes == desk.first.outcomes
    assert [one.schema for one in desk.first.outcomes] == [
        "fragment/common 1.0.0",
        "shop/order 1.1.0",
    ]
    assert not any(one.writes or one.problems for one in desk.first.outcomes)


def test_nothing_new_is_nothing_to_tell(desk: Desk) -> None:
    """A look without a change is empty, also after a save that changes nothing."""
    assert desk.planner.look() == Round()
    (desk.folder / "schemas/README.md").write_text("read me")
    assert desk.planner.look() == Round()


def test_a_new_version_would_be_written(desk: Desk) -> None:
    """The files and links are named; the disk stays as it is."""
    found = desk.edit(ORDER, "/shop/order/1.1.0", "/shop/order/1.2.0")
    outcome = desk.outcome(found, ORDER)
    assert outcome.schema == "shop/order 1.2.0"
    assert names(outcome) == ["1.2.0.yaml", "1.2.0", "latest.yaml", "latest"]
    assert not (desk.folder / "schemas/shop/order/1.2.0.yaml").exists()


def test_materializing_settles_it(desk: Desk) -> None:
    """The written files are noticed, and the source is told to be in order."""
    desk.edit(ORDER, "/shop/order/1.1.0", "/shop/order/1.2.0")
    desk.materialize()
    assert desk.outcome(desk.planner.look(), ORDER).writes == ()


def test_a_broken_file_is_told_with_its_place(desk: Desk) -> None:
    """Other sources keep their outcomes, and the repair is told."""
    found = desk.edit(ORDER, "properties:", "properties: [")
    (problem,) = desk.outcome(found, ORDER).problems
    assert problem.place.path == desk.folder / ORDER
    assert problem.place.line > 1
    assert len(desk.planner.outcomes) == 2
    repaired = desk.edit(ORDER, "properties: [", "properties:")
    assert desk.outcome(repaired, ORDER) == desk.first.outcomes[1]


def test_dependants_are_told_when_something_is_new(desk: Desk) -> None:
    """A source that uses a schema which is gone fails, and recovers with it."""
    found = desk.edit(ORDER, "/fragment/common/1.0.0", "/fragment/common/1.1.0")
    assert "/fragment/common/1.1.0" in desk.outcome(found, ORDER).problems[0].message
    found = desk.edit(COMMON, "/fragment/common/1.0.0", "/fragment/common/1.1.0")
    assert paths(found, desk.folder) == [COMMON, ORDER]
    assert not desk.outcome(found, ORDER).problems


def test_dependants_without_news_are_not_told(desk: Desk) -> None:
    """Saving a fragment tells of the fragment only, when nothing follows from it."""
    found = desk.edit(COMMON, "title:", "# a comment\ntitle:")
    assert paths(found, desk.folder) == [COMMON]


def test_who_uses_an_old_version_is_told(desk: Desk) -> None:
    """A new version of a fragment names the schemas that do not use it yet."""
    found = desk.edit(COMMON, "/fragment/common/1.0.0", "/fragment/common/1.1.0")
    (stale,) = found.stale
    assert stale.user == desk.folder / ORDER
    assert (stale.uri, stale.now) == ("/fragment/common/1.0.0", "/fragment/common/1.1.0")


def test_a_released_version_is_defended(desk: Desk) -> None:
    """A change without a new version is an error; outside git every version is released."""
    found = desk.edit(ORDER, "type: string", "type: integer")
    assert "is released" in desk.outcome(found, ORDER).problems[0].message


def test_an_unreleased_version_may_change(desk: Desk, git: Callable[..., str]) -> None:
    """In git, what no commit has is not released yet."""
    git(desk.folder, "init", "--quiet")
    found = desk.edit(ORDER, "type: string", "type: integer")
    outcome = desk.outcome(found, ORDER)
    assert not outcome.problems
    assert [(write.path.name, write.kind) for write in outcome.writes] == [("1.1.0.yaml", "update")]


def test_a_damaged_version_is_noticed(desk: Desk) -> None:
    """A version file that was changed by hand concerns its source."""
    found = desk.edit("schemas/shop/order/1.1.0.yaml", "An order", "Any order")
    assert desk.outcome(found, ORDER).problems


def test_new_and_removed_sources(desk: Desk) -> None:
    """A folder that arrives is a schema; one that leaves is told to be gone."""
    (desk.folder / "schemas/shop").rename(desk.folder / "schemas/store")
    found = desk.planner.look()
    assert found.removed == (desk.folder / ORDER,)
    assert paths(found, desk.folder) == ["schemas/store/order/current.yaml"]
    assert len(desk.planner.outcomes) == 2


def test_a_circle_hides_nothing_else(desk: Desk) -> None:
    """It is told for its members and their users, not for others."""
    for title, uses in {"a": "b", "b": "a", "c": "a", "d": "fragment/common"}.items():
        file = desk.folder / f"schemas/{title}/current.yaml"
        file.parent.mkdir()
        file.write_text(
            f"title: {title}\n$id: /{title}/1.0.0\ntype: object\nallOf:\n  - $ref: /{uses}/1.0.0\n"
        )
    found = desk.planner.look()
    failed = {one.schema.split()[0] for one in found.outcomes if one.problems}
    assert failed == {"a", "b", "c"}
    assert "circle" in desk.outcome(found, "schemas/a/current.yaml").problems[0].message
    assert names(desk.outcome(found, "schemas/d/current.yaml"))[0] == "1.0.0.yaml"


def test_several_failures_stay_apart(desk: Desk) -> None:
    """Each source has its own mistake, not that of what it uses."""
    found = desk.edit(COMMON, "properties:", "allOf: [{$ref: /nowhere/1.0.0}]\nproperties:")
    assert "/nowhere/1.0.0" in desk.outcome(found, COMMON).problems[0].message
    order = desk.edit(ORDER, "type: integer", "$ref: /elsewhere/1.0.0")
    (problem,) = desk.outcome(order, ORDER).problems
    assert "/elsewhere/1.0.0" in problem.message


def test_nothing_is_materialized_yet(folder: Path, workspace: Workspace) -> None:
    """A fresh workspace is planned as a whole: users find what is not written yet."""
    for file in folder.glob("schemas/**/*"):
        if not file.is_dir() and file.name != "current.yaml":
            file.unlink()
    found = Planner(workspace).look()
    assert not any(one.problems for one in found.outcomes)
    assert [names(one)[0] for one in found.outcomes] == ["1.0.0.yaml", "1.1.0.yaml"]


def test_a_repository_that_is_not_there_is_told_once(folder: Path) -> None:
    """The others are planned; when it arrives, so is it."""
    text = (folder / "evtool.yaml").read_text()
    more = "  - {name: more, role: secondary, path: more}\nmaterialize"
    (folder / "evtool.yaml").write_text(text.replace("materialize", more))
    desk = Desk(folder, load_workspace(folder / "evtool.yaml"))
    (problem,) = desk.first.problems
    assert "more" in problem.message
    assert len(desk.first.outcomes) == 2
    assert desk.edit(COMMON, "title:", "# comment\ntitle:").problems == ()
    schema = folder / "more/new/current.yaml"
    schema.parent.mkdir(parents=True)
    schema.write_text("title: new\n$id: /new/1.0.0\ntype: object\n")
    found = desk.planner.look()
    assert (found.problems, paths(found, folder)) == ((), ["more/new/current.yaml"])


def test_ignored_schemas_are_left_alone(folder: Path) -> None:
    """What whole-repository commands leave out is not planned."""
    text = (folder / "evtool.yaml").read_text()
    (folder / "evtool.yaml").write_text(
        text.replace("path: schemas}", "path: schemas, ignore: ['^/shop/']}")
    )
    desk = Desk(folder, load_workspace(folder / "evtool.yaml"))
    assert paths(desk.first, folder) == [COMMON]
    assert desk.edit(ORDER, "type: string", "type: integer") == Round()


def test_a_look_can_be_ended(workspace: Workspace) -> None:
    """What the progress raises comes out; nothing goes on behind it."""

    def stop(_: Source) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Planner(workspace).look(stop)


def test_a_folder_that_cannot_be_listed_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known stays known until it can be read again."""
    known = desk.planner.outcomes

    def lost(_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("evtool.schema.store.os.scandir", lost)
    assert "cannot be listed" in desk.planner.look().problems[0].message
    assert desk.planner.outcomes == known
