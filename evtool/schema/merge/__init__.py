"""`allOf` merged away: one schema that says what all its members say.

The result is that of the reference tool (json-schema-merge-allof 0.6.0 with
`ignoreAdditionalProperties` and the first `examples`), except where that tool loses a
part of the schema without a word: that is an error here.

`members` of the words in this package: the schema itself comes first, then its `allOf`
depth first; where one value has to be chosen, the first member wins.
"""

from evtool.schema.merge.conflict import (
    MalformedSchema,
    MergeConflict,
    MergeError,
    TooManyBranches,
)
from evtool.schema.merge.document import JsonObject, merge_all_of

__all__ = [
    "JsonObject",
    "MalformedSchema",
    "MergeConflict",
    "MergeError",
    "TooManyBranches",
    "merge_all_of",
]
