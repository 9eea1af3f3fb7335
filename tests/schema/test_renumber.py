"""Another version in the text of a source."""

from pathlib import Path

import pytest

from evtool.document import parse_document
from evtool.schema.renumber import renumbered
from evtool.schema.version import Version


def new_text(text: str) -> str | None:
    """The text with version 1.1.0."""
    return renumbered(parse_document(text.encode(), Path("current.yaml")), Version(1, 1, 0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$id: /a/b/1.0.0\n", "$id: /a/b/1.1.0\n"),
        ("# 1.0.0 é 😀\n$id: '/a/1.0.0' # why\n", "# 1.0.0 é 😀\n$id: '/a/1.1.0' # why\n"),
        ('x: 1\n"$id": "/1.0.0/1.0.0"\n', 'x: 1\n"$id": "/1.0.0/1.1.0"\n'),
        (
            "$id: /a/1.0.0\nexamples: [{$schema: /a/1.0.0, v: 1.0.0}, {$schema: /b/1.0.0}]\n",
            "$id: /a/1.1.0\nexamples: [{$schema: /a/1.1.0, v: 1.0.0}, {$schema: /b/1.0.0}]\n",
        ),
    ],
)
def test_only_the_version_changes(text: str, expected: str) -> None:
    """Quotes, comments, other versions and the rest of the file stay."""
    assert new_text(text) == expected


@pytest.mark.parametrize("text", ["title: x\n", "$id: 5\n", "$id: nothing\n"])
def test_an_id_without_version_is_left_to_the_author(text: str) -> None:
    """Nothing is guessed."""
    assert new_text(text) is None
