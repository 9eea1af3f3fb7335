"""Where it is sent: a workspace of the real schemas, with as many streams as one likes."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Recorded data, where it stands beside the checkout."""

REPOSITORIES = ("primary", "secondary")

CONFIG = """\
version: 1
repositories:
  - {{name: primary, role: primary, path: {schemas}/primary/jsonschema}}
  - {{name: secondary, role: secondary, path: {schemas}/secondary/jsonschema}}
streams: {{files: [streams.yaml]}}
log: sqlite:log.db
intake: {{admin_port: 0}}
"""
LOG = "log.db"
ERRORS = "eventgate.error"

STREAMS = """\
defaults:
  topic_prefixes: null
  producers: {eventgate: {enrich_fields_from_http_headers: {meta.request_id: x-request-id}}}
streams:
  eventgate.error: {schema_title: error}
"""


def unpack(data: Path, folder: Path) -> None:
    """The real schema repositories, from the tar files of a folder."""
    for name in REPOSITORIES:
        with tarfile.open(data / f"{name}.tar.gz") as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # 3.11.4 and later
            archive.extractall(folder / name)  # noqa: S202 - our own file


def schema_folders(schemas: Path) -> list[Path]:
    """The folders that schema URIs are relative to."""
    return [schemas / name / "jsonschema" for name in REPOSITORIES]


def write_workspace(folder: Path, schemas: Path, titles: Mapping[str, str], streams: int) -> None:
    """A workspace that declares the streams, and fills up with others to a number."""
    folder.mkdir()
    (folder / "evtool.yaml").write_text(CONFIG.format(schemas=schemas))
    declared = dict(titles)
    names = sorted(set(titles.values()))
    for number in range(len(titles) + 1, streams):
        declared[f"filler.area{number % 97}.stream_{number}"] = names[number % len(names)]
    lines = [
        f"  {json.dumps(name)}: {{schema_title: {title}}}\n" for name, title in declared.items()
    ]
    (folder / "streams.yaml").write_text(STREAMS + "".join(lines))
