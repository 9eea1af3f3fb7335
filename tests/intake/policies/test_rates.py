"""How fast events may come, over HTTP."""

from __future__ import annotations

from typing import Any

from evtool.intake.admission import plain
from evtool.intake.application import IntakeApplication
from evtool.intake.committer import Committer

KEY = "0123456789abcdef-of-app"
SLOW = 0.001
"""A rate at which nothing is added while a test runs."""


def test_a_fast_key_is_told_to_wait(setting: Any, event: Any) -> None:
    """What fits is taken, the rest can be tried again; 429 where nothing fits."""
    setting.write(keys={"app": {"key": KEY, "rate": {"events": SLOW, "burst": 3}}})

    async def work(service: Any) -> None:
        answered = await service.post([event()] * 5, x_api_key=KEY)
        assert answered.status == 207
        refused = answered.json()["error"]
        assert [(one["index"], one["type"], one["retriable"]) for one in refused] == [
            (3, "rate_limited", True),
            (4, "rate_limited", True),
        ]
        answered = await service.post(event(), x_api_key=KEY)
        assert answered.status == 429
        assert 1 <= int(answered.headers["retry-after"]) <= 60
        assert answered.json()["type"] == "rate_limited"
        assert answered.json()["retriable"] is True
        assert service.metrics()["evtool_intake_rate_limited_total key app"] == 3

    setting.run(work)


def test_bodies_without_events_cost_too(setting: Any) -> None:
    """Nobody fills the error stream with broken JSON faster than with events."""
    setting.write(keys={"app": {"key": KEY, "rate": {"events": SLOW, "burst": 2}}})

    async def work(service: Any) -> None:
        found = [(await service.post(b"{", x_api_key=KEY)).status for _ in range(3)]
        assert found == [400, 400, 429]

    setting.run(work)


def test_a_stream_has_its_own_rate(setting: Any, event: Any) -> None:
    """Its setting goes before the default; streams of one regex share theirs."""
    streams = {
        "basic": {"schema_title": "basic", "producers": {"intake": {"rate": {"events": SLOW}}}},
        "/^app\\./": {"schema_title": "basic"},
        "eventgate.error": {"schema_title": "error"},
    }
    setting.write({"streams": streams}, rate={"events": SLOW, "burst": 2})

    async def work(service: Any) -> None:
        answered = await service.post([event(), event()])
        assert answered.status == 207
        assert answered.json()["error"][0]["type"] == "rate_limited"
        assert (await service.post([event("app.a"), event("app.b")])).status == 201
        assert (await service.post(event("app.c"))).status == 429
        assert (await service.post([event("no.such")] * 2)).status == 400
        assert (await service.post(event("none.either"))).status == 429
        assert len(service.values("eventgate.error")) == 2, "none of what came too fast"
        assert service.metrics()["evtool_intake_rate_limited_total stream other"] == 1

    setting.run(work)


def test_mixed_refusals_are_told_apart(setting: Any, event: Any) -> None:
    """Where one event can never be accepted, the answer is not to wait."""
    streams = {"basic": {"schema_title": "basic"}, "eventgate.error": {"schema_title": "error"}}
    setting.write({"streams": streams}, rate={"events": SLOW, "burst": 1})

    async def work(service: Any) -> None:
        answered = await service.post([event(count="x"), event()])
        assert answered.status == 400
        found = answered.json()
        assert [one["retriable"] for one in (*found["invalid"], *found["error"])] == [False, True]

    setting.run(work)


def test_nothing_is_there_where_nothing_is_configured(setting: Any, event: Any) -> None:
    """Without rates and keys, batches are plain, the committer is bare, the application too."""

    async def work(service: Any) -> None:
        assert (await service.post([event()] * 100)).status == 201
        assert service.state.admission is plain
        assert isinstance(service.policies.committer, Committer)
        assert isinstance(service.host.application, IntakeApplication)
        assert service.metrics() == {}

    setting.run(work)
