"""Checks of git and its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.doctor import git_setup
from evtool.doctor.result import Level
from evtool.git.program import Answer
from evtool.git_hook import HookStatus


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (None, Level.PROBLEM),
        ("git version 2.24.9", Level.PROBLEM),
        ("git version 2.25.0", Level.OK),
        ("git version 2.39.5 (Apple Git-154)", Level.OK),
        ("git version 3.0.rc1", Level.OK),
        ("what?", Level.WARNING),
    ],
)
def test_git_must_be_there_and_new_enough(answer: str | None, level: Level) -> None:
    """2.25 is the oldest."""
    result = git_setup.program(answer)
    assert result.level is level
    assert (result.repair is None) is (level is Level.OK)


def test_git_must_know_who_commits() -> None:
    """Name and address are shown without the time that git adds."""
    known = git_setup.identity(Answer(0, b"Ada Author <ada@example.org> 1714564800 +0000\n", ""))
    assert (known.level, known.message) == (Level.OK, "Ada Author <ada@example.org>")
    unknown = git_setup.identity(Answer(128, b"", "fatal: unable to auto-detect email address"))
    assert unknown.level is Level.WARNING
    assert unknown.repair
    assert "user.email" in unknown.repair


@pytest.mark.parametrize(
    ("autocrlf", "attributes", "level"),
    [
        ("", "a: text: unspecified\na: eol: unspecified\n", Level.OK),
        ("input", "a: text: unspecified\na: eol: unspecified\n", Level.OK),
        ("true", "a: text: unspecified\na: eol: unspecified\n", Level.PROBLEM),
        ("TRUE", "a: text: auto\na: eol: crlf\n", Level.PROBLEM),
        ("true", "a: text: set\na: eol: lf\n", Level.OK),
        ("true", "a: text: unset\na: eol: unspecified\n", Level.OK),
    ],
)
def test_line_ends_must_stay(autocrlf: str, attributes: str, level: Level) -> None:
    """`core.autocrlf` spoils schemas unless attributes fix their line ends."""
    assert git_setup.line_ends(autocrlf, attributes).level is level


def test_links_matter_where_they_are_written() -> None:
    """`core.symlinks` off is a problem only for those who have links."""
    assert git_setup.links("false", wanted=True).level is Level.PROBLEM
    assert git_setup.links("false", wanted=False).level is Level.OK
    assert git_setup.links("", wanted=True).level is Level.OK


@pytest.mark.parametrize(
    ("path", "active", "level", "words"),
    [
        (None, False, Level.WARNING, "not installed in /r/.git/hooks"),
        (Path("/r/.git/hooks/pre-commit"), True, Level.OK, "installed in /r/.git/hooks"),
        (Path("/r/.git/hooks/pre-commit"), False, Level.WARNING, "git does not run it"),
    ],
)
def test_the_hook_should_run(path: Path | None, active: object, level: Level, words: str) -> None:
    """A hook that is absent or not run is a warning with the command that repairs it."""
    found = HookStatus("pre-commit", Path("/r/.git/hooks"), path, bool(active), None)
    result = git_setup.hook(found)
    assert result.level is level
    assert words in result.message


def test_another_hook_folder_is_noted() -> None:
    """`core.hooksPath` is named where it counts."""
    found = HookStatus("pre-commit", Path("/r/.githooks"), None, active=False, chained=None)
    assert git_setup.hook(found).message == "not installed in /r/.githooks (core.hooksPath)"


def test_a_cut_off_history_is_warned_about() -> None:
    """Releases may lie before the cut."""
    assert git_setup.history(shallow=True).repair == "git fetch --unshallow"
    assert git_setup.history(shallow=False).level is Level.OK


def test_the_state_folder_should_be_ignored() -> None:
    """Git's answer says whether it is; another answer is passed on."""
    said = "The following paths are ignored by one of your .gitignore files:\n.evtool"
    assert git_setup.ignored(Answer(1, b"", said), ".evtool").level is Level.OK
    open_ = git_setup.ignored(Answer(0, b"", ""), ".evtool")
    assert (open_.level, open_.repair) == (Level.WARNING, "echo '.evtool/' >> .gitignore")
    busy = git_setup.ignored(Answer(128, b"", "fatal: Unable to create 'index.lock'"), ".evtool")
    assert busy.level is Level.WARNING
