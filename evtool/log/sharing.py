"""How the members of a group share partitions: a pure rule that each applies to itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evtool.log.record import TopicPartition

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Share:
    """What one member should do: take partitions nobody has, give others away."""

    take: Sequence[TopicPartition] = ()
    give: Sequence[TopicPartition] = ()


class _Group:
    """The members with what they have, what they may have, and how much that should be."""

    def __init__(
        self,
        wanted: Mapping[str, Collection[TopicPartition]],
        leases: Mapping[TopicPartition, str],
    ) -> None:
        self.members: dict[TopicPartition, list[str]] = {}
        for member, places in wanted.items():
            for place in places:
                self.members.setdefault(place, []).append(member)
        self.held = Counter(leases.values())
        portion = {
            member: sum(1 / len(self.members[place]) for place in places)
            for member, places in wanted.items()
        }
        self.least = {name: math.floor(part + _ROUNDING) for name, part in portion.items()}
        self.most = {name: math.ceil(part - _ROUNDING) for name, part in portion.items()}

    def hungry(self, place: TopicPartition, but: str) -> bool:
        """Whether another member that may have a partition has less than its share."""
        return any(self.held[name] < self.most[name] for name in self.members[place] if name != but)


def share(
    me: str,
    wanted: Mapping[str, Collection[TopicPartition]],
    leases: Mapping[TopicPartition, str],
) -> Share:
    """What a member takes and gives, so that all end with about the same number.

    Members that follow it one after the other come to rest, and then no partition that
    somebody wants is without a member.

    Args:
        me: The member.
        wanted: The partitions that each member asks for.
        leases: Who has which partition now.
    """
    group = _Group(wanted, leases)
    free = sorted(place for place in group.members if place not in leases)
    take = []
    for place in free:
        if me in group.members[place] and (
            len(group.members[place]) == 1
            or group.held[me] < group.most[me]
            or not group.hungry(place, me)
        ):
            take.append(place)
            group.held[me] += 1
    return Share(take, _to_give(me, group, leases, len(free) - len(take)))


def _to_give(
    me: str, group: _Group, leases: Mapping[TopicPartition, str], free: int
) -> list[TopicPartition]:
    """The partitions beyond a member's share that somebody else should have."""
    excess = group.held[me] - group.most[me]
    if excess <= 0 and group.held[me] > group.least[me]:
        missing = sum(max(0, least - group.held[name]) for name, least in group.least.items())
        excess = 1 if missing > free else 0
    if excess <= 0:
        return []
    mine = sorted(place for place, name in leases.items() if name == me)
    return [place for place in mine if group.hungry(place, me)][-excess:]
