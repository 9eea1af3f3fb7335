"""`evtool repo`: from a configuration to schemas that can be worked on."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evtool.cli.main import run

FRAGMENT = """\
title: fragment/common
$id: /fragment/common/1.0.0
$schema: https://json-schema.org/draft-07/schema#
type: object
properties:
  meta:
    type: object
    properties:
      dt: {type: string, format: date-time}
"""
ORDER = """\
title: shop/order
$id: /shop/order/1.0.0
$schema: https://json-schema.org/draft-07/schema#
allOf:
  - $ref: /fragment/common/1.0.0#
  - type: object
    properties:
      amount: {type: integer}
"""
WORKSPACE = """\
version: 1
repositories:
  - {name: primary, url: ../primary.git, schemas: jsonschema}
  - {name: shop, role: secondary, path: shop}
"""
LEGACY = "schemaBasePath: ./shop/\nschemaBaseUris: [./shop/, '%s']\ncontentTypes: [yaml]\n"


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def upstream(repository: Path, tmp_path: Path, git: Callable[..., str]) -> Path:
    """Give a clone of a bare repository with one materialized fragment, to push from."""
    write(repository, {"jsonschema/fragment/common/current.yaml": FRAGMENT})
    write(repository, {"evtool.yaml": "version: 1\nrepositories: [{name: a, path: jsonschema}]\n"})
    assert run(["schema", "materialize", "-C", str(repository), "--all"]) == 0
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=start")
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), "primary.git")
    git(repository, "remote", "add", "origin", str(tmp_path / "primary.git"))
    return repository


@pytest.fixture
def folder(upstream: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Give a workspace with a primary repository to clone and a local secondary one."""
    assert upstream.is_dir()
    write(tmp_path / "ws", {"evtool.yaml": WORKSPACE, "shop/shop/order/current.yaml": ORDER})
    capsys.readouterr()
    return tmp_path / "ws"


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs evtool in the workspace: exit code, stdout, stderr."""

    def do(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "-C", str(folder)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return do


@pytest.fixture
def server(upstream: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """Give a server of the upstream's files."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    handler = partial(Quiet, directory=str(upstream / "jsonschema"))
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    yield http
    http.shutdown()
    http.server_close()


def release(upstream: Path, git: Callable[..., str]) -> None:
    """Push a new version and a new schema upstream."""
    base = upstream / "jsonschema"
    source = base / "fragment/common/current.yaml"
    source.write_text(source.read_text().replace("1.0.0", "1.1.0"))
    write(base, {"fragment/other/current.yaml": FRAGMENT.replace("common", "other")})
    assert run(["schema", "materialize", "-C", str(upstream), "--all"]) == 0
    git(upstream, "add", "--all")
    git(upstream, "commit", "--quiet", "--message=add other")
    git(upstream, "push", "--quiet", "origin", "main")


def test_from_a_url_to_materialized_schemas(folder: Path, call: Callable[..., Any]) -> None:
    """A sync is all it takes until local schemas can refer to those of the clone."""
    code, _, err = call("schema", "materialize", "--all")
    assert (code, "evtool repo sync" in err) == (2, True)
    code, out, err = call("repo", "sync")
    assert code == 0
    assert out.splitlines()[0].startswith("+ primary  cloned ../primary.git at ")
    assert "evtool.lock" in err
    assert call("schema", "materialize", "--all")[0] == 0
    assert "dt:" in (folder / "shop/shop/order/1.0.0.yaml").read_text()
    assert call("schema", "materialize", "--all", "--check")[0] == 0
    code, out, _ = call("repo", "sync", "--locked", "--offline")
    assert (code, out.splitlines()[0][:14]) == (0, "= primary  at ")


def test_the_lock_guards_ci(folder: Path, call: Callable[..., Any]) -> None:
    """--locked fails before anything is done when the lock does not fit."""
    code, out, err = call("repo", "sync", "--locked")
    assert (code, out) == (2, "")
    assert "does not fit the configuration: primary" in err
    assert not (folder / ".evtool/repositories").exists()
    assert call("repo", "sync", "--locked", "--update")[0] == 2


def test_an_update_is_seen_before_it_is_made(
    folder: Path,
    call: Callable[..., Any],
    upstream: Path,
    git: Callable[..., str],
) -> None:
    """Status tells what is new, sync --update moves to it and the lock with it."""
    call("repo", "sync")
    before = (folder / "evtool.lock").read_text()
    release(upstream, git)
    assert call("repo", "sync")[0] == 0
    assert (folder / "evtool.lock").read_text() == before
    call("repo", "status")
    code, out, _ = call("repo", "status", "primary", "--fetch", "--changes")
    assert code == 0
    assert "1 behind the remote" in out
    assert "add other" in out
    assert "+ fragment/other  new schema" in out
    assert "+ /fragment/common/1.1.0  new version" in out
    assert "~ fragment/common  source changed" in out
    _, out, _ = call("repo", "status", "--changes=HEAD", "--format", "json")
    changes = json.loads(out)["repositories"][0]["changes"]
    assert changes["schemas"]["added"] == ["fragment/other"]
    assert [one["subject"] for one in changes["commits"]] == ["add other"]
    code, out, _ = call("repo", "sync", "--update", "--dry-run")
    assert "would move from" in out
    assert (folder / "evtool.lock").read_text() == before
    code, out, _ = call("repo", "sync", "--update", "primary", "--format", "json")
    assert code == 0
    told = json.loads(out)
    assert told["repositories"][0]["action"] == "moved"
    assert told["repositories"][0]["commit"] in (folder / "evtool.lock").read_text()
    assert told["wrote_lock"] is True


def test_a_dry_run_does_nothing(folder: Path, call: Callable[..., Any]) -> None:
    """What would be cloned is told, in text and as JSON."""
    code, out, _ = call("repo", "sync", "-n")
    assert code == 0
    assert out.splitlines() == [
        "primary: would clone ../primary.git at the default branch",
        "shop: local, left alone",
    ]
    _, out, _ = call("repo", "sync", "-n", "--format", "json")
    assert json.loads(out)["repositories"][1] == {
        "name": "shop",
        "url": None,
        "would": "local, left alone",
    }
    assert sorted(path.name for path in folder.iterdir()) == ["evtool.yaml", "shop"]


def test_a_failure_is_told_and_hides_nothing(
    folder: Path, call: Callable[..., Any], tmp_path: Path
) -> None:
    """Exit code 2, the error with its repair, and the other repositories all the same."""
    entry = "  - {name: gone, url: ../gone.git}\n"
    (folder / "evtool.yaml").write_text(WORKSPACE + entry)
    code, out, err = call("repo", "sync")
    assert code == 2
    assert "! gone  failed" in out
    assert "+ primary  cloned" in out
    assert "there is no repository at that address" in err
    assert "help:" in err
    _, out, _ = call("repo", "sync", "--format", "json")
    assert "no repository" in json.loads(out)["repositories"][2]["error"]["message"]
    shutil.rmtree(tmp_path / "primary.git")
    assert call("repo", "sync", "primary", "--offline")[0] == 0
    assert call("repo", "sync", "primary", "--update")[0] == 2


def test_repositories_are_listed(call: Callable[..., Any]) -> None:
    """A place that is not cloned yet shows its address; each format has its rows."""
    code, out, _ = call("repo", "list")
    assert code == 0
    assert out == "primary\tprimary\t../primary.git\t\t\nshop\tsecondary\tshop\t\t1\n"
    call("repo", "sync")
    _, out, _ = call("repo", "list", "--format", "csv")
    header, first, _ = out.splitlines()
    assert header == "name,role,place,commit,schemas"
    assert first.startswith("primary,primary,.evtool/repositories/primary/jsonschema,")
    assert first.endswith(",1")
    _, out, _ = call("repo", "list", "--format", "plain")
    assert out == "primary\nshop\n"
    _, out, _ = call("repo", "list", "--format", "jsonl")
    assert json.loads(out.splitlines()[0])["url"] == "../primary.git"


def test_status_before_and_after(folder: Path, call: Callable[..., Any]) -> None:
    """The table says what there is to do, in words."""
    _, out, _ = call("repo", "status")
    assert "not cloned: run `evtool repo sync`" in out
    assert "not in evtool.lock" in out
    call("repo", "sync")
    (folder / ".evtool/repositories/primary/new").write_text("x")
    _, out, _ = call("repo", "status", "--format", "json")
    primary, shop = json.loads(out)["repositories"]
    assert primary["state"] == ["local changes"]
    assert primary["from_lock"] == {"ahead": 0, "behind": 0}
    assert shop["state"] == ["not in git"]
    assert call("repo", "status", "--changes=nope")[0] == 2
    assert call("repo", "status", "--fetch", "--offline")[0] == 2


@pytest.mark.network
def test_http_bases_are_read_ahead(
    folder: Path, call: Callable[..., Any], server: ThreadingHTTPServer
) -> None:
    """After a sync everything works without the server, as `.jsonschema-tools.yaml` has it."""
    url = f"http://127.0.0.1:{server.server_port}/"
    (folder / "evtool.yaml").unlink()
    (folder / ".jsonschema-tools.yaml").write_text(LEGACY % url)
    _, out, _ = call("repo", "list")
    assert f"127.0.0.1:{server.server_port}\tbase\t{url}\t\t" in out
    code, out, err = call("repo", "sync", "--offline")
    assert code == 2
    assert f"no copy of {url}fragment/common/1.0.0" in err
    code, out, _ = call("repo", "sync")
    assert (code, out.splitlines()[-1]) == (0, "= bases  1 remote file in the cache")
    server.shutdown()
    assert call("repo", "sync", "--offline")[0] == 0
    assert call("schema", "materialize", "--all", "--offline")[0] == 0
    assert "dt:" in (folder / "shop/shop/order/1.0.0.yaml").read_text()
    cached = folder / f".evtool/cache/127.0.0.1_{server.server_port}/fragment/common/1.0.0"
    assert "title: fragment/common" in cached.read_text()


@pytest.mark.parametrize("verb", [[], ["list"], ["status"], ["sync"]])
def test_help_has_examples(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every page of help shows how the command is used."""
    assert run(["repo", *verb, "--help"]) == 0
    assert "Examples:\n    evtool repo " in capsys.readouterr().out
