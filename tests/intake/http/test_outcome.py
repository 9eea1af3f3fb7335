"""Status, reason and body follow from what became of the events."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import answers

from evtool.intake.event.batch import Batch
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.http.outcome import accepted, hasty, outcome
from evtool.intake.http.response import Renderer, Response, problem
from evtool.log.record import Entry

STORED = Entry("basic", b"{}", 1)
INVALID = Refusal(Reason.INVALID, "m", 1)
ERROR = Refusal(Reason.STREAM_MISSING, "m", 2)


def batch(stored: int, invalid: int, errors: int) -> Batch:
    """A batch with so many of each."""
    made = Batch()
    made.sort([STORED] * stored + [INVALID] * invalid + [ERROR] * errors)
    return made


@pytest.mark.parametrize(
    ("counts", "status", "reason"),
    [
        ((1, 0, 0), 201, "All 1 out of 1 events were accepted."),
        ((3, 0, 0), 201, "All 3 out of 3 events were accepted."),
        ((0, 2, 0), 400, "2 out of 2 events were invalid and not accepted."),
        (
            (1, 1, 1), 207,
            "1 out of 3 events were accepted, but 2 failed (1 invalid and 1 errored).",
        ),
        (
            (2, 0, 1), 207,
            "2 out of 3 events were accepted, but 1 failed (0 invalid and 1 errored).",
        ),
        (
            (0, 0, 1), 400,
            "1 out of 1 events had failures and were not accepted. (0 invalid and 1 errored).",
        ),
        (
            (0, 1, 1), 400,
            "2 out of 2 events had failures and were not accepted. (1 invalid and 1 errored).",
        ),
    ],
)  # fmt: skip
def test_matrix(counts: tuple[int, int, int], status: int, reason: str) -> None:
    """As the reference intake answers; faults of the client are never 500."""
    response = outcome(batch(*counts))
    assert (response.status, response.reason) == (status, reason)


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_every_event_is_accounted_for(stored: int, invalid: int, errors: int) -> None:
    """Each refused one is listed once, with its index; nothing else is."""
    made = batch(stored, invalid, errors)
    if not made.seen:
        return
    response = outcome(made)
    assert (response.status == 201) is (invalid + errors == 0)
    assert bool(response.body) is (invalid + errors > 0)
    listed = json.loads(response.body) if response.body else {}
    found = [one["index"] for kind in ("invalid", "error") for one in listed.get(kind, [])]
    assert found == list(range(stored, stored + invalid + errors))


def test_other_answers() -> None:
    """Those without body."""
    assert accepted(2) is accepted(2)
    assert hasty(2) == Response(202, reason="2 events hastily received.")


TEXTS = st.text(st.characters(exclude_characters="\r\n"), max_size=20)


@given(
    st.sampled_from([200, 201, 204, 207, 400, 503, 299]), st.binary(max_size=30), TEXTS,
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_rendering(
    status: int,
    body: bytes,
    reason: str,
    keep_alive: bool,  # noqa: FBT001 - hypothesis gives it by position
    head_only: bool,  # noqa: FBT001
) -> None:
    """Whatever is answered can be read again, and says how long it is."""
    content = b"" if status == 204 else body
    renderer = Renderer(((b"x-always", b"1"),), clock=lambda: 1_700_000_000.7)
    response = Response(status, content, ((b"a", b"b"),), reason, b"text/plain")
    for _ in range(2):
        data = renderer.render(response, keep_alive=keep_alive, head_only=head_only)
        (found,) = answers(data, head=head_only)
        assert found.status == status
        assert found.body == (b"" if head_only else content)
        assert found.headers["x-always"] == "1"
        assert found.headers["a"] == "b"
        assert ("connection" in found.headers) is not keep_alive
        assert found.headers.get("content-length", "0") == str(len(content))
        assert parsedate_to_datetime(found.headers["date"]).timestamp() == 1_700_000_000


def test_the_date_moves() -> None:
    """Also of answers that are kept, forth and back."""
    now = [0.0]
    renderer = Renderer((), clock=lambda: now[0])
    dates = []
    for now[0] in (7.0, 7.5, 8.0, 5_000_000.0, 2.0):
        (found,) = answers(renderer.render(accepted(1), keep_alive=True))
        dates.append(parsedate_to_datetime(found.headers["date"]).timestamp())
    assert dates == [7, 7, 8, 5_000_000, 2]


def test_problems() -> None:
    """They say status, type, title and detail."""
    made = problem(413, "too much")
    assert json.loads(made.body) == {
        "status": 413, "type": made.reason or json.loads(made.body)["type"],
        "title": json.loads(made.body)["title"], "detail": "too much",
    }  # fmt: skip
