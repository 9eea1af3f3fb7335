"""Which sources a change reaches: those that use what changed, directly or through others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from urllib.parse import unquote

from evtool.dev.snapshot import FileKey
from evtool.document import Document
from evtool.schema.materialize import Source


def outline(source: Source) -> Source:
    """The source without its content, except for what it refers to."""
    references = [{"$ref": uri} for uri in dict.fromkeys(source.uses())]
    return replace(source, document=Document(source.document.path, "", references))


def key_of(source: Source) -> FileKey:
    """The file that a source was read from."""
    return source.repository.name, source.path


def names_of(source: Source) -> set[str]:
    """The URIs by which other schemas may refer to a source."""
    folder = f"/{source.folder}" if source.folder else ""
    return {source.uri, f"{folder}/latest", plain(f"/{source.path}")}


def plain(uri: str) -> str:
    """A URI in the one spelling that is compared: unquoted, without a content type."""
    return unquote(uri).removesuffix(".yaml").removesuffix(".json")


def reached(uris: Iterable[str], sources: Collection[Source]) -> set[FileKey]:
    """The sources that use one of the URIs, and those that use these, and so on."""
    users: dict[str, list[Source]] = {}
    for source in sources:
        for uri in source.uses():
            users.setdefault(plain(uri), []).append(source)
    found: set[FileKey] = set()
    pending = [plain(uri) for uri in uris]
    while pending:
        for user in users.get(pending.pop(), ()):
            if key_of(user) not in found:
                found.add(key_of(user))
                pending += names_of(user)
    return found


def with_needs(wanted: Iterable[FileKey], sources: Mapping[FileKey, Source]) -> list[Source]:
    """The wanted sources and every source that they use, so that unwritten versions resolve."""
    owners: dict[str, list[FileKey]] = {}
    for key, source in sources.items():
        for uri in names_of(source):
            owners.setdefault(uri, []).append(key)
    found: dict[FileKey, Source] = {}
    pending = list(wanted)
    while pending:
        key = pending.pop()
        if key in found or key not in sources:
            continue
        found[key] = sources[key]
        for uri in sources[key].uses():
            pending += owners.get(plain(uri), ())
    return [found[key] for key in sorted(found)]
