"""What evtool sees and stages when git runs it as a hook."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# A hook that says what it sees of a folder, and stages a file there if it is told to.
HOOK = """#!{python}
import json, sys
from pathlib import Path
from evtool.git import Git
folder, new = Path({folder!r}), {new!r}
git = Git.find(folder)
staged = [path.name for path in git.staged(folder)]
entries = git.index_files(folder)
contents = git.blobs(entry.blob for entry in entries.values())
texts = {{path.name: contents[entry.blob].decode() for path, entry in entries.items()}}
Path({report!r}).write_text(json.dumps([str(git.root), staged, texts]))
for name in new:
    (folder / name).write_text("made by the hook")
git.add(folder / name for name in new)
"""


@pytest.fixture
def hook(tmp_path: Path) -> Callable[..., Callable[[], list[object]]]:
    """Give a function that installs the hook above and returns what reads its report."""

    def install(hooks: Path, folder: Path, new: tuple[str, ...] = ()) -> Callable[[], list[object]]:
        report = tmp_path / "report.json"
        facts = {"python": sys.executable, "folder": str(folder), "report": str(report)}
        path = hooks / "pre-commit"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HOOK.format(new=new, **facts))
        path.chmod(0o755)

        def read() -> list[object]:
            answer: list[object] = json.loads(report.read_text())
            return answer

        return read

    return install


def test_a_plain_commit_shows_its_hook_what_is_staged(
    repository: Path, git: Callable[..., str], hook: Callable[..., Callable[[], list[object]]]
) -> None:
    """On an unborn branch too, and from a folder below the top."""
    read = hook(repository / ".git" / "hooks", repository, ("new",))
    (repository / "sub").mkdir()
    (repository / "sub" / "a").write_text("staged")
    git(repository / "sub", "add", "a")
    (repository / "sub" / "a").write_text("later")
    git(repository / "sub", "commit", "--quiet", "--message=x")
    assert read() == [str(repository), ["a"], {"a": "staged"}]
    assert git(repository, "show", "--name-only", "--format=") == "new\nsub/a"
    assert git(repository, "status", "--short") == "M sub/a"


def test_commit_all_shows_its_hook_the_index_of_that_commit(
    repository: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    hook: Callable[..., Callable[[], list[object]]],
) -> None:
    """`git commit -a` works on `index.lock`: what the hook adds there is committed."""
    commit(repository, {"a": "1", "b": "1"})
    read = hook(repository / ".git" / "hooks", repository, ("new",))
    (repository / "a").write_text("2")
    git(repository, "commit", "--quiet", "--all", "--message=x")
    assert read() == [str(repository), ["a"], {"a": "2", "b": "1"}]
    assert git(repository, "show", "--name-only", "--format=") == "a\nnew"
    assert git(repository, "status", "--short") == ""


@pytest.mark.parametrize("linked", [False, True])
def test_commit_of_one_file_leaves_nothing_behind(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    hook: Callable[..., Callable[[], list[object]]],
    *,
    linked: bool,
) -> None:
    """`git commit FILE` commits a temporary index; what the hook adds stays in the real one.

    Otherwise the next commit would delete it again.
    """
    commit(repository, {"a": "1", "b": "1"})
    work = repository
    if linked:
        work = tmp_path / "linked"
        git(repository, "worktree", "add", "--quiet", str(work))
    read = hook(repository / ".git" / "hooks", work, ("new",))
    for name in ("a", "b"):
        (work / name).write_text("2")
    git(work, "add", "b")
    git(work, "commit", "--quiet", "--message=x", "a")
    assert read() == [str(work), ["a"], {"a": "2", "b": "1"}]
    assert git(work, "show", "--name-only", "--format=") == "a\nnew"
    assert git(work, "status", "--short") == "M  b"


@pytest.mark.parametrize("option", ["--all", "a"])
def test_a_hook_may_look_at_another_repository(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    hook: Callable[..., Callable[[], list[object]]],
    *,
    option: str,
) -> None:
    """A workspace has several repositories: the index of one never serves for another."""
    commit(repository, {"a": "1"})
    git(tmp_path, "clone", "--quiet", str(repository), "clone")
    clone = tmp_path / "clone"
    (clone / "only").write_text("there")
    git(clone, "add", "only")
    read = hook(repository / ".git" / "hooks", clone, ("new",))
    (repository / "a").write_text("2")
    git(repository, "commit", "--quiet", "--message=x", option)
    assert read() == [str(clone), ["only"], {"a": "1", "only": "there"}]
    assert git(repository, "status", "--short") == ""
    assert git(clone, "status", "--short") == "A  new\nA  only"


def test_a_hook_in_a_submodule_sees_the_submodule(
    repository: Path,
    tmp_path: Path,
    git: Callable[..., str],
    commit: Callable[..., str],
    hook: Callable[..., Callable[[], list[object]]],
) -> None:
    """Git sets `GIT_DIR` for the hooks of submodules, which must not move the top."""
    commit(repository, {"sub/a": "1"})
    git(tmp_path, "init", "--quiet", "above")
    local = ("-c", "protocol.file.allow=always")
    git(tmp_path / "above", *local, "submodule", "--quiet", "add", str(repository), "inner")
    inner = tmp_path / "above" / "inner"
    read = hook(tmp_path / "above" / ".git" / "modules" / "inner" / "hooks", inner / "sub", ("n",))
    (inner / "sub" / "a").write_text("2")
    git(inner, "commit", "--quiet", "--all", "--message=x")
    assert read() == [str(inner), ["a"], {"a": "2"}]
    assert git(inner, "status", "--short") == ""
