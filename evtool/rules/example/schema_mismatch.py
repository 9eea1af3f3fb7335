"""The rule `example.schema-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.subject.checked_schema import CheckedSchema


@rule("example.schema-mismatch", Severity.ERROR, on=CheckedSchema)
def schema_mismatch(schema: CheckedSchema) -> Iterator[Problem]:
    """The `$schema` of an example is the `$id` of its schema.

    It is asked for where the schema declares `$schema`, as schemas of events do.

    Why: canary events are made of examples; the intake would check them against another
    version, or against none.

    Example:
        $id: /page/change/1.1.0
        examples:
          - $schema: /page/change/1.0.0     # refused
          - $schema: {$ref: '#/$id'}        # fine: always the `$id`

    Repair: write `$schema: {$ref: '#/$id'}` in the source.
    """
    fields = schema.map.get("properties")
    wanted = schema.map.get("$id")
    if not isinstance(fields, dict) or "$schema" not in fields or not isinstance(wanted, str):
        return
    hint = "write `$schema: {$ref: '#/$id'}` in the source" if schema.file.is_source else None
    for at, example in enumerate(schema.examples):
        if not isinstance(example, dict):
            continue
        found, way = example.get("$schema"), ("examples", str(at))
        if "$schema" not in example:
            yield Problem("the example has no `$schema`", hint, at=way)
        elif found != wanted:
            message = f"the `$schema` of the example is {found!r}, not {wanted!r}"
            yield Problem(message, hint, at=(*way, "$schema"))
