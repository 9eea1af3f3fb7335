"""The rule `yaml.implicit-timestamp`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from evtool.finding import Severity, TextEdit
from evtool.rules.problem import Problem, Tokens
from evtool.rules.rule import rule
from evtool.rules.subject.schema_file import SchemaFile


@rule("yaml.implicit-timestamp", Severity.ERROR, on=SchemaFile, fixable=True)
def implicit_timestamp(file: SchemaFile) -> Iterator[Problem]:
    """A date or a time in a schema is a quoted text.

    Without quotes YAML makes a time stamp of it, not the text that an event holds. That
    goes for examples, defaults and enums alike.

    Why: the example then is not valid against its own schema, and each YAML library writes
    the time stamp in another form.

    Example:
        examples:
          - dt: 2024-05-01T12:00:00Z      # refused
          - dt: '2024-05-01T12:00:00Z'    # fine

    Repair: put the value in quotes; `evtool schema check --fix` does it.
    """
    document = file.document
    if document is None:
        return
    for tokens in _time_stamps(document.value):
        span = document.span(tokens)
        written = document.text[slice(*span)] if span else ""
        safe = span is not None and file.is_source and _plain(written)
        edits = [TextEdit(document.path, *span, f"'{written}'")] if span and safe else []
        yield Problem(
            f"{written or 'the value'} is a YAML time stamp, not a text",
            f"write '{written}' in quotes" if written else "put it in quotes",
            at=tokens,
            repair=edits,
        )


def _plain(written: str) -> bool:
    return written[:1].isdigit() and "'" not in written and "\n" not in written


def _time_stamps(value: Any) -> Iterator[Tokens]:
    pending: list[tuple[Tokens, Any]] = [((), value)]
    while pending:
        tokens, item = pending.pop()
        if isinstance(item, dict):
            pending.extend(((*tokens, key), one) for key, one in reversed(item.items()))
        elif isinstance(item, list):
            pending.extend(((*tokens, str(at)), one) for at, one in enumerate(item))
        elif isinstance(item, datetime.datetime):
            yield tokens
