"""How far a source has come: a small file beside the log, replaced as a whole.

It is written after the log has the events. What a killed process has appended since it was
written last is read again, and makes events with the same `meta.id`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evtool.connectors.failure import TargetFailure
from evtool.errors import ConfigurationError, EvtoolError
from evtool.files import ReadError, read_bytes, write_whole

_VERSION = 1


class SavedPosition:
    """The position of one source. It is used by one thread of one process at a time."""

    def __init__(self, state: Path, connector: str) -> None:
        self.path = state / "connect" / f"{file_name(connector)}.position.json"
        self._connector = connector
        self._last: tuple[str, Any] | None = None

    def load(self, identity: str) -> Any:
        """Where to go on in the store of this identity; None: nothing was saved.

        Raises:
            ConfigurationError: What is saved is of another store, or is damaged.
        """
        found = self.read()
        if found is None:
            return None
        if found["source"] != identity:
            raise ConfigurationError(
                f"{self._connector}: the saved position is of {found['source']},"
                f" and the source is now {identity}",
                hint=f"to begin anew give the connector another name, or remove {self.path}",
            )
        self._last = identity, found["position"]
        return found["position"]

    def read(self) -> dict[str, Any] | None:
        """What is saved, with `source` and `position`; None: nothing is.

        Raises:
            ConfigurationError: The file is damaged.
        """
        try:
            found = json.loads(read_bytes(self.path))
        except ReadError as error:
            if error.missing:
                return None
            raise
        except ValueError:
            found = None
        whole = isinstance(found, dict) and {"source", "position"} <= found.keys()
        if not whole or found.get("version") != _VERSION:
            raise ConfigurationError(
                f"{self.path} holds no position",
                hint="bring it back from a backup, or remove it to read the source from its start",
            )
        made: dict[str, Any] = found
        return made

    def save(self, identity: str, position: Any) -> None:
        """Keep a position; when this returns it is on the disk.

        Raises:
            TargetFailure: It cannot be written now.
        """
        if (identity, position) == self._last:
            return
        document = {"version": _VERSION, "source": identity, "position": position}
        try:
            write_whole(self.path, json.dumps(document).encode())
        except EvtoolError as error:
            raise TargetFailure(str(error), hint=error.hint) from error
        self._last = identity, position


def file_name(connector: str) -> str:
    """The name of a connector as the beginning of the name of a file."""
    return quote(connector, safe="")
