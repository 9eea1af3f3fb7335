"""The head of the screen."""

from __future__ import annotations

from evtool.dev.head import head_event
from evtool.workspace import Workspace


def test_it_says_what_runs_and_where(workspace: Workspace) -> None:
    """Schemas are counted, and the example is one that exists."""
    urls = {"registry": "http://127.0.0.1:8190"}
    fields = head_event(workspace, urls, {"registry"}, 0.4, watching=True).fields
    assert (fields["workspace"], fields["repositories"], fields["schemas"]) == ("shop", 1, 2)
    assert fields["services"] == [
        {"name": "registry", "url": "http://127.0.0.1:8190", "path": "/", "ready": True}
    ]
    assert fields["watching"] == ["main"]
    assert fields["try"] == "curl http://127.0.0.1:8190/main/shop/order/latest"


def test_without_the_registry_there_is_nothing_to_try(workspace: Workspace) -> None:
    """`--only watch` serves nothing."""
    fields = head_event(workspace, {}, (), 0.4, watching=False).fields
    assert (fields["services"], fields["watching"], fields["try"]) == ([], [], None)
