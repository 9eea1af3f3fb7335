"""The intake as a process: what it answers, what it logs, and how it ends."""

from __future__ import annotations

import gzip
import json
import signal
import socket
import threading
import time
from collections.abc import Callable

import pytest
from service import Folder, Service, event, ids, wait_for

pytestmark = pytest.mark.network
Start = Callable[..., Service]

GZIP = gzip.compress(json.dumps([event("zipped")]).encode())
LINES = b"\n".join(json.dumps(event(f"line {at}")).encode() for at in range(3)) + b"\r\n\n"


def test_it_takes_events(folder: Folder, start: Start) -> None:
    """Single ones and arrays, compressed and in lines; what is accepted is in the log."""
    service = start(folder)
    assert service.post(event(1)) == (201, b"")
    assert service.post([event(2), event(3, "many.a")]) == (201, b"")
    assert service.post(json.dumps(event(4)).encode(), content_type="text/plain")[0] == 201
    assert service.post(GZIP, content_encoding="gzip")[0] == 201
    assert service.post(LINES, content_type="application/x-ndjson")[0] == 201
    assert service.post(event(5), path="/v1/Events/")[0] == 201
    assert service.end() == 0
    stored = ["1", "2", "4", "zipped", "line 0", "line 1", "line 2", "5"]
    assert ids(folder.records("basic")) == stored
    assert ids(folder.records("many.a")) == ["3"]


def test_it_refuses_events(folder: Folder, start: Start) -> None:
    """The others of a request are stored, and each refused one becomes an error event."""
    service = start(folder)
    wrong = [event(1, text=5), event(2), event(3, "undeclared"), 4, {"meta": {"stream": "basic"}}]
    status, body = service.post(wrong)
    assert status == 207
    found = json.loads(body)
    assert [(one["index"], one["type"]) for one in found["invalid"] + found["error"]] == [
        (0, "invalid"), (2, "stream_undeclared"), (3, "not_an_object"), (4, "schema_missing"),
    ]  # fmt: skip
    for body, status in ((b"{", 400), (b"[]", 400), (b"{}", 400), (b"", 400), (b"5", 400)):
        assert service.post(body)[0] == status
    assert service.post(b"<a/>", content_type="text/xml")[0] == 415
    assert service.end() == 0
    assert ids(folder.records("basic")) == ["2"]
    errors = [json.loads(one.value) for one in folder.records("eventgate.error")]
    assert [one["raw_event"] for one in errors] == [
        json.dumps(one) for at, one in enumerate(wrong) if at != 1
    ] + ["{", "5"]


def test_ways_of_asking(folder: Folder, start: Start) -> None:
    """Hasty requests are answered before they are stored; dry ones store nothing."""
    service = start(folder)
    assert service.post(event("dry"), path="/v1/events?dry_run=true")[0] == 200
    status, body = service.post(event("bad", text=5), path="/v1/events?dry_run=true")
    assert (status, json.loads(body)["invalid"][0]["index"]) == (400, 0)
    assert service.post([event(1), event("bad", text=5)], path="/v1/events?hasty=true")[0] == 202
    assert service.post(event(2), path="/v1/events?hasty=false")[0] == 201
    bare = {"id": "3"}
    path = "/v1/events?schema_uri=/basic/1.0.0&stream=basic"
    assert service.post(bare, path=path)[0] == 201
    wait_for(lambda: {"1", "2", "3"} == set(ids(folder.records("basic"))))
    assert len(list(folder.records("eventgate.error"))) == 1


def test_test_events(folder: Folder, start: Start) -> None:
    """They are taken as if they had been posted; without any the page is not there."""
    assert start(folder).ask("GET", "/v1/_test/events")[0] == 404
    folder.intake["test_events"] = [event("test")]
    folder.configure()
    service = start(folder)
    assert [service.ask("GET", "/v1/_test/events")[0] for _ in range(2)] == [201, 201]
    assert ids(folder.records("basic")) == ["test", "test"]


def test_other_pages(folder: Folder, start: Start) -> None:
    """Statuses are what they should be, and nothing but the admin port tells of the inside."""
    service = start(folder)
    wanted = {
        ("GET", "/_info"): 200, ("HEAD", "/_info"): 200, ("GET", "/_info/version"): 200,
        ("GET", "/_info/home"): 301, ("GET", "/robots.txt"): 200, ("GET", "/?spec"): 200,
        ("GET", "/v1/stream-configs/basic"): 200, ("GET", "/v1/events"): 405,
        ("PUT", "/v1/events"): 405, ("OPTIONS", "/v1/events"): 204, ("GET", "/nothing"): 404,
        ("GET", "/metrics"): 404, ("POST", "/_info"): 405,
    }  # fmt: skip
    assert {key: service.ask(*key)[0] for key in wanted} == wanted
    assert [service.admin_page(path)[0] for path in ("/metrics", "/healthz", "/x")] == [
        200, 200, 404,
    ]  # fmt: skip
    wait_for(lambda: service.admin_page("/readyz")[0] == 200)


def test_metrics_know_declared_streams_only(folder: Folder, start: Start) -> None:
    """Clients choose streams and ids; none of them becomes a label."""
    service = start(folder)
    for at in range(30):
        service.post([event(at), event(at, f"many.x{at}"), event(at, f"made-up-{at}")])
    text = service.admin_page("/metrics")[1].decode()
    assert 'events_accepted_total{stream="basic"} 30.0' in text
    assert 'events_accepted_total{stream="other"} 30.0' in text
    assert 'events_refused_total{reason="stream_undeclared"} 30.0' in text
    assert "made-up" not in text
    assert "many.x" not in text


def test_a_reload_loses_no_request(folder: Folder, start: Start) -> None:
    """Streams and schemas change under load; every request is answered, with what held then."""
    service = start(folder)
    statuses: list[int] = []
    stop = threading.Event()

    def send() -> None:
        client = service.client()
        while not stop.is_set():
            body = json.dumps([event(len(statuses)), event(len(statuses))])
            client.request("POST", "/v1/events", body, {"content-type": "application/json"})
            answer = client.getresponse()
            answer.read()
            statuses.append(answer.status)
        client.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert service.post(event("new", "new"))[0] == 400
    declared = {"basic": {"schema_title": "basic"}, "new": {"schema_title": "basic"}}
    folder.streams(declared)
    wait_for(lambda: service.post(event("new", "new"))[0] == 201, "the new stream")
    assert service.post(event("x", text=5))[0] == 400
    folder.add("basic", {"id": {"type": "string"}})
    wait_for(lambda: service.post(event("x", text=5))[0] == 201, "the new schema")
    folder.add("other", {})
    folder.streams({**declared, "other": {"schema_title": "other"}})
    service.process.send_signal(signal.SIGHUP)
    other = event("y", "other") | {"$schema": "/other/1.0.0"}
    wait_for(lambda: service.post(other)[0] == 201, "the signal")
    stop.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {201}
    assert service.end() == 0
    assert len(ids(folder.records("basic"))) == 2 * len(statuses) + 1


def test_a_broken_configuration_changes_nothing(folder: Folder, start: Start) -> None:
    """The one in use stays, the service says so, and the repaired one takes over."""
    service = start(folder)
    wait_for(lambda: service.admin_page("/readyz")[0] == 200)
    (folder.root / "streams.yaml").write_text("streams: [")
    wait_for(lambda: service.has_logged("configuration.failed"))
    assert service.post(event(1))[0] == 201
    status, body = service.admin_page("/healthz")
    assert (status, json.loads(body)["status"]) == (200, "stale")
    assert service.admin_page("/readyz")[0] == 200
    (folder.root / "evtool.yaml").write_text("version: 7\n")
    time.sleep(1.5)
    assert service.post(event(2))[0] == 201
    folder.configure()
    folder.streams({"basic": {"schema_title": "basic"}})
    wait_for(lambda: json.loads(service.admin_page("/healthz")[1])["status"] == "ok")
    assert service.post(event(3, "many.a"))[0] == 400


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_drains(folder: Folder, start: Start, number: signal.Signals) -> None:
    """What was asked before is answered and stored, new clients are not let in, and it ends 0."""
    service = start(folder)
    opened = [service.client() for _ in range(8)]
    for at, client in enumerate(opened):
        body = json.dumps([event(f"{at}.{item}") for item in range(400)]).encode()
        client.putrequest("POST", "/v1/events")
        client.putheader("content-type", "application/json")
        client.putheader("content-length", str(len(body)))
        client.endheaders(body[:-5])
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    time.sleep(0.3)
    service.process.send_signal(number)
    time.sleep(0.2)
    with pytest.raises(ConnectionRefusedError):
        service.post(event("late"))
    for at, client in enumerate(opened):
        body = json.dumps([event(f"{at}.{item}") for item in range(400)]).encode()
        client.send(body[-5:])
    answers = [client.getresponse() for client in opened]
    assert [answer.status for answer in answers] == [201] * 8
    assert {answer.headers["connection"] for answer in answers} == {"close"}
    assert service.wait() == 0
    assert service.has_logged("service.stopped")
    assert len(ids(folder.records("basic"))) == 8 * 400


@pytest.mark.parametrize("options", [(), ("--tell",)])
def test_what_is_sent_is_not_logged(folder: Folder, start: Start, options: tuple[str, ...]) -> None:
    """No header, key or query gets into the log; and no event, unless it tells of them."""
    service = start(folder, *options)
    secret = "s3cr3t"  # noqa: S105 - it is none
    headers = {"authorization": secret, "x_api_key": secret, "x_request_id": secret}
    for body in ({}, event(1), event(2, text=[0]), [5], b"{"):
        assert service.post(body, **headers)[0] in {201, 400}
        service.post(body, path=f"/v1/events?stream=basic&key={secret}", **headers)
    service.ask("GET", f"/{secret}?{secret}", None, {"cookie": secret})
    if not options:
        service.post([event(3, secret), {secret: secret, "$schema": f"/{secret}/1.0.0"}, [secret]])
        service.post([event(1, any=secret), event(2, text=[secret])])
        service.post(b'{"%b":1,"%b":2}' % (secret.encode(), secret.encode()))
        service.post(b'{"a":"%b"' % secret.encode())
    assert service.end() == 0
    assert not [line for line in service.log if secret in line]
