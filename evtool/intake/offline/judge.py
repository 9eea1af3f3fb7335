"""One event of a file -> what the intake would say about it."""

from __future__ import annotations

from evtool.intake.client.text import Text
from evtool.intake.event.ajv import as_ajv
from evtool.intake.event.facts import Facts
from evtool.intake.event.json_text import TextError, parse
from evtool.intake.event.refusal import Reason, Refusal
from evtool.intake.event.router import Router
from evtool.intake.offline.fault import Fault
from evtool.intake.offline.repair import field_repair, repair
from evtool.intake.schemas.library import NoSchema
from evtool.intake.schemas.validator import Violation

_REMOVE = "remove {}, or name a version of the schema that has it"

PEER = "127.0.0.1"
"""The client that offline events come from, for schemas that want its address."""


class Judge:
    """Judges events as an intake with this router would.

    `schema` is the URI of a schema to judge all events by, whatever they name.
    """

    def __init__(self, router: Router, schema: str | None = None) -> None:
        self._router = router
        self._schema = schema

    def faults(self, text: Text) -> list[Fault]:
        """Why the intake would refuse an event; nothing if it would accept it."""
        if text.problem is not None:
            return [_unparsable(text.problem)]
        try:
            event = parse(text.content)
        except TextError as error:
            return [_unparsable(str(error))]
        if self._schema is not None and isinstance(event, dict):
            event["$schema"] = self._schema
        result = self._router.admit(event, Facts({}, PEER))
        return self._told(result) if isinstance(result, Refusal) else []

    def _told(self, refusal: Refusal) -> list[Fault]:
        event = refusal.event if isinstance(refusal.event, dict) else {}
        uri = refusal.schema_uri or event.get("$schema")
        schema = uri if isinstance(uri, str) else None
        stream = refusal.stream or _stream(event)
        if refusal.reason is Reason.INVALID and schema is not None:
            found = []
            for one in self._violations(schema, event):
                found += _fields(one, schema, stream)
            if found:
                return found
        hint = repair(refusal, self._router)
        return [Fault(refusal.reason, refusal.message, hint, schema=schema, stream=stream)]

    def _violations(self, schema: str, event: object) -> list[Violation]:
        try:
            return self._router.library.find(schema).validator.violations(event)
        except NoSchema:  # it was there a moment ago
            return []


def _fields(violation: Violation, schema: str, stream: str | None) -> list[Fault]:
    """A fault for each thing that a violation is about: it may name several fields."""
    tokens = tuple(map(str, violation.instance_path))
    found = []
    for error in as_ajv([violation]):
        where = error["dataPath"].lstrip(".") or "the event"
        extra = error["params"].get("additionalProperty")
        hint = field_repair(violation) if extra is None else _REMOVE.format(extra)
        at = tokens if extra is None else (*tokens, extra)
        message = f"{where} {error['message']}"
        found.append(Fault(Reason.INVALID, message, hint, at, schema, stream))
    return found


def _unparsable(problem: str) -> Fault:
    hint = "write one JSON object a line, or an array of them"
    return Fault(Reason.UNPARSABLE, problem, hint)


def _stream(event: object) -> str | None:
    meta = event.get("meta") if isinstance(event, dict) else None
    name = meta.get("stream") if isinstance(meta, dict) else None
    return name if isinstance(name, str) else None
