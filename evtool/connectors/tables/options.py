"""The options that all sinks with tables have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evtool.config import Section, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How streams become tables."""

    prefix: str = setting("", help="Begins the name of every table.")
    nested: Literal["flatten", "json"] = setting(
        "flatten", help="Nested objects: a column for each member (a__b), or one of JSON."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOptions(TableOptions):
    """Tables that keep every event, or the latest of each key."""

    mode: Literal["append", "state"] = setting(
        "append", help="append keeps every event; state the latest of each key."
    )
    key: tuple[str, ...] = setting(
        (), help="For state: the fields that make the key, such as page.page_id."
    )
    version: str = setting(
        "",
        help="For state: the field that grows with each change; an event with a smaller one "
        "changes nothing. Without it the offset, which holds while a key stays in its partition.",
    )
    deleted: str = setting(
        "", help="For state: FIELD=VALUE of events that mark their row as deleted (_deleted)."
    )

    def check(self, section: Section) -> None:
        """Refuse options that mean nothing together.

        Raises:
            ConfigurationError: There are such.
        """
        if self.mode == "state" and not self.key:
            raise section.error(
                "mode state needs the fields of a key", "write `key: [page.page_id]`"
            )
        if self.mode == "append" and (self.key or self.version or self.deleted):
            raise section.error("key, version and deleted are for mode state", "add `mode: state`")
        if self.deleted and "=" not in self.deleted:
            raise section.below("deleted").error("must be FIELD=VALUE")


def path_of(field: str) -> tuple[str, ...]:
    """The way to a field that is written with dots, or as a pointer where names have dots."""
    return tuple(field[1:].split("/")) if field.startswith("/") else tuple(field.split("."))
