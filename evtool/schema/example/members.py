"""Which members the example of an object has, and which schema describes each."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evtool.schema.example import chance
from evtool.schema.example.failure import Refusal
from evtool.schema.example.javascript import ordered, text, truthy
from evtool.schema.example.merging import Schema, merge
from evtool.schema.example.numbers import keyword_number
from evtool.schema.example.pattern import matches, text_of
from evtool.schema.example.tally import Tally

_ANYTHING = ("integer", "number", "string", "boolean")
_INVENTED = "dolorb"
"""The name of a member that no name is known for: a word and a random letter."""


@dataclass(slots=True)
class Members:
    """The keywords of an object schema that speak of members, and the members so far."""

    properties: Mapping[str, Any]
    patterns: Mapping[str, Any]
    required: list[str]
    names: frozenset[str]
    """The required names, however many of them have been made already."""
    other: Any
    """The schema of other members; None when nothing is said, False when there are none."""
    most: float
    fewest: float
    tally: Tally
    chosen: Schema = field(default_factory=dict)
    count: int = 0
    """How often a member was added: more than there are, when its schema is false."""

    @property
    def optional(self) -> list[str]:
        """The names and patterns of members that may be left out."""
        names = [*ordered(self.properties), *ordered(self.patterns)]
        return [name for name in names if name not in self.names]

    @property
    def single(self) -> bool:
        """Whether there is one member to choose from, and it may be left out."""
        return not self.required and len(self.properties) + len(self.patterns) == 1


def members_of(schema: Schema, tally: Tally) -> Members:
    """What an object schema says about its members.

    Raises:
        Refusal: A keyword has a value that cannot be used.
    """
    properties = _mapping(schema, "properties")
    patterns = _mapping(schema, "patternProperties")
    required = _required(schema)
    other = schema.get("additionalProperties")
    names = frozenset(required)
    count = len(required) + sum(name not in names for name in (*properties, *patterns))
    members = Members(
        properties=properties,
        patterns=patterns,
        required=required,
        names=names,
        other={"type": list(_ANYTHING)} if other is True else other,
        most=keyword_number(schema, "maxProperties", 0) or count + (other is not False),
        fewest=max(keyword_number(schema, "minProperties", 0), len(required)),
        tally=tally,
    )
    if members.single:
        members.fewest = max(chance.whole(1, members.most), members.fewest)
    tally.spend(count)
    return members


def _mapping(schema: Schema, keyword: str) -> Mapping[str, Any]:
    value = schema.get(keyword)
    if not truthy(value):
        return {}
    if not isinstance(value, dict):
        raise Refusal(f"`{keyword}` is no object", f"write schemas by name in `{keyword}`")
    return value


def _required(schema: Schema) -> list[str]:
    value = schema.get("required")
    if isinstance(value, bool) or not truthy(value):
        return []
    if not isinstance(value, list):
        raise Refusal("`required` is no list", "write a list of names in `required`")
    return [text(name) for name in value]


def chosen_names(members: Members) -> list[str]:
    """The names to make, required ones first, as many as `maxProperties` admits.

    Patterns stand among the names.
    """
    optional = members.optional
    required = len(members.required)
    count = required + len(optional)
    wanted = chance.floor((members.fewest - required) + (count - members.fewest) + 0.5)
    considered = set(_first(chance.shuffled(optional), wanted))
    kept = [name for name in optional if name in considered]
    names = members.required + _first(chance.shuffled(kept), members.most)
    return _first(names, members.most)


def _first(names: list[str], count: float) -> list[str]:
    """As `slice(0, count)` does: a negative count leaves out as many at the end."""
    return names[: int(max(-len(names), min(count, len(names))))]


def place(members: Members, name: str) -> None:
    """Give the member a schema: its own, merged with those of the patterns it matches."""
    own = members.properties.get(name)
    if members.other is False and name in members.names:
        members.chosen[name] = own
    if truthy(own):
        members.chosen[name] = own
    if _place_matching(members, name):
        return
    pattern = members.patterns.get(name)
    schema = pattern if truthy(pattern) else members.other
    if truthy(schema) and members.other is not False:
        made = text_of(name, members.tally.spend) if truthy(pattern) else name
        members.chosen[made] = own if truthy(own) else schema


def _place_matching(members: Members, name: str) -> bool:
    found = False
    for pattern in ordered(members.patterns):
        if matches(pattern, name, members.tally.spend):
            found = True
            schema = members.patterns[pattern]
            own = members.chosen.get(name)
            if not truthy(own):
                members.chosen[text_of(name, members.tally.spend)] = schema
            elif isinstance(own, dict) and isinstance(schema, dict):
                members.tally.spend(merge(own, schema))
    return found


def fill(members: Members) -> None:
    """Invent members until there are as many as the schema wants.

    Raises:
        Refusal: It wants more than can be invented: there is one name only.
    """
    members.count = len(members.chosen)
    if not members.patterns and members.other is False:
        return
    waiting = deque(members.required)
    fewest = members.fewest
    if members.other is not False and not members.required:
        fewest = max(chance.whole(1, members.most) if truthy(members.other) else 0, fewest)
    while members.count < fewest:
        before = members.count, len(waiting)
        if members.other is not False:
            _invent(members, waiting)
        _invent_matching(members)
        if before == (members.count, len(waiting)):
            raise Refusal(
                f"its {fewest:g} members cannot be invented, as all would have the same name",
                "lower `minProperties`, name more `properties`, or write `examples:` by hand",
            )
    members.required = list(waiting)


def _invent(members: Members, waiting: deque[str]) -> None:
    if members.patterns and not truthy(members.other):
        pattern = chance.pick(ordered(members.patterns))
        _add(members, text_of(pattern, members.tally.spend), members.patterns[pattern])
    else:
        name = _next_new(waiting, members.chosen) or _INVENTED
        described = truthy(members.other)
        _add(members, name, members.other if described else {"type": list(_ANYTHING)})


def _invent_matching(members: Members) -> None:
    for pattern in ordered(members.patterns):
        if members.count >= members.fewest:
            return
        _add(members, text_of(pattern, members.tally.spend), members.patterns[pattern])


def _add(members: Members, name: str, schema: Any) -> None:
    if not truthy(members.chosen.get(name)):
        members.chosen[name] = schema
        members.count += 1


def _next_new(names: deque[str], chosen: Schema) -> str:
    name = ""
    while names:
        name = names.popleft()
        if not truthy(chosen.get(name)):
            break
    return name


def add_left_out(members: Members) -> None:
    """Where only named members are allowed, add some that `maxProperties` has cut off."""
    if members.required or members.other is not False:
        return
    names = deque(ordered(members.properties))
    wanted = chance.whole(members.fewest, members.most) - members.count
    while wanted > 0 and names:
        name = _next_new(names, members.chosen)
        if name:
            members.chosen[name] = members.properties[name]
        wanted -= 1
