"""What is known about one format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from evtool.schema.compatibility.regex import Pattern, pattern_of

EVERY_STRING: Final = ""
"""The pattern that is found in every string."""


@dataclass(frozen=True, eq=False)
class Format:
    """One format.

    `test` says whether a string has it: None where specifications or validators in use leave it
    open. Every string that has the format matches `cover`; where `exact` is set, and no other
    does. `samples` have it for sure. `within` names the formats that all its strings have too.
    """

    name: str
    test: Callable[[str], bool | None]
    samples: tuple[str, ...]
    cover: str = EVERY_STRING
    exact: bool = False
    within: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def pattern(self) -> Pattern:
        """The pattern of `cover`."""
        return pattern_of(self.cover)

    def __repr__(self) -> str:
        """The name."""
        return f"format {self.name}"
