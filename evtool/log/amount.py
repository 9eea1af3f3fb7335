"""Amounts as people write them: `30d`, `10GB`."""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")
_AGES = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_SIZES = {"": 1, "B": 1} | {
    unit + suffix: (1024 if suffix == "iB" else 1000) ** power
    for power, unit in enumerate("kMGT", 1)
    for suffix in ("", "B", "iB")
}
_SIZES |= {"KB": 1000, "KiB": 1024, "K": 1000}


def milliseconds(text: str) -> int:
    """An age such as `90s`, `12h` or `30d`.

    Raises:
        ValueError: It is none; the message is what can be written.
    """
    return _amount(text, _AGES, "30d, 12h, 90m or 45s")


def size(text: str) -> int:
    """A number of bytes such as `500MB` or `10GB`; `GiB` and the like count by 1024.

    Raises:
        ValueError: It is none; the message is what can be written.
    """
    return _amount(text, _SIZES, "500MB, 10GB or 1TB")


def _amount(text: str, units: dict[str, int], examples: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None or match[2] not in units:
        raise ValueError(f"write {examples}")
    return int(float(match[1]) * units[match[2]])
