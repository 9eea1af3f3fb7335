"""Dependency order: what is referred to is materialized before what refers to it."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from evtool.errors import Place, SchemaError
from evtool.schema.dereference.references import document_uri, find_reference, references
from evtool.schema.materialize.source import Source


def in_dependency_order(sources: list[Source]) -> list[Source]:
    """The sources, each after those whose version it refers to; by path otherwise.

    The list that is given is emptied: the result holds the only references.

    Raises:
        SchemaError: Versions that are made now refer to each other in a circle.
    """
    by_uri = {source.uri: source for source in sources}
    by_path = {(source.repository.name, source.path): source for source in sources}
    graph = TopologicalSorter[tuple[str, str]]()
    for key, source in sorted(by_path.items()):
        graph.add(key, *_needs(source, by_uri))
    by_uri.clear()
    sources.clear()
    try:
        return [by_path.pop(key) for key in graph.static_order()]
    except CycleError as error:
        raise _circle([by_path[key] for key in error.args[1]]) from error


def _needs(source: Source, by_uri: dict[str, Source]) -> list[tuple[str, str]]:
    needed = (by_uri.get(_without_extension(uri)) for uri in source.uses())
    return sorted({(one.repository.name, one.path) for one in needed if one and one is not source})


def _without_extension(uri: str) -> str:
    return uri.removesuffix(".yaml").removesuffix(".json")


def _circle(members: list[Source]) -> SchemaError:
    members.reverse()  # graphlib names what is needed before what needs it
    way = " -> ".join(member.uri for member in members)
    return SchemaError(
        f"schemas refer to each other in a circle: {way}",
        hint="move what they share into a fragment that refers to neither",
        place=_place_of_use(members[0], members[1]),
    )


def _place_of_use(user: Source, used: Source) -> Place:
    """Where one source refers to the version of another."""
    value = user.document.value
    meant = (one for one in references(value) if _names(document_uri(one), used))
    return user.document.place(find_reference(value, next(meant, "")))


def _names(uri: str, source: Source) -> bool:
    return _without_extension(uri) == source.uri
