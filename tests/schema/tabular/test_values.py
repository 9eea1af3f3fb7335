"""Values as JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evtool.schema.tabular.values import Unfit, json_text


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("depth", [1, 128, 129, 400])
def test_what_is_nested_is_written(depth: int) -> None:
    """Also where the quick way would write beyond its memory."""
    value = [nested(depth)] * 9
    assert json.loads(json_text(value)) == value


def test_what_is_nested_too_deeply_is_refused() -> None:
    """As a value that does not fit; it can be told, too."""
    with pytest.raises(ValueError, match="nested too deeply"):
        json_text(nested(5000))
    assert "cannot hold [[[" in str(Unfit("c", nested(200), "why"))
