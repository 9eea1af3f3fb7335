"""The value of a materialized schema: dereferenced, merged, bounded, with an example.

Source: sections 3 to 9 of the reference tool's behavior, its bugs excepted.
"""

from __future__ import annotations

from typing import Any

from evtool.document import Document
from evtool.errors import SchemaError
from evtool.schema.bounds import apply_numeric_bounds
from evtool.schema.canonical import dump_json, dump_yaml, with_anchors
from evtool.schema.dereference import dereference, locate
from evtool.schema.merge import MergeError, merge_all_of
from evtool.schema.pointer import parse_pointer
from evtool.schema.resolve import Sources
from evtool.schema.settings import ContentType, MaterializeSettings


def build(document: Document, sources: Sources, settings: MaterializeSettings) -> Any:
    """The value that the canonical version of a source has.

    Raises:
        SchemaError: A reference, a merge or an example that cannot be made; it names the
            file and line of the part that is to blame.
    """
    value = document.value
    if settings.dereference:
        value = merged(document, sources)
    if settings.numeric_bounds:
        value = apply_numeric_bounds(value, *settings.numeric_bounds)
    if settings.example and not value.get("examples"):
        return _exemplified(value, document)
    return value


def merged(document: Document, sources: Sources) -> Any:
    """The schema with references written out and every `allOf` merged.

    Raises:
        SchemaError: A reference leads nowhere, or members contradict each other; the
            error names both places.
    """
    whole = dereference(document, sources)
    if not isinstance(whole, dict):
        raise SchemaError(
            "a schema must be a map", hint="start with `title:`", place=document.place()
        )
    if "examples" in whole and "examples" not in document.value:
        whole = {key: value for key, value in whole.items() if key != "examples"}
    try:
        return merge_all_of(whole)
    except MergeError as error:
        raise _located(error, document, sources) from error


def serialize(value: Any, content_type: ContentType) -> bytes:
    """The canonical bytes of a schema.

    Examples that share a part, by alias or by reference, share it in YAML too.
    """
    if content_type == "json":
        return dump_json(value).encode()
    if isinstance(value, dict) and "examples" in value:
        value = {**value, "examples": with_anchors(value["examples"])}
    return dump_yaml(value).encode()


def _located(error: MergeError, document: Document, sources: Sources) -> SchemaError:
    places = [locate(document, sources, parse_pointer(pointer)) for pointer in error.pointers]
    if not places:
        return SchemaError(error.message, hint=error.hint, place=document.place())
    where = " and ".join(dict.fromkeys(str(place) for place in places))
    return SchemaError(f"{error.message} ({where})", hint=error.hint, place=places[0])


def _exemplified(value: Any, document: Document) -> Any:
    from evtool.schema.example import CannotGenerate, with_example  # 20 ms, not always needed

    try:
        return with_example(value)
    except CannotGenerate as error:
        place = error.place or document.place(parse_pointer(error.pointer))
        raise SchemaError(error.message, hint=error.hint, place=place) from error
