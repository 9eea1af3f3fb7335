"""The sink `hdfs`: files of JSON lines into HDFS, over WebHDFS.

    archive:
      type: hdfs
      streams: ["*"]
      url: http://namenode:9870
      path: /data/events
      user: evtool
      batch_seconds: 300

Names of files are those of `jsonl`. A file is created in `_tmp` and renamed; if another process
was first, its file stays. Kerberos is not spoken: use a delegation token, or a gateway.
"""

from __future__ import annotations

import gzip
import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import quote, urlencode, urlsplit

from evtool.config import Section, setting
from evtool.connectors.batch import Batch
from evtool.connectors.secrets import Secretive
from evtool.connectors.segment import Progress, Segment, Span, next_offsets, segments
from evtool.connectors.sink import Guarantee, TargetFailure
from evtool.connectors.web import Answer, Web, check_url, refusal
from evtool.log.record import TopicPartition

_API = "/webhdfs/v1"
_TEMPORARY = "_tmp"
_BYTES = {"content-type": "application/octet-stream"}


@dataclass(frozen=True, slots=True, repr=False)
class HdfsConfig(Secretive):
    """Files of JSON lines into HDFS, over WebHDFS."""

    url: str = setting(help="The address of the name node's WebHDFS, such as http://HOST:9870.")
    path: str = setting(help="The folder in HDFS, from its root: /data/events.")
    user: str | None = setting(None, help="The user that files are to belong to.")
    token: str | None = setting(
        None, help="A delegation token in place of a user, best as ${VARIABLE}.", secret=True
    )
    by: Span = setting("hour", help="One folder for each `hour` or `day`, in UTC.")
    compress: bool = setting(False, help="Compress the files with gzip.")
    timeout_seconds: float = setting(60.0, help="How long a node may take to answer.")

    def check(self, section: Section) -> None:
        """Refuse addresses that are none.

        Raises:
            ConfigurationError: There is one.
        """
        check_url(self.url, section.below("url"))
        if not self.path.startswith("/") or not self.path.strip("/"):
            raise section.below("path").error(
                f"{self.path!r} is no folder from the root", "write /data/events"
            )
        if self.user is not None and self.token is not None:
            raise section.below("token").error("stands beside a user", "remove one of both")
        section.check_above_zero(self, "timeout_seconds")


class HdfsSink:
    """Writes one file for each batch, partition, and hour or day.

    A file is written beside its place and renamed: its name says which offsets it holds,
    and appears when it is whole.
    """

    Config: ClassVar[type[HdfsConfig]] = HdfsConfig
    guarantee = Guarantee.IDEMPOTENT

    def __init__(self, config: HdfsConfig) -> None:
        self._config = config
        self._root = config.path.rstrip("/")
        self._web = Web(config.url, config.timeout_seconds)
        self._nodes: dict[str, Web] = {}
        self._progress = Progress(self._names)
        self._made: set[str] = set()

    def __enter__(self) -> Self:
        """Make the folder for files that are not whole."""
        try:
            self._make(f"{self._root}/{_TEMPORARY}")
        except TargetFailure:
            self._web.close()
            raise
        return self

    def deliver(self, batch: Batch) -> None:
        """Write what is in no file yet.

        Raises:
            RecordFailure: Some records are no events.
            TargetFailure: A node is away, or refuses us.
        """
        for segment in segments(self._progress.missing(batch), self._config.by):
            self._write(segment)
            self._progress.reach(segment)

    def positions(self) -> Mapping[TopicPartition, int]:
        """How far the files reach."""
        return next_offsets(self._names(""))

    def plan(self, streams: object) -> list[str]:
        """The folder; those below it are made as events come."""
        del streams
        return [f"files in {self._root}/TOPIC/year=.../, one for each batch"]

    def __exit__(self, *_: object) -> None:
        """Let go of the connections."""
        for web in (self._web, *self._nodes.values()):
            web.close()

    def _write(self, segment: Segment) -> None:
        name, content = segment.name, segment.content
        if self._config.compress:
            name, content = f"{name}.gz", gzip.compress(content, 6, mtime=0)
        folder = f"{self._root}/{segment.folder}"
        if folder not in self._made:
            self._make(folder)
            self._made.add(folder)
        # A name of its own: another process may be writing the same offsets.
        temporary = f"{self._root}/{_TEMPORARY}/{os.getpid()}-{uuid.uuid4().hex}-{name}.part"
        self._create(temporary, content)
        self._rename(temporary, f"{folder}/{name}")

    def _create(self, path: str, content: bytes) -> None:
        """In two steps: the name node says which data node takes the bytes."""
        answer = self._ask("PUT", path, "CREATE", overwrite="true", noredirect="false")
        location = answer.headers.get("location")
        if answer.status != 307 or not location:
            raise refusal(self._web, answer, f"create {path}")
        parts = urlsplit(location)
        node = f"{parts.scheme}://{parts.netloc}"
        web = self._nodes.setdefault(node, Web(node, self._config.timeout_seconds))
        done = web.ask("PUT", f"{parts.path}?{parts.query}", content, _BYTES)
        if done.status != 201:
            raise refusal(web, done, f"write {path}")

    def _rename(self, temporary: str, path: str) -> None:
        """A name that is there already has the same offsets: then ours is not needed."""
        answer = self._ask("PUT", temporary, "RENAME", destination=path)
        if answer.status == 200 and answer.field("boolean") is True:
            return
        status = self._ask("GET", path, "GETFILESTATUS")
        if status.status != 200:
            raise refusal(self._web, answer, f"rename a file to {path}")
        self._ask("DELETE", temporary, "DELETE")

    def _make(self, folder: str) -> None:
        answer = self._ask("PUT", folder, "MKDIRS")
        if answer.status != 200 or answer.field("boolean") is not True:
            raise refusal(self._web, answer, f"make the folder {folder}")

    def _names(self, topic: str) -> Iterator[str]:
        """The names of all files of a topic; of all topics where none is given."""
        waiting = [f"{self._root}/{topic}".rstrip("/")]
        while waiting:
            folder = waiting.pop()
            for entry in self._entries(folder):
                name = entry["pathSuffix"]
                if entry["type"] == "FILE":
                    yield name
                elif name != _TEMPORARY:
                    waiting.append(f"{folder}/{name}")

    def _entries(self, folder: str) -> list[dict[str, Any]]:
        answer = self._ask("GET", folder, "LISTSTATUS")
        if answer.status == 404 and answer.field("RemoteException") is not None:
            return []
        listed = answer.field("FileStatuses")
        if answer.status != 200 or not isinstance(listed, dict):
            raise refusal(self._web, answer, f"list {folder}")
        found: list[dict[str, Any]] = listed["FileStatus"]
        return found

    def _ask(self, method: str, path: str, operation: str, **more: str) -> Answer:
        query = {"op": operation, **more}
        if self._config.token is not None:
            query["delegation"] = self._config.token
        elif self._config.user is not None:
            query["user.name"] = self._config.user
        return self._web.ask(method, f"{_API}{quote(path)}?{urlencode(query)}")
