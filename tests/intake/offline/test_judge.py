"""Events judged as the intake would, each with reason, place and repair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evtool.errors import EvtoolError, SchemaNotFound
from evtool.intake.client.reading import read_events
from evtool.intake.client.text import Text
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import Router
from evtool.intake.offline.fault import Fault
from evtool.intake.offline.judge import Judge
from evtool.intake.offline.routing import offline_router, schema_uri
from evtool.workspace import Workspace

EVENTS = Path(__file__).parents[3] / "schema-repos/events"


@pytest.fixture(scope="module")
def event() -> dict[str, Any]:
    """Give a valid event."""
    with (EVENTS / "page.change.jsonl").open("rb") as file:
        found = json.loads(next(read_events(file)).content)
    return {**found, "$schema": "/page/change/1.2.0"}


def one(judge: Judge, value: Any) -> Fault:
    """The only fault of an event."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    (fault,) = judge.faults(Text(content, 1))
    return fault


def test_every_sample_is_judged_as_the_intake_does(judge: Judge, router: Router) -> None:
    """The same events are refused, for the same reasons."""
    for path in sorted(EVENTS.glob("*.jsonl")):
        with path.open("rb") as file:
            for text in read_events(file):
                result = router.admit(json.loads(text.content), Facts({}, "127.0.0.1"))
                faults = judge.faults(text)
                expected = {result.reason} if isinstance(result, Refusal) else set()
                assert {fault.reason for fault in faults} == expected
                assert bool(faults) is (path.name == "invalid.jsonl")


def test_each_field_is_a_fault_of_its_own(judge: Judge, event: dict[str, Any]) -> None:
    """With the way to it and its repair."""
    page = {**event["page"], "page_id": "4711", "x": 1, "y": 2}
    changed = {**event, "change_kind": "rename", "page": page}
    del changed["wiki_id"]
    faults = judge.faults(Text(json.dumps(changed).encode(), 1))
    assert {(fault.tokens, fault.hint) for fault in faults} == {
        ((), "add the field wiki_id"),
        (("change_kind",), 'write "create" or "edit" or "move" or "delete" or "undelete"'),
        (("page", "page_id"), "write integer"),
        (("page", "x"), "remove x, or name a version of the schema that has it"),
        (("page", "y"), "remove y, or name a version of the schema that has it"),
    }
    assert {fault.schema for fault in faults} == {"/page/change/1.2.0"}
    assert {fault.stream for fault in faults} == {"page.change"}


@pytest.mark.parametrize(
    ("change", "reason", "hint"),
    [
        ({"$schema": ...}, Reason.SCHEMA_MISSING, "add $schema"),
        ({"$schema": "x"}, Reason.SCHEMA_URI_INVALID, "/<title>/"),
        ({"$schema": "/page/change/9.0.0"}, Reason.SCHEMA_NOT_FOUND, "page/change has 1.0.0"),
        ({"$schema": "/page/chnage/1.2.0"}, Reason.SCHEMA_NOT_FOUND, "did you mean /page/change"),
        ({"$schema": "/zzz/0.0.1"}, Reason.SCHEMA_NOT_FOUND, "evtool schema list"),
        ({"meta": ...}, Reason.STREAM_MISSING, "page/change goes to page.change"),
        ({"meta": {"stream": 1}}, Reason.STREAM_INVALID, "the name of a stream"),
        ({"meta": {"stream": "page.chnge"}}, Reason.STREAM_UNDECLARED, "did you mean page.change"),
        ({"meta": {"stream": "zzz"}}, Reason.STREAM_UNDECLARED, "page/change goes to page.change"),
        ({"meta": {"stream": "test.event"}}, Reason.SCHEMA_NOT_ALLOWED, "goes to page.change"),
        ({"dt": "yesterday"}, Reason.INVALID, "such as 2025-03-11"),
        ({"comment": "x" * 1001}, Reason.INVALID, "at most 1000 characters"),
    ],
)
def test_each_reason_has_a_repair(
    judge: Judge, event: dict[str, Any], change: dict[str, Any], reason: Reason, hint: str
) -> None:
    """As far as the workspace knows one."""
    changed = {name: value for name, value in {**event, **change}.items() if value is not ...}
    fault = one(judge, changed)
    assert fault.reason is reason
    assert hint in (fault.hint or "")


def test_a_schema_without_stream_is_told_so(judge: Judge, event: dict[str, Any]) -> None:
    """The repair is then one of the configuration."""
    fault = one(judge, {**event, "$schema": "/fragment/http/1.0.0", "meta": {}})
    assert fault.reason is Reason.STREAM_MISSING
    assert "no stream takes fragment/http" in (fault.hint or "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", Reason.UNPARSABLE),
        (b'{"a": 1, "a": 2}', Reason.UNPARSABLE),
        (b'"text"', Reason.NOT_AN_OBJECT),
        (b"\xff", Reason.UNPARSABLE),
    ],
)
def test_what_is_no_event_is_told(judge: Judge, content: bytes, reason: Reason) -> None:
    """Whatever it is."""
    fault = one(judge, content)
    assert fault.reason is reason
    assert fault.hint


def test_a_problem_of_reading_is_a_fault(judge: Judge) -> None:
    """It is told like all others."""
    (fault,) = judge.faults(Text(b"", 3, 1, "the file ends inside an event"))
    assert (fault.reason, fault.message) == (Reason.UNPARSABLE, "the file ends inside an event")


def test_another_schema_may_be_the_measure(router: Router, event: dict[str, Any]) -> None:
    """Whatever the events name."""
    judge = Judge(router, "/page/change/1.0.0")
    assert {fault.schema for fault in judge.faults(Text(json.dumps(event).encode(), 1))} <= {
        "/page/change/1.0.0"
    }
    assert judge.faults(Text(b'"text"', 1))


def test_streams_can_be_left_out(workspace: Workspace, event: dict[str, Any]) -> None:
    """Then every schema may go into every stream."""
    router = offline_router(workspace, with_streams=False)
    changed = {**event, "meta": {"stream": "nowhere"}}
    assert Judge(router).faults(Text(json.dumps(changed).encode(), 1)) == []
    fault = one(Judge(router), {**event, "meta": {}})
    assert fault.hint == "add meta.stream"


def test_schemas_are_named_as_everywhere(router: Router) -> None:
    """The latest version, if none is named; no source."""
    library = router.library
    assert schema_uri(library, "page/change") == "/page/change/1.2.0"
    assert schema_uri(library, "page/change@latest") == "/page/change/1.2.0"
    assert schema_uri(library, "/page/change/1.0.0") == "/page/change/1.0.0"
    with pytest.raises(EvtoolError, match="no event can name the source"):
        schema_uri(library, "page/change@current")
    with pytest.raises(SchemaNotFound) as caught:
        schema_uri(library, "page/change@7.0.0")
    assert "1.2.0" in (caught.value.hint or "")
    with pytest.raises(SchemaNotFound):
        schema_uri(library, "no/such")
