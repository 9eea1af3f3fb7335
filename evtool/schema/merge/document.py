"""The merge of a whole document."""

from __future__ import annotations

from typing import Any, NoReturn

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
        merged = Merger().root(schema)
    except Failure as failure:
        _explain(schema, failure)
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


def _explain(schema: JsonObject, failure: Failure) -> NoReturn:
    """Merge once more, now on a copy in which each object has one place, and name the places."""
    places = Places(schema)
    try:
        Merger().root(places.copy)
    except Failure as located:
        raise located.error(places.pointer) from None
    raise failure.error(lambda _holder: "")  # cannot happen: a copy fails as its original does
