"""Rules about the attributes that clients add to events."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.fields import find_field
from evtool.rules.stream.subject import CheckedStream
from evtool.rules.stream.subject.values import texts_at

_AT = ("producers", "metrics_platform_client", "provide_values")


@rule("stream.attribute-field-not-found", Severity.ERROR, on=CheckedStream)
def attribute_field_not_found(stream: CheckedStream) -> Iterator[Problem]:
    """The schema has the field that an attribute fills: `page_id` fills `page.id`.

    Why: clients add the field all the same, and the intake refuses every event with a field
    that the schema does not declare.

    Example:
        provide_values: [page_is_redirect]      # refused: the schema has no page.is_redirect

    Repair: remove the attribute, or add the field to the schema.
    """
    schema = stream.schema_value
    if schema is None:
        return
    for at, name in texts_at(stream.settings, *_AT):
        path = name.replace("_", ".", 1)
        known = name in stream.streams.vocabulary.attributes
        if known and find_field(schema, path) is None:
            message = f"the attribute {name} fills {path}, which {stream.title} lacks"
            hint = "remove it, or add the field to the schema"
            yield Problem(message, hint, at=(*_AT, str(at)))


@rule("stream.duplicate-attribute", Severity.WARNING, on=CheckedStream)
def duplicate_attribute(stream: CheckedStream) -> Iterator[Problem]:
    """An attribute is listed once.

    Why: the second time has no effect; perhaps another one was meant.

    Example:
        provide_values: [page_id, page_title, page_id]

    Repair: remove one of the two, or write what was meant.
    """
    seen: set[str] = set()
    for at, name in texts_at(stream.settings, *_AT):
        if name in seen:
            yield Problem(f"{name} is listed twice", "remove one of the two", at=(*_AT, str(at)))
        seen.add(name)


@rule("stream.identifying-attribute", Severity.INFO, on=CheckedStream)
def identifying_attribute(stream: CheckedStream) -> Iterator[Problem]:
    """Attributes that tell who somebody is are few, and known.

    Why: a stream with them needs a reason, a short retention, and people who look after it.

    Example:
        provide_values: [performer_name]

    Repair: do without it, or see that the retention of the stream is short.
    """
    for at, name in texts_at(stream.settings, *_AT):
        if name in stream.streams.vocabulary.identifying:
            message = f"the attribute {name} tells who somebody is"
            yield Problem(message, "do without it where possible", at=(*_AT, str(at)))
