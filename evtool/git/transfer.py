"""Runs git where it takes long: reports progress, gives up on silence, ends cleanly."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.git.program import COMMAND, Answer

_CHUNK = 65536
_KEPT_LINES = 200
_LINE_END = re.compile(rb"[\r\n]+")
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far git is: the stage ("receiving", ...), what is done, of how many if known."""

    stage: str
    done: int
    total: int | None = None


Report = Callable[[Progress], None]


def transfer(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    silence: float,
    report: Report | None = None,
) -> Answer:
    """Run `git ARGUMENTS`, which must include `--progress`, and return its answer.

    Git gets a session of its own, without a terminal, so that no program it starts can
    ask the user. It is ended when this call is left early, by Ctrl-C too.

    Raises:
        FileNotFoundError: Git is not installed.
        TimeoutError: Git printed nothing for `silence` seconds.
    """
    hear = _ignore if report is None else _reader(report)
    heard: list[str] = []
    with subprocess.Popen(  # noqa: S603 - git with evtool's own arguments, no shell
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            for line in _lines(process, silence):
                heard = [*heard[-_KEPT_LINES:], line]
                hear(line)
            code = process.wait()
        except BaseException:
            _end(process)
            raise
    return Answer(code, b"", "\n".join(heard))


def _lines(process: subprocess.Popen[bytes], silence: float) -> Iterator[str]:
    """Yield what git prints, line by line; a progress line ends with a carriage return."""
    if process.stderr is None:
        return
    pipe, rest = process.stderr.fileno(), b""
    while select.select([pipe], [], [], silence)[0]:
        chunk = os.read(pipe, _CHUNK)
        *lines, rest = _LINE_END.split(rest + chunk)
        if not chunk:
            lines.append(rest)
        yield from (line.decode(errors="replace") for line in lines if line)
        if not chunk:
            return
    raise TimeoutError(f"no answer for {silence:g} seconds")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and all it started: politely, so that it removes its lock files, then not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(_GRACE_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


def _ignore(line: str) -> None:
    """Take a line that nobody wants to see."""


def _reader(report: Report) -> Callable[[str], None]:
    """Return what turns git's progress lines into reports, which GitPython knows how to."""
    import git as gitpython

    kinds = gitpython.RemoteProgress
    stages = {
        kinds.COUNTING: "counting",
        kinds.COMPRESSING: "compressing",
        kinds.RECEIVING: "receiving",
        kinds.RESOLVING: "resolving",
        kinds.CHECKING_OUT: "checking out",
    }

    class Reader(gitpython.RemoteProgress):
        def update(
            self,
            op_code: int,
            cur_count: str | float,
            max_count: str | float | None = None,
            message: str = "",
        ) -> None:
            del message
            stage = stages.get(op_code & self.OP_MASK, "working")
            report(Progress(stage, int(cur_count), int(max_count) if max_count else None))

    return Reader().new_message_handler()
