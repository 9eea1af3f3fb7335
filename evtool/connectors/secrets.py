"""Options that nobody may read in a log, a traceback or the output of a command."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

_USER = re.compile(r"//[^/@\s]*@")


class Secretive:
    """A configuration that shows `***` where a setting is marked as `secret`.

    Its class is a dataclass with `repr=False`.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """The settings, without what is secret."""
        shown = [f"{field.name}={self._shown(field)}" for field in dataclasses.fields(self)]  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(shown)})"

    def _shown(self, field: dataclasses.Field[Any]) -> str:
        value = getattr(self, field.name)
        return "***" if value and field.metadata.get("secret") else without_user(repr(value))


def without_user(url: str) -> str:
    """A URL without the name and the password that may stand in it."""
    return _USER.sub("//***@", url)
