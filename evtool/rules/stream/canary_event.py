"""The canary event of a stream, as the job that sends it makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

DOMAIN: Final = "canary"
"""What `meta.domain` of a canary says; consumers leave such events out."""

_TIME = "2000-01-01T00:00:00Z"  # any time will do to see whether the event is valid


def first_example(schema: Mapping[str, Any]) -> Any:
    """The example that canaries are made of; None where there is none."""
    examples = schema.get("examples")
    return examples[0] if isinstance(examples, list) and examples else None


def canary_event(example: Mapping[str, Any], stream: str) -> dict[str, Any]:
    """The example with `meta` as it is sent: of this stream, and marked as a canary."""
    meta = example.get("meta")
    own = dict(meta) if isinstance(meta, Mapping) else {}
    return {**example, "meta": {**own, "domain": DOMAIN, "stream": stream, "dt": _TIME}}
