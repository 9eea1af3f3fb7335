"""What rules ask about one schema, found out once for all streams that name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evtool.rules.stream.table import untabular


@dataclass(frozen=True, eq=False)
class SchemaFacts:
    """The newest version of a schema, without references, and what follows from it."""

    value: Mapping[str, Any]

    @cached_property
    def is_sound(self) -> bool:
        """Whether it is a valid JSON Schema, so that events can be checked against it."""
        from jsonschema import Draft7Validator, SchemaError

        try:
            Draft7Validator.check_schema(self.value)
        except SchemaError:
            return False
        return True

    @cached_property
    def untabular(self) -> Sequence[tuple[str, str]]:
        """The fields that no column of a table can hold, and why."""
        return list(untabular(self.value))
