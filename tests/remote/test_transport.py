"""One question to a server: retries, limits and redirects."""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evtool import files
from evtool.remote import transport
from evtool.remote.failures import Refused, Unreachable
from evtool.remote.transport import Answer, ask, ask_patiently

pytestmark = pytest.mark.network


def test_an_answer_is_whole(server: Any, reply: Any) -> None:
    """Status, body and tag come back; the server sees who asks."""
    server.serve("a", reply(200, b"text", {"ETag": '"1"'}))
    assert ask(f"{server.base}a", {}) == Answer(200, b"text", '"1"')
    assert server.asked[0][1]["User-Agent"].startswith("evtool/")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_errors_of_the_moment_are_asked_again(server: Any, reply: Any, status: int) -> None:
    """Two more attempts follow an error that may pass, with a pause before each."""
    pauses: list[float] = []
    server.serve("a", reply(status), reply(status), reply(200, b"x"))
    assert ask_patiently(f"{server.base}a", {}, pauses.append).content == b"x"
    assert len(server.asked) == 3
    assert len(pauses) == 2


def test_an_error_that_stays_is_the_answer(server: Any, reply: Any) -> None:
    """After three attempts the last answer counts; other errors are not repeated."""
    server.serve("a", reply(500))
    server.serve("b", reply(403))
    assert ask_patiently(f"{server.base}a", {}).status == 500
    assert ask_patiently(f"{server.base}b", {}).status == 403
    assert server.paths == ["/repository/a"] * 3 + ["/repository/b"]


@pytest.mark.parametrize("broken", [{"hang_up": True}, {"body": b"half", "length": 8}])
def test_a_broken_connection_is_tried_again(
    server: Any, reply: Any, broken: dict[str, Any]
) -> None:
    """An answer that does not come, or breaks off, is asked for again."""
    server.serve("a", reply(**broken), reply(200, b"whole"))
    assert ask_patiently(f"{server.base}a", {}).content == b"whole"
    server.serve("b", reply(**broken))
    with pytest.raises(Unreachable, match="broke") as caught:
        ask_patiently(f"{server.base}b", {})
    assert caught.value.url == f"{server.base}b"


def test_a_body_that_is_too_large_is_refused(
    server: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stops at the limit, whatever the server says of its length."""
    assert transport.READ_LIMIT == files.READ_LIMIT
    monkeypatch.setattr(transport, "READ_LIMIT", 1000)
    server.serve("a", reply(200, b"x" * 100_000))
    server.serve("b", reply(200, b"x" * 1000))
    with pytest.raises(Refused, match="more than 1,000 bytes"):
        ask(f"{server.base}a", {})
    assert len(ask(f"{server.base}b", {}).content) == 1000


def test_redirects_are_followed(server: Any, reply: Any) -> None:
    """Relative and absolute redirects lead to the answer."""
    server.serve("a", reply(301, headers={"Location": "b"}))
    server.serve("b", reply(307, headers={"Location": f"{server.base}c d"}))
    server.serve("c%20d", reply(200, b"x"))
    assert ask(f"{server.base}a", {}).content == b"x"


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/x", "data:,x", "gopher://x/", None]
)
def test_redirects_to_elsewhere_are_refused(server: Any, reply: Any, target: str | None) -> None:
    """No redirect leads to a file of this machine, or to another protocol."""
    headers = {"Location": target} if target else {}
    server.serve("a", reply(302, headers=headers))
    with pytest.raises(Refused, match="not followed"):
        ask_patiently(f"{server.base}a", {})
    assert len(server.asked) == 1


def test_https_does_not_become_http() -> None:
    """A redirect never gives up encryption."""
    with pytest.raises(Refused, match="not followed"):
        transport._target("https://a.org/x", "https://a.org/x", "http://a.org/x")


def test_circles_of_redirects_end(server: Any, reply: Any) -> None:
    """A server that sends one round and round is left."""
    server.serve("a", reply(302, headers={"Location": "a"}))
    with pytest.raises(Refused, match="again and again"):
        ask(f"{server.base}a", {})
    assert len(server.asked) < 10


def test_credentials_stay_with_their_server(
    server: Any, reply: Any, start: Callable[[], Any]
) -> None:
    """A redirect within the server keeps them, one to another server does not."""
    other = start()
    given = {"Authorization": "Basic " + base64.b64encode(b"a:b").decode()}
    server.serve("a", reply(302, headers={"Location": "b"}))
    server.serve("b", reply(302, headers={"Location": f"{other.base}c"}))
    other.serve("c", reply(200, b"x"))
    assert ask(f"{server.base}a", given).content == b"x"
    assert ["Authorization" in headers for _, headers in server.asked] == [True, True]
    assert "Authorization" not in other.asked[0][1]


def test_a_compressed_body_is_refused(server: Any, reply: Any) -> None:
    """What was not asked for in that form would be kept as garbage."""
    server.serve("a", reply(200, b"\x1f\x8b", {"Content-Encoding": "gzip"}))
    with pytest.raises(Refused, match="compressed"):
        ask(f"{server.base}a", {})


def test_a_server_that_is_not_there_is_named() -> None:
    """A refused connection says so at once, with a repair."""
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:1/x: the server refuses") as caught:
        ask_patiently("http://127.0.0.1:1/x", {})
    assert "proxy" in str(caught.value.hint)


def test_a_proxy_is_used(server: Any, reply: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With http_proxy set, the proxy is asked for the whole address, unless no_proxy says no."""
    monkeypatch.setenv("http_proxy", f"http://{server.host}")
    server.replies["http://schema.invalid/x"] = [reply(200, b"x")]
    assert ask("http://schema.invalid/x", {}).content == b"x"
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    transport._opener.cache_clear()
    server.serve("a", reply(200, b"y"))
    assert ask(f"{server.base}a", {}).content == b"y"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_certificates_are_checked(
    server: Any, reply: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that nobody vouches for is refused, and can be trusted by its file."""
    pem = tmp_path / "server.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    name = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(pem), "-out", str(pem)]
    subprocess.run(
        [*make.split(), *name[:-1], str(tmp_path / "c")], check=True, capture_output=True
    )
    pem.write_text(pem.read_text() + (tmp_path / "c").read_text())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.http.socket = context.wrap_socket(server.http.socket, server_side=True)
    server.serve("a", reply(200, b"x"))
    url = f"https://{server.host}/repository/a"
    with pytest.raises(Unreachable, match="certificate is not trusted") as caught:
        ask(url, {})
    assert "SSL_CERT_FILE" in str(caught.value.hint)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "c"))
    transport._opener.cache_clear()
    assert ask(url, {}).content == b"x"


def test_a_silent_server_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and says nothing is given up."""
    monkeypatch.setattr(transport, "SILENCE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable, match=r"no answer in 0\.1 seconds"):
            ask_patiently(f"http://127.0.0.1:{port}/x", {})


def test_a_dripping_server_is_left(
    server: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer has an end in time, however slowly it comes."""
    monkeypatch.setattr(transport, "ANSWER_SECONDS", -1.0)
    server.serve("a", reply(200, b"x"))
    with pytest.raises(Unreachable, match="did not come whole"):
        ask(f"{server.base}a", {})
