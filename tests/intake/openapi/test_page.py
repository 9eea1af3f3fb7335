"""The page for people."""

from __future__ import annotations

import re
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evtool.intake.openapi.described import Described, described
from evtool.intake.openapi.page import page
from evtool.intake.state import State

ROOT = Path(__file__).parents[3]
BROWSER = shutil.which("chromium")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Links(HTMLParser):
    """Collects what a page loads or leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See `HTMLParser`."""
        del tag
        self.found += [value or "" for name, value in attrs if name in ("src", "href")]


def test_nothing_is_loaded_from_elsewhere(samples: State) -> None:
    """Everything is in the page; its links stay with the service."""
    text = page(described(samples.router))
    links = Links()
    links.feed(text)
    assert links.found == ["data:,", "openapi.json", "v1/stream-configs"]
    assert "@import" not in text
    assert "url(" not in text.partition("</style>")[0]


def test_each_stream_is_listed(samples: State) -> None:
    """With schema, description and an example to edit."""
    text = page(described(samples.router))
    assert text.count("<details") == text.count("<textarea") == 9
    assert "/page/change/1.2.0" in text
    assert "Every change of a page" in text


def test_names_and_texts_are_no_markup(state: State) -> None:
    """Streams and schemas come from files that others write."""
    text = page(described(state.router))
    assert "Orders &lt;b&gt;." in text
    assert "A regex: it stands for every stream" in text
    assert "2 streams, and 2 more that are not shown" in text


def test_an_empty_page_says_so() -> None:
    """There may be no stream yet."""
    assert re.search(r'<p id="none" class="quiet">No stream', page(Described([])))


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Give the URL of an intake on the sample workspace."""
    repositories = "".join(
        f"  - {{name: {name}, path: '{ROOT / 'schema-repos' / name / 'jsonschema'}'}}\n"
        for name in ("primary", "secondary")
    )
    (tmp_path / "evtool.yaml").write_text(
        f"version: 1\nrepositories:\n{repositories}log: 'memory:'\n"
        f"streams: {{files: ['{ROOT / 'schema-repos' / 'streams.yaml'}']}}\n"
    )
    arguments = ["-C", str(tmp_path), "intake", "run", "--port", "0", "--admin-port", "0"]
    service = subprocess.Popen(
        [sys.executable, "-m", "evtool", *arguments], stderr=subprocess.PIPE, text=True
    )
    assert service.stderr is not None
    try:
        assert select.select([service.stderr], [], [], 30)[0]
        match = re.search(r"at (http://[^/]+)/", service.stderr.readline())
        assert match
        yield match[1]
    finally:
        service.terminate()
        service.communicate(timeout=20)


@pytest.mark.network
@pytest.mark.skipif(BROWSER is None, reason="there is no chromium here")
def test_a_browser_runs_the_script_of_the_page(url: str, tmp_path: Path) -> None:
    """The policy lets it: the named stream is open, with a line for curl."""
    done = subprocess.run(
        [
            str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom",
            f"{url}/?doc#page.change",
        ],
        capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert re.search(r'<details class="stream" id="page.change" open="">', done.stdout)
    assert f"{url}/v1/events</pre>" in done.stdout
    assert "curl -i -H 'content-type: application/json' -d '{\"$schema\":" in done.stdout
