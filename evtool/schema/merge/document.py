"""The merge of a whole document."""

from __future__ import annotations

from typing import Any

from evtool.schema.merge.conflict import MergeError
from evtool.schema.merge.failure import Failure
from evtool.schema.merge.merger import Merger
from evtool.schema.merge.places import Places

JsonObject = dict[str, Any]
"""A JSON object as a plain value."""


def merge_all_of(schema: JsonObject) -> JsonObject:
    """The dereferenced document `schema` with every `allOf` merged into its parent.

    The input is not changed, and the result shares nothing with it. Values of one
    subschema that share a part in the input share its copy in the result, which is then
    written with an anchor; values of different subschemas never do.

    `examples` of the root are kept only if the document itself has some: those of a
    fragment describe the fragment.

    Raises:
        MergeConflict: Two places contradict each other.
        MalformedSchema: A value that takes part in the merge is none that JSON Schema allows.
        TooManyBranches: The products of `oneOf` or `anyOf` grow too large.
        MergeError: Nested too deeply, or a member of the root's `allOf` is `false`.
    """
    try:
        merged = _merged(schema)
    except RecursionError as error:
        raise MergeError(
            "the dereferenced schema is nested too deeply to be merged",
            keyword="allOf",
            pointers=[""],
            hint="flatten it: no schema needs this depth",
        ) from error
    if "examples" not in schema:
        merged.pop("examples", None)
    return merged


def _merged(schema: JsonObject) -> JsonObject:
    try:
        return Merger().root(schema)
    except Failure as failure:
        raise _explained(schema, failure) from None


def _explained(schema: JsonObject, failure: Failure) -> MergeError:
    """The failure with its places.

    They are found by merging once more, on a copy in which each object has one place, so
    that a merge that succeeds need not know where it is.
    """
    places = Places(schema)
    try:
        Merger().root(places.copy)
    except Failure as located:
        return located.error(places.pointer)
    return failure.error(lambda _holder: "")  # not reached: a copy fails as its original does
