"""Sending many events: in batches, again where that helps, each refused one by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from evtool.intake.client.backoff import Backoff, retry_after
from evtool.intake.client.connection import IntakeConnection, Reply, Unreachable
from evtool.intake.client.reply import LATER, Refused, meaning
from evtool.intake.client.text import Text

LINES = "application/x-ndjson"
ARRAY = "application/json"

UNPARSABLE = "unparsable"


@dataclass(frozen=True, slots=True)
class Manner:
    """How events are sent: how many together, in which form, with which parameters."""

    batch: int = 100
    media_type: str = LINES
    query: str = ""


class Sender:
    """Sends events over one connection.

    `accepted` counts; `told` is called with each event that is refused, `moved` with how
    many events are dealt with.
    """

    def __init__(
        self,
        connection: IntakeConnection,
        manner: Manner = Manner(),
        backoff: Backoff | None = None,
        told: Callable[[Refused], None] = lambda _: None,
        moved: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._connection = connection
        self._manner = manner
        self._backoff = backoff or Backoff()
        self._told = told
        self._moved = moved
        self.accepted = 0
        self.refused = 0

    def send(self, texts: Iterable[Text]) -> None:
        """Send events; what is no JSON is not sent, and told as refused.

        Raises:
            EvtoolError: The intake cannot be reached, takes nothing, or is none.
        """
        for batch in _batches(texts, self._manner.batch):
            self._deliver([text for text in batch if self._is_json(text)])
            self._moved(len(batch))

    def _deliver(self, texts: Sequence[Text]) -> None:
        """Send until nothing of it is left; at most as often again as allowed."""
        attempt = 0
        while texts:
            try:
                reply = self._connection.post(
                    self._body(texts), self._manner.media_type, self._manner.query
                )
            except Unreachable:
                if attempt >= self._backoff.retries:
                    raise
                self._backoff.wait(attempt)
                attempt += 1
                continue
            made = meaning(reply, texts, self._connection.url)
            self.accepted += made.accepted
            self._tell(made.refused)
            if made.apart:
                middle = len(made.apart) // 2
                self._deliver(made.apart[:middle])
                self._deliver(made.apart[middle:])
            texts = made.again
            if texts and attempt >= self._backoff.retries:
                raise self._gave_up(reply, len(texts))
            if texts:
                self._backoff.wait(attempt, retry_after(reply.headers))
                attempt += 1

    def _gave_up(self, reply: Reply, count: int) -> Unreachable:
        what = f"answers {reply.status}" if reply.status in LATER else "puts events off"
        return Unreachable(
            f"{self._connection.url} still {what}; {count:,} events are not sent",
            hint="send them later: `evtool event send --retries` tries longer",
        )

    def _body(self, texts: Sequence[Text]) -> bytes:
        lines = [text.on_one_line for text in texts]
        if self._manner.media_type == LINES:
            return b"\n".join(lines) + b"\n"
        return b"[" + b",".join(lines) + b"]"

    def _is_json(self, text: Text) -> bool:
        problem = text.problem or _problem(text)
        if problem is not None:
            self._tell([Refused(text, UNPARSABLE, problem)])
        return problem is None

    def _tell(self, refused: Iterable[Refused]) -> None:
        for one in refused:
            self.refused += 1
            self._told(one)


def _batches(texts: Iterable[Text], size: int) -> Iterator[list[Text]]:
    rest = iter(texts)
    while batch := list(islice(rest, size)):
        yield batch


def _problem(text: Text) -> str | None:
    try:
        json.loads(text.content)
    except RecursionError:
        return "nested too deeply"
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg[0].lower()}{error.msg[1:]} (column {error.colno})"
    except ValueError as error:
        return f"not JSON: {error}"
    return None
