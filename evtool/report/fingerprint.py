"""What tells two findings apart over time, however the lines of a file move."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from evtool.finding import Finding
from evtool.report.context import Context

_NUMBER = re.compile(r"\d+")


def fingerprints(findings: Iterable[Finding], context: Context) -> Iterator[str]:
    """One fingerprint (hexadecimal) for each finding, no two alike.

    It is made of rule, file, pointer, stream, the schema compared with, and the sentence
    without its numbers, since those may be lines. Findings that agree in all of this are
    counted, in their order.
    """
    seen: Counter[str] = Counter()
    for one in findings:
        key = json.dumps([
            one.rule, context.in_checkout(one.path), one.pointer, one.stream, one.against,
            one.breaks, _NUMBER.sub("0", one.message),
        ])  # fmt: skip
        seen[key] += 1
        yield hashlib.sha256(f"{key}{seen[key]}".encode()).hexdigest()[:32]
