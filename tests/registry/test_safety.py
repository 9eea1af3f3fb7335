"""The registry gives schema files only, whatever is asked for and whatever lies on disk."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

Ask = Callable[..., httpx.Response]

ORDER = "/main/shop/order"


def schemas(folder: Path) -> Path:
    """The schema root of the workspace."""
    return folder / "schemas"


@pytest.mark.parametrize("path", [
    "/main/../evtool.yaml",
    "/main/%2e%2e/evtool.yaml",
    "/main/shop/%2e%2e/%2e%2e/evtool.yaml",
    "/main/..%2f..%2fetc/1.0.0",
    "/main/..%5c..%5cetc/1.0.0",
    "/main//etc/passwd",
    "/main/shop/order/1.0.0%00.yaml",
    "/main/shop/order/1.0.0%0a.yaml",
    "/main/.hidden/1.0.0.yaml",
    "/main/shop/order/" + "a" * 300 + "/1.0.0",
    "/main/" + "a/" * 800 + "1.0.0",
    "/main/shop/order/%ff%fe/1.0.0",
])  # fmt: skip
def test_nothing_outside_is_reached(ask: Ask, path: str) -> None:
    """Paths that climb, hide or break names are not found."""
    response = ask(path)
    assert response.status_code == 404
    assert response.json()["status"] == 404


def test_only_schema_files_are_served(ask: Ask, folder: Path) -> None:
    """A file that is no version is not there."""
    (schemas(folder) / "shop/secret.yaml").write_text("key: 1")
    (schemas(folder) / "shop/README.md").write_text("read me")
    assert ask("/main/shop/secret.yaml").status_code == 404
    assert ask("/main/shop/README.md").status_code == 404


def test_links_that_escape_are_refused(ask: Ask, folder: Path) -> None:
    """A link out of the repository shows nothing of the machine."""
    (folder / "secret.yaml").write_text("password: x")
    (schemas(folder) / "shop/order/3.0.0.yaml").symlink_to("../../../secret.yaml")
    (schemas(folder) / "shop/all").symlink_to("..")
    (schemas(folder) / "shop/out").symlink_to("../..")
    response = ask(f"{ORDER}/3.0.0.yaml")
    assert response.status_code == 403
    assert "password" not in response.text
    assert str(folder) not in response.text
    assert ask("/main/shop/out/secret/1.0.0").status_code in {403, 404}


def test_a_damaged_file_is_told(ask: Ask, folder: Path) -> None:
    """YAML that cannot become JSON is an error with its line, and is served as YAML."""
    (schemas(folder) / "shop/order/1.0.0.yaml").write_text("a: 1\nb: [\n")
    response = ask(f"{ORDER}/1.0.0.json")
    assert response.status_code == 500
    assert response.json()["line"] > 1
    assert response.json()["path"] == "shop/order/1.0.0"
    assert ask(f"{ORDER}/1.0.0.yaml").status_code == 200


def test_a_loop_of_links_is_an_error(ask: Ask, folder: Path) -> None:
    """It neither hangs nor shows a path of the machine."""
    (schemas(folder) / "shop/order/4.0.0.yaml").symlink_to("4.0.0.yaml")
    response = ask(f"{ORDER}/4.0.0.yaml")
    assert response.status_code == 500
    assert str(folder) not in response.text


def test_names_are_escaped(ask: Ask, folder: Path) -> None:
    """A folder name is text to the page, and part of a path to its links."""
    strange = schemas(folder) / "a<b>&\"c' d/e?f#g"
    strange.mkdir(parents=True)
    (strange / "1.0.0.yaml").write_text("title: strange\n")
    page = ask("/").text
    assert "a&lt;b&gt;&amp;&quot;c&#x27; d/e?f#g" in page
    assert "<b>" not in page
    (entry,) = [
        one
        for one in ask("/", Accept="application/json").json()["repositories"][0]["schemas"]
        if one["title"].startswith("a<")
    ]
    assert ask(f"{entry['url']}1.0.0").text == "title: strange\n"


def test_names_that_no_url_has_are_left_out(ask: Ask, folder: Path) -> None:
    """A folder whose name is no text does not break the index."""
    strange = os.fsencode(schemas(folder)) + b"/bad\xff"
    made = Path(os.fsdecode(strange))
    made.mkdir()
    (made / "1.0.0.yaml").write_text("title: strange\n")
    assert ask("/").is_success
    titles = [one["title"] for one in ask("/main", Accept="application/json").json()["schemas"]]
    assert titles == ["fragment/common", "shop/order"]


def test_pages_run_nothing(ask: Ask) -> None:
    """The policy forbids scripts, and pages are not guessed to be something else."""
    for url in ("/", f"{ORDER}/"):
        headers = ask(url).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"


def test_bugs_are_answered(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of ours is a JSON answer without details."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("evtool.registry.application.find_content", broken)
    response = ask(f"{ORDER}/1.0.0")
    assert response.status_code == 500
    assert "secret" not in json.dumps(response.json())
