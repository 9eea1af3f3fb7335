"""Why talking to a remote failed, in words that say what to do: pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evtool.git.program import GitError, complaint, repair

_USER = re.compile(r"(?<=://)[^/@\s]+@")


class RemoteError(GitError):
    """A remote could not be reached, refused, or has not what was asked for."""


@dataclass(frozen=True, slots=True)
class _Cause:
    pattern: re.Pattern[str]
    sentence: str
    hint: str


def _cause(pattern: str, sentence: str, hint: str) -> _Cause:
    return _Cause(re.compile(pattern, re.IGNORECASE), sentence, hint)


# The first that fits counts: a refused login comes with words of a missing repository.
_CAUSES = (
    _cause(
        r"host key verification failed",
        "the server's SSH key is not known here",
        "connect once with `ssh` and compare the key, then try again",
    ),
    _cause(
        r"authentication failed|could not read (username|password)|permission denied \(|"
        r"terminal prompts disabled|invalid username or|error: 40[13]\b|access denied",
        "the server refuses to let us in",
        "give git a credential: an SSH key, or a token kept by `git credential`; "
        "evtool never asks for one",
    ),
    _cause(
        r"could not resolve host|name or service not known|failed to connect|couldn't connect|"
        r"connection (refused|timed out|reset)|network is unreachable|no route to host|"
        r"unable to look up|operation too slow|empty reply",
        "the server cannot be reached",
        "check the address, the network and the proxy; what was fetched before stays usable",
    ),
    _cause(
        r"couldn't find remote ref|not our ref|remote branch .* not found",
        "the remote has no such branch, tag or commit",
        "`git ls-remote` with its address lists what it has",
    ),
    _cause(
        r"repository .*not found|does not appear to be a git repository|does not exist|"
        r"not found: did you run|error: 404\b|not a git repository",
        "there is no repository at that address",
        "check the address; some servers also say so when they refuse to let you in",
    ),
    _cause(
        r"transport '.*' not allowed|unable to find remote helper|is not a git command",
        "git does not speak that protocol here",
        "use an https, ssh, git or file address, or a folder",
    ),
    _cause(r"no space left on device", "the disk is full", "make room, then try again"),
)


def anonymous(url: str) -> str:
    """Return an address without the user and the password that may stand in it."""
    return _USER.sub("", url)


def remote_failure(task: str, errors: str) -> RemoteError:
    """Return the error for a clone or a fetch that failed.

    Args:
        task: What was tried: "cannot clone ADDRESS".
        errors: What git printed.
    """
    detail = anonymous(complaint(errors))
    for cause in _CAUSES:
        if cause.pattern.search(errors):
            return RemoteError(f"{task}: {cause.sentence} ({detail})", hint=cause.hint)
    return RemoteError(f"{task}: {detail}", hint=repair(errors))
