"""Which links without extension a folder should have."""

from __future__ import annotations

from collections.abc import Iterator

from evtool.rules.subject.schema_folder import SchemaFolder


def version_links(folder: SchemaFolder) -> Iterator[tuple[str, str]]:
    """The link of each version, with the text that it should have."""
    if not folder.settings.version_links:
        return
    main = folder.settings.content_types[0]
    for version, kinds in folder.versions.items():
        if main in kinds:
            yield str(version), f"{version}.{main}"
