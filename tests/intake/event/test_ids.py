"""Random UUIDs, many at a time."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

from evtool.intake.event.ids import many_ids, new_id


def test_each_is_a_random_uuid() -> None:
    """In the one form in which UUIDs are written, of version 4 and the variant of the RFC."""
    for text in many_ids():
        made = uuid.UUID(text)
        assert str(made) == text
        assert (made.version, made.variant) == (4, uuid.RFC_4122)


def test_every_digit_is_random() -> None:
    """Each place but those of version and variant has all sixteen digits sooner or later."""
    found: list[set[str]] = [set() for _ in range(36)]
    for _ in range(10):
        for text in many_ids():
            for digits, digit in zip(found, text, strict=True):
                digits.add(digit)
    sizes = [len(digits) for digits in found]
    assert sizes.pop(19) == 4  # the variant
    assert sizes.pop(14) == 1  # the version
    assert sorted(sizes) == [1] * 4 + [16] * 30


def test_ids_are_different_in_all_threads() -> None:
    """Also across the times when randomness is fetched."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: new_id(), range(20_000)))
    assert len(set(found)) == len(found)
