"""The private signals of a merge that cannot go on, before their places are known.

Raising must be cheap: of a product of branches most pairs may fail, and only the last
failure of a document is ever shown. So a failure remembers the maps of the document that
it met, and becomes an error of `conflict` once those maps have been found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from evtool.schema.merge.conflict import (
    MalformedSchema,
    MergeConflict,
    MergeError,
    TooManyBranches,
)

Holder = tuple[dict[str, Any], tuple[str, ...]]
"""A map of the document, and the tokens that lead from it to the value that is meant."""


ALLOWED = "write a value that JSON Schema allows here"


class Failure(Exception):
    """The merge cannot go on because of the keyword `keyword` in `holders`."""

    def __init__(self, keyword: str, holders: Iterable[Holder]) -> None:
        super().__init__(keyword)
        self.keyword = keyword
        self.holders = tuple(holders)

    def error(self, pointer: Callable[[Holder], str]) -> MergeError:
        """The error for the user; `pointer` finds the place of a holder."""
        raise NotImplementedError


class Contradiction(Failure):
    """The holders say different things; `values` has one for each holder."""

    def __init__(self, keyword: str, holders: Sequence[Holder], values: Sequence[Any]) -> None:
        super().__init__(keyword, holders)
        self.values = tuple(values)

    def error(self, pointer: Callable[[Holder], str]) -> MergeConflict:
        """A `MergeConflict` at the places of the holders."""
        pointers = [pointer(holder) for holder in self.holders]
        return MergeConflict(keyword=self.keyword, values=self.values, pointers=pointers)


class Malformed(Failure):
    """A holder has a value that JSON Schema does not allow; `problem` says why."""

    def __init__(
        self, keyword: str, holders: Sequence[Holder], problem: str, hint: str = ALLOWED
    ) -> None:
        super().__init__(keyword, holders)
        self.problem = problem
        self.hint = hint

    def error(self, pointer: Callable[[Holder], str]) -> MalformedSchema:
        """A `MalformedSchema` at the places of the holders."""
        return MalformedSchema(
            f"{self.keyword} cannot be merged: {self.problem}",
            keyword=self.keyword,
            pointers=[pointer(holder) for holder in self.holders],
            hint=self.hint,
        )


class Impossible(Failure):
    """The holders are `false`: with them the whole document accepts nothing."""

    def error(self, pointer: Callable[[Holder], str]) -> MergeError:
        """A `MergeError` at the places of the holders."""
        return MergeError(
            "a member of the allOf is false: the schema accepts no event at all",
            keyword=self.keyword,
            pointers=[pointer(holder) for holder in self.holders],
            hint="remove the member",
        )


class Excess(Failure):
    """The branches of the holders combine to `count` schemas, more than `limit`."""

    def __init__(self, keyword: str, holders: Sequence[Holder], count: int, limit: int) -> None:
        super().__init__(keyword, holders)
        self.count = count
        self.limit = limit

    def error(self, pointer: Callable[[Holder], str]) -> TooManyBranches:
        """A `TooManyBranches` at the places of the holders."""
        return TooManyBranches(
            f"merging these {self.keyword} gives {self.count:,} branches, more than {self.limit:,}",
            keyword=self.keyword,
            pointers=[pointer(holder) for holder in self.holders],
            hint="shorten the lists, or write the combined schema out",
        )
