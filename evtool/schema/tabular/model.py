"""The one type tree between a JSON Schema and the columns of any store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What one value can be."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    TIMESTAMP = "timestamp"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `enum` and `max_length` are those of texts; empty and None: unbounded."""

    kind: Kind
    enum: tuple[str, ...] = ()
    max_length: int | None = None

    def __str__(self) -> str:
        """Its kind."""
        return str(self.kind)


@dataclass(frozen=True, slots=True)
class Json:
    """Anything: several types, or none that is declared."""

    def __str__(self) -> str:
        """`json`."""
        return "json"


@dataclass(frozen=True, slots=True)
class ListOf:
    """Several values of one type."""

    item: Type

    def __str__(self) -> str:
        """`list of` its items."""
        return f"list of {self.item}"


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values of one type by any names."""

    value: Type

    def __str__(self) -> str:
        """`map of` its values."""
        return f"map of {self.value}"


@dataclass(frozen=True, slots=True)
class Member:
    """One declared property of a struct."""

    name: str
    type: Type
    description: str = ""


@dataclass(frozen=True, slots=True)
class Struct:
    """Declared properties, in the order of the schema."""

    members: tuple[Member, ...] = ()

    def __str__(self) -> str:
        """`object`."""
        return "object"


Type = Scalar | Json | ListOf | MapOf | Struct
"""Any node of the tree."""
