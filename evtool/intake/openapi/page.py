"""The page for people: every stream with its example, ready to be sent."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

from evtool import __version__
from evtool.intake.openapi.described import Described, DescribedStream
from evtool.schema.canonical import dump_json

_HERE = Path(__file__).parent
_STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
_SCRIPT = (_HERE / "page.js").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


POLICY = (
    f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
).encode()
"""What the page may do: run its own script, and speak with its own service."""


def page(found: Described) -> str:
    """The page as HTML, with everything in it."""
    count = len(found.streams)
    streams = "\n".join(_stream(one) for one in found.streams)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Events of this intake</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Events of this intake</h1>
<p class="quiet">{count:,} {"stream" if count == 1 else "streams"}{_rest(found)} ·
<a href="openapi.json">OpenAPI document</a> · <a href="v1/stream-configs">stream configuration</a> ·
evtool {escape(__version__)}</p>
<div class="tools">
<input type="search" id="filter" placeholder="Filter streams" aria-label="Filter streams">
<label><input type="checkbox" id="dry-run"> dry run</label>
<input type="password" id="key" placeholder="API key, if needed" aria-label="API key"
 autocomplete="off">
</div>
{streams}
<p id="none" class="quiet"{"" if not count else " hidden"}>No stream.</p>
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _rest(found: Described) -> str:
    return f", and {found.left_out:,} more that are not shown" if found.left_out else ""


def _stream(stream: DescribedStream) -> str:
    name, about = escape(stream.name), escape(stream.description)
    schema = escape(stream.schema.uri)
    return f"""<details class="stream" id="{name}">
<summary><strong>{name}</strong><code class="quiet">{schema}</code>
<span class="about">{about}</span></summary>
<div class="inside">
{_form(stream)}
</div>
</details>"""


def _form(stream: DescribedStream) -> str:
    if stream.is_pattern:
        return '<p class="quiet">A regex: it stands for every stream that it matches.</p>'
    if stream.example is None:
        return '<p class="quiet">The schema has no example.</p>'
    text = escape(dump_json(stream.example), quote=False)
    label = f"Event for {escape(stream.name)}"
    return f"""<textarea spellcheck="false" aria-label="{label}">
{text}</textarea>
<div class="row"><button class="send">Send</button><button class="copy plain">copy curl</button>
<span class="told" role="status"></span></div>
<pre class="answer" hidden></pre>
<pre class="curl"></pre>"""
