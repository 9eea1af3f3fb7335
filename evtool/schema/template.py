"""The text of a new schema, with comments that say what belongs where."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from evtool.schema.infer.envelope import (
    DIALECT,
    SOME_TIME,
    CommonFragment,
    envelope_properties,
    stream_of_title,
)
from evtool.schema.version import SchemaId, SchemaNameError, Version, is_title

WIDTH = 96

_PLAIN = re.compile(r"[A-Za-z/][\w /.,;()$-]*[\w.)]", re.ASCII)
_AMBIGUOUS = frozenset({"false", "n", "no", "null", "off", "on", "true", "y", "yes"})

_TEXT = """\
title: {title}
description: {description}
# A released version never changes. Raise the number with every change: the third for
# descriptions and examples, the second for new optional fields, the first for all else.
$id: {id}
$schema: {dialect}
type: object
# Only the fields below belong to this event.
additionalProperties: false
{envelope}
# Names are lower snake_case, each field has one type and a description. Prefer optional fields:
# a required one can never be added within a major version. A field looks like this:
#
#   page_id:
#     description: Id of the page that changed.
#     type: integer
#     minimum: 1
#
{fields}
examples:
  - $schema: {{ $ref: '#/$id' }}
    meta:
      stream: {stream}
      dt: '{time}'
    dt: '{time}'
"""


def new_schema(
    title: str,
    description: str,
    version: Version,
    fragment: CommonFragment | None = None,
) -> str:
    """The YAML of a schema that is valid as it stands and waits for its own fields.

    The fields that every event has come from the fragment; what it does not declare of them, or
    all without a fragment, is written out.

    Raises:
        SchemaNameError: The title cannot be one.
    """
    if not is_title(title):
        hint = "write lower-case words joined by slashes, such as shop/order_created"
        raise SchemaNameError(title, "a title", hint=hint)
    return _TEXT.format(
        title=_scalar(title),
        description=_paragraph(description),
        id=_scalar(str(SchemaId(title, version))),
        dialect=DIALECT,
        envelope=_envelope(fragment),
        fields="\n".join(_fields(fragment)),
        stream=_scalar(stream_of_title(title)),
        time=SOME_TIME,
    )


def _envelope(fragment: CommonFragment | None) -> str:
    if fragment is None:
        return "# $schema, meta and dt are what every event has; its own fields follow them."
    return f"# What every event has comes from here.\nallOf:\n  - $ref: {_scalar(fragment.ref)}"


def _fields(fragment: CommonFragment | None) -> Iterator[str]:
    known = fragment.fields if fragment else ()
    own = {name: one for name, one in envelope_properties().items() if name not in known}
    if not own:
        yield "properties: {}"
        return
    yield "properties:"
    yield from _lines(own, "  ")
    yield from _lines({"required": list(own)}, "")


def _lines(part: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _lines(value, f"{indent}  ")
        elif isinstance(value, list):
            yield f"{indent}{name}:"
            yield from (f"{indent}  - {_scalar(one)}" for one in value)
        else:
            yield f"{indent}{name}: {_scalar(value) if isinstance(value, str) else value}"


def _paragraph(text: str) -> str:
    """A text as a scalar, folded over several lines where it is long."""
    single = text.isprintable() and text == " ".join(text.split())
    if len(text) <= WIDTH - len("description: ") or not single:
        return _scalar(text)
    lines = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "\n  ".join([">-", *lines])


def _scalar(text: str) -> str:
    """A text as YAML on one line, quoted where it could be read as something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _AMBIGUOUS:
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(map(_escape, text.encode(errors="replace").decode()))
    return f'"{escaped}"'


def _escape(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
