"""Rules about the fields that the keys of records are made of."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem, Tokens
from evtool.rules.rule import rule
from evtool.rules.stream.fields import FoundField, find_field
from evtool.rules.stream.subject import CheckedStream
from evtool.rules.stream.subject.values import map_at


@rule("stream.key-field-not-found", Severity.ERROR, on=CheckedStream)
def key_field_not_found(stream: CheckedStream) -> Iterator[Problem]:
    """A field that a key is made of is in the schema.

    Why: the key then lacks a part, and records that belong together are spread over
    partitions: their order is lost.

    Example:
        message_key_fields: {order_id: order.id}      # the schema has order.order_id

    Repair: write the path of a field of the schema, with dots between names.
    """
    for at, path, found in _key_fields(stream):
        if found is None:
            message = f"the key field {path!r} is not in {stream.title}"
            yield Problem(message, "write the path of a field, with dots between names", at=at)


@rule("stream.key-field-not-scalar", Severity.ERROR, on=CheckedStream)
def key_field_not_scalar(stream: CheckedStream) -> Iterator[Problem]:
    """A field that a key is made of is a text, a number or a boolean.

    Why: two objects with the same content are written in different ways, so that equal keys
    differ.

    Example:
        message_key_fields: {order: order}      # refused: an object

    Repair: name a field inside it, such as `order.order_id`.
    """
    for at, path, found in _key_fields(stream):
        if found is not None and not found.is_scalar:
            kind = found.schema.get("type") or "object"
            message = f"the key field {path!r} is no single value in {stream.title}: {kind}"
            yield Problem(message, "name a field inside it", at=at)


@rule("stream.key-field-optional", Severity.WARNING, on=CheckedStream)
def key_field_optional(stream: CheckedStream) -> Iterator[Problem]:
    """A field that a key is made of is required, with all that it is in.

    Why: an event without it has another key than the rest of its kind, or is refused.

    Example:
        message_key_fields: {note: order.note}      # the schema does not require it

    Repair: require the field in the schema's next major version, or choose another.
    """
    for at, path, found in _key_fields(stream):
        if found is not None and found.is_scalar and not found.is_required:
            message = f"the key field {path!r} is optional in {stream.title}"
            yield Problem(message, "choose a field that every event has", at=at)


def _key_fields(stream: CheckedStream) -> Iterator[tuple[Tokens, str, FoundField | None]]:
    schema = stream.schema_value
    fields = map_at(stream.settings, "message_key_fields")
    for part, path in fields.items() if schema is not None else ():
        if isinstance(path, str):
            yield ("message_key_fields", part), path, find_field(schema, path)
