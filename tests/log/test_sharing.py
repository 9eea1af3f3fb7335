"""Members that follow the rule end with fair shares, and no partition is left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from evtool.log.record import TopicPartition
from evtool.log.sharing import share

PLACES = [TopicPartition("t", number) for number in range(8)]
SUBSCRIPTIONS = some.dictionaries(
    some.sampled_from("abcd"), some.sets(some.sampled_from(PLACES)), min_size=1
)


def settle(
    wanted: dict[str, set[TopicPartition]], leases: dict[TopicPartition, str]
) -> dict[TopicPartition, str]:
    """Let all members take turns until nothing changes."""
    for _ in range(50):
        before = dict(leases)
        for member in wanted:
            todo = share(member, wanted, leases)
            assert all(place not in leases for place in todo.take)
            leases |= dict.fromkeys(todo.take, member)
            assert all(leases[place] == member for place in todo.give)
            for place in todo.give:
                del leases[place]
        if leases == before:
            return leases
    raise AssertionError("they never come to rest")


@given(SUBSCRIPTIONS, some.randoms())
def test_members_come_to_rest(wanted: dict[str, set[TopicPartition]], chance: object) -> None:
    """Whoever had what before: each wanted partition has a member that wants it."""
    leases = {
        place: member
        for member, places in wanted.items()
        for place in places
        if chance.random() < 0.5  # type: ignore[attr-defined]
    }
    settled = settle(wanted, leases)
    assert set(settled) == set().union(*wanted.values())
    assert all(place in wanted[member] for place, member in settled.items())


@given(some.integers(1, 8), some.integers(0, 8))
def test_shares_are_even(members: int, places: int) -> None:
    """Members that want the same have the same, up to one."""
    wanted = {str(name): set(PLACES[:places]) for name in range(members)}
    settled = settle(wanted, dict.fromkeys(PLACES[:places], "0"))
    held = [sum(name == str(member) for name in settled.values()) for member in range(members)]
    assert sum(held) == places
    assert max(held) - min(held) <= 1
