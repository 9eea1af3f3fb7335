"""Checks of git: the program, who commits, and settings that would spoil schemas."""

from __future__ import annotations

import re

from evtool.doctor.result import Result, ok, problem, warning
from evtool.git.program import Answer, complaint, repair
from evtool.git_hook import HookStatus

OLDEST_GIT = (2, 25)

_CHECK_OUT_AGAIN = "commit or stash changes; git rm -rq --cached . && git reset --hard"
_INSTALL_HOOK = "evtool hook install"
_IDENTITY = "git config --global user.name NAME && git config --global user.email ADDRESS"


def program(answer: str | None) -> Result:
    """Whether git is there and new enough; `answer` is what `git version` printed."""
    if answer is None:
        return problem("git", "not installed", "apt install git, or https://git-scm.com/downloads")
    found = re.search(r"(\d+)\.(\d+)(?:\.\d+)*", answer)
    if found is None:
        return warning("git", f"of unknown version: {answer.strip()}", "git version")
    if (int(found[1]), int(found[2])) < OLDEST_GIT:
        oldest = ".".join(map(str, OLDEST_GIT))
        return problem("git", f"{found[0]} is too old", f"install git {oldest} or newer")
    return ok("git", found[0])


def identity(answer: Answer) -> Result:
    """Whether git knows who commits; `answer` is that of `git var GIT_COMMITTER_IDENT`."""
    if answer.code != 0:
        return warning("git identity", "not set: git cannot commit", _IDENTITY)
    name, _, rest = answer.output.decode(errors="replace").partition(" <")
    return ok("git identity", f"{name} <{rest.partition('>')[0]}>")


def line_ends(autocrlf: str, attributes: str) -> Result:
    """Whether git leaves line ends alone: materialized schemas are compared byte for byte.

    Args:
        autocrlf: The value of `core.autocrlf`, empty if not set.
        attributes: What `git check-attr text eol` says about a schema.
    """
    fixed = ": eol: lf" in attributes or ": text: unset" in attributes
    if autocrlf.lower() != "true" or fixed:
        return ok("line ends", "git leaves them alone")
    return problem(
        "line ends",
        "core.autocrlf is true: checked out schemas get other bytes",
        f"git config core.autocrlf input; {_CHECK_OUT_AGAIN}",
    )


def links(setting: str, *, wanted: bool) -> Result:
    """Whether git checks symbolic links out; `setting` is the value of `core.symlinks`."""
    if setting.lower() == "false" and wanted:
        return problem(
            "git links",
            "core.symlinks is false: links to versions become text files",
            f"git config core.symlinks true; {_CHECK_OUT_AGAIN}",
        )
    return ok("git links", "symbolic links are checked out as links")


def hook(found: HookStatus) -> Result:
    """Whether the hook is installed and runs."""
    where = f"in {found.folder}" + ("" if found.folder.name == "hooks" else " (core.hooksPath)")
    if found.path is None:
        return warning("git hook", f"not installed {where}", _INSTALL_HOOK)
    if not found.active:
        return warning(
            "git hook", f"installed {where}, but git does not run it", "evtool hook install"
        )
    return ok("git hook", f"installed {where}")


def history(*, shallow: bool) -> Result:
    """Whether released versions can be compared with."""
    if shallow:
        return warning("history", "cut off (shallow clone)", "git fetch --unshallow")
    return ok("history", "complete")


def ignored(answer: Answer, folder: str) -> Result:
    """Whether git ignores evtool's own folder.

    `answer` is that of `git add --dry-run --ignore-missing` for a file in it:
    `git check-ignore` does not take names literally.
    """
    if "ignored by one of" in answer.errors:
        return ok("ignored", f"git ignores {folder}/")
    if answer.code == 0:
        message = f"git does not ignore {folder}/, where caches and logs go"
        return warning("ignored", message, f"echo '{folder}/' >> .gitignore")
    return warning("ignored", complaint(answer.errors), repair(answer.errors) or "git status")
