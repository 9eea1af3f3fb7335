"""What a connector may know besides its options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evtool.workspace import Workspace


@dataclass(frozen=True)
class Context:
    """The name of the connector, and the workspace that it stands in.

    A sink or source whose constructor has a second parameter is given this.
    """

    name: str
    workspace: Workspace

    @property
    def root(self) -> Path:
        """The folder from which relative paths start."""
        return self.workspace.root
