"""Memory that large blocks took is given back."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from pathlib import Path
if sys.argv[1] == "tuned":
    from evtool.serving.memory import give_large_blocks_back
    give_large_blocks_back()
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
for size in (30, 30, 30):
    bytearray(size << 20)  # freed: from here on the threshold would be at 30 MiB
start, kept = resident(), []
for _ in range(20):
    large = bytearray(b"x") * (10 << 20)
    kept.append(bytearray(b"y") * 1000)  # on the heap, above it
    del large
print(resident() - start)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a matter of glibc")
def test_large_blocks_come_back() -> None:
    """A small block above a large one does not keep its room."""
    command = [sys.executable, "-c", SCRIPT, "tuned"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 4 << 20
