"""Reading canonical text back, by the rules of the library that defines its form."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import strategies as st


class CoreLoader(yaml.CSafeLoader):
    """YAML with the core schema of version 1.2, where PyYAML has 1.1; all numbers are doubles."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's interface


_TYPES = {
    "null": (r"(?:~|null|Null|NULL|)", ["~", "n", "N", ""]),
    "bool": (r"(?:true|True|TRUE|false|False|FALSE)", list("tTfF")),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    "float": (
        r"[-+]?(?:[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.(?:inf|nan))",
        list("-+.0123456789"),
    ),
    "timestamp": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z)?", list("0123456789")),
}
for _name, (_pattern, _first) in _TYPES.items():
    CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(rf"^{_pattern}\Z"), _first
    )
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda _, node: float(node.value))


@pytest.fixture(scope="session")
def read_yaml() -> Callable[[str], Any]:
    """A reader of one YAML document."""
    return lambda text: yaml.load(text, CoreLoader)  # noqa: S506 - a SafeLoader with fewer types


@pytest.fixture(scope="session")
def json_values() -> st.SearchStrategy[Any]:
    """Any JSON value, rich in texts that are hard to write."""
    texts = st.text(max_size=12) | hard_texts()
    scalars = (
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.floats(allow_nan=False, allow_infinity=False)
        | texts
    )
    return st.recursive(
        scalars,
        lambda values: st.lists(values, max_size=4) | st.dictionaries(texts, values, max_size=4),
        max_leaves=12,
    )


def hard_texts() -> st.SearchStrategy[str]:
    """Texts of words, spaces, newlines and signs that YAML gives a meaning to."""
    words = ["a", "the", "x" * 50, "no", "null", "1e3", "0x1f", "- ", "# ", ": ", "'", '"', "😀"]
    gaps = [" ", "  ", "\n", "\n\n", "\t", "\x85", "\xa0", "\ufeff", ""]
    return st.lists(st.sampled_from(words + gaps + [" ", "the", "some"] * 4), max_size=60).map(
        "".join
    )
