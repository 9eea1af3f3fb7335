"""A generated schema repository of any size, with references many levels deep.

Run it as `python benchmarks/schema/generate.py FOLDER COUNT`. One schema in ten is a
fragment; fragments refer to each other in chains of ten, and events to any fragment.
Depth and size of a schema do not depend on the size of the repository.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

FIELDS = ("page_id", "user_name", "dt", "revision_count", "is_bot", "tags", "comment", "score")


def main(folder: Path, count: int) -> None:
    """Write the repository: its configuration, and every `current.yaml`."""
    chance = random.Random(count)  # noqa: S311 - the same repository every time
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".jsonschema-tools.yaml").write_text(
        "schemaBasePath: ./jsonschema/\ncontentTypes: [yaml]\nshouldGenerateExample: true\n"
    )
    fragments: list[str] = []
    for number in range(count):
        is_fragment = number % 10 == 0
        title = f"{'fragment' if is_fragment else 'event'}/group_{number % 97}/thing_{number}"
        chain = fragments[len(fragments) // 10 * 10 :]
        text = schema(title, chance, chain[::-1] if is_fragment else fragments)
        path = folder / "jsonschema" / title / "current.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        if is_fragment:
            fragments.append(title)


def schema(title: str, chance: random.Random, fragments: list[str]) -> str:
    """The source of one schema: references by `allOf` and by a pointer, then own fields."""
    nearest = title.startswith("fragment/")
    used = fragments[:2] if nearest else chance.sample(fragments, min(len(fragments), 2))
    lines = [
        f"title: {title}",
        f"description: Generated schema {title}, to measure with.",
        f"$id: /{title}/1.0.0",
        "$schema: https://json-schema.org/draft-07/schema#",
        "type: object",
    ]
    if used:
        lines += ["allOf:", f"  - $ref: /{used[0]}/1.0.0#/definitions/part"]
    lines += ["required: [name]", "properties:", "  name: {type: string, description: A name.}"]
    if len(used) > 1:
        lines += ["  part:", f"    $ref: /{used[1]}/1.0.0#/definitions/part"]
    lines += own_fields(title, chance)
    lines += ["definitions:", "  part:", "    type: object", "    properties:"]
    lines += [f"      own_{title.rpartition('_')[2]}: {{type: integer, description: A part.}}"]
    if used:
        lines += ["      below:", f"        $ref: /{used[0]}/1.0.0#/definitions/part"]
    return "\n".join(lines) + "\n"


def own_fields(title: str, chance: random.Random) -> list[str]:
    """Twenty fields of several types, with descriptions long enough to be folded."""
    lines = []
    for number in range(20):
        name = f"{chance.choice(FIELDS)}_{number}"
        kind = chance.choice(["string", "integer", "number", "boolean"])
        words = " ".join(chance.choice(FIELDS) for _ in range(12))
        lines += [f"  {name}:", f"    type: {kind}", f"    description: Field of {title}, {words}."]
    return lines


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
