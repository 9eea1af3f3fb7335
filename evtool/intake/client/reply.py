"""What an answer of the intake means for the events of a request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from evtool.errors import EvtoolError
from evtool.intake.client.connection import Reply
from evtool.intake.client.text import Text

FINE = frozenset({200, 201, 202})
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""The same request may succeed later."""
REFUSING = frozenset({400, 413, 422})

_LONGEST_SHOWN = 300
_ITS_LINE = "line 1: "  # of the request: the user knows another number


@dataclass(frozen=True, slots=True)
class Refused:
    """One event that the intake does not take, its `type` and the message."""

    text: Text
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What has become of the events of a request.

    `again` may be accepted later; `apart` were refused together, for the sake of one of them.
    """

    accepted: int = 0
    refused: Sequence[Refused] = ()
    again: Sequence[Text] = ()
    apart: Sequence[Text] = ()


def meaning(reply: Reply, texts: Sequence[Text], url: str) -> Meaning:
    """What an answer says about the events that were sent.

    Raises:
        EvtoolError: The answer is none of an intake, or it takes nothing from this client.
    """
    if reply.status in FINE:
        return Meaning(accepted=len(texts))
    value = _json(reply.body)
    items = _items(value)
    if items:
        return _item_by_item(items, texts)
    if reply.status in LATER:
        return Meaning(again=texts)
    detail = _detail(value, reply)
    if reply.status in REFUSING:
        if len(texts) > 1:
            return Meaning(apart=texts)
        reason = str(value.get("type", "refused")) if isinstance(value, dict) else "refused"
        said = detail.removeprefix(_ITS_LINE)
        return Meaning(refused=[Refused(text, reason, said) for text in texts])
    if reply.status in (401, 403):
        hint = "name a key that may do this with --key"
        raise EvtoolError(f"{url} answers {reply.status}: {detail}", hint=hint)
    hint = "is it an intake? --url names its root, such as http://127.0.0.1:8192"
    raise EvtoolError(f"{url} answers {reply.status}: {detail}", hint=hint)


def _item_by_item(items: Sequence[dict[str, Any]], texts: Sequence[Text]) -> Meaning:
    """The failed items, each by its index; without indexes nobody knows which ones they are."""
    indexes = [at for item in items if isinstance(at := item.get("index"), int)]
    if len(indexes) < len(items) or not all(0 <= at < len(texts) for at in indexes):
        if len(texts) > 1:
            return Meaning(apart=texts)
        indexes = [0] * len(items)
    refused, again = [], []
    for at, item in sorted(zip(indexes, items, strict=True), key=itemgetter(0)):
        text = texts[at]
        if item.get("retriable") is True:
            again.append(text)
        else:
            refused.append(Refused(text, str(item.get("type", item.get("status"))), _said(item)))
    return Meaning(len(texts) - len(items), refused, again)


def _items(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        return []
    found = [item for name in ("invalid", "error") for item in value.get(name) or ()]
    return [item for item in found if isinstance(item, dict)]


def _said(item: dict[str, Any]) -> str:
    context = item.get("context")
    if not isinstance(context, dict):
        return "refused"
    return str(context.get("errorsText") or context.get("message") or "refused")


def _detail(value: Any, reply: Reply) -> str:
    if isinstance(value, dict) and value.get("detail"):
        return str(value["detail"])
    return reply.body[:_LONGEST_SHOWN].decode("utf-8", "replace").strip() or "nothing more"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
