"""A real Cassandra and a real HDFS on loopback, out of the jars that Maven fetches.

They take long to start: tests use them where EVTOOL_INTEGRATION=1 only.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from free_port import free_port

from tests.integration.kafka.jars import jars

HERE = Path(__file__).parent
START_SECONDS = 180
CASSANDRA_USER = "cassandra"
"""The user, and its password, of every new Cassandra."""

_EXPORTS = (
    "java.base/jdk.internal.misc", "java.base/jdk.internal.ref", "java.base/sun.nio.ch",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi", "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server", "java.rmi/sun.rmi.transport.tcp", "java.sql/java.sql",
    "java.base/java.lang.ref", "jdk.unsupported/sun.misc",
)  # fmt: skip
_OPENS = (
    "java.base/java.lang.module", "java.base/jdk.internal.loader", "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect", "java.base/jdk.internal.math", "java.base/java.io",
    "java.base/jdk.internal.module", "java.base/jdk.internal.util.jar", "java.base/java.nio",
    "jdk.management/com.sun.management.internal", "java.base/sun.nio.ch", "java.base/java.lang",
    "java.base/java.util", "java.base/java.util.concurrent", "java.base/java.net",
    "java.base/java.util.concurrent.atomic", "java.base/jdk.internal.misc",
)  # fmt: skip
_SETTINGS = """\
cluster_name: evtool
num_tokens: 1
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
native_transport_port: {port}
storage_port: {storage}
ssl_storage_port: {secure}
start_native_transport: true
commitlog_sync: periodic
commitlog_sync_period: 10000ms
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
authenticator: PasswordAuthenticator
authorizer: AllowAllAuthorizer
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "127.0.0.1:{storage}"
"""
_CASSANDRA = {
    "cassandra-foreground": "yes",
    "cassandra.skip_wait_for_gossip_to_settle": "0",
    "cassandra.initial_token": "0",
    "cassandra.superuser_setup_delay_ms": "0",
    "cassandra.ring_delay_ms": "100",
}


@pytest.fixture(scope="session")
def cassandra_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Give the port of a Cassandra that asks for a password."""
    _require()
    folder = tmp_path_factory.mktemp("cassandra")
    port = free_port()
    settings = folder / "cassandra.yaml"
    settings.write_text(_SETTINGS.format(port=port, storage=free_port(), secure=free_port()))
    properties = {
        **_CASSANDRA,
        "cassandra.config": settings.as_uri(),
        "cassandra.storagedir": str(folder / "data"),
        "jdk.attach.allowAttachSelf": "true",
    }
    command = [
        *("java", "-Xms300m", "-Xmx700m"),
        *(part for name in _EXPORTS for part in ("--add-exports", f"{name}=ALL-UNNAMED")),
        *(part for name in _OPENS for part in ("--add-opens", f"{name}=ALL-UNNAMED")),
        *(f"-D{name}={value}" for name, value in properties.items()),
        *("-cp", f"{jars(HERE / 'cassandra.pom.xml', 'cassandra')}/*"),
        "org.apache.cassandra.service.CassandraDaemon",
    ]
    with _running(command, folder, lambda log: "Created default superuser" in log):
        yield port


@pytest.fixture(scope="session")
def hdfs_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of WebHDFS at a name node with one data node."""
    _require()
    folder = tmp_path_factory.mktemp("hdfs")
    port = free_port()
    command = [
        *("java", "-Xmx300m", "--add-opens", "java.base/java.lang=ALL-UNNAMED"),
        *("-cp", f"{jars(HERE / 'hdfs.pom.xml', 'hdfs')}/*", str(HERE / "MiniHdfs.java")),
        *(str(folder / "data"), str(port)),
    ]
    with _running(command, folder, lambda log: "\nready\n" in f"\n{log}"):
        yield f"http://127.0.0.1:{port}"


def _require() -> None:
    if os.environ.get("EVTOOL_INTEGRATION") != "1":
        pytest.skip("the real server takes long to start: EVTOOL_INTEGRATION=1 asks for it")


@contextmanager
def _running(command: list[str], folder: Path, is_ready: Callable[[str], bool]) -> Iterator[None]:
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=folder
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(log.read_text()):
            assert process.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < deadline, log.read_text()[-2000:]
            time.sleep(0.2)
        yield
    finally:
        process.kill()
        process.communicate()
