"""What happened to the schemas of a repository between two commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evtool.git import Git
from evtool.git.history import Commit, log
from evtool.schema.catalog import Entry, list_entries
from evtool.schema.repository import Repository


@dataclass(frozen=True, slots=True)
class SchemaChanges:
    """Titles that came and went; of the others: versions, by `$id`, and changed sources.

    `rewritten` are versions whose content is not what it was: a promise was broken.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """The commits from `old` to `new` that touched the schemas, newest first, and their sum."""

    old: str
    new: str
    commits: tuple[Commit, ...]
    schemas: SchemaChanges


def changes_of(repository: Repository, git: Git, old: str, new: str) -> Changes:
    """What `new` has that `old` has not, below the repository's root.

    Raises:
        MissingRef: There is no such commit here.
    """
    files = [_files(repository, git, ref) for ref in (old, new)]
    return Changes(
        git.resolve(old),
        git.resolve(new),
        tuple(log(git, old, new, repository.root)),
        compare(repository, *files),
    )


def compare(
    repository: Repository, old: Mapping[str, str], new: Mapping[str, str]
) -> SchemaChanges:
    """Compare two trees: path below the root -> id of the content."""
    before = {one.title: one for one in list_entries(repository, old)}
    after = {one.title: one for one in list_entries(repository, new)}
    pairs = [(before[title], after[title]) for title in sorted(before.keys() & after.keys())]
    return SchemaChanges(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        versions=tuple(one for was, now in pairs for one in _missing(now, was)),
        withdrawn=tuple(one for was, now in pairs for one in _missing(was, now)),
        rewritten=tuple(one for was, now in pairs for one in _rewritten(was, now, old, new)),
        sources=tuple(
            now.title for _, now in pairs if old.get(now.source_path) != new.get(now.source_path)
        ),
    )


def _files(repository: Repository, git: Git, ref: str) -> dict[str, str]:
    entries = git.tree_files(ref, repository.root)
    return {
        path.relative_to(repository.root).as_posix(): entry.blob for path, entry in entries.items()
    }


def _missing(these: Entry, others: Entry) -> Iterator[str]:
    """The versions that only the first has."""
    return (str(these.id(one)) for one in these.versions if one not in others.versions)


def _rewritten(
    was: Entry, now: Entry, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[str]:
    for version in was.versions:
        paths = (was.path(version, kind) for kind in was.versions[version])
        if any(path in new and new[path] != old[path] for path in paths):
            yield str(now.id(version))
