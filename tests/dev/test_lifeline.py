"""A child ends with its parent."""

from __future__ import annotations

import os
import threading

from evtool.dev.lifeline import await_end


def test_the_end_of_the_parent_is_noticed() -> None:
    """Only the closed pipe ends the wait, not what is written into it."""
    reading, writing = os.pipe()
    ended = threading.Event()
    watch = threading.Thread(target=await_end, args=(reading, ended.set))
    watch.start()
    os.write(writing, b"still here")
    assert not ended.wait(0.05)
    os.close(writing)
    assert ended.wait(5)
    watch.join()
    os.close(reading)
