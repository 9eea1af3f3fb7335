"""A whole intake in this process: from the bytes of requests to the log, and back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from in_process import LIMIT, Answered, Intake, answers, connect, post

from evtool.intake import turns
from evtool.intake.tally import Tally
from evtool.log.event_log import EntryRefused, LogUnavailable
from evtool.log.memory import MemoryLog
from evtool.log.record import Entry

BASIC = {"$schema": "/basic/1.0.0", "meta": {"stream": "basic"}}


class Sick(MemoryLog):
    """A log that does not take everything."""

    trouble: Exception | None = None

    def append(self, entries: Any) -> None:
        """Refuse what says so, or everything."""
        if self.trouble is not None:
            raise self.trouble
        if any(b"refuse" in entry.value for entry in entries if entry.topic == "basic"):
            raise EntryRefused("no")
        super().append(entries)


def nested(depth: int) -> Any:
    """A value of so many levels."""
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize("depth", [*range(246, 258), 300, 400, 480, 497, 498, 499, 505, 900])
@pytest.mark.parametrize(
    "shape",
    [{"count": -1, **BASIC}, {}, {"$schema": "/x/1.0.0"}, BASIC, {"$schema": "/basic/1.0.0"}],
)
def test_deep_events_are_answered(intake: Intake, depth: int, shape: dict[str, Any]) -> None:
    """Whether valid or not, however deep: the client hears of it, and the next one as well."""
    event = {**shape, "any": nested(depth)}
    found = intake.talk(post([event, BASIC]), post(BASIC))
    assert [one.status for one in found][1:] == [201]
    assert found[0].status in ({201, 207} if shape == BASIC and depth < 498 else {400, 207})


def test_a_deep_event_is_refused_alone(intake: Intake) -> None:
    """However it comes: in an array, in lines, or by itself."""
    deep = {**BASIC, "any": [nested(200), 1]}
    for many in (2, 20):
        found = intake.ask([*[BASIC] * (many - 1), deep])
        assert [(one["index"], one["type"]) for one in found.json()["error"]] == [
            (many - 1, "too_deep")
        ]
    lines = "\n".join(map(json.dumps, (BASIC, deep))).encode()
    found = intake.ask(lines, content_type="application/x-ndjson")
    assert (found.status, found.json()["error"][0]["index"]) == (207, 1)
    found = intake.ask(deep)
    assert (found.status, found.json()["error"][0]["type"]) == (400, "too_deep")


def test_a_deep_schema_uri(intake: Intake) -> None:
    """What is said about a value may not need more stack than there is."""
    for depth in (250, 400, 495):
        assert intake.ask({"$schema": nested(depth), "meta": {"stream": nested(3)}}).status == 400


def test_a_pipeline_in_order(intake: Intake) -> None:
    """Good, bad and empty requests in one piece; each gets its own answer."""
    bodies: list[Any] = [BASIC, {**BASIC, "count": -1}, [], [BASIC, 5], b"{", BASIC]
    found = intake.talk(b"".join(map(post, bodies)))
    assert [one.status for one in found] == [201, 400, 400, 207, 400, 201]
    assert len(intake.records()) == 3


@pytest.mark.parametrize("query", ["a&" * 100, "&" * 5000])
@pytest.mark.parametrize("body", [BASIC, b"{", [BASIC] * 10])
def test_endless_queries(intake: Intake, query: str, body: Any) -> None:
    """They are refused, and nothing is stored: nobody knows what the rest would have said."""
    found = intake.ask(body, path=f"/v1/events?{query}dry_run=true")
    assert found.status == 400
    assert not intake.records()


@pytest.mark.parametrize("target", ["http://a/v1/events", "HTTP://a:80/v1/events?hasty=false"])
def test_targets_for_proxies(intake: Intake, target: str) -> None:
    """A server has to take them too."""
    assert intake.ask(BASIC, path=target).status == 201


def test_one_refused_entry_is_its_own_trouble(intake: Intake) -> None:
    """What the log will never take is 400, and not in the way of other requests."""
    intake.log = Sick()

    async def run() -> list[list[Answered]]:
        host = intake.host()
        opened = [connect(host) for _ in range(3)]
        for at, (connection, _) in enumerate(opened):
            connection.data_received(post({**BASIC, "any": "refuse" if at == 1 else at}))
        await asyncio.sleep(0.05)
        return [answers(bytes(transport.written)) for _, transport in opened]

    found = [one for (one,) in asyncio.run(run())]
    assert [one.status for one in found] == [201, 400, 201]
    assert found[1].json()["type"] == "log_refused"
    assert [value["any"] for value in intake.values()] == [0, 2]


@pytest.mark.parametrize("trouble", [LogUnavailable("away"), RuntimeError("a bug"), MemoryError()])
def test_a_log_in_trouble(intake: Intake, trouble: Exception) -> None:
    """503 with Retry-After, for a bug of the log as well; later all is well again."""
    intake.log = log = Sick()
    log.trouble = trouble
    found = intake.ask(BASIC)
    assert (found.status, int(found.headers["retry-after"])) == (503, 1)
    assert found.json()["retriable"]
    assert intake.ask({**BASIC, "count": -1}).status == 400
    log.trouble = None
    assert intake.ask(BASIC).status == 201


@pytest.mark.parametrize(
    ("stream", "status"), [("a b", 400), ("é", 400), ("a/b", 400), ("x" * 250, 400), ("a.b", 201)]
)
def test_streams_that_are_no_topics(intake: Intake, stream: str, status: int) -> None:
    """They are the client's fault, and no trouble of the log."""
    assert intake.ask({**BASIC, "meta": {"stream": stream}}).status == status


@pytest.mark.parametrize("body", [b'"' * (LIMIT - 9), b"\xff" * (LIMIT - 9), b"\x01" * (LIMIT - 9)])
def test_large_refused_texts_are_kept_in_part(intake: Intake, body: bytes) -> None:
    """As an event their error would be larger than an event may be: they are cut."""
    intake.config["max_event_bytes"] = LIMIT
    assert intake.ask(body).status == 400
    (error,) = intake.values("eventgate.error")
    assert body.decode("utf-8", "backslashreplace").startswith(error["raw_event"])
    assert len(error["raw_event"]) == LIMIT // 8
    assert intake.tally.errors_lost == 0


@pytest.mark.parametrize("many", [1, 20])
@pytest.mark.parametrize(
    ("event", "kind"),
    [({**BASIC, "any": "x" * 500}, "too_large"), ({**BASIC, "any": nested(300)}, "too_deep")],
)
def test_what_is_not_shown_is_named(
    intake: Intake, event: dict[str, Any], kind: str, many: int
) -> None:
    """The error event of an event that is left out of the answer tells schema and stream."""
    intake.config["max_event_bytes"] = 500 if kind == "too_large" else 5000
    (refused,) = intake.ask([*[BASIC] * (many - 1), event]).json()["error"]
    assert (refused["type"], refused["event"]) == (kind, None)
    (error,) = intake.values("eventgate.error")
    named = [error[name] for name in ("errored_schema_uri", "errored_stream_name", "error_type")]
    assert named == ["/basic/1.0.0", "basic", kind]


def test_refused_errors_make_no_errors(intake: Intake) -> None:
    """An event for the error stream that is refused is only answered."""
    assert intake.ask({**BASIC, "count": -1, "meta": {"stream": "eventgate.error"}}).status == 400
    assert not intake.records("eventgate.error")


def test_large_requests_take_turns(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small request that comes behind a large one is answered before it."""
    monkeypatch.setattr(turns, "MOST", 10)

    async def run() -> tuple[int, int]:
        host = intake.host()
        large, small = connect(host), connect(host)
        large[0].data_received(post([BASIC] * 100))
        small[0].data_received(post(BASIC))
        for turn in range(1000):
            if small[1].written:
                return len(large[1].written), turn
            await asyncio.sleep(0)
        raise AssertionError("no answer")

    written, turn = asyncio.run(run())
    assert written == 0
    assert turn < 10


def test_an_answer_has_the_events_in_order(intake: Intake) -> None:
    """Many events, some refused: indexes are those of the request, the log keeps order."""
    events = [{**BASIC, "count": at if at % 7 else -at - 1} for at in range(120)]
    found = intake.ask(events)
    assert found.status == 207
    assert [one["index"] for one in found.json()["invalid"]] == list(range(0, 120, 7))
    assert [one["count"] for one in intake.values()] == [at for at in range(120) if at % 7]
    errors = [json.loads(one["raw_event"])["count"] for one in intake.values("eventgate.error")]
    assert errors == [-at - 1 for at in range(0, 120, 7)]


def test_made_up_topics_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many names clients think of, the counts take a bounded room and miss nothing."""
    monkeypatch.setattr("evtool.intake.tally.MOST_TOPICS", 10)
    tally = Tally()
    for number in range(1000):
        tally.accept([Entry("often", b"", 1), Entry(f"t{number}", b"", 1)])
        assert len(tally.accepted) <= 11
    assert tally.accepted["often"] == 1000
    assert tally.accepted.total() == 2000


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        (b'{"$schema":"/basic/1.0.0","meta":{"stream":"basic"},"a":1,"a":2}', "'a' is there twice"),
        (b'{"$schema":"/basic/1.0.0","meta":{"stream":"basic"},"a":"\xff"}', "line 1, column"),
    ],
)
def test_many_events_of_which_one_is_no_json(intake: Intake, wrong: bytes, detail: str) -> None:
    """The body is refused as a whole, as one is that is parsed at once; it becomes an error."""
    intake.add("error", {})
    intake.config = {"error_stream": "errors"}
    good = json.dumps(BASIC).encode()
    body = b"[%s]" % b",".join([*[good] * 20, wrong])
    found = intake.talk(post(body), post([BASIC] * 20))
    assert [one.status for one in found] == [400, 201]
    assert detail in found[0].json()["detail"]
    assert len(intake.records()) == 20
    assert intake.tally.accepted["basic"] == 20
    assert [one["error_type"] for one in intake.values("errors")] == ["SyntaxError"]


def test_many_events_tried_only(intake: Intake) -> None:
    """With parameters the events are parsed first: they may say what the events leave out."""
    found = intake.ask([BASIC] * 20, path="/v1/events?dry_run=true")
    assert (found.status, found.json()["accepted"]) == (200, 20)
    bare = {"$schema": "/basic/1.0.0", "meta": {"stream": "basic"}}
    assert intake.ask([bare] * 20, path="/v1/events?stream=other").status == 201
    assert len(intake.records()) == 20


def test_many_events_some_refused(intake: Intake) -> None:
    """Each refusal has the number of its event."""
    events = [BASIC, {**BASIC, "count": -1}, BASIC, {**BASIC, "$schema": "/absent/1.0.0"}] * 5
    found = intake.ask(events)
    assert found.status == 207
    assert len(intake.records()) == 10
    assert len(found.json()["invalid"]) == 5
    assert len(found.json()["error"]) == 5
