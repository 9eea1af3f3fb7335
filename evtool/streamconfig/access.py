"""One log line a request, with facts that programs read."""

from __future__ import annotations

import logging

from evtool.streamconfig.answer import Scope

LOG = logging.getLogger("evtool.streamconfig.access")


def log_access(scope: Scope, status: int, size: int, seconds: float) -> None:
    """Log method, path, query, status, bytes, duration and client of one request (INFO)."""
    if not LOG.isEnabledFor(logging.INFO):
        return
    client = scope.get("client")
    fields = {
        "event": "http.request",
        "method": scope["method"],
        "path": scope["path"],
        "query": scope["query_string"].decode("ascii", "replace"),
        "status": status,
        "bytes": size if status != 304 and scope["method"] != "HEAD" else 0,
        "ms": round(seconds * 1000, 2),
        "client": client[0] if client else None,
    }
    text = f"{status}  {fields['method']} {fields['path']}  {fields['ms']} ms"
    # Made by hand: to look for the line of the caller would cost a third of it all.
    record = logging.LogRecord(LOG.name, logging.INFO, "", 0, text, None, None)
    record.fields = fields
    LOG.handle(record)
