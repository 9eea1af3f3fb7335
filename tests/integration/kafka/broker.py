"""A real Kafka broker, one node, on free ports of loopback."""

from __future__ import annotations

import base64
import shutil
import signal
import socket
import subprocess
import threading
import time
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.kafka.jars import jars

START_SECONDS = 90
"""Three seconds on an idle machine; builds are busy ones."""

PASSWORD = "loopback-only"  # noqa: S105 - of a broker that lives as long as the tests
"""What the user `ada` signs in with at the port that asks for it."""

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAIN://127.0.0.1:{port},SIGNED://127.0.0.1:{signed},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAIN://127.0.0.1:{port},SIGNED://127.0.0.1:{signed}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN
listener.security.protocol.map=PLAIN:PLAINTEXT,SIGNED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN
listener.name.signed.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required user_ada="{password}";
log.dirs={data}
num.partitions=2
auto.create.topics.enable={auto_create}
delete.topic.enable=true
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
log.retention.ms=-1
"""


def _free_ports() -> tuple[int, int, int]:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as one,
        closing(socket.create_server(("127.0.0.1", 0))) as two,
        closing(socket.create_server(("127.0.0.1", 0))) as three,
    ):
        return one.getsockname()[1], two.getsockname()[1], three.getsockname()[1]


@dataclass
class Broker:
    """One broker; it keeps its data and its ports when it is killed and started again."""

    folder: Path
    auto_create: bool = True
    ports: tuple[int, int, int] = field(default_factory=_free_ports)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"127.0.0.1:{self.ports[0]}"

    @property
    def signed_address(self) -> str:
        """Where clients find it that have to sign in."""
        return f"127.0.0.1:{self.ports[1]}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._format()
        with (self.folder / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._java("kafka.Kafka", str(self._properties)), stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.address):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.kill()
                tail = (self.folder / "broker.log").read_text(errors="replace")[-2000:]
                raise AssertionError(f"the broker does not start: {tail}")
            time.sleep(0.1)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None

    def stop(self) -> None:
        """End it in order, or at once when that takes too long."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.kill()

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _format(self) -> None:
        """Prepare the folder, once."""
        if self._properties.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        port, signed, controller = self.ports
        text = _PROPERTIES.format(
            port=port, signed=signed, controller=controller, password=PASSWORD,
            data=self.folder / "data", auto_create=str(self.auto_create).lower(),
        )  # fmt: skip
        cluster = (
            base64.urlsafe_b64encode(b"e" + uuid.uuid4().bytes[1:]).decode().rstrip("=")
        )  # no -
        draft = self.folder / "draft.properties"
        draft.write_text(text)
        command = ("kafka.tools.StorageTool", "format", "--standalone", "-t", cluster, "-c")
        done = subprocess.run(
            self._java(*command, str(draft)),
            capture_output=True, text=True, timeout=START_SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        draft.rename(self._properties)

    def _java(self, *arguments: str) -> list[str]:
        """A small heap, and the fast compiler only: these brokers live for a minute."""
        # It ends the broker with the tests, even killed ones: with the thread, in fact.
        main = threading.current_thread() is threading.main_thread()
        leash = shutil.which("setpriv") if main else None
        return [
            *((leash, "--pdeathsig", "KILL") if leash else ()),
            *("java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            *("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{jars()}/*", *arguments),
        ]


def _answers(address: str) -> bool:
    """Whether it tells its metadata: an open port alone is too early."""
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    client = AdminClient({"bootstrap.servers": address, "log_level": 0, "error_cb": lambda _: None})
    try:
        return bool(client.list_topics(timeout=1).brokers)
    except KafkaException:
        return False
