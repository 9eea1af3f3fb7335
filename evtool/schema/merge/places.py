"""Where in a document a map stands, found by the identity of the map."""

from __future__ import annotations

from typing import Any

from evtool.schema.merge.failure import Holder
from evtool.schema.pointer import escape_token, format_pointer


class Places:
    """A copy of a document in which each map stands in one place only, with those places.

    A dereferenced document may hold one object in many places. `copy` does not, so the
    object that a failure names tells its place.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._pointers: dict[int, str] = {}
        self.copy: dict[str, Any] = self._copied(document, "")

    def pointer(self, holder: Holder) -> str:
        """The JSON pointer (RFC 6901) of what a holder means."""
        schema, tokens = holder
        return self._pointers[id(schema)] + format_pointer(tokens)

    def _copied(self, value: Any, pointer: str) -> Any:
        if isinstance(value, list):
            return [self._copied(item, f"{pointer}/{i}") for i, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        copy = {
            name: self._copied(v, f"{pointer}/{escape_token(name)}") for name, v in value.items()
        }
        self._pointers[id(copy)] = pointer
        return copy
