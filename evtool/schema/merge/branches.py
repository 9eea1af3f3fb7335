"""`oneOf` and `anyOf` of several schemas: every branch of one with every branch of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from evtool.schema.merge.equality import distinct
from evtool.schema.merge.failure import Contradiction
from evtool.schema.merge.groups import Merge
from evtool.schema.merge.likeness import same_schema

PRODUCT_LIMIT = 1_000
"""The most branches that one product may have: finding duplicates compares all pairs."""

DOCUMENT_LIMIT = 5_000
"""The most branches that all products of one document may have together."""


def merge_products(lists: Sequence[Sequence[Any]], merge: Merge) -> list[Any]:
    """The distinct combinations that can be merged; empty when there is none.

    In a combination the branch of the last list comes first, so its title and description
    win: the order of json-schema-merge-allof 0.6.0.
    """
    merged = []
    for combination in _combinations(lists):
        try:
            merged.append(merge(combination))
        except Contradiction:
            continue
    return distinct(merged, same_schema)


def product_size(lists: Sequence[Sequence[Any]]) -> int:
    """How many combinations the lists have."""
    return math.prod(map(len, lists))


def _combinations(lists: Sequence[Sequence[Any]]) -> list[list[Any]]:
    first, *others = lists
    combinations = [[branch] for branch in first]
    for branches in others:
        combinations = [[branch, *known] for known in combinations for branch in branches]
    return combinations
