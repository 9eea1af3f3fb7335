"""Events that are admitted together come out as if each had come alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import Intake

from evtool.intake.event.batch import Batch, Part, take_together
from evtool.intake.event.facts import Facts
from evtool.intake.event.heads import look_at
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import Router
from evtool.log.record import Entry

FACTS = Facts({b"x-request-id": b"7"}, "192.0.2.7", 1_700_000_000_123)

EVENTS = st.fixed_dictionaries(
    {
        "$schema": st.sampled_from(["/basic/1.0.0", "/named/1.0.0", "/absent/1.0.0", "basic"]),
        "meta": st.fixed_dictionaries(
            {"stream": st.sampled_from(["basic", "other", ""])},
            optional={
                "id": st.just("a"),
                "dt": st.sampled_from(
                    ["2024-02-29T10:00:00.250Z", "2024-02-29T10:00:00+02:00", "-"]
                ),
            },
        ),
    },
    optional={"count": st.integers(-5, 2**70) | st.floats(0, 1e300), "any": st.text(max_size=5)},
)


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> Router:
    """Give a router over two schemas."""
    made = Intake(Path(tmp_path_factory.mktemp("schemas")))
    meta = {"type": "object", "properties": {name: {} for name in ("stream", "id", "dt")}}
    made.add("basic", {"count": {"type": "integer", "minimum": 0}})
    made.add("named", {"meta": meta, "any": {"type": "string", "maxLength": 3}})
    return made.router()


def outcomes(batch: Batch) -> tuple[list[Any], list[Any]]:
    """What a batch has made, without what is new each time."""
    entries = [(one.topic, known(one.value), one.timestamp, one.key) for one in batch.entries]
    return entries, [(one.index, one.reason, one.message) for one in batch.refusals]


def known(value: bytes) -> Any:
    """An event without an ID of ours."""
    event = json.loads(value)
    if event["meta"].get("id") != "a":
        event["meta"].pop("id", None)
    return event


def alone(router: Router, events: Sequence[Any]) -> Batch:
    """A batch whose events are admitted one by one."""
    batch = Batch()
    batch.take(router, events, FACTS)
    return batch


@given(
    st.lists(st.lists(EVENTS, min_size=8, max_size=12), min_size=1, max_size=3),
    st.sampled_from([orjson.dumps, lambda events: json.dumps(events, indent=1).encode()]),
)
def test_together_as_alone(
    router: Router, bodies: list[list[Any]], write: Callable[[Any], bytes]
) -> None:
    """As values or as texts, however these are written."""
    texts = [write(events) if _fits(events) else json.dumps(events).encode() for events in bodies]
    expected = [outcomes(alone(router, json.loads(text))) for text in texts]
    values = [Part(Batch(), json.loads(text), FACTS) for text in texts]
    take_together(router, values)
    assert [outcomes(part.batch) for part in values] == expected
    unread = []
    for text in texts:
        looked = look_at(text)
        assert looked is not None
        unread.append(Part(Batch(), looked.texts, FACTS, looked.heads))
    take_together(router, unread)
    assert [outcomes(part.batch) for part in unread] == expected


def _fits(events: list[Any]) -> bool:
    return all(event.get("count", 0) < 2**63 for event in events)


@pytest.mark.parametrize(
    "text",
    [
        b'{"$schema":"/basic/1.0.0","meta":{"stream":"basic"},"a":1,"a":2}',
        b'{"$schema":"/basic/1.0.0","meta":{"stream":"basic"},"a":"\xff"}',
        b'{"$schema":"/absent/1.0.0","meta":{"stream":"basic"},"a":1,"a":2}',
        b'{"$schema":"/basic/1.0.0","meta":{"stream":"basic"},"a":"\\ud800"}',
    ],
)
def test_a_text_that_is_none(router: Router, text: bytes) -> None:
    """It is refused by itself; whoever knows the whole body decides about the others."""
    good = b'{"$schema":"/basic/1.0.0","meta":{"stream":"basic"}}'
    looked = look_at(b"[%s]" % b",".join([good] * 8))
    assert looked is not None
    batch = Batch()
    heads = [*looked.heads[:-1], looked.heads[-1]]
    take_together(router, [Part(batch, [*looked.texts[:-1], text], FACTS, heads)])
    assert len(batch.entries) == 7
    assert [(one.index, one.reason) for one in batch.refusals] == [(7, Reason.UNPARSABLE)]


def test_sorting(router: Router) -> None:
    """Refusals are numbered as the events of the request are, over several turns."""
    batch = Batch()
    entry = Entry("a", b"{}", 0)
    batch.sort([entry, entry])
    batch.sort([entry, Refusal(Reason.NOT_AN_OBJECT, "no"), entry])
    assert (batch.seen, batch.accepted) == (5, 4)
    assert [one.index for one in batch.refusals] == [3]
    assert not router.known(("/never/1.0.0", "seen"))
