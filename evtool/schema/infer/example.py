"""One sample as the example of the inferred schema, made to fit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from evtool.schema.infer.formats import FORMATS
from evtool.schema.infer.observation import kind_of

LARGEST_EXAMPLE = 200
MOST_ITEMS = 2
MOST_ENTRIES = 3

_MISFIT: Final = object()


@dataclass(slots=True)
class Choice:
    """The sample that shows most: the largest of those that are not too large, else the smallest.

    Of equals, the first; one event is kept at a time.
    """

    event: Mapping[str, Any] | None = None
    rank: tuple[bool, int] = (False, 0)

    def offer(self, event: Mapping[str, Any], size: int) -> None:
        """Consider a sample of this many values."""
        fits = size <= LARGEST_EXAMPLE
        rank = (fits, size if fits else -size)
        if self.event is None or rank > self.rank:
            self.event, self.rank = event, rank


def fit(value: Any, schema: Mapping[str, Any]) -> Any:
    """A value without what the schema does not describe, and with short arrays and maps.

    Nulls and values of another type go, wherever they stand.
    """
    fitted = _fit(value, schema)
    return {} if fitted is _MISFIT else fitted


def without_nulls(value: Any) -> Any:
    """A value without the nulls inside it."""
    if isinstance(value, dict):
        return {name: without_nulls(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [without_nulls(part) for part in value if part is not None]
    return value


def _fit(value: Any, schema: Mapping[str, Any]) -> Any:
    kind = kind_of(value)
    if schema["type"] not in (kind, "number" if kind == "integer" else kind):
        return _MISFIT
    if isinstance(value, list):
        return _fitting([_fit(item, schema["items"]) for item in value])[:MOST_ITEMS]
    if isinstance(value, dict):
        return _fit_object(value, schema)
    return value if kind != "string" or _fits_text(value, schema) else _MISFIT


def _fits_text(text: str, schema: Mapping[str, Any]) -> bool:
    form = FORMATS.get(schema.get("format", ""))
    longest = schema.get("maxLength", len(text))
    return schema.get("minLength", 0) <= len(text) <= longest and (not form or form.fits(text))


def _fit_object(value: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    if "properties" in schema:
        known = {name: one for name, one in schema["properties"].items() if name in value}
    else:
        known = dict.fromkeys(list(value)[:MOST_ENTRIES], schema["additionalProperties"])
    fitted = {name: _fit(value[name], one) for name, one in known.items()}
    return {name: part for name, part in fitted.items() if part is not _MISFIT}


def _fitting(parts: list[Any]) -> list[Any]:
    return [part for part in parts if part is not _MISFIT]
