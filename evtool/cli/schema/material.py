"""The values that commands compare: versions as they are stored, sources as they would be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evtool.cli.base import Invocation
from evtool.cli.console import warn
from evtool.cli.schema.subject import catalog_of, schema_named
from evtool.document import load_document
from evtool.schema.catalog import Catalog, SchemaFile
from evtool.schema.infer import CommonFragment
from evtool.schema.materialize.build import build
from evtool.schema.resolve import Sources
from evtool.schema.settings import MaterializeSettings
from evtool.schema.version import Label
from evtool.selection import Files

COMMON_TITLES = ("fragment/common", "common")
"""Where a workspace keeps the fields that every event has, by custom of the field."""


@dataclass(frozen=True)
class Material:
    """What a run can compare: the catalog, and the sources that references lead to."""

    run: Invocation
    catalog: Catalog
    sources: Sources

    @classmethod
    def of(cls, run: Invocation) -> Material:
        """The schemas of the run's workspace."""
        files = Files(run.workspace, offline=run.offline, warn=warn)
        return cls(run, catalog_of(run.workspace, files), files.materializer().sources)

    def value(self, text: str, default: Label = Label.LATEST) -> tuple[str, Any]:
        """The name and the whole schema that a user means: by name, or by a file anywhere.

        Raises:
            EvtoolError: There is no such schema, or it cannot be dereferenced.
        """
        path = self.run.path(text)
        if path.is_file() and self.run.workspace.repository_of(path) is None:
            return text, self._of_file(path)
        file = self.catalog.find(schema_named(self.run, text), default)
        return str(file), self.whole(file)

    def whole(self, file: SchemaFile) -> Any:
        """The schema as its version would be, numeric bounds included, examples as written."""
        if file.version is not None:
            return file.document.value
        settings = replace(file.entry.repository.settings, example=False)
        return build(file.document, self.sources, settings)

    def _of_file(self, path: Path) -> Any:
        settings = MaterializeSettings(example=False)
        return build(load_document(path), self.sources, settings)

    def common_fragment(self, wanted: str | None) -> CommonFragment | None:
        """The fragment that new schemas take their envelope from; None if there is none.

        Raises:
            EvtoolError: The one that is wanted does not exist.
        """
        titles = [wanted] if wanted else [t for t in COMMON_TITLES if self.catalog.named(t)]
        if not titles:
            return None
        file = self.catalog.find(schema_named(self.run, titles[0]))
        value = self.whole(file)
        fields = value.get("properties", {}) if isinstance(value, dict) else {}
        return CommonFragment(f"/{file.entry.title}/{file.version}", tuple(fields))
