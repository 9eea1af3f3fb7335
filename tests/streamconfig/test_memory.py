"""Remembering within bounds."""

from __future__ import annotations

from evtool.streamconfig.memory import Memory


def test_what_is_put_is_there() -> None:
    """And what is put is given back."""
    memory: Memory[str, bytes] = Memory(100, len)
    assert memory.put("a", b"1") == b"1"
    assert memory.get("a") == b"1"
    assert memory.get("b") is None


def test_too_much_is_forgotten() -> None:
    """Never more than the limit, and nothing that alone is large."""
    memory: Memory[int, bytes] = Memory(100, len)
    for number in range(50):
        memory.put(number, b"x" * 20)
        assert sum(len(memory.get(key) or b"") for key in range(50)) <= 100
    assert memory.get(49) is not None
    assert memory.put(99, b"x" * 26) == b"x" * 26
    assert memory.get(99) is None
