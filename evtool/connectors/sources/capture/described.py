"""Sources that can tell what the schemas of their events should be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Described(Protocol):
    """A source whose store describes its rows."""

    def schemas(self) -> Mapping[str, dict[str, Any]]:
        """Drafts of schemas as sources to be checked in, by table. The source is open.

        Raises:
            TargetFailure: The store is away.
            ConfigurationError: A table is missing.
        """
