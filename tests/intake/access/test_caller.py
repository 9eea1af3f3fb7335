"""Streams of a key, and which stream an event is judged by."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evtool.intake.access import caller as module
from evtool.intake.access.caller import StreamSet
from evtool.intake.access.signature import parse_signature, signed
from evtool.intake.admission import stream_of
from evtool.intake.event.facts import Facts
from evtool.intake.event.refusal import Refusal
from evtool.intake.event.router import _stream_name


def test_names_and_regexes() -> None:
    """Names are whole, regexes are found anywhere; answers are remembered, but not for ever."""
    streams = StreamSet(("a.b", "/^app\\./"))
    for _ in range(2):
        assert [streams(name) for name in ("a.b", "a.b.c", "app.x", "xapp.x")] == [
            *(True, False, True, False)
        ]
    for at in range(module.REMEMBERED + 10):
        streams(f"app.{at}")
    assert len(streams._known) <= module.REMEMBERED
    assert not streams("x" * 10_000)
    assert "x" * 10_000 not in streams._known


_NAME = st.sampled_from(["a", "b", "", 1, None, ["a"]])
_META = st.one_of(_NAME, st.fixed_dictionaries({}, optional={"stream": _NAME, "id": _NAME}))


@given(st.one_of(_NAME, st.fixed_dictionaries({}, optional={"meta": _META})), st.sampled_from(
    [None, "a", "q"]
))  # fmt: skip
def test_judged_by_the_stream_it_goes_to(event: Any, named: str | None) -> None:
    """Whatever an event looks like, the gate and the router read the same name in it."""
    facts = Facts({}, stream=named)
    judged = stream_of(event, facts)
    if not isinstance(event, dict):
        assert judged is None
        return
    routed = _stream_name(event, facts, "/a/1.0.0")
    assert judged == (None if isinstance(routed, Refusal) else routed)


@given(st.binary(min_size=1, max_size=64), st.integers(0, 10**12 - 1), st.binary(max_size=200))
def test_signatures(secret: bytes, moment: int, body: bytes) -> None:
    """What was signed fits; another body, secret or time does not."""
    time = b"%d" % moment
    header = b"t=%s,name=x,v1=%s" % (time, signed(secret, time, body).hex().encode())
    made = parse_signature(header)
    assert made is not None
    assert made.fits(secret, body)
    assert not made.fits(secret, body + b" ")
    assert not made.fits(secret + b"!", body)
    assert made.age(moment + 5.0) == 5.0


@given(st.binary(max_size=120))
def test_any_header(header: bytes) -> None:
    """Nothing that is no signature becomes one, and nothing raises."""
    made = parse_signature(header)
    assert made is None or header.strip().startswith(b"t=")
