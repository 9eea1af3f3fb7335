"""The registry over HTTP, without a socket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

Ask = Callable[..., httpx.Response]

ORDER = "/main/shop/order"


def schemas(folder: Path) -> Path:
    """The schema root of the workspace."""
    return folder / "schemas"


def test_yaml_is_served_as_it_is_on_disk(ask: Ask, folder: Path) -> None:
    """`.yaml` gives the bytes of the file, as the registered media type."""
    response = ask(f"{ORDER}/1.0.0.yaml")
    assert response.status_code == 200
    assert response.content == (schemas(folder) / "shop/order/1.0.0.yaml").read_bytes()
    assert response.headers["content-type"] == "application/yaml"


@pytest.mark.parametrize("name", ["1.1.0", "latest", "latest.yaml"])
def test_links_are_followed(ask: Ask, folder: Path, name: str) -> None:
    """What a link leads to is served, in the format of the file that it leads to."""
    response = ask(f"{ORDER}/{name}")
    assert response.content == (schemas(folder) / "shop/order/1.1.0.yaml").read_bytes()
    assert response.headers["content-type"] == "application/yaml"


@pytest.mark.parametrize("name", ["1.1.0", "latest", "latest.yaml", "latest.json"])
def test_links_are_not_needed(ask: Ask, folder: Path, name: str) -> None:
    """A repository that writes no links answers the same."""
    for link in (schemas(folder) / "shop/order").iterdir():
        if link.is_symlink():
            link.unlink()
    assert "/shop/order/1.1.0" in ask(f"{ORDER}/{name}").text


def test_json_is_made_of_yaml(ask: Ask) -> None:
    """`.json` is the same schema as JSON."""
    response = ask(f"{ORDER}/1.0.0.json")
    assert response.headers["content-type"] == "application/json"
    assert response.json()["$id"] == "/shop/order/1.0.0"
    assert response.json()["properties"]["quantity"]["maximum"] == 9007199254740991


def test_json_on_disk_is_served_as_it_is(ask: Ask, folder: Path) -> None:
    """A JSON file that is there is not made anew."""
    (schemas(folder) / "shop/order/1.0.0.json").write_bytes(b'{"own": true}')
    assert ask(f"{ORDER}/1.0.0.json").content == b'{"own": true}'


def test_the_source_is_served(ask: Ask) -> None:
    """What is being edited can be read too."""
    assert "allOf" in ask(f"{ORDER}/current.yaml").text


def test_a_saved_file_is_served_at_once(ask: Ask, folder: Path) -> None:
    """Nothing is kept between two requests."""
    before = ask(f"{ORDER}/1.1.0.yaml")
    (schemas(folder) / "shop/order/1.1.0.yaml").write_text("title: other\n")
    (schemas(folder) / "shop/order/1.2.0.yaml").write_text("title: new\n")
    after = ask(f"{ORDER}/1.1.0.yaml", If_None_Match=before.headers["etag"])
    assert (after.status_code, after.text) == (200, "title: other\n")
    assert ask(f"{ORDER}/", Accept="application/json").json()["latest"] == "1.2.0"


@pytest.mark.parametrize(
    "url", ["/", "/healthz", f"{ORDER}/", f"{ORDER}/1.0.0", f"{ORDER}/1.0.0.json"]
)
def test_an_entity_tag_saves_the_body(ask: Ask, url: str) -> None:
    """Who has the content already gets 304; weak tags and lists of tags count too."""
    tag = ask(url).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = ask(url, If_None_Match=known)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
    assert ask(url, If_None_Match='"other"').status_code == 200


def test_yaml_and_json_have_different_tags(ask: Ask) -> None:
    """A tag names one representation."""
    tags = {ask(f"{ORDER}/1.0.0{end}").headers["etag"] for end in (".yaml", ".json")}
    assert len(tags) == 2


@pytest.mark.parametrize(
    "url", ["/", "/healthz", f"{ORDER}/", f"{ORDER}/1.0.0.json", "/main/nope/1.0.0"]
)
def test_head_has_the_headers_only(ask: Ask, url: str) -> None:
    """HEAD answers as GET does, without the body."""
    whole, head = ask(url), ask(url, method="HEAD")
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written(ask: Ask, method: str) -> None:
    """Other methods are refused, and the answer says which are not."""
    response = ask(f"{ORDER}/1.0.0", method=method)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert method in response.json()["message"]


@pytest.mark.parametrize("url", ["/", f"{ORDER}/1.0.0", "/main/nope/1.0.0"])
def test_any_page_may_read(ask: Ask, url: str) -> None:
    """Answers carry the CORS header, and a preflight is answered."""
    assert ask(url).headers["access-control-allow-origin"] == "*"
    preflight = ask(url, method="OPTIONS", Origin="http://elsewhere")
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


def test_the_index_is_for_people_or_programs(ask: Ask) -> None:
    """HTML by default, JSON where it is asked for."""
    page, data = ask("/"), ask("/", Accept="application/json")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'href="{ORDER}/1.1.0"' in page.text
    assert page.headers["vary"] == data.headers["vary"] == "Accept"
    (repository,) = data.json()["repositories"]
    assert [one["title"] for one in repository["schemas"]] == ["fragment/common", "shop/order"]
    assert repository["schemas"][1] == {
        "title": "shop/order",
        "url": f"{ORDER}/",
        "latest": "1.1.0",
        "versions": ["1.0.0", "1.1.0"],
    }


def test_a_browser_gets_html(ask: Ask) -> None:
    """Browsers accept anything, and HTML before it."""
    browser = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"
    assert ask("/", Accept=browser).text.startswith("<!doctype html>")


@pytest.mark.parametrize("url", [ORDER, f"{ORDER}/"])
def test_a_title_lists_its_versions(ask: Ask, url: str) -> None:
    """With and without the slash at the end."""
    data = ask(url, Accept="application/json").json()
    assert (data["repository"], data["versions"]) == ("main", ["1.0.0", "1.1.0"])
    page = ask(url).text
    assert page.index("1.1.0") < page.index("1.0.0")
    assert f'href="{ORDER}/latest.json"' in page


@pytest.mark.parametrize(("url", "titles"), [
    ("/main", ["fragment/common", "shop/order"]),
    ("/main/", ["fragment/common", "shop/order"]),
    ("/main/shop/", ["shop/order"]),
])  # fmt: skip
def test_a_folder_lists_its_schemas(ask: Ask, url: str, titles: list[str]) -> None:
    """A repository or a part of it."""
    data = ask(url, Accept="application/json").json()
    assert [one["title"] for one in data["schemas"]] == titles
    assert all(title in ask(url).text for title in titles)


def test_nothing_is_materialized_yet(ask: Ask, folder: Path) -> None:
    """A fresh schema is listed, and told to be without versions."""
    for file in (schemas(folder) / "shop/order").iterdir():
        if file.name != "current.yaml":
            file.unlink()
    assert "materialize --all" in ask(f"{ORDER}/").text
    assert "materialize --all" in ask("/").text
    response = ask(f"{ORDER}/latest")
    assert response.status_code == 404
    assert response.json()["hint"] == "it is not materialized yet"


def test_a_repository_without_its_folder_is_listed(ask: Ask, folder: Path) -> None:
    """The others are served; the index says what is wrong with this one."""
    schemas(folder).rename(folder / "elsewhere")
    assert "cannot be listed" in ask("/").text
    assert ask(f"{ORDER}/1.0.0").status_code == 404


@pytest.mark.parametrize(("url", "nearest"), [
    (f"{ORDER}/1.0.1", ["/main/shop/order/1.0.0", "/main/shop/order/1.1.0"]),
    (f"{ORDER}/9.0.0.yaml", ["/main/shop/order/1.1.0", "/main/shop/order/1.0.0"]),
    ("/main/shop/ordre/1.0.0", ["/main/shop/order/"]),
    ("/main/shop/ordre/", ["/main/shop/order/"]),
    ("/shop/order/1.0.0", ["/main/shop/order/"]),
    ("/shop/order", ["/main/shop/order/"]),
    ("/main/quite/other/1.0.0", []),
])  # fmt: skip
def test_what_is_not_there_names_the_nearest(ask: Ask, url: str, nearest: list[str]) -> None:
    """404 is JSON with the nearest titles or versions."""
    response = ask(url)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert response.json()["status"] == 404
    assert response.json()["hint"]
    assert sorted(response.json()["nearest"]) == sorted(nearest)


def test_the_service_tells_that_it_is_up(ask: Ask) -> None:
    """`/healthz` is for whoever waits for it."""
    assert ask("/healthz").json() == {"status": "ok"}


def test_requests_are_logged_where_anybody_wants_it(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """One line a request with DEBUG, none otherwise."""
    ask("/healthz")
    assert not caplog.records
    with caplog.at_level("DEBUG", logger="evtool.registry"):
        ask(f"{ORDER}/9.9.9", method="HEAD")
    (record,) = [one for one in caplog.records if one.name == "evtool.registry"]
    fields = record.__dict__["fields"]
    assert (fields["method"], fields["path"], fields["status"]) == ("HEAD", f"{ORDER}/9.9.9", 404)
