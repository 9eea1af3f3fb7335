"""One sample becomes the example of the inferred schema."""

from __future__ import annotations

from typing import Any

from evtool.schema.infer import CommonFragment, InferredSchema, infer_schema
from evtool.schema.version import Version

ENVELOPE = {"$schema": "/a/1.0.0", "meta": {"stream": "a"}, "dt": "2024-02-29T00:00:00Z"}


def infer(events: list[Any], **options: Any) -> InferredSchema:
    """Infer a schema of a title and a version that no test minds."""
    return infer_schema(events, title="shop/order", version=Version(1, 0, 0), **options)


def test_nulls_in_the_envelope_of_a_fragment_do_not_reach_the_example() -> None:
    """What the fragment describes is taken over without its nulls."""
    event = {**ENVELOPE, "meta": {"stream": "a", "id": None, "tags": [None, {"x": None}]}}
    found = infer([event], fragment=CommonFragment("/fragment/common/2.0.0"))
    assert found.schema["examples"][0]["meta"] == {"stream": "a", "tags": [{}]}


def test_the_example_is_the_sample_that_shows_most_but_not_too_much() -> None:
    """The largest reasonable sample is taken, and long arrays and maps are cut."""
    huge = {**ENVELOPE, "a": [0] * 500}
    rich = {**ENVELOPE, "a": list(range(50)), "m": {f"x-{i}": i for i in range(9)}, "b": 1}
    example = infer([ENVELOPE, huge, rich]).schema["examples"][0]
    assert example["a"] == [0, 1]
    assert example["m"] == {"x-0": 0, "x-1": 1, "x-2": 2}
    assert example["b"] == 1


def test_a_huge_sample_is_an_example_only_for_want_of_others() -> None:
    """The smallest of samples that are all too large is cut to size."""
    sizes = (900, 500, 700)
    example = infer([{**ENVELOPE, "n": size, "a": [0] * size} for size in sizes]).schema["examples"]
    assert example[0]["n"] == 500
    assert len(example[0]["a"]) == 2
