"""Changes in batches: so many, or so many bytes, whichever comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evtool.connectors.source import Change

MOST_BYTES = 4 * 1024 * 1024
"""A batch ends when the texts of its events have so many bytes."""


def batched(
    changes: Iterable[Change], rows: int, most_bytes: int = MOST_BYTES
) -> Iterator[list[Change]]:
    """All changes, in order; no batch is empty."""
    batch: list[Change] = []
    size = 0
    for one in changes:
        batch.append(one)
        size += len(one.raw or b"")
        if len(batch) >= rows or size >= most_bytes:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
