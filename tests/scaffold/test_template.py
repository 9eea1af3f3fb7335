"""The packaged files of a new workspace."""

from __future__ import annotations

import json

import yaml

from evtool.scaffold.template import FILES, template_files, template_sources


def test_every_file_is_there() -> None:
    """The table of files names what is packaged."""
    files = template_files()
    assert set(files) == set(FILES.values())
    assert all(content.endswith(b"\n") for content in files.values())


def test_files_are_well_formed() -> None:
    """YAML is YAML, events are JSON lines, and git ignores the state folder."""
    files = template_files()
    assert yaml.safe_load(files["evtool.yaml"])["version"] == 1
    assert yaml.safe_load(files[".pre-commit-config.yaml"])["repos"]
    assert b".evtool/\n" in files[".gitignore"]
    names = [name for name in FILES if name.endswith(".jsonl")]
    events = [line for name in names for line in files[name].splitlines()]
    assert all(json.loads(event)["$schema"] for event in events)


def test_sources_come_oldest_first() -> None:
    """Each schema has its versions in order, the last one being the current source."""
    versions = template_sources("secondary")["shop/order"]
    assert [b"$id: /shop/order/1.0.0" in versions[0], b"1.1.0" in versions[1]] == [True, True]
    assert list(template_sources("primary")) == ["error", "fragment/common"]
