"""YAML text -> composed nodes, by libyaml, with depth bounded while it composes."""

from __future__ import annotations

from typing import Any

import yaml

from evtool.errors import DocumentError, EvtoolError, Place

DEPTH_LIMIT = 200
"""The deepest nesting of a document; real schemas stay under 30."""


class TooDeep(Exception):
    """The document nests deeper than `DEPTH_LIMIT`."""

    def __init__(self, line: int) -> None:
        self.line = line


def compose(text: str, place: Place) -> yaml.Node:
    """The root node of the one document in `text`.

    Raises:
        DocumentError: Not YAML, no document, several, or nested too deeply.
    """
    if not text.endswith(("\n", "\r")):
        text += "\n"  # js-yaml ends every file so, and a folded scalar keeps that line end
    stand_ins = _stand_ins(text)
    try:
        node = _composer()(text.translate(stand_ins)).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, place) from error
    except yaml.reader.ReaderError as error:
        raise _character_error(error, text, place) from error
    except TooDeep as error:
        raise DocumentError(
            f"nested deeper than {DEPTH_LIMIT} levels",
            hint="flatten the document: no schema needs this depth",
            place=Place(place.path, error.line),
        ) from error
    if node is None:
        raise DocumentError("the file is empty", hint="write one YAML document", place=place)
    checked: yaml.Node = node
    _restore(checked, {ord(stand_in): code for code, stand_in in stand_ins.items()})
    return checked


_FALSE_BREAKS = (0x85, 0x2028, 0x2029)
"""Line ends in YAML 1.1, so to libyaml; in YAML 1.2, and to js-yaml, they are plain text."""


def _stand_ins(text: str) -> dict[int, str]:
    """Characters that `text` lacks, to stand for the false breaks while libyaml reads it."""
    found = [code for code in _FALSE_BREAKS if chr(code) in text]
    free = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    return dict(zip(found, free, strict=False))


def _restore(root: yaml.Node, back: dict[int, int]) -> None:
    waiting, seen = [root] if back else [], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            node.value = node.value.translate(back)
        elif id(node) not in seen:
            seen.add(id(node))
            is_map = isinstance(node, yaml.MappingNode)
            waiting += [part for pair in node.value for part in pair] if is_map else node.value


_cached: type[Any] | None = None


def _composer() -> type[Any]:
    """libyaml's parser with our own, cheaper, tag resolution and a depth limit."""
    global _cached  # noqa: PLW0603 - one class, made when the first document is read
    if _cached is None:
        if not yaml.__with_libyaml__:
            raise EvtoolError(
                "PyYAML was installed without libyaml",
                hint="run `pip install --force-reinstall --only-binary :all: pyyaml`",
            )
        _cached = _make_composer()
    return _cached


def _make_composer() -> type[Any]:
    from yaml._yaml import CParser

    class Composer(CParser):
        depth = 0

        def descend_resolver(self, parent: yaml.Node | None, _index: object) -> None:
            self.depth += 1
            if self.depth > DEPTH_LIMIT:
                raise TooDeep(parent.start_mark.line + 1 if parent else 1)

        def ascend_resolver(self) -> None:
            self.depth -= 1

        def resolve(self, kind: type[yaml.Node], _value: str, implicit: Any) -> str:
            if kind is yaml.ScalarNode:
                return "plain" if implicit[0] else "str"
            return "map" if kind is yaml.MappingNode else "seq"

    return Composer


def _syntax_error(error: yaml.MarkedYAMLError, text: str, place: Place) -> DocumentError:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or "it cannot be read"
    if "another document" in problem:
        problem = "two documents in one file"
    elif mark and text[mark.index : mark.index + 1] == "\t":
        problem = "a tab where only spaces may stand"
    where = Place(place.path, mark.line + 1, mark.column + 1) if mark else place
    return DocumentError(f"not YAML: {problem}", hint=_syntax_hint(problem), place=where)


def _syntax_hint(problem: str) -> str:
    if "invalid Unicode character escape" in problem:
        return "write the character itself: YAML has no escapes for half a character"
    if "tab" in problem:
        return "indent with spaces: YAML forbids tabs"
    if "two documents" in problem:
        return "remove the `---` that starts the second document"
    if "mapping values are not allowed" in problem:
        return "quote the text: a colon followed by a space starts a map"
    return "repair the YAML at this place"


def _character_error(error: yaml.reader.ReaderError, text: str, place: Place) -> DocumentError:
    position = error.position if isinstance(error.position, int) else 0
    line = text.count("\n", 0, position) + 1
    character = error.character
    code = ord(character) if isinstance(character, str) else int(character)
    return DocumentError(
        f"the character U+{code:04X} is not allowed in YAML",
        hint='remove it, or write it as an escape in double quotes, such as "\\u0007"',
        place=Place(place.path, line),
    )
