"""Where schemas come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evtool.repositories import Listed, list_places
from evtool.workspace import load_workspace


def test_clones_folders_and_bases_are_listed(scene: Any) -> None:
    """Each has its role; a clone its address before, and its commit after the first sync."""
    scene.configure(
        "- {name: primary, url: 'file://u:p@/srv/x', schemas: jsonschema}",
        "- {name: other, role: secondary, path: ../upstream/jsonschema}",
        "- {name: web, base: 'https://u:p@schema.example.org/x/'}",
        "- {name: shelf, base: ../upstream}",
    )
    primary, other, web, shelf = list_places(scene.workspace)
    assert primary == Listed("primary", "primary", scene.clone / "jsonschema", "file:///srv/x")
    assert (other.role, other.url, other.schemas) == ("secondary", None, 1)
    assert other.commit == scene.git(scene.upstream, "rev-parse", "HEAD")
    assert web == Listed("schema.example.org", "base", None, "https://schema.example.org/x/")
    assert (shelf.name, shelf.role, shelf.schemas) == ("shelf", "base", 1)


def test_bases_of_a_legacy_configuration_are_listed(tmp_path: Path) -> None:
    """Base URIs of `.jsonschema-tools.yaml` are read-only bases."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/current.yaml").write_text("title: b\n")
    path = tmp_path / ".jsonschema-tools.yaml"
    path.write_text("schemaBasePath: a\nschemaBaseUris: [https://a.org/x/, ../shelf]\n")
    places = list_places(load_workspace(path))
    assert [one.role for one in places] == ["base", "base", "primary"]
    assert [one.schemas for one in places] == [None, None, 1]
