"""What a comparison finds: a tree of fields, each with the keywords that changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final


class Absent(Enum):
    """The value of a keyword, or the schema of a field, that is not there."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Marker(StrEnum):
    """What happened to a field; `UNCHANGED` ones are kept only for the fields below them."""

    ADDED = "+"
    REMOVED = "-"
    CHANGED = "~"
    UNCHANGED = " "


class Step(Enum):
    """How a field is reached from the one above it."""

    ROOT = "root"
    PROPERTY = "property"
    ITEMS = "items"
    VALUES = "values"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class KeywordChange:
    """One keyword of one field with its old and its new value, either of which may be absent.

    The keyword `required` carries two booleans: whether the field itself was and is required.
    Only on an object that requires names it does not declare does it carry lists of these names.
    `documentation` marks what no event can notice: descriptions, examples, the `$id`.
    """

    keyword: str
    old: Any
    new: Any
    documentation: bool = False


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that differs, or that holds fields that do; the root stands for the schema.

    `path` reads like `meta.dt`, `items[]` or `tags{}` and is empty for the root; `name` is the last
    name in it as the schema has it, empty for items and values. `old` and `new` are the schemas of
    the field, `ABSENT` where there is none. `required` is the state in the new schema, or in the
    old one for a removed field.
    """

    path: str
    name: str
    step: Step
    marker: Marker
    old: Any = field(repr=False)
    new: Any = field(repr=False)
    required: bool = False
    changes: tuple[KeywordChange, ...] = ()
    fields: tuple[FieldDifference, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two schemas are the same here and below."""
        return self.marker is Marker.UNCHANGED and not self.fields

    @property
    def documentation_only(self) -> bool:
        """Whether no event can notice any difference here or below."""
        if self.marker in (Marker.ADDED, Marker.REMOVED):
            return False
        return all(change.documentation for change in self.changes) and all(
            one.documentation_only for one in self.fields
        )
