"""The documentation over HTTP."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool.intake.http.request import Request
from evtool.intake.http.response import POLICY, Renderer
from evtool.intake.openapi import documentation as module
from evtool.intake.openapi.documentation import Documentation
from evtool.intake.openapi.page import POLICY as PAGE_POLICY
from evtool.intake.state import State, make_router

Ask = Callable[..., Any]


@pytest.mark.parametrize(
    ("target", "media_type"),
    [
        ("/?spec", b"application/json"),
        ("/openapi.json", b"application/json"),
        ("/?doc", b"text/html; charset=utf-8"),
        ("/docs", b"text/html; charset=utf-8"),
        ("/docs/", b"text/html; charset=utf-8"),
    ],
)
def test_both_are_found_in_two_places(
    ask: Ask, state: State, target: str, media_type: bytes
) -> None:
    """The reference intake's, and ours."""
    request = Request("GET", target.encode(), {})
    assert Documentation.is_asked(request.path.rstrip("/").lower() or "/", request)
    (response,) = ask(Documentation(state), target)
    assert (response.status, response.media_type) == (200, media_type)


def test_other_pages_are_not_ours() -> None:
    """They are answered elsewhere."""
    assert not Documentation.is_asked("/", Request("GET", b"/", {}))
    assert not Documentation.is_asked("/v1/events", Request("GET", b"/v1/events?spec", {}))


@pytest.mark.parametrize("target", ["/?doc&path[]=x", "/?doc&path=swagger-ui.css", "/?doc&path"])
def test_files_of_the_page_are_not_found(ask: Ask, state: State, target: str) -> None:
    """The reference intake has some; this page is one file."""
    (response,) = ask(Documentation(state), target)
    assert response.status == 404


def test_it_is_only_read(ask: Ask, state: State) -> None:
    """Other methods are refused with those that there are."""
    (response,) = ask(Documentation(state), "/docs", method="POST")
    assert response.status == 405
    assert response.headers == ((b"allow", b"GET, HEAD"),)


def test_it_is_compressed_on_request(ask: Ask, state: State) -> None:
    """With the header that says so."""
    documentation = Documentation(state)
    (plain,) = ask(documentation, "/?spec")
    (packed,) = ask(documentation, "/?spec", accept_encoding="gzip, br")
    assert (b"content-encoding", b"gzip") in packed.headers
    assert gzip.decompress(packed.body) == plain.body
    assert "/v1/events" in json.loads(plain.body)["paths"]


def test_only_the_page_has_another_policy(ask: Ask, state: State) -> None:
    """It takes the place of the strict one: a browser would honor both."""
    spec, page = ask(Documentation(state), "/?spec", "/?doc")
    renderer = Renderer(((POLICY, b"default-src 'none'"), (b"x-other", b"1")))
    for response, policy in ((spec, b"default-src 'none'"), (page, PAGE_POLICY)):
        head = renderer.render(response, keep_alive=True).partition(b"\r\n\r\n")[0]
        assert head.count(POLICY) == 1
        assert b"%s: %s\r\n" % (POLICY, policy) in head
        assert b"x-other: 1" in head


@pytest.fixture
def count_made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give a list that grows each time the documentation is made."""
    made: list[int] = []
    original = module.described

    def counted(router: Any) -> Any:
        made.append(1)
        return original(router)

    monkeypatch.setattr(module, "described", counted)
    return made


def test_it_is_made_once_for_all_who_wait(ask: Ask, state: State, count_made: list[int]) -> None:
    """And kept."""
    documentation = Documentation(state)
    ask(documentation, "/?spec", "/?doc", "/docs")
    ask(documentation, "/?spec")
    assert len(count_made) == 1


def test_a_new_configuration_is_described(
    ask: Ask, state: State, folder: Path, count_made: list[int]
) -> None:
    """At once: the old edition is not served any more."""
    from evtool.workspace import load_workspace

    documentation = Documentation(state)
    ask(documentation, "/?spec")
    (folder / "streams.yaml").write_text("fresh: {schema_title: shop/order}\n")
    workspace = load_workspace(folder / "evtool.yaml")
    state.router = make_router(workspace, state.config, state.router.library)
    (page,) = ask(documentation, "/?doc")
    assert b"fresh" in page.body
    assert len(count_made) == 2


def test_new_versions_are_noticed_after_a_while(
    ask: Ask,
    state: State,
    add_schema: Callable[..., Any],
    count_made: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nothing is new, nothing is made again."""
    monkeypatch.setattr(module, "FRESH_SECONDS", 0.0)
    documentation = Documentation(state)
    ask(documentation, "/?spec")
    ask(documentation, "/?spec")
    assert len(count_made) == 1
    add_schema("shop/order", "3.0.0")
    (page,) = ask(documentation, "/?doc")
    assert b"/shop/order/3.0.0" in page.body
    assert len(count_made) == 2


def test_not_too_many_wait(ask: Ask, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told to come again."""
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    answers = ask(Documentation(state), "/?spec", "/?spec", "/?spec")
    assert [one.status for one in answers] == [200, 200, 503]


def test_a_failure_is_told_and_tried_again(
    ask: Ask, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad moment does not last."""

    def fail(_router: Any) -> Any:
        raise OSError("no such folder")

    documentation = Documentation(state)
    with monkeypatch.context() as patch:
        patch.setattr(module, "described", fail)
        assert [one.status for one in ask(documentation, "/?spec", "/docs")] == [500, 500]
    assert [one.status for one in ask(documentation, "/?spec")] == [200]
