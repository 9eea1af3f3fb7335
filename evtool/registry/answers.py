"""HTTP answers: entity tags, HEAD, errors as JSON, and the headers that every answer has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

METHODS = ["GET", "HEAD", "OPTIONS"]

_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}
"""Any page may read schemas; a cache asks again each time, which an entity tag makes cheap."""

_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "600",
    "Allow": ", ".join(METHODS),
}


def answer(request: Request, body: bytes, media_type: str, **headers: str) -> Response:
    """A body that was made for the request, tagged by its content."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if is_known(request, tag):
        return not_modified(tag, **headers)
    return tagged(request, body, media_type, tag, **headers)


def tagged(request: Request, body: bytes, media_type: str, tag: str, **headers: str) -> Response:
    """A body with its entity tag; HEAD gets the headers only."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _response(request, 200, body, media_type, {"ETag": tag, **named})


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has this content already (`If-None-Match`, RFC 9110)."""
    wanted = request.headers.get("if-none-match", "")
    tags = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    return tag in tags or "*" in tags


def not_modified(tag: str, **headers: str) -> Response:
    """What the client has is what there is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status_code=304, headers={**_ALWAYS, "ETag": tag, **named})


def json_answer(request: Request, value: Any, **headers: str) -> Response:
    """A JSON value, tagged by its content."""
    return answer(request, _json(value), "application/json", **headers)


def problem(
    request: Request, status: int, message: str, hint: str | None = None, **more: Any
) -> Response:
    """An error as a JSON object: status, message, hint, and what else there is to say."""
    body = _json({"status": status, "message": message, "hint": hint, **more})
    return _response(request, status, body, "application/json", {})


def preflight() -> Response:
    """What a browser asks before it sends `If-None-Match` to another origin."""
    return Response(status_code=204, headers={**_ALWAYS, **_PREFLIGHT})


def _response(
    request: Request, status: int, body: bytes, media_type: str, headers: Mapping[str, str]
) -> Response:
    """`Content-Length` is that of the GET answer for HEAD too."""
    all_headers = {**_ALWAYS, **headers, "Content-Length": str(len(body))}
    content = b"" if request.method == "HEAD" else body
    return Response(content, status, all_headers, media_type)


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"
