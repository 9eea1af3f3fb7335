"""Rules about the schema that a stream names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evtool.finding import Severity
from evtool.rules.problem import Problem
from evtool.rules.rule import rule
from evtool.rules.stream.subject import CheckedStream

_VERSION = re.compile(r"v?[0-9]+(\.[0-9]+)+([-+].*)?(\.(ya?ml|json))?|(latest|current)(\.\w+)?")
_NUMBER = re.compile(r"[0-9]+")
_FOREIGN = re.compile(r"[\s@#?\\]")
_AT = ("schema_title",)


@rule("stream.schema-title-missing", Severity.ERROR, on=CheckedStream)
def schema_title_missing(stream: CheckedStream) -> Iterator[Problem]:
    """A stream names its schema.

    Why: without `schema_title` the intake refuses every event, and nobody knows what the
    stream holds.

    Example:
        shop.order_placed:
          destination_event_service: eventgate-main      # refused: no schema_title

    Repair: add `schema_title` with the title of a schema of the workspace.
    """
    title = stream.settings.get("schema_title")
    if title is None or title == "":
        message = f"{stream.name} names no schema"
        yield Problem(message, "add `schema_title: <title of a schema>`", at=_AT)


@rule("stream.malformed-schema-title", Severity.ERROR, on=CheckedStream)
def malformed_schema_title(stream: CheckedStream) -> Iterator[Problem]:
    """A schema title is the path of the schema's folder: no slash at an end, no version.

    Why: the title of an event's schema is compared with it as text. `/shop/order` and
    `shop/order/1.0.0` equal no title, so every event is refused.

    Example:
        schema_title: /shop/order             # refused
        schema_title: shop/order/1.0.0        # refused

    Repair: write the title alone, as in `schema_title: shop/order`.
    """
    title = stream.title
    if title is not None and not stream.streams.schemas.has(title):
        reason = _flaw(stream, title)
        if reason:
            hint = f"write `schema_title: {_plain(title)}`"
            yield Problem(f"the schema title {title!r} {reason}", hint, at=_AT)


@rule("stream.schema-not-found", Severity.ERROR, on=CheckedStream)
def schema_not_found(stream: CheckedStream) -> Iterator[Problem]:
    """The schema that a stream names is in a schema repository of the workspace.

    Why: without it the intake can validate nothing, and refuses every event.

    Example:
        schema_title: shop/order/palced      # refused: did you mean shop/order/placed?

    Repair: correct the title, or add the schema to a repository.
    """
    title = stream.title
    schemas = stream.streams.schemas
    if title is None or schemas.has(title) or _flaw(stream, title):
        return
    near = schemas.nearest(title)
    hint = f"did you mean {near}?" if near else "`evtool schema list` shows what there is"
    yield Problem(f"no schema has the title {title!r}", hint, at=_AT)


def _flaw(stream: CheckedStream, title: str) -> str | None:
    folder, _, last = title.rstrip("/").rpartition("/")
    is_number = _NUMBER.fullmatch(last) is not None and stream.streams.schemas.has(folder)
    flaws = (
        (title.startswith("/"), "begins with a slash"),
        (title.endswith("/"), "ends with a slash"),
        ("//" in title, "has an empty part"),
        (_FOREIGN.search(title) is not None, "holds a character that no title has"),
        (is_number or _VERSION.fullmatch(last) is not None, f"ends with a version, {last}"),
    )
    return next((words for holds, words in flaws if holds), None)


def _plain(title: str) -> str:
    parts = [part for part in _FOREIGN.split(title.strip())[0].split("/") if part]
    if len(parts) > 1 and (_VERSION.fullmatch(parts[-1]) or _NUMBER.fullmatch(parts[-1])):
        parts.pop()
    return "/".join(parts) or "<title of a schema>"
