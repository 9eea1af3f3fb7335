"""One version of a schema as events are checked against it: dereferenced and merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evtool.document import Document
from evtool.rules.problem import Problem, Spot, Tokens
from evtool.rules.subject.node import Node, Role, nodes
from evtool.rules.subject.origin import Written, origins
from evtool.rules.subject.schema_file import SchemaFile
from evtool.schema.settings import MaterializeSettings
from evtool.schema.version import Version


@dataclass(eq=False)
class CheckedSchema:
    """The value of one version.

    `file` is what it was made of: the source, or a materialized file. `composed` tells
    that references or `allOf` were written out on the way, so that its parts stand in
    several places. `superseded` marks a version that is not the newest: it cannot be
    repaired any more.
    """

    file: SchemaFile
    document: Document
    version: Version | None
    value: Any
    composed: bool = False
    superseded: bool = False

    @property
    def settings(self) -> MaterializeSettings:
        """How schemas of the repository are materialized."""
        return self.file.folder.settings

    @property
    def title(self) -> str:
        """The folder of the schema below the root."""
        return self.file.folder.title

    @property
    def schema(self) -> str:
        """The `$id`, or where there is none what it should be."""
        return self.file.schema

    @property
    def map(self) -> dict[str, Any]:
        """The keywords of the root; empty for what is no map."""
        return self.value if isinstance(self.value, dict) else {}

    @cached_property
    def nodes(self) -> Sequence[Node]:
        """Every subschema."""
        return nodes(self.value)

    @cached_property
    def described(self) -> Sequence[Node]:
        """The subschemas that say what events hold: no conditions, no definitions."""
        return [node for node in self.nodes if node.describes]

    @cached_property
    def shapes(self) -> Sequence[Node]:
        """Those that give a value its shape: no branches, which only say more about it."""
        return [node for node in self.described if node.role is not Role.BRANCH]

    @cached_property
    def fields(self) -> Sequence[Node]:
        """The declared fields of events, at any depth."""
        return [node for node in self.described if node.role is Role.PROPERTY]

    @cached_property
    def is_sound(self) -> bool:
        """Whether it is a valid schema, so that a validator can use it."""
        from evtool.rules.vocabulary import faults

        return not any(
            isinstance(node.map.get("$ref"), str) or any(True for _ in faults(node))
            for node in self.nodes
        )

    @property
    def examples(self) -> Sequence[Any]:
        """Its examples; empty where there are none."""
        found = self.map.get("examples")
        return found if isinstance(found, list) else []

    def origins(self, tokens: Tokens) -> list[Written]:
        """Where a part is written: in the file itself, in fragments, or in both."""
        if not self.composed:
            return [Written(self.document, "", tokens, None)]
        return origins(self.document, self.file.sources, self.value, tokens)

    def spot(self, problem: Problem) -> Spot:
        """See `Subject.spot`; what a fragment brings in stands at the reference to it."""
        if problem.place is not None:
            return Spot.at(problem.place, problem.at)
        written = self.origins(problem.at)[0]
        tokens = written.tokens if written.via is None else written.via
        return Spot.at(self.document.place(tokens), tokens)
