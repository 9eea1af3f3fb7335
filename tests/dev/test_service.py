"""The parts of the platform."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from evtool.dev import service as services
from evtool.dev.service import PARTS, SERVICES, choose, require_extras, service
from evtool.errors import ConfigurationError, EvtoolError
from evtool.workspace import Workspace


@pytest.mark.parametrize("one", SERVICES, ids=lambda one: one.name)
def test_every_service_can_be_run(one: services.Service, workspace: Workspace) -> None:
    """Its function is there, its modules are known, its port is in the configuration."""
    module, _, function = one.target.partition(":")
    assert callable(getattr(import_module(module), function))
    assert all(find_spec(need) for need in one.needs)
    assert one.port(workspace) > 0
    assert service(one.name) is one
    command = one.command(Path("/w/evtool.yaml"), 7, verbose=True)
    assert command[-5:] == ["--config", "/w/evtool.yaml", "--socket", "7", "--verbose"]


def test_the_live_page_knows_where_the_others_are() -> None:
    """It is told the URLs; services that need none are told none."""
    urls = {"intake": "http://127.0.0.1:1"}
    command = service("live").command(Path("/w/evtool.yaml"), 7, urls, verbose=False)
    assert command[-2:] == ["--url", "intake=http://127.0.0.1:1"]
    assert "--url" not in service("intake").command(Path("/w"), 7, urls, verbose=False)


def test_all_parts_run_by_default() -> None:
    """A name chooses, several choose several."""
    assert choose([]) == frozenset(PARTS)
    assert choose(["watch"]) == {"watch"}


def test_unknown_names_are_answered_with_the_nearest() -> None:
    """Both for parts and for services."""
    with pytest.raises(ConfigurationError) as caught:
        choose(["registy"])
    assert caught.value.hint == "did you mean 'registry'?"
    with pytest.raises(ConfigurationError):
        service("watch")


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint is the line that installs them; parts that are not run need nothing."""
    monkeypatch.setattr(services, "find_spec", lambda name: None if name == "uvicorn" else name)
    with pytest.raises(EvtoolError, match="uvicorn") as caught:
        require_extras(frozenset(PARTS))
    assert caught.value.hint == "run `pip install 'evtool[dev-server]'`"
    require_extras(frozenset({"watch"}))
