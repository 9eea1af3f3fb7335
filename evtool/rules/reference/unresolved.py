"""The rule `reference.unresolved`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.errors import DocumentError, EvtoolError
from evtool.files import ReadError
from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.reference.circles import Circles
from evtool.rules.reference.lookup import is_unpinned, references_of, trouble
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile
from evtool.schema.merge import MergeError


@rule("reference.unresolved", Severity.ERROR, on=SchemaFile)
def unresolved(file: SchemaFile) -> Iterator[Problem]:
    """A `$ref` leads to a schema, a version and a part that exist.

    A reference to another schema begins with a slash and is looked up in all repositories; a
    part is a JSON pointer, not an anchor.

    Why: the schema cannot be materialized. The reference tool leaves anchors and broken
    fragments out without a word, so that fields vanish.

    Example:
        $ref: fragment/common/1.0.0      # refused: no slash at the start
        $ref: /fragment/common/1.0.0

    Repair: correct the reference; `evtool schema list` shows what there is.
    """
    silent = True
    for reference in references_of(file):
        if is_unpinned(reference):
            continue  # the rule reference.unpinned says more
        found = trouble(file, reference)
        if found is not None:
            message, hint = found
            yield Problem(f"$ref {reference.text!r}: {message}", hint, at=reference.at)
            silent = False
    if silent and file.build_failure is not None and is_unexplained(file, file.build_failure):
        yield Problem.of(file.build_failure)


def is_unexplained(file: SchemaFile, error: EvtoolError) -> bool:
    """Whether no other rule says why the schema could not be put together."""
    from evtool.schema.example.failure import CannotGenerate  # 20 ms, rarely needed

    if isinstance(error.__cause__, MergeError | CannotGenerate):
        return False
    if isinstance(error, DocumentError | ReadError) or not file.value or file.document is None:
        return False
    place = error.place.path if error.place else file.document.path
    if place != file.document.path and file.scope.holds(place):
        return False  # the trouble of that file, which is checked too
    return not any(Circles(file).of_file())
