"""One part of what holds for a stream, with the place where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["default", "entry"]


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings as they are written: defaults, or an entry; perhaps of an environment.

    `tokens` lead to them in the document of `path`.
    """

    kind: Kind
    value: dict[str, Any]
    path: Path
    tokens: tuple[str, ...]
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What one environment changes: the defaults, and entries by their keys.

    Without `extends` (in the file: a name without `+`), it stands instead of what is
    configured, not over it.
    """

    environment: str
    extends: bool
    kind: Kind
    layers: tuple[tuple[str, Layer], ...]
