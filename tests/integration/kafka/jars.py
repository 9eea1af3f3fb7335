"""The jars of a Kafka broker: Maven fetches them once into the user's cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

POM = Path(__file__).parent / "pom.xml"
FETCH_SECONDS = 240
"""Longer than a fresh machine needs: about 12 seconds on a good line."""


class BrokerAbsent(Exception):
    """This machine cannot run a broker; the text says what it lacks."""


def jars(pom: Path = POM, name: str = "kafka") -> Path:
    """The folder with the jars, fetched if need be; several processes may ask at once.

    Raises:
        BrokerAbsent: No Java, or no jars and no way to get them.
    """
    if shutil.which("java") is None:
        raise BrokerAbsent("no `java` on the PATH: a broker needs Java 17 or newer")
    folder = _cache(name) / hashlib.sha256(pom.read_bytes()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(folder, pom)
    return folder


def _cache(name: str) -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "evtool-tests" / name


def _fetch(folder: Path, pom: Path) -> None:
    """Copy the jars beside the place first: a folder with the final name is complete."""
    if shutil.which("mvn") is None:
        raise BrokerAbsent("no `mvn` on the PATH: Maven fetches the broker's jars")
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    command = [
        *("mvn", "--quiet", "--batch-mode", f"--file={pom}", "dependency:copy-dependencies"),
        *("-DincludeScope=runtime", f"-DoutputDirectory={partial}"),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BrokerAbsent(f"Maven did not get the jars in {FETCH_SECONDS} s") from error
    if done.returncode:
        raise BrokerAbsent(f"Maven cannot get the jars: {done.stdout.strip()[:500]}")
    partial.rename(folder)


if __name__ == "__main__":
    sys.stdout.write(f"{jars()}\n")
