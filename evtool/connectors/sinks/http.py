"""The sink `http`: posts events to a server, as a webhook.

    hook:
      type: http
      streams: [shop.order]
      url: https://example.org/events
      headers: {Authorization: "Bearer ${TOKEN}"}
      signing_secret: ${HOOK_SECRET}

Any 2xx means that all is taken. 207 and 400 may name events that are refused, as evtool's intake
does: `{"invalid": [{"index": 3, "message": "..."}]}`; these go into the error stream, unless they
are `retriable`. 400, 413, 415 and 422 without names make the batch be halved until the bad event
stands alone. 429 and 503 are asked again after `Retry-After`. Everything else, such as 401 or 404,
is tried again without end. `X-Batch-Id` is the same when the same events come again.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from evtool.config import Section, setting
from evtool.connectors.batch import Batch, Delivery
from evtool.connectors.screening import each, line
from evtool.connectors.secrets import Secretive
from evtool.connectors.sink import Guarantee, RecordFailure, TargetFailure
from evtool.connectors.taken import Taken, place
from evtool.connectors.web import Answer, Web, check_url, refusal
from evtool.intake.access.signature import signed
from evtool.log.record import TopicPartition

Format = Literal["json", "ndjson"]

_TYPES: Mapping[Format, str] = {"json": "application/json", "ndjson": "application/x-ndjson"}
_BAD_RECORDS = frozenset({400, 413, 415, 422})
_TRY_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, repr=False)
class HttpConfig(Secretive):
    """Post events to a server, as a webhook."""

    url: str = setting(help="Where to post, such as https://example.org/events.")
    format: Format = setting(
        "json", help="Bodies: `json` for an array of events, `ndjson` for one event a line."
    )
    headers: dict[str, str] = setting(
        dict,
        help="More headers, such as `Authorization: Bearer ${TOKEN}`; never shown.",
        secret=True,
    )
    signing_name: str = setting("evtool", help="The name in the signature.")
    signing_secret: str | None = setting(
        None,
        help="Sign bodies with it, best as ${VARIABLE}: the header `X-Signature: "
        "t=TIME,name=NAME,v1=HEX` has the HMAC-SHA256 of TIME, a dot, and the body.",
        secret=True,
    )
    compress: bool = setting(False, help="Compress bodies with gzip.")
    request_rows: int = setting(500, help="At most so many events a request.")
    timeout_seconds: float = setting(30.0, help="How long the server may take to answer.")
    longest_pause: float = setting(
        60.0, help="Wait at most so many seconds for `Retry-After` before the alarm."
    )

    def check(self, section: Section) -> None:
        """Refuse addresses that are none, and numbers that mean nothing.

        Raises:
            ConfigurationError: There is one.
        """
        check_url(self.url, section.below("url"))
        section.check_above_zero(self, "request_rows", "timeout_seconds")
        if self.signing_secret == "":
            raise section.below("signing_secret").error("is empty", "set the variable")


class HttpSink:
    """Posts batches; answers about single events (207) are understood as the intake's."""

    Config: ClassVar[type[HttpConfig]] = HttpConfig
    guarantee = Guarantee.AT_LEAST_ONCE

    def __init__(self, config: HttpConfig) -> None:
        self._config = config
        self.sleep: Callable[[float], None] = time.sleep
        self._web = Web(config.url, config.timeout_seconds, config.headers)
        self._taken = Taken()

    def __enter__(self) -> Self:
        """Connect; nothing is asked of the server before there is an event for it."""
        self._web.reach()
        return self

    def deliver(self, batch: Batch) -> None:
        """Post what the server has not taken yet.

        Raises:
            RecordFailure: The server refuses some events.
            TargetFailure: It is away, busy for too long, or refuses us.
        """
        lines = each(batch, line)
        open_ = self._taken.open(batch)
        step = self._config.request_rows
        bad: dict[int, str] = {}
        for start in range(0, len(open_), step):
            part = open_[start : start + step]
            found = self._post([batch.deliveries[at] for at in part], [lines[at] for at in part])
            bad |= {part[at]: why for at, why in found.items() if at < len(part)}
            self._taken.add(batch, [at for at in part if at not in bad])
        if bad:  # without these the batch comes again at once
            raise RecordFailure(next(iter(bad.values())), at=sorted(bad))
        self._taken.forget()

    def positions(self) -> Mapping[TopicPartition, int]:
        """None."""
        return {}

    def __exit__(self, *_: object) -> None:
        """Let go of the connection."""
        self._web.close()

    def _post(self, ones: Sequence[Delivery], lines: Sequence[bytes]) -> dict[int, str]:
        """Places of the events that the server refuses, with its reasons."""
        answer = self._insist(self._body(lines), _batch_id(ones))
        if answer.status in _BAD_RECORDS:
            found = _refused(answer)
            if found:
                return found
            reason = f"{self._web.shown} answered {answer.status}: {answer.words}"
            if len(ones) == 1:
                return {0: reason}
            raise RecordFailure(reason)
        if answer.status // 100 != 2:
            raise refusal(self._web, answer, "take events")
        return _refused(answer) if answer.status == 207 else {}

    def _insist(self, body: bytes, batch_id: str) -> Answer:
        """The answer, after some more attempts where the server says when to come again."""
        for attempt in range(_ATTEMPTS):
            answer = self._web.ask("POST", "", body, self._headers(body, batch_id))
            pause = _pause(answer)
            last = attempt == _ATTEMPTS - 1
            if pause is None or pause > self._config.longest_pause or last:
                break
            self.sleep(pause)
        return answer

    def _body(self, lines: Sequence[bytes]) -> bytes:
        if self._config.format == "ndjson":
            body = b"\n".join(lines) + b"\n"
        else:
            body = b"[" + b",".join(lines) + b"]"
        return gzip.compress(body, 6, mtime=0) if self._config.compress else body

    def _headers(self, body: bytes, batch_id: str) -> dict[str, str]:
        headers = {"content-type": _TYPES[self._config.format], "x-batch-id": batch_id}
        if self._config.compress:
            headers["content-encoding"] = "gzip"
        if self._config.signing_secret is not None:
            now = str(int(time.time()))
            digest = signed(self._config.signing_secret.encode(), now.encode(), body).hex()
            headers["x-signature"] = f"t={now},name={self._config.signing_name},v1={digest}"
        return headers


def _batch_id(ones: Sequence[Delivery]) -> str:
    """The same for the same events, so that a server may know them again."""
    return "/".join(map(str, (*place(ones[0]), ones[-1].record.offset, len(ones))))


def _pause(answer: Answer) -> float | None:
    """The seconds after which the server wants to be asked again, where it says so."""
    said = answer.headers.get("retry-after", "")
    return float(said) if answer.status in _TRY_LATER and said.isdecimal() else None


def _refused(answer: Answer) -> dict[int, str]:
    """The events that an answer of the intake's kind names: `{"invalid": [{"index": 3, ...}]}`.

    Raises:
        TargetFailure: Some may be taken later: none of these is passed over.
    """
    body = answer.json()
    groups = [body.get("invalid"), body.get("error")] if isinstance(body, dict) else []
    found: dict[int, str] = {}
    for one in (one for group in groups if isinstance(group, list) for one in group):
        if not isinstance(one, dict) or type(one.get("index")) is not int:
            continue
        if one.get("retriable") is True:
            raise TargetFailure("the server takes some events later", hint="it says no more")
        context = one.get("context")
        reason = one.get("message") or (context.get("message") if isinstance(context, dict) else "")
        found[one["index"]] = f"the server refuses the event: {reason or one.get('status')}"
    return found
