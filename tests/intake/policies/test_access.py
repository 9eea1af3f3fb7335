"""Keys, signatures, and whose stream it is, over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from evtool.intake.config import IntakeConfig
from evtool.workspace import load_workspace

KEY = "0123456789abcdef-of-app"
SIGNING = "fedcba9876543210-of-sig"
KEYS = {
    "app": {"key": KEY, "streams": ["basic", "/^app\\.in\\./"]},
    "sig": {"secret": SIGNING},
}


def signature(body: bytes, moment: float, name: str = "sig", secret: str = SIGNING) -> str:
    """The header of a body that is signed at a moment."""
    text = f"{int(moment)}".encode()
    made = hmac.new(secret.encode(), text + b"." + body, hashlib.sha256).hexdigest()
    return f"t={int(moment)},name={name},v1={made}"


def test_a_key_opens_the_door(setting: Any, event: Any) -> None:
    """As a Bearer token and as X-Api-Key; without one, or with another, the answer is 401."""
    setting.write(keys=KEYS)

    async def work(service: Any) -> None:
        assert (await service.post(event(), authorization=f"Bearer {KEY}")).status == 201
        assert (await service.post(event(), authorization=f"bearer  {KEY} ")).status == 201
        assert (await service.post(event(), x_api_key=KEY)).status == 201
        for headers in ({}, {"x_api_key": KEY[:-1]}, {"authorization": "Basic YTpi"}):
            answered = await service.post(event(), **headers)
            assert answered.status == 401
            assert answered.headers["www-authenticate"].startswith("Bearer ")
            assert KEY not in answered.body.decode()
        assert len(service.values()) == 3

    setting.run(work)


def test_pages_and_options_need_no_key(setting: Any) -> None:
    """A browser asks before it sends; what a service is, anybody may know."""
    setting.write(keys=KEYS, rate={"events": 0.001}, test_events=[{}])

    async def work(service: Any) -> None:
        for _ in range(5):
            assert (await service.post(b"", method="OPTIONS")).status == 204
        assert (await service.post(b"", "/_info", "GET")).status == 200
        assert (await service.post(b"", "/v1/_test/events", "GET")).status == 401

    setting.run(work)


def test_a_signed_body(setting: Any, event: Any) -> None:
    """Nobody can change it, sign for others, or send it much later."""
    setting.write(keys=KEYS, signature_seconds=60)
    body, now = json.dumps(event()).encode(), time.time()

    async def work(service: Any) -> None:
        async def status(header: str, sent: bytes = body) -> int:
            return int((await service.post(sent, x_signature=header)).status)

        good = signature(body, now)
        assert await status(good) == 201
        assert await status(good.replace(",", ", ")) == 201
        assert await status(good, body + b" ") == 401
        assert await status(good.replace("name=sig", "name=app")) == 401
        assert await status(signature(body, now, "nobody")) == 401
        assert await status(signature(body, now - 100)) == 401
        assert await status(signature(body, now + 100)) == 401
        assert await status("t=1,v1=2") == 401
        answered = await service.post(body, x_signature="t=1,v1=2", x_api_key=KEY)
        assert answered.status == 401, "a wrong signature is not made good by a key"

    setting.run(work)


def test_a_key_has_its_streams(setting: Any, event: Any) -> None:
    """Each event that goes elsewhere is refused alone, with its index, and kept."""
    setting.write(
        {"streams": {"basic": {"schema_title": "basic"}, "/^app\\./": {"schema_title": "basic"},
                     "eventgate.error": {"schema_title": "error"}}},
        keys=KEYS,
    )  # fmt: skip

    async def work(service: Any) -> None:
        events = [event(), event("app.in.a"), event("app.out"), event()]
        answered = await service.post(events, x_api_key=KEY)
        assert answered.status == 207
        (refused,) = answered.json()["error"]
        assert (refused["index"], refused["type"]) == (2, "stream_forbidden")
        assert refused["retriable"] is False
        assert [len(service.values(name)) for name in ("basic", "app.in.a", "app.out")] == [2, 1, 0]
        named = await service.post({"$schema": "/basic/1.0.0"}, "/v1/events?stream=app.out",
                                   x_api_key=KEY)  # fmt: skip
        assert named.json()["error"][0]["type"] == "stream_forbidden"

    setting.run(work)


def test_many_events_at_once_are_checked_too(setting: Any, event: Any) -> None:
    """Where events are sorted by their routes, each keeps its place and its refusal."""
    setting.write(keys=KEYS)

    async def work(service: Any) -> None:
        events = [event("app.out" if at % 3 == 0 else "basic", count=at) for at in range(300)]
        answered = await service.post(events, x_api_key=KEY)
        refused = [one["index"] for one in answered.json()["error"]]
        assert refused == list(range(0, 300, 3))
        assert [one["count"] for one in service.values()] == [n for n in range(300) if n % 3]

    setting.run(work)


def test_keys_end_up_nowhere(setting: Any, event: Any) -> None:
    """Not in events that are filled from headers, and not in error events."""
    fields = {"meta.id": "x-api-key", "meta.request_id": "authorization"}
    rich = {"eventgate": {"enrich_fields_from_http_headers": fields}}
    setting.write(
        {"streams": {"basic": {"schema_title": "basic", "producers": rich},
                     "eventgate.error": {"schema_title": "error"}}},
        keys=KEYS,
    )  # fmt: skip

    async def work(service: Any) -> None:
        events = [event(), {"$schema": "/no/1.0.0"}]
        answered = await service.post(events, x_api_key=KEY, authorization=f"Bearer {KEY}")
        assert answered.status == 207
        assert len(service.values("basic")) == len(service.values("eventgate.error")) == 1
        kept = json.dumps([service.values("basic"), service.values("eventgate.error")])
        assert KEY not in kept + str(answered)

    setting.run(work)


def test_keys_change_while_it_runs(setting: Any, event: Any) -> None:
    """A key that is gone opens nothing; when all are gone, nobody comes in."""
    setting.write(keys=KEYS)

    async def work(service: Any) -> None:
        for keys, status in ({"new": {"key": KEY[::-1]}}, 201), ({}, 401):
            setting.write(keys=keys)
            workspace = load_workspace(setting.folder / "evtool.yaml")
            service.policies.use(workspace.section("intake", IntakeConfig))
            assert (await service.post(event(), x_api_key=KEY)).status == 401
            assert (await service.post(event(), x_api_key=KEY[::-1])).status == status

    setting.run(work)
