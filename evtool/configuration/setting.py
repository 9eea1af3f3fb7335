"""One value of the effective configuration, and where it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evtool.errors import Place
from evtool.finding import shown_path

Kind = Literal["file", "default", "environment", "command line"]

HIDDEN = "(hidden)"
"""What is shown in place of a secret."""

_SECRET = re.compile(
    r"passw|secret|token|credential|api_?key|private_?key|authorization|cookie|\Akey\Z",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(://[^/\s:@]*):[^/\s@]+@")
_NAMED = re.compile(
    r"((?:\A|[?&;\s])(?:password|passwd|secret|token|api_?key)\s*=\s*)('[^']*'|[^&;\s]+)",
    re.IGNORECASE,
)
"""As in `host=db password=...`, and in the queries of URLs."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value is from.

    `place` is set for a file, `variables` are the environment variables that took part.
    """

    kind: Kind = "default"
    place: Place | None = None
    variables: tuple[str, ...] = ()

    def text(self, root: Path | None = None) -> str:
        """`evtool.yaml:12`, `default`, `environment EVTOOL_COLOR`, ..., for people."""
        names = ", ".join(self.variables)
        if self.place is None:
            return f"{self.kind} {names}".rstrip()
        line = f"{shown_path(self.place.path, root)}:{self.place.line}"
        return f"{line} with {names}" if names else line

    def as_json(self, root: Path | None = None) -> dict[str, Any]:
        """The origin for scripts."""
        made: dict[str, Any] = {"kind": self.kind}
        if self.place is not None:
            made |= {"path": shown_path(self.place.path, root), "line": self.place.line}
        return {**made, "variables": list(self.variables)} if self.variables else made


@dataclass(frozen=True, slots=True)
class Setting:
    """One value: the way to it (keys, and indexes of lists), and its origin.

    `secret` says that whoever reads the value marks it so; many are known by their keys.
    """

    tokens: tuple[str | int, ...]
    value: Any
    origin: Origin = Origin()
    secret: bool = False

    @property
    def key(self) -> str:
        """The dotted way, such as `repositories[0].path`."""
        text = ""
        for token in self.tokens:
            text += f"[{token}]" if isinstance(token, int) else f".{token}" if text else token
        return text

    @property
    def shown(self) -> Any:
        """The value as it may be printed: passwords and the like are hidden."""
        secret = self.secret or any(
            isinstance(token, str) and _SECRET.search(token) for token in self.tokens
        )
        return (
            HIDDEN
            if secret and self.value not in (None, False, True)
            else without_login(self.value)
        )


def without_login(value: Any) -> Any:
    """The value with passwords in URLs hidden; lists of texts are searched too."""
    if isinstance(value, list):
        return [without_login(item) for item in value]
    if not isinstance(value, str):
        return value
    return _NAMED.sub(rf"\1{HIDDEN}", _LOGIN.sub(rf"\1:{HIDDEN}@", value))
