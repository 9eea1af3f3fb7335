"""Running evtool in this process, on small workspaces."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evtool.cli.main import run

FILES = {
    "primary/fragment/common/1.0.0.yaml": """
title: fragment/common
$id: /fragment/common/1.0.0
properties:
  dt: {type: string}
""",
    "primary/fragment/common/2.0.0.yaml": """
title: fragment/common
$id: /fragment/common/2.0.0
properties:
  dt: {type: string, format: date-time, maxLength: 128}
required: [dt]
""",
    "primary/fragment/common/current.yaml": """
title: fragment/common
$id: /fragment/common/2.0.0
properties:
  dt: {type: string, format: date-time, maxLength: 128}
required: [dt]
""",
    "primary/page/change/1.0.0.yaml": """
title: page/change
description: A page got a new revision.
$id: /page/change/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
required:
  - dt
properties:
  $schema: {type: string}
  dt: {type: string, description: When it happened.}
  page_id: {type: integer, description: The number of the page.}
examples:
  - {$schema: /page/change/1.0.0, dt: '2024-05-01T12:00:00Z', page_id: 1}
  - {$schema: /page/change/1.0.0, dt: 2024-05-01T12:00:00Z, page_id: 2}
""",
    "primary/page/change/current.yaml": """
# The hand-edited source.
title: page/change
description: A page got a new revision.
$id: /page/change/1.1.0
$schema: https://json-schema.org/draft-07/schema#
type: object
allOf:
  - $ref: /fragment/common/1.0.0
  - properties:
      page_id: {type: integer, description: The number of the page.}
""",
    "secondary/shop/order/1.0.0.yaml": "title: shop/order\n$id: /shop/order/1.0.0\n",
    "secondary/shop/sale/current.yaml": """
title: shop/sale
$id: /shop/sale/1.0.0
allOf:
  - $ref: /fragment/common/2.0.0
  - $ref: /page/change/1.0.0
""",
}

CONFIGURATION = """
version: 1
repositories:
  - {name: primary, path: primary}
  - {name: secondary, role: secondary, path: secondary}
"""


@dataclass(frozen=True)
class Outcome:
    """What one run of evtool came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer."""
        return self.out.splitlines()


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings and plugins of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("EVTOOL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EVTOOL_NO_PLUGINS", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Give a small workspace of two repositories."""
    folder = tmp_path / "shop"
    for name, text in {**FILES, "evtool.yaml": CONFIGURATION}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
        if path.stem.endswith(".0"):
            path.with_suffix("").symlink_to(path.name)
    return folder


@pytest.fixture
def evtool(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Give a function that runs evtool in the workspace, with a text on stdin if given."""
    monkeypatch.chdir(workspace)

    def call(*arguments: str | Path, stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Give a function that makes stdout a terminal of some width."""

    def make(width: int) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "dumb")

    return make


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace of the sample repositories of this checkout."""
    repositories = Path(__file__).parents[2] / "schema-repos"
    folder = tmp_path_factory.mktemp("samples")
    lines = [
        f"  - {{name: {name}, role: {name}, path: '{repositories / name / 'jsonschema'}'}}"
        for name in ("primary", "secondary")
    ]
    text = "\n".join(["version: 1", "repositories:", *lines, ""])
    (folder / "evtool.yaml").write_text(text, encoding="utf-8")
    return folder
