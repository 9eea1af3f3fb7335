"""Supervisors of Druid: posted once, and looked after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from loopback_server import serving
from overlord import Overlord

from evtool.connectors import druid_supervisors
from evtool.connectors.druid_spec import Layout, Reading, supervisor_spec
from evtool.connectors.druid_supervisors import Supervisors
from evtool.connectors.failure import TargetFailure
from evtool.connectors.web import Web

pytestmark = pytest.mark.network


@pytest.fixture
def overlord() -> Overlord:
    """Druid, with no supervisor."""
    return Overlord()


@pytest.fixture
def supervisors(overlord: Overlord) -> Iterator[Supervisors]:
    """Those of one sink."""
    with serving(overlord) as url:
        web = Web(url, 5)
        yield Supervisors(web)
        web.close()


def spec(source: str, topic: str) -> dict[str, Any]:
    """A supervisor that reads a topic."""
    return supervisor_spec(source, {}, Layout(), Reading([topic], {}))


def test_a_supervisor_is_posted_when_it_is_new_or_another(
    overlord: Overlord, supervisors: Supervisors
) -> None:
    """Each datasource has its own; what Druid refuses was not posted."""
    overlord.refuses = True
    with pytest.raises(TargetFailure, match="did not take the supervisor of a, it answered 401"):
        supervisors.post("a", spec("a", "one"))
    overlord.refuses = False
    for source, topic in ("a", "one"), ("b", "one"), ("a", "one"), ("a", "two"):
        supervisors.post(source, spec(source, topic))
    assert overlord.posts == 3
    topics = {name: one["ioConfig"]["topic"] for name, one in overlord.supervisors.items()}
    assert topics == {"a": "two", "b": "one"}


def test_druid_is_asked_now_and_then(
    overlord: Overlord, supervisors: Supervisors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not where nothing is posted, and not again at once."""
    monkeypatch.setattr(druid_supervisors, "_WATCH_SECONDS", -1.0)
    overlord.refuses = True
    supervisors.watch()
    overlord.refuses = False
    supervisors.post("a", spec("a", "one"))
    supervisors.watch()
    overlord.detailed_state = "UNHEALTHY_TASKS"
    with pytest.raises(TargetFailure, match="supervisor of a is UNHEALTHY_TASKS: why"):
        supervisors.watch()
    monkeypatch.setattr(druid_supervisors, "_WATCH_SECONDS", 3600.0)
    supervisors.watch()
