"""A repository behind http: what is asked of the server, and what copies answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evtool.document import parse_document
from evtool.errors import EvtoolError, SchemaNotFound
from evtool.remote import OfflineMiss, Refused, RemoteStore, Unreachable, fetcher
from evtool.schema.resolve import Sources
from evtool.schema.store import Store

pytestmark = pytest.mark.network

PINNED = "fragment/common/1.0.0"


def open_store(server: Any, cache: Path, **how: Any) -> RemoteStore:
    """Return a store as a new run would make it."""
    return RemoteStore(server.base, cache, **{"offline": False, **how})


def test_a_store_is_what_references_are_resolved_in(
    server: Any, reply: Any, tmp_path: Path
) -> None:
    """References of a schema are looked up in it like in any other store."""
    server.serve(PINNED, reply(200, b"title: fragment/common\n"))
    store: Store = open_store(server, tmp_path)
    document = Sources([store]).document(f"/{PINNED}")
    assert document.value == {"title": "fragment/common"}
    assert document.path == store.place(PINNED)
    assert document.path.read_bytes() == b"title: fragment/common\n"
    assert store.link(PINNED) is None
    assert list(store.paths()) == [PINNED]
    assert store.label == server.base.rstrip("/")


def test_a_version_is_asked_for_once(server: Any, reply: Any, tmp_path: Path) -> None:
    """A full version comes from its copy in every later run, even if the server has another."""
    server.serve(PINNED, reply(200, b"a: 1"), reply(200, b"a: 2"))
    for _ in range(3):
        assert open_store(server, tmp_path).read(PINNED) == b"a: 1"
    assert server.paths == [f"/repository/{PINNED}"]


def test_other_files_are_asked_for_once_a_run(server: Any, reply: Any, tmp_path: Path) -> None:
    """`latest` comes again only if it changed."""
    server.serve("a/latest", reply(200, b"a: 1", {"ETag": '"1"'}))
    store = open_store(server, tmp_path)
    assert [store.read("a/latest"), store.read("a/latest")] == [b"a: 1", b"a: 1"]
    assert len(server.asked) == 1
    assert open_store(server, tmp_path).read("a/latest") == b"a: 1"
    assert server.asked[1][1]["If-None-Match"] == '"1"'
    server.serve("a/latest", reply(200, b"a: 2", {"ETag": '"2"'}))
    assert open_store(server, tmp_path).read("a/latest") == b"a: 2"
    assert open_store(server, tmp_path, offline=True).read("a/latest") == b"a: 2"
    assert len(server.asked) == 3


def test_a_file_that_is_not_there_is_remembered(server: Any, tmp_path: Path) -> None:
    """404 is None, asked for once a run, and None without the network too."""
    store = open_store(server, tmp_path)
    assert store.read(PINNED) is None
    assert store.read(PINNED) is None
    assert open_store(server, tmp_path).read(PINNED) is None
    assert len(server.asked) == 2
    assert open_store(server, tmp_path, offline=True).read(PINNED) is None
    assert list(store.paths()) == []


def test_a_file_that_appears_is_found(server: Any, reply: Any, tmp_path: Path) -> None:
    """That there was none is asked again in the next run; one that goes away is gone."""
    assert open_store(server, tmp_path).read("a/latest") is None
    server.serve("a/latest", reply(200, b"a: 1"))
    assert open_store(server, tmp_path).read("a/latest") == b"a: 1"
    server.serve("a/latest", reply(404))
    assert open_store(server, tmp_path).read("a/latest") is None


def test_a_failing_server_is_replaced_by_copies(server: Any, reply: Any, tmp_path: Path) -> None:
    """Where the server fails, the copy answers, and that is said once."""
    for name in ("a", "b"):
        server.serve(f"{name}/latest", reply(200, name.encode()))
        open_store(server, tmp_path).read(f"{name}/latest")
        server.serve(f"{name}/latest", reply(500))
    warnings: list[str] = []
    store = open_store(server, tmp_path, warn=warnings.append)
    assert [store.read("a/latest"), store.read("b/latest")] == [b"a", b"b"]
    assert len(warnings) == 1
    assert "answers 500" in warnings[0]
    server.serve("c/latest", reply(503))
    with pytest.raises(Unreachable, match="c/latest: the server answers 503"):
        store.read("c/latest")


def test_a_server_that_is_down_is_asked_once(
    server: Any, reply: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a copy the work goes on, without one the error names address, cause and repair."""
    server.serve("a/latest", reply(200, b"a: 1"))
    open_store(server, tmp_path).read("a/latest")
    server.stop()
    warnings: list[str] = []
    store = open_store(server, tmp_path, warn=warnings.append)
    assert store.read("a/latest") == b"a: 1"
    assert len(warnings) == 1
    monkeypatch.setattr("evtool.remote.transport._open", None)
    with pytest.raises(Unreachable) as caught:
        store.read(PINNED)
    assert f"{server.base}{PINNED}: the server refuses" in caught.value.message
    assert "evtool repo sync" in str(caught.value.hint)
    assert "https_proxy" in str(caught.value.hint)


def test_offline_nothing_is_asked(server: Any, reply: Any, tmp_path: Path) -> None:
    """Without the network copies answer, and what has none is an error with its address."""
    server.serve(PINNED, reply(200, b"a: 1"))
    open_store(server, tmp_path).read(PINNED)
    store = open_store(server, tmp_path, offline=True)
    assert store.read(PINNED) == b"a: 1"
    with pytest.raises(OfflineMiss, match=f"{server.base}a/latest") as caught:
        store.read("a/latest")
    assert "--offline" in str(caught.value.hint)
    assert len(server.asked) == 1


def test_a_copy_that_was_edited_is_fetched_again(server: Any, reply: Any, tmp_path: Path) -> None:
    """Even a version is asked for when its copy is not as it came; offline it is used."""
    server.serve(PINNED, reply(200, b"a: 1", {"ETag": '"1"'}))
    place = open_store(server, tmp_path).place(PINNED)
    open_store(server, tmp_path).read(PINNED)
    place.write_bytes(b"edited")
    assert open_store(server, tmp_path, offline=True).read(PINNED) == b"edited"
    assert open_store(server, tmp_path).read(PINNED) == b"a: 1"
    assert place.read_bytes() == b"a: 1"
    assert "If-None-Match" not in server.asked[-1][1]


@pytest.mark.parametrize(
    "body", [b"<!doctype html><title>Log in</title>", b"\n <html>", b"", b"\n"]
)
def test_a_web_page_is_no_schema(server: Any, reply: Any, tmp_path: Path, body: bytes) -> None:
    """A login page, a list of files or nothing at all is refused, and not kept."""
    server.serve(PINNED, reply(200, body))
    with pytest.raises(Refused, match=PINNED):
        open_store(server, tmp_path).read(PINNED)
    server.serve(PINNED, reply(200, b"a: 1"))
    assert open_store(server, tmp_path).read(PINNED) == b"a: 1"


def test_credentials_are_sent_and_never_shown(server: Any, reply: Any, tmp_path: Path) -> None:
    """User and password go to the server; no name, note, label or message has them."""
    base = f"http://ada:s3cret@{server.host}/repository"
    server.serve(PINNED, reply(200, b"a: 1"))
    server.serve("a/latest", reply(403))
    warnings: list[str] = []
    store = RemoteStore(base, tmp_path, offline=False, warn=warnings.append)
    assert store.read(PINNED) == b"a: 1"
    assert server.asked[0][1]["Authorization"].startswith("Basic ")
    with pytest.raises(Unreachable, match="answers 403") as caught:
        store.read("a/latest")
    assert "credentials" in str(caught.value.hint)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    texts = [str(path) + path.read_text() for path in kept]
    texts += [store.label, str(caught.value), str(store.place(PINNED)), *warnings]
    assert not [text for text in texts if "s3cret" in text or "ada" in text]


@pytest.mark.parametrize("path", ["../x", "a/../../x", "a/./b", "x" * 300, "a\0"])
def test_paths_do_not_escape(server: Any, tmp_path: Path, path: str) -> None:
    """A path that leads out of the base is refused before anything is asked."""
    store = open_store(server, tmp_path / "cache")
    for act in (store.read, store.place):
        with pytest.raises(EvtoolError):
            act(path)
    assert server.asked == []
    assert list(tmp_path.iterdir()) == []
    assert store.read("") is None


def test_a_cache_that_cannot_be_written_stops_nothing(
    server: Any, reply: Any, tmp_path: Path
) -> None:
    """Files are read all the same, and that no copy is kept is said once."""
    (tmp_path / "cache").write_text("a file where the folder belongs")
    server.serve(PINNED, reply(200, b"a: 1"))
    warnings: list[str] = []
    store = open_store(server, tmp_path / "cache", warn=warnings.append)
    assert store.read(PINNED) == b"a: 1"
    assert store.read("a/latest") is None
    assert len(warnings) == 1
    assert "not kept" in warnings[0]


def test_a_304_that_was_not_asked_for_is_an_error(server: Any, reply: Any, tmp_path: Path) -> None:
    """That a file did not change means nothing to one who has no copy."""
    server.serve(PINNED, reply(304))
    with pytest.raises(Unreachable, match="answers 304"):
        open_store(server, tmp_path).read(PINNED)


def test_absolute_references_are_fetched(server: Any, reply: Any, tmp_path: Path) -> None:
    """A reference that is an address gets the content behind it, from the same cache."""
    server.serve(PINNED, reply(200, b"a: 1"))
    fetch = fetcher(tmp_path, offline=False)
    sources = Sources([], fetch)
    assert sources.document(f"{server.base}{PINNED}").value == {"a": 1}
    content, path = fetcher(tmp_path, offline=True)(f"{server.base}{PINNED}")
    assert parse_document(content, path).value == {"a": 1}
    assert path == open_store(server, tmp_path).place(PINNED)
    with pytest.raises(SchemaNotFound, match=r"nope/1\.0\.0"):
        fetch(f"{server.base}nope/1.0.0")
