"""What installing a hook plans, on values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.git import GitError
from evtool.git_hook_plan import (
    HookFile,
    HookPlan,
    HookState,
    Move,
    Remove,
    Write,
    plan_install,
    plan_uninstall,
    render,
)

FOLDER = Path("/repository/.git/hooks")
SCRIPT = b"#!/bin/sh\n# Git hook of evtool, written by ...\n"
OLDER = b"#!/bin/sh\n# Git hook of evtool, older\n"
THEIRS = b"#!/bin/sh\necho theirs\n"
EMPTY = HookState(FOLDER, "pre-commit")


def file(name: str, content: bytes) -> HookFile:
    """Return a file in the hook folder."""
    return HookFile(FOLDER / name, content)


ACTIVE, CHAINED, LEGACY = "pre-commit", "pre-commit.evtool-chained", "pre-commit.legacy"


def state(**files: bytes | None) -> HookState:
    """Return a folder with these files: active, chained, legacy."""
    paths = {"active": ACTIVE, "chained": CHAINED, "legacy": LEGACY}
    there = {key: file(paths[key], content) for key, content in files.items() if content}
    return replace(EMPTY, **there)


def after(plan: HookPlan, before: HookState) -> dict[str, bytes]:
    """Return the files by name once a plan is carried out."""
    present = (before.active, before.chained, before.legacy)
    files = {one.path.name: one.content for one in present if one}
    for step in plan.steps:
        match step:
            case Write(path, content):
                files[path.name] = content
            case Move(source, target):
                files[target.name] = files.pop(source.name)
            case Remove(path):
                del files[path.name]
    return files


def test_a_hook_is_installed_where_there_is_none() -> None:
    """The simple case writes one file."""
    plan = plan_install(EMPTY, SCRIPT)
    assert (plan.outcome, plan.chained, plan.notes) == ("installed", None, ())
    assert after(plan, EMPTY) == {ACTIVE: SCRIPT}


def test_a_foreign_hook_is_chained() -> None:
    """The hook that is there gets another name and runs first."""
    before = state(active=THEIRS)
    plan = plan_install(before, SCRIPT)
    assert plan.chained == FOLDER / CHAINED
    assert after(plan, before) == {ACTIVE: SCRIPT, CHAINED: THEIRS}
    assert "runs first" in plan.notes[0]


def test_installing_again_changes_nothing_or_brings_it_up_to_date() -> None:
    """A second installation is safe, and replaces an older script of ours."""
    assert plan_install(state(active=SCRIPT, chained=THEIRS), SCRIPT).outcome == "unchanged"
    before = state(active=OLDER, chained=THEIRS)
    plan = plan_install(before, SCRIPT)
    assert plan.outcome == "updated"
    assert after(plan, before) == {ACTIVE: SCRIPT, CHAINED: THEIRS}


def test_a_hook_that_lost_its_permission_gets_it_back() -> None:
    """Git ignores a hook that is not executable."""
    ours = HookFile(FOLDER / ACTIVE, SCRIPT, executable=False)
    assert plan_install(replace(EMPTY, active=ours), SCRIPT).outcome == "updated"


def test_ours_may_have_been_chained_by_pre_commit() -> None:
    """The pre-commit framework moves our hook and calls it: then it is installed."""
    before = state(active=THEIRS, legacy=OLDER)
    plan = plan_install(before, SCRIPT)
    assert (plan.outcome, plan.path) == ("updated", FOLDER / LEGACY)
    assert after(plan, before) == {ACTIVE: THEIRS, LEGACY: SCRIPT}


def test_two_foreign_hooks_are_not_thrown_together() -> None:
    """When a hook would be lost, nothing happens and both are named."""
    for prepare in (plan_uninstall, lambda state: plan_install(state, SCRIPT)):
        with pytest.raises(GitError) as caught:
            prepare(state(active=THEIRS, chained=THEIRS))
        assert str(FOLDER / ACTIVE) in str(caught.value)
        assert str(FOLDER / CHAINED) in str(caught.value)


def test_a_deleted_hook_comes_back_with_its_chain() -> None:
    """Where only the chained hook is left, it is kept, to be run or restored."""
    before = state(chained=THEIRS)
    assert after(plan_install(before, SCRIPT), before) == {ACTIVE: SCRIPT, CHAINED: THEIRS}
    assert after(plan_uninstall(before), before) == {ACTIVE: THEIRS}


def test_uninstalling_twice_does_nothing() -> None:
    """Where there is no hook of ours there is nothing to do."""
    for before in (EMPTY, state(active=THEIRS)):
        assert plan_uninstall(before) == HookPlan("absent", FOLDER / ACTIVE)


def test_a_shared_folder_needs_force() -> None:
    """A folder of all repositories is written to only on demand, and that is said."""
    shared = replace(EMPTY, outside=True)
    with pytest.raises(GitError) as caught:
        plan_install(shared, SCRIPT)
    assert "--force" in str(caught.value.hint)
    assert "every repository" in plan_install(shared, SCRIPT, force=True).notes[0]


def test_husky_writes_its_own_hooks() -> None:
    """A hook that husky would overwrite is not written; its file is named instead."""
    husky = replace(EMPTY, folder=Path("/repository/.husky/_"))
    with pytest.raises(GitError) as caught:
        plan_install(husky, SCRIPT, force=True)
    assert ".husky/pre-commit" in str(caught.value.hint)


def test_notes_tell_what_to_do() -> None:
    """A folder in the work tree, the reference tool's hook and a dead hook are worth a word."""
    assert "commit the hook" in plan_install(replace(EMPTY, versioned=True), SCRIPT).notes[0]
    old_tool = state(active=b"jsonschema-tools materialize-modified")
    assert "jsonschema-tools" in plan_install(old_tool, SCRIPT).notes[1]
    dead = replace(EMPTY, active=HookFile(FOLDER / ACTIVE, THEIRS, executable=False))
    assert "not executable" in plan_install(dead, SCRIPT).notes[0]


CONTENTS = st.sampled_from([None, THEIRS, OLDER, SCRIPT, b"other"])


@given(active=CONTENTS, chained=CONTENTS, legacy=CONTENTS)
def test_no_foreign_hook_is_ever_lost(
    active: bytes | None, chained: bytes | None, legacy: bytes | None
) -> None:
    """Whatever is in the folder, both ways keep each foreign hook or refuse."""
    before = state(active=active, chained=chained, legacy=legacy)
    foreign = sorted(text for text in (active, chained, legacy) if text in (THEIRS, b"other"))
    for prepare in (plan_uninstall, lambda state: plan_install(state, SCRIPT)):
        try:
            left = after(prepare(before), before).values()
        except GitError:
            continue
        assert sorted(text for text in left if text in (THEIRS, b"other")) == foreign


@given(st.sampled_from([None, THEIRS]))
def test_uninstalling_restores_what_was_there(active: bytes | None) -> None:
    """Install and uninstall together change nothing."""
    before = state(active=active)
    files = after(plan_install(before, SCRIPT), before)
    between = state(active=files[ACTIVE], chained=files.get(CHAINED))
    assert after(plan_uninstall(between), between) == after(HookPlan("absent", FOLDER), before)


def test_the_script_is_filled_in() -> None:
    """Names with blanks and quotes are words of the shell; no command leaves nothing behind."""
    template = "#!/bin/sh\nhook=x\nrecorded=\nrun_recorded() { x; }\nthe rest\n"
    command = ["/a b/it's", "-m", "evtool"]
    assert render(template, "pre-push", command).decode() == (
        "#!/bin/sh\nhook=pre-push\n"
        "recorded='/a b/it'\"'\"'s'\n"
        'run_recorded() { "$recorded" -m evtool "$@"; }\n'
        "the rest\n"
    )
    assert b"recorded=''\n" in render(template, "pre-push", [])
