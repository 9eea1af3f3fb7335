"""The page: one document with its style and its script in it, and the policy that guards it."""

from __future__ import annotations

import secrets
from functools import lru_cache
from importlib.resources import files

_SCRIPTS = ("dom.js", "json.js", "feed.js", "events.js", "refused.js", "streams.js", "form.js",
            "main.js")  # fmt: skip
_NONCE = "@NONCE@"

_POLICY = (
    "default-src 'none'",
    "script-src 'nonce-{nonce}'",
    "style-src 'nonce-{nonce}'",
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)


def make_page() -> tuple[bytes, str]:
    """The document, and its Content-Security-Policy: only what we wrote ourselves runs."""
    nonce = secrets.token_urlsafe(18)
    policy = "; ".join(_POLICY).replace("{nonce}", nonce)
    return _document().replace(_NONCE, nonce).encode(), policy


@lru_cache(maxsize=1)
def _document() -> str:
    scripts = "\n".join(map(_asset, _SCRIPTS))
    page = _asset("page.html").replace("@STYLE@", _asset("style.css"))
    return page.replace("@SCRIPT@", f'"use strict";\n(() => {{\n{scripts}\n}})();')


def _asset(name: str) -> str:
    return files("evtool.live").joinpath("assets", name).read_text(encoding="utf-8")
