"""`evtool connect schema`: drafts of the schemas of captured tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import pytest
from source_bench import make_workspace

from evtool.connectors import catalog
from evtool.connectors.catalog import ConnectorType
from evtool.connectors.sources.capture.options import CaptureOptions, by_name
from evtool.connectors.sources.capture.row import Column, Table
from evtool.connectors.sources.capture.table_schema import draft

Answer = Callable[..., tuple[int, str, str]]


class Captured:
    """A source of tables without a server."""

    Config = CaptureOptions

    def __init__(self, config: CaptureOptions) -> None:
        self._config = config

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of nothing."""

    def schemas(self) -> Mapping[str, Any]:
        """Each table has an id."""
        columns = [Column("id", "integer")]
        return {
            name: draft(Table(name, columns, ("id",)), one, self._config.envelope)
            for name, one in by_name(self._config).items()
        }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace with a source of two tables, and one of files."""
    make_workspace(tmp_path)
    made = ConnectorType(f"{Captured.__module__}:Captured", "Tables.", "source")
    monkeypatch.setattr(catalog, "HIDDEN", {"captured": made})
    monkeypatch.setattr(catalog, "load_type", _load(catalog.load_type))
    monkeypatch.setattr("evtool.connectors.config.load_type", catalog.load_type)
    tables = {
        f"shop.{name}": {"stream": "basic", "schema": f"/shop/{name}/1.0.0"}
        for name in ("orders", "items")
    }
    connectors = {
        "shop": {"type": "captured", "tables": tables},
        "other": {"type": "files", "path": "in/*", "stream": "basic"},
    }
    path = tmp_path / "evtool.yaml"
    path.write_text(json.dumps({**json.loads(path.read_text()), "connectors": connectors}))
    return tmp_path


def _load(real: Any) -> Any:
    return lambda name: Captured if name == "captured" else real(name)


def test_one_table_and_all(answer: Answer) -> None:
    """Documents of YAML, in the order of the names."""
    code, out, err = answer("schema", "shop", "shop.orders")
    assert (code, out.count("title: shop/orders"), "shop/items" in out) == (0, 1, False)
    assert "look at descriptions" in err
    _, out, _ = answer("schema", "shop")
    first, second = out.split("---\n")
    assert first.startswith("title: shop/items")
    assert second.startswith("title: shop/orders")


def test_written_into_the_repository(folder: Path, answer: Answer) -> None:
    """As sources that are never overwritten."""
    code, out, err = answer("schema", "shop", "--write", "-r", "own")
    assert code == 0, err
    assert all(Path(folder, line).is_file() for line in out.splitlines())
    code, _, err = answer("schema", "shop", "--write", "-r", "own")
    assert code == 2
    assert "exists already" in err


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("other",), "other captures no tables", "postgres-logical"),
        (("shop", "shop.oders"), "captures no table 'shop.oders'", "did you mean 'shop.orders'?"),
    ],
)
def test_what_is_wrong(answer: Answer, words: tuple[str, ...], message: str, hint: str) -> None:
    """A sentence with its repair."""
    code, _, err = answer("schema", *words)
    assert code == 2
    assert message in err
    assert hint in err
