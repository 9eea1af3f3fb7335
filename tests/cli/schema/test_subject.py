"""The schemas that a user can name, as the shell completes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from evtool.cli.base import Invocation
from evtool.cli.schema.subject import complete_title, schema_named
from evtool.errors import EvtoolError
from evtool.schema.version import Label, SchemaReference, Version


@pytest.fixture
def complete(workspace: Path) -> Callable[[str], list[str]]:
    """Give a function that completes a title in the workspace."""
    context = click.Context(click.Command("show"), obj=Invocation(directory=workspace))
    argument: Any = click.Argument(["schema"])
    return lambda text: [item.value for item in complete_title(context, argument, text)]


def test_titles_are_completed(complete: Callable[[str], list[str]]) -> None:
    """By how they begin."""
    assert complete("shop/") == ["shop/order", "shop/sale"]
    assert complete("nothing") == []


def test_versions_are_completed_after_the_sign(complete: Callable[[str], list[str]]) -> None:
    """The newest first, then the labels."""
    assert complete("fragment/common@") == [
        f"fragment/common@{name}" for name in ("2.0.0", "1.0.0", "latest", "current")
    ]
    assert complete("fragment/common@1") == ["fragment/common@1.0.0"]


def test_without_a_workspace_nothing_is_completed(tmp_path: Path) -> None:
    """A shell must not show errors."""
    context = click.Context(click.Command("show"), obj=Invocation(directory=tmp_path))
    argument: Any = click.Argument(["schema"])
    assert complete_title(context, argument, "a") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("page/change", SchemaReference("page/change")),
        ("primary/page/change", SchemaReference("page/change")),
        ("primary/page/change/1.0.0.yaml", SchemaReference("page/change", Version(1, 0, 0))),
        ("primary/page/change/1.0.0", SchemaReference("page/change", Version(1, 0, 0))),
        ("primary/page/change/current.yaml", SchemaReference("page/change", Label.CURRENT)),
        ("secondary/shop", SchemaReference("shop")),
    ],
)
def test_names_and_paths(workspace: Path, text: str, expected: SchemaReference) -> None:
    """A path is seen from the folder of the run."""
    assert schema_named(Invocation(directory=workspace), text) == expected


def test_a_file_that_is_no_schema_is_no_name(workspace: Path) -> None:
    """Nor is the root of a repository a schema."""
    (workspace / "primary/notes@1.txt").write_text("")
    with pytest.raises(EvtoolError):
        schema_named(Invocation(directory=workspace), "primary/notes@1.txt")
    run = Invocation(directory=workspace)
    assert schema_named(run, "primary") == SchemaReference("primary")
