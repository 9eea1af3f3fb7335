"""Values that may be of one kind or another: several types, null, branches that differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evtool.rules.problem import Tokens
from evtool.rules.subject.node import Node

_BRANCHES = ("anyOf", "oneOf")


def mixes(node: Node) -> bool:
    """Whether a value may be of several kinds."""
    return any(True for _ in mixtures(node))


def mixtures(node: Node) -> Iterator[tuple[Tokens, str]]:
    """What lets a value be of several kinds: the way there, and a sentence."""
    types = node.map.get("type")
    if isinstance(types, list):
        yield ("type",), f"{node.name} has a list of types: {_listed(types)}"
    elif types == "null":
        yield ("type",), f"{node.name} can only be null"
    for keyword in ("enum", "const"):
        if keyword in node.map and _holds_null(keyword, node.map[keyword]):
            yield (keyword,), f"{node.name} may be null"
    for keyword in _BRANCHES:
        branches = node.map.get(keyword)
        reason = _difference(branches) if isinstance(branches, list) else None
        if reason:
            yield (keyword,), f"the branches of `{keyword}` differ in {reason}"


def _listed(types: list[Any]) -> str:
    return ", ".join(str(one) for one in types)


def _holds_null(keyword: str, value: Any) -> bool:
    if keyword == "const":
        return value is None
    return isinstance(value, list) and any(one is None for one in value)


def _difference(branches: list[Any]) -> str | None:
    """In what the branches differ; conditions on values alone are no difference.

    Nesting is bounded by the loader of documents.
    """
    shaped = [one for one in branches if isinstance(one, dict) and _has_shape(one)]
    if not shaped:
        return None
    first, *others = shaped
    if len(shaped) < len(branches):
        return "whether they say what the value is"
    for other in others:
        reason = _unlike(first, other)
        if reason:
            return reason
    return None


def _has_shape(branch: dict[str, Any]) -> bool:
    shaping = ("type", "properties", "items", "additionalProperties", "$ref")
    return any(keyword in branch for keyword in shaping)


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> str | None:
    if one.get("type") != other.get("type"):
        return f"type: {_type(one)} and {_type(other)}"
    if one.get("type") == "object" and _required(one) != _required(other):
        return "the fields that they require"
    mine, others = _fields(one), _fields(other)
    if mine.keys() != others.keys():
        names = sorted(mine.keys() ^ others.keys())
        return f"fields: {', '.join(names[:3])}{' ...' if len(names) > 3 else ''}"
    for name, field in mine.items():
        reason = _unlike_below(field, others[name])
        if reason:
            return f"the field {name}, in {reason}"
    return _unlike_parts(one, other)


def _unlike_parts(one: dict[str, Any], other: dict[str, Any]) -> str | None:
    for keyword, words in (("items", "array items"), ("additionalProperties", "map values")):
        reason = _unlike_below(one.get(keyword), other.get(keyword))
        if reason:
            return f"{words}, in {reason}"
    return None


def _unlike_below(one: Any, other: Any) -> str | None:
    if isinstance(one, dict) and isinstance(other, dict):
        return _unlike(one, other)
    return None if isinstance(one, dict) is isinstance(other, dict) else "what is said about it"


def _type(branch: dict[str, Any]) -> str:
    return str(branch.get("type", "no type"))


def _required(branch: dict[str, Any]) -> frozenset[str]:
    names = branch.get("required")
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def _fields(branch: dict[str, Any]) -> dict[str, Any]:
    found = branch.get("properties")
    return found if isinstance(found, dict) else {}
