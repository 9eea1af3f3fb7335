"""Cloning and fetching, from real repositories and from servers that misbehave."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from evtool.git import Git, GitError, MissingRef
from evtool.git.failures import RemoteError
from evtool.git.remotes import checkout_commit, clone, fetch, remote_url
from evtool.git.transfer import Progress


@pytest.fixture
def server() -> Iterator[Callable[[int], str]]:
    """Give a function that starts a server which answers all with one status."""
    servers: list[HTTPServer] = []

    def start(status: int) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("WWW-Authenticate", 'Basic realm="x"')
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        servers.append(HTTPServer(("127.0.0.1", 0), Answer))
        threading.Thread(target=servers[-1].serve_forever, args=(0.01,), daemon=True).start()
        return f"127.0.0.1:{servers[-1].server_port}"

    yield start
    for one in servers:
        one.shutdown()
        one.server_close()


def names(folder: Path) -> list[str]:
    """Return what is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_clone_is_complete(repository: Path, tmp_path: Path, commit: Callable[..., str]) -> None:
    """A clone arrives under its name with its files, telling how far it is."""
    head = commit(repository, {"a b": "text"})
    heard: list[Progress] = []
    folder = tmp_path / "deep" / "in a" / "clone"
    work = clone(repository.as_uri(), folder, heard.append)
    assert work.root == folder
    assert work.head_commit() == head
    assert (folder / "a b").read_text() == "text"
    assert work.default_branch() == "origin/main"
    assert remote_url(work) == repository.as_uri()
    assert remote_url(work, "-x") is None
    assert names(folder.parent) == ["clone"]
    assert {"counting", "receiving"} <= {progress.stage for progress in heard}
    assert heard[-1].done == heard[-1].total


def test_a_clone_goes_into_an_empty_folder_only(
    repository: Path, tmp_path: Path, commit: Callable[..., str]
) -> None:
    """What is in a folder is never overwritten."""
    commit(repository, {"a": "1"})
    (tmp_path / "empty").mkdir()
    assert clone(str(repository), tmp_path / "empty").root == tmp_path / "empty"
    with pytest.raises(GitError, match="in use"):
        clone(str(repository), tmp_path / "empty")


@pytest.mark.parametrize("broken_by", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_clone_leaves_nothing(
    repository: Path,
    tmp_path: Path,
    commit: Callable[..., str],
    broken_by: type[BaseException],
) -> None:
    """Ctrl-C in the middle removes all that was fetched so far."""
    commit(repository, {"a": "1"})

    def stop(_: Progress) -> None:
        raise broken_by

    (tmp_path / "clones").mkdir()
    with pytest.raises(broken_by):
        clone(repository.as_uri(), tmp_path / "clones" / "x", stop)
    assert names(tmp_path / "clones") == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("{tmp}/nothing", "no repository"),
        ("file://{tmp}/nothing", "no repository"),
        ("ext::sh -c true", "no address"),
        ("--upload-pack=x", "no address"),
        ("", "no address"),
        ("odd://example.org/x", "does not speak that protocol"),
        ("http://127.0.0.1:1/x", "cannot be reached"),
        ("git://127.0.0.1:1/x", "cannot be reached"),
    ],
)
def test_a_failed_clone_says_why(tmp_path: Path, url: str, sentence: str) -> None:
    """Each way to fail has its sentence and its hint, and leaves nothing behind."""
    with pytest.raises(GitError, match=sentence) as caught:
        clone(url.format(tmp=tmp_path), tmp_path / "clone")
    assert caught.value.hint
    assert names(tmp_path) == []


@pytest.mark.network
@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "refuses"), (403, "refuses"), (404, "no repository")]
)
def test_a_refusing_server_is_not_waited_for(
    tmp_path: Path, server: Callable[[int], str], status: int, sentence: str
) -> None:
    """Nobody is asked for a password, and none is shown."""
    with pytest.raises(RemoteError, match=sentence) as caught:
        clone(f"http://someone:secret@{server(status)}/x.git", tmp_path / "clone")
    assert "secret" not in str(caught.value)
    assert "someone" not in str(caught.value)


@pytest.mark.network
@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_silent_server_is_given_up(tmp_path: Path, scheme: str) -> None:
    """A server that accepts and says nothing does not hold us for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/x"
        with pytest.raises(RemoteError, match=r"no answer for 0\.3 seconds"):
            clone(url, tmp_path / "clone", silence=0.3)
    assert names(tmp_path) == []


def test_without_git_a_clone_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repair is to install git."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git is not installed"):
        clone(str(tmp_path), tmp_path / "clone")


def test_fetch_and_pin(
    repository: Path, tmp_path: Path, git: Callable[..., str], commit: Callable[..., str]
) -> None:
    """New commits, branches and tags arrive, and one commit can be checked out."""
    first = commit(repository, {"a": "1"})
    work = clone(repository.as_uri(), tmp_path / "clone")
    second = commit(repository, {"a": "2"})
    git(repository, "tag", "v2")
    with pytest.raises(MissingRef):
        checkout_commit(work, "v2")
    heard: list[Progress] = []
    fetch(work, progress=heard.append)
    assert heard
    assert work.resolve("origin/main") == work.resolve("v2") == second
    checkout_commit(work, "v2")
    assert (work.head_commit(), work.branch()) == (second, None)
    checkout_commit(work, first)
    assert (work.root / "a").read_text() == "1"
    (work.root / "a").write_text("mine")
    with pytest.raises(GitError) as caught:
        checkout_commit(work, "v2")
    assert "git stash" in str(caught.value.hint)
    assert (work.root / "a").read_text() == "mine"


def test_fetching_what_is_not_there_is_an_error(
    repository: Path, tmp_path: Path, git: Callable[..., str], commit: Callable[..., str]
) -> None:
    """A missing branch, a missing remote and a vanished repository are told apart."""
    commit(repository, {"a": "1"})
    work = clone(str(repository), tmp_path / "clone")
    with pytest.raises(RemoteError, match="no such branch"):
        fetch(work, "nope")
    with pytest.raises(RemoteError, match="no repository"):
        fetch(work, remote="nope")
    git(work.root, "remote", "set-url", "origin", str(tmp_path / "gone"))
    with pytest.raises(RemoteError, match="no repository"):
        fetch(work)


def test_a_shallow_clone_gets_its_history(
    repository: Path, tmp_path: Path, git: Callable[..., str], commit: Callable[..., str]
) -> None:
    """The rest of the history can be fetched, and asking twice does no harm."""
    first = commit(repository, {"a": "1"})
    commit(repository, {"a": "2"})
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "clone")
    work = Git.find(tmp_path / "clone")
    assert work is not None
    for _ in range(2):
        fetch(work, unshallow=True)
        assert work.resolve("HEAD~1") == first
