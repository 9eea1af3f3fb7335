"""One work tree: what changed, what is staged, what other commits hold."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from evtool.git import output, place
from evtool.git.discovery import discover
from evtool.git.environment import commit_environments
from evtool.git.output import Entry
from evtool.git.program import Answer, GitError, refusal, run
from evtool.git.refs import BASE_REFS, Known, MissingRef, base_branch, missing_ref


@dataclass(frozen=True, slots=True)
class Git:
    """A git work tree; get one with `Git.find`.

    Folders and files are given as paths of any spelling. Paths that come back are
    absolute and start with the folder as the caller spelled it, so they compare with
    the caller's own paths also where that spelling goes through symbolic links.
    Nothing is cached: each method asks git, most with one process.

    `root` is the top of the work tree, `git_dir` its own git folder, `common_dir` the
    git folder it shares with linked work trees (the same in a plain clone).
    """

    root: Path
    git_dir: Path
    common_dir: Path
    environment: Mapping[str, str] = field(repr=False, compare=False)

    @classmethod
    def find(cls, folder: Path) -> Self | None:
        """Return the work tree around `folder`; None outside git or without git.

        Inside a git hook the index that is being committed is the one that is read.

        Raises:
            GitError: It is a bare repository, or git refuses to open it (its owner is
                somebody else, its configuration is damaged).
        """
        found = discover(folder)
        if found is None:
            return None
        return cls(found.root, found.git_dir, found.common_dir, found.environment)

    # Where the work tree stands

    def is_shallow(self) -> bool:
        """Whether history was cut off when this was cloned (`--depth`)."""
        cut = self.common_dir / "shallow"
        return cut.is_file() and cut.stat().st_size > 0

    def head_commit(self) -> str | None:
        """Return the id of the checked out commit; None before the first one."""
        return self._commit_id("HEAD")

    def branch(self) -> str | None:
        """Return the checked out branch, also before its first commit; None when detached."""
        answer = self.ask("symbolic-ref", "--quiet", "--short", "HEAD")
        return _line(answer.output) if answer.code == 0 else None

    def resolve(self, ref: str) -> str:
        """Return the id of the commit that a branch, tag, id or `HEAD~2` means.

        Raises:
            MissingRef: There is none; the hint fetches it.
        """
        commit = self._commit_id(ref)
        if commit is None:
            raise self._missing(ref)
        return commit

    def merge_base(self, ref: str) -> str | None:
        """Return the id of the newest commit that HEAD and `ref` share.

        None when they share none, or HEAD has no commit yet.

        Raises:
            MissingRef: There is no `ref`.
            GitError: History is cut off before the shared commit.
        """
        answer = self.ask("merge-base", "--end-of-options", "HEAD", ref)
        if answer.code == 0:
            return _line(answer.output)
        if answer.code > 1:
            self.resolve(ref)
        elif self.is_shallow():
            raise GitError(
                f"this shallow clone does not reach back to what HEAD shares with {ref}",
                hint="`git fetch --unshallow` gets the history; "
                "in GitHub Actions: `fetch-depth: 0` for actions/checkout",
            )
        return None

    def default_branch(self) -> str | None:
        """Return the branch that others build on: `origin/main`, `main`, ... if there is one.

        The remote's own choice (`origin/HEAD`) counts first, then `main` and `master` of
        the remote, then local ones.
        """
        listed = self.demand("for-each-ref", "--format=%(refname) %(symref)", *BASE_REFS)
        return base_branch(os.fsdecode(listed).splitlines())

    # What changed

    def modified(self, folder: Path) -> list[Path]:
        """Return files below `folder` that differ from HEAD, in the work tree or the index.

        New files count unless they are ignored; deleted files do not. Before the first
        commit every file counts.
        """
        flags = ("--untracked-files=all", "--no-renames", "--ignore-submodules=all")
        inside = place.below(self.root, folder)
        listed = self.demand("status", "--porcelain=v2", "-z", *flags, "--", inside)
        return place.spelled(output.present_names(listed), inside, folder)

    def staged(self, folder: Path) -> list[Path]:
        """Return files below `folder` that are in the index and differ there from HEAD.

        Added, modified, renamed, copied and type-changed files; not deleted ones.
        """
        flags = ("--cached", "--name-only", "-z", "--no-renames", "--ignore-submodules=all")
        # The user's settings must not make names relative.
        relative = ("-c", "diff.relative=false")
        inside = place.below(self.root, folder)
        listed = self.demand(*relative, "diff", *flags, "--diff-filter=AMT", "--", inside)
        return place.spelled(output.names(listed), inside, folder)

    # Content of the index and of commits

    def index_files(self, folder: Path) -> dict[Path, Entry]:
        """Return the files below `folder` in the index, as the next commit will have them.

        Files in conflict and files that are only announced (`git add -N`) are left out.
        """
        inside = place.below(self.root, folder)
        listed = self.demand("ls-files", "--stage", "--full-name", "-z", "--", inside)
        entries = output.index_entries(listed)
        if any(entry.is_empty for entry in entries.values()):
            flags = ("--name-only", "--diff-filter=A", "-z")
            announced = self.demand("diff-files", *flags, "--", inside)
            for name in output.names(announced):
                entries.pop(name, None)
        return place.spelled_keys(entries, inside, folder)

    def tree_files(self, ref: str, folder: Path) -> dict[Path, Entry]:
        """Return the files below `folder` in the commit `ref`.

        Raises:
            MissingRef: There is no such commit.
        """
        inside = place.below(self.root, folder)
        flags = ("-r", "-z", "--full-tree", "--end-of-options")
        answer = self.ask("ls-tree", *flags, ref + "^{commit}", inside)
        if answer.code != 0:
            self.resolve(ref)
            raise refusal(answer)
        return place.spelled_keys(output.tree_entries(answer.output), inside, folder)

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the contents by blob id, all through one git process.

        Raises:
            GitError: An object is missing from the repository.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        answer = self.demand("cat-file", "--batch", send="".join(f"{i}\n" for i in wanted).encode())
        contents = {}
        for blob, content in output.batch(answer):
            if content is None:
                raise GitError(
                    f"git has no object {blob} any more", hint="`git fsck` says what is damaged"
                )
            contents[blob] = content
        return contents

    # Writing

    def add(self, paths: Iterable[Path]) -> None:
        """Stage files as they stand in the work tree; a deleted file is staged as deleted.

        During `git commit FILE` git commits a temporary index and keeps the real one
        locked until the end. Files are staged in both, or the next commit would take
        them out again.

        Raises:
            GitError: A file is ignored, or another git process is at work.
        """
        names = b"\0".join(os.fsencode(place.file_name(self.root, path)) for path in paths)
        if not names:
            return
        for environment in commit_environments(self.environment, self.git_dir):
            command = ("add", "--pathspec-from-file=-", "--pathspec-file-nul")
            answer = run(command, folder=self.root, environment=environment, send=names)
            if answer.code != 0:
                raise refusal(answer)

    def hooks_folder(self) -> Path:
        """Return where git looks for hooks here: `core.hooksPath`, else the shared `hooks`."""
        # Asked at the top of the work tree, where a relative core.hooksPath starts.
        return self.root / _line(self.demand("rev-parse", "--git-path", "hooks"))

    # Asking git

    def ask(self, *arguments: str, send: bytes = b"") -> Answer:
        """Run git at the top of the work tree; its exit code is for the caller to judge."""
        return run(arguments, folder=self.root, environment=self.environment, send=send)

    def demand(self, *arguments: str, send: bytes = b"") -> bytes:
        """Run git at the top of the work tree and return its output.

        Raises:
            GitError: Git refused.
        """
        answer = self.ask(*arguments, send=send)
        if answer.code != 0:
            raise refusal(answer)
        return answer.output

    def _commit_id(self, ref: str) -> str | None:
        answer = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}")
        return _line(answer.output) if answer.code == 0 else None

    def _missing(self, ref: str) -> MissingRef:
        refs = os.fsdecode(self.demand("for-each-ref", "--format=%(refname)", "refs/remotes"))
        remotes = os.fsdecode(self.demand("remote"))
        return missing_ref(ref, Known(refs.splitlines(), remotes.splitlines(), self.is_shallow()))


def _line(output: bytes) -> str:
    """Return the one answer that git printed; it may itself hold line ends."""
    return os.fsdecode(output.removesuffix(b"\n"))
