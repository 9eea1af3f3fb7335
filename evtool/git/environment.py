"""The environment in which git runs: which variables reach it, and which must not.

Git hands its hooks the variables of the repository that runs them. They are right
for that repository and wrong for each other one, a submodule or a second clone for
instance, so all are taken away and only the index is put back where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_OF_ONE_REPOSITORY = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
_CHANGING_OUTPUT = frozenset(
    {
        "GIT_DIFF_OPTS",
        "GIT_EXTERNAL_DIFF",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_TRACE",
    }
)
_FIXED = {
    "LC_ALL": "C",  # messages are read by evtool
    "GIT_OPTIONAL_LOCKS": "0",  # reading must not stand in the way of a commit
    "GIT_TERMINAL_PROMPT": "0",  # nobody answers
}


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` without what belongs to one repository or changes git's output.

    Configuration given with `git -c` and through `GIT_CONFIG_*` stays: people use it
    for proxies and `safe.directory`.
    """
    dropped = _OF_ONE_REPOSITORY | _CHANGING_OUTPUT
    return {name: value for name, value in environ.items() if name not in dropped} | _FIXED


def ambient_index(
    environ: Mapping[str, str], *, here: Path, root: Path, git_dir: Path
) -> Path | None:
    """Return the index of `GIT_INDEX_FILE` when it is meant for this repository.

    `git commit -a` and `git commit FILE` let their hooks work on an index of their own
    (`index.lock`, `next-index-*.lock`), named by that variable: it is what gets
    committed. Git reads a relative name from the top of the work tree.

    Args:
        environ: The variables that evtool was started with.
        here: The current folder, which is the top of the work tree in a hook.
        root: The top of this repository's work tree.
        git_dir: This work tree's git folder.
    """
    name = environ.get("GIT_INDEX_FILE")
    if not name:
        return None
    index = root / name
    if index.parent == git_dir:
        return index if index.exists() else None
    if "GIT_DIR" in environ:
        return index if (here / environ["GIT_DIR"]).resolve() == git_dir else None
    of_another = (index.parent / "HEAD").is_file()
    return index if here == root and not of_another else None


def commit_environments(environment: Mapping[str, str], git_dir: Path) -> list[Mapping[str, str]]:
    """Return an environment for each index in which a file must be staged.

    One, except during `git commit FILE`: git then commits a temporary index and puts
    `index.lock` in the place of the real one afterwards.
    """
    index = Path(environment.get("GIT_INDEX_FILE", ""))
    real = git_dir / "index.lock"
    partial = index.parent == git_dir and index.name.startswith("next-index-") and real.exists()
    return [environment, {**environment, "GIT_INDEX_FILE": str(real)}] if partial else [environment]


def remote_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` for talking to a remote: nothing may open a window or ask.

    Programs that answer without asking (`GIT_ASKPASS`, credential helpers, an SSH
    agent) go on working.
    """
    quiet = {"GCM_INTERACTIVE": "never", "SSH_ASKPASS_REQUIRE": "never"}
    return {name: v for name, v in environment.items() if name != "SSH_ASKPASS"} | quiet
