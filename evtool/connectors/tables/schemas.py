"""The type trees of events, by their `$schema`, out of the workspace's repositories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evtool.document import parse_document
from evtool.errors import SchemaError
from evtool.schema.repository import Repository
from evtool.schema.tabular.model import Struct
from evtool.schema.tabular.reading import read_tree
from evtool.schema.tabular.union import union_of
from evtool.schema.version import SchemaId
from evtool.workspace import Workspace

_ENDINGS = (".yaml", ".json", "")


class Schemas:
    """The schemas of some repositories, read when they are first asked for.

    What is found is kept: a released version never changes. What is not found is looked
    for again, since it may come with the next pull.
    """

    def __init__(self, repositories: Sequence[Repository]) -> None:
        self._repositories = tuple(repositories)
        self._trees: dict[SchemaId, Struct] = {}

    @classmethod
    def of(cls, workspace: Workspace) -> Schemas:
        """Those of a workspace."""
        return cls(workspace.repositories)

    def tree(self, schema: SchemaId) -> Struct:
        """A version with all before it of its major: the same columns in whatever order.

        Raises:
            SchemaError: It is in no repository, or no columns can be made of it.
        """
        found = self._trees.get(schema)
        if found is None:
            found = self._trees[schema] = union_of(
                read_tree(self._read(one)) for one in self._up_to(schema)
            )
        return found

    def latest(self, title: str) -> SchemaId | None:
        """The newest version of a schema."""
        return max(self._versions(title), default=None)

    def _up_to(self, schema: SchemaId) -> list[SchemaId]:
        before = {
            one
            for one in self._versions(schema.title)
            if one.version.major == schema.version.major and one.version < schema.version
        }
        return [*sorted(before), schema]

    def _versions(self, title: str) -> Iterator[SchemaId]:
        for repository in self._repositories:
            folder = repository.root / title
            for path in folder.glob("*.*.*") if folder.is_dir() else ():
                name = path.name.removesuffix(".yaml").removesuffix(".json")
                found = SchemaId.match(f"/{title}/{name}")
                if found is not None:
                    yield found

    def _read(self, schema: SchemaId) -> Mapping[str, Any]:
        for repository in self._repositories:
            for ending in _ENDINGS:
                path = f"{str(schema)[1:]}{ending}"
                text = repository.store.read(path)
                if text is None:
                    continue
                value = parse_document(text, repository.store.place(path)).value
                if isinstance(value, Mapping):
                    return value
        raise SchemaError(
            f"no repository of the workspace has the schema {schema}",
            hint="add its repository to evtool.yaml, or run `evtool repo sync`",
        )
