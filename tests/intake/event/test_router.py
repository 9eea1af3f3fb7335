"""From an event to an entry of the log, or to the one reason why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from in_process import NOW, Intake

from evtool.intake.event.facts import TOLD_IN_FULL, Facts
from evtool.intake.event.limits import Limits
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import OTHER
from evtool.log.record import Entry

MakeFacts = Callable[..., Facts]
STREAMS = """
streams:
  basic: {schema_title: basic}
  keyed: {schema_title: basic, message_key_fields: {k: any.k}}
  untitled: {schema_title: untitled}
  other: {schema_title: other}
  prefixed: {schema_title: basic, topic_prefixes: [east., west.]}
  named: {schema_title: basic, topics: [one, two]}
  nothing: {}
  /^rx\\.[a-z ]+$/: {schema_title: basic}
"""
DEEP = {"a": {"b": {"c": {}}}}


@pytest.fixture
def declared(intake: Intake) -> Intake:
    """Give an intake with streams, and with schemas of all kinds."""
    intake.streams = STREAMS
    path = intake.folder / "untitled/1.0.0.yaml"
    path.parent.mkdir()
    path.write_text(json.dumps({"type": "object"}))
    intake.add("insecure", {"a": {"type": "string", "pattern": "a"}})
    intake.add("future", **{"$schema": "https://json-schema.org/draft/2020-12/schema"})
    intake.add("backwards", {"a": {"type": "string", "pattern": r"(a)\1", "maxLength": 9}})
    intake.add("wrong", {"a": {"type": "nothing"}})
    intake.add("dangling", {"a": {"$ref": "/absent/1.0.0#"}})
    (intake.folder / "malformed").mkdir()
    (intake.folder / "malformed/1.0.0.yaml").write_text("a: [")
    (intake.folder / "folder/1.0.0.yaml").mkdir(parents=True)
    return intake


def event(stream: Any = "basic", uri: Any = "/basic/1.0.0", **more: Any) -> dict[str, Any]:
    """An event."""
    return {"$schema": uri, "meta": {"stream": stream}, **more}


REFUSED = {
    "no object": ([1], Reason.NOT_AN_OBJECT),
    "null": (None, Reason.NOT_AN_OBJECT),
    "a text": ("$schema", Reason.NOT_AN_OBJECT),
    "no schema": ({"meta": {"stream": "basic"}}, Reason.SCHEMA_MISSING),
    "nothing": ({}, Reason.SCHEMA_MISSING),
    "a number for a schema": (event(uri=5), Reason.SCHEMA_URI_INVALID),
    "a list for a schema": (event(uri=[]), Reason.SCHEMA_URI_INVALID),
    "climbing": (event(uri="/../basic/1.0.0"), Reason.SCHEMA_URI_INVALID),
    "a URL": (event(uri="http://127.0.0.1/1.0.0"), Reason.SCHEMA_URI_INVALID),
    "an unknown schema": (event(uri="/nobody/1.0.0"), Reason.SCHEMA_NOT_FOUND),
    "an unknown version": (event(uri="/basic/1.0.1"), Reason.SCHEMA_NOT_FOUND),
    "a folder": (event(uri="/folder/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "a long name": (event(uri=f"/{'a' * 400}/1.0.0"), Reason.SCHEMA_URI_INVALID),
    "an insecure schema": (event(uri="/insecure/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "an unknown dialect": (event(uri="/future/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "no linear pattern": (event(uri="/backwards/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "no schema at all": (event(uri="/wrong/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "a broken reference": (event(uri="/dangling/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "a broken file": (event(uri="/malformed/1.0.0"), Reason.SCHEMA_UNUSABLE),
    "no meta": ({"$schema": "/basic/1.0.0"}, Reason.STREAM_MISSING),
    "a list for meta": ({"$schema": "/basic/1.0.0", "meta": []}, Reason.STREAM_MISSING),
    "no stream": ({"$schema": "/basic/1.0.0", "meta": {}}, Reason.STREAM_MISSING),
    "null for a stream": (event(None), Reason.STREAM_MISSING),
    "a number for a stream": (event(5), Reason.STREAM_INVALID),
    "a list for a stream": (event([]), Reason.STREAM_INVALID),
    "an empty stream": (event(""), Reason.STREAM_INVALID),
    "a stream that is no topic": (event("rx.a b"), Reason.STREAM_INVALID),
    "an undeclared stream": (event("nobody"), Reason.STREAM_UNDECLARED),
    "an endless stream": (event("x" * 100_000), Reason.STREAM_INVALID),
    "the stream of another schema": (event("other"), Reason.SCHEMA_NOT_ALLOWED),
    "a stream without a title": (event("nothing"), Reason.SCHEMA_NOT_ALLOWED),
    "a schema without a title": (event("untitled", "/untitled/1.0.0"), Reason.SCHEMA_NOT_ALLOWED),
    "a violation": (event(count=-1), Reason.INVALID),
    "no key": (event("keyed"), Reason.KEY_MISSING),
    "too much": (event(any="x" * 1000), Reason.TOO_LARGE),
    "too deep": (event(any=DEEP), Reason.TOO_DEEP),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, declared: Intake, facts: MakeFacts) -> None:
    """Each has its reason; the answer says all that was known, and shows no path of ours."""
    given, reason = REFUSED[name]
    router = declared.router(Limits(event_bytes=1000, depth=4))
    for _ in range(2):  # the second one is answered from memory
        found = router.admit(json.loads(json.dumps(given)), facts())
        assert isinstance(found, Refusal)
        assert found.reason is reason
        shown = json.dumps(found.as_json())
        assert str(declared.folder) not in shown
        assert len(found.message) < 1500
        assert not found.retriable
        assert found.status == ("invalid" if reason is Reason.INVALID else "error")


def test_accepted(declared: Intake, facts: MakeFacts) -> None:
    """The entry has the topic, the key and the time that configuration and event say."""
    router = declared.router()
    when = {"stream": "keyed", "dt": "2020-01-01T00:00:00Z"}
    made = router.admit({**event(), "meta": when, "any": {"k": [1]}}, facts())
    assert isinstance(made, Entry)
    assert made[:4] == ("keyed", made.value, 1_577_836_800_000, b'{"k":[1]}')
    assert json.loads(made.value) == {**event(), "meta": when, "any": {"k": [1]}}
    late = router.admit(event("rx.abc"), facts())
    assert isinstance(late, Entry)
    assert (late.topic, late.timestamp, late.key) == ("rx.abc", NOW, None)


@pytest.mark.parametrize(
    ("stream", "prefix", "topic"),
    [
        ("basic", None, "basic"), ("basic", "west.", "basic"), ("prefixed", None, "east.prefixed"),
        ("prefixed", "west.", "west.prefixed"), ("prefixed", "north.", "east.prefixed"),
        ("named", None, "one"),
    ],
)  # fmt: skip
def test_topics(
    declared: Intake, facts: MakeFacts, stream: str, prefix: str | None, topic: str
) -> None:
    """The topic of the stream with our prefix, else its first one."""
    made = declared.router(topic_prefix=prefix).admit(event(stream), facts())
    assert isinstance(made, Entry)
    assert made.topic == topic


def test_without_streams_everything_is_taken(intake: Intake, facts: MakeFacts) -> None:
    """As the reference intake without stream configuration: any schema into any stream."""
    router = intake.router()
    made = router.admit(event("whatever"), facts())
    assert isinstance(made, Entry)
    found = router.admit(event("no topic"), facts())
    assert isinstance(found, Refusal)
    assert found.reason is Reason.STREAM_INVALID


def test_defaults_of_the_request(declared: Intake) -> None:
    """Schema and stream of the query count for events without their own, and are stored."""
    router = declared.router()
    facts = Facts({}, now=NOW, schema_uri="/basic/1.0.0", stream="basic")
    made = router.admit({}, facts)
    assert isinstance(made, Entry)
    assert json.loads(made.value) == event()
    assert isinstance(router.admit({"meta": {"stream": "keyed"}, "any": {"k": 1}}, facts), Entry)
    found = router.admit({"meta": 5}, facts)
    assert isinstance(found, Refusal)


def test_labels_are_declared_names(declared: Intake) -> None:
    """Streams of a regex share the label of their entry; without entries all share one."""
    declared.router().route("/basic/1.0.0", "basic")
    label = declared.router().route("/basic/1.0.0", "rx.abc")
    assert getattr(label, "label", None) == r"/^rx\.[a-z ]+$/"
    declared.streams = None
    assert getattr(declared.router().route("/basic/1.0.0", "x"), "label", None) == OTHER


def test_an_absent_schema_is_looked_for_again(declared: Intake, facts: MakeFacts) -> None:
    """Not at once, but soon: somebody may be adding it."""
    now = [0.0]
    library = declared.library(clock=lambda: now[0])
    router = declared.router()
    router.library = library
    declared.streams = None
    assert isinstance(router.admit(event("later", "/later/1.0.0"), facts()), Refusal)
    declared.add("later")
    found = router.route("/later/1.0.0", "basic")
    assert isinstance(found, Refusal)
    assert found.reason is Reason.SCHEMA_NOT_FOUND
    now[0] = 6.0
    found = router.route("/later/1.0.0", "basic")
    assert isinstance(found, Refusal)
    assert found.reason is Reason.SCHEMA_NOT_ALLOWED


def test_all_errors_of_what_is_small_and_the_first_of_what_is_large(
    intake: Intake, facts: MakeFacts
) -> None:
    """To look for a million errors would keep the service busy for seconds."""
    intake.add("tags", {"tags": {"type": "array", "items": {"type": "string"}}})
    router, one = intake.router(), facts()

    def errors(wrong: int) -> int:
        event = {"$schema": "/tags/1.0.0", "meta": {"stream": "t"}, "tags": [5] * wrong}
        refusal = router.admit(event, one)
        assert isinstance(refusal, Refusal)
        assert refusal.reason is Reason.INVALID
        assert "should be string" in refusal.message
        return len(refusal.context["errors"])

    assert errors(1_000_000) == 1
    assert errors(3) == 3
    counts = [errors(50) for _ in range(TOLD_IN_FULL // 100)]
    assert counts == sorted(counts, reverse=True)
    assert set(counts) == {50, 1}
