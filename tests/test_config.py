"""Sections of a configuration file become dataclasses, strictly."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.config import Section, expand, load_section, nearest, setting
from evtool.document import Document, parse_document
from evtool.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Inner:
    """A nested section."""

    path: str = setting(help="A path.")
    size: int = setting(3, help="A size.")


@dataclass(frozen=True, slots=True)
class Sample:
    """A section with every kind of type that is used."""

    name: str = setting("x", help="A name.")
    ratio: float = setting(0.5, help="A ratio.")
    on: bool = setting(True, help="A switch.")
    role: Literal["one", "two"] = setting("one", help="A word.")
    words: tuple[str, ...] = setting((), help="Words.")
    pair: tuple[float, float] | Literal[False] = setting(False, help="Two numbers, or none.")
    links: bool | tuple[Literal["a", "b"], ...] = setting(True, help="A switch or words.")
    maybe: str | None = setting(None, help="A text or nothing.")
    choice: Literal["auto"] | int | None = setting(None, help="A word, a number or nothing.")
    texts: tuple[str, ...] | str = setting("", help="One text or several.")
    inner: Inner | None = setting(None, help="A section.")
    many: dict[str, Inner] = setting(dict, help="Sections by name.")
    items: tuple[Inner, ...] = setting((), help="Sections in order.")
    free: Any = setting(None, help="Anything.")


def section(text: str) -> Section:
    """The top of a YAML text."""
    return Section(parse_document(text.encode(), Path("evtool.yaml")))


def load(text: str) -> Sample:
    """The sample section of a YAML text."""
    return load_section(Sample, section(text))


def refusal(text: str) -> ConfigurationError:
    """The error for a YAML text that does not fit."""
    with pytest.raises(ConfigurationError) as caught:
        load(text)
    return caught.value


def test_nothing_stated_gives_the_defaults() -> None:
    """An empty map is a section with default values."""
    assert load("{}") == Sample()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("ratio: 2", "ratio", 2.0),
        ("words: [a, b]", "words", ("a", "b")),
        ("pair: [1, 2.5]", "pair", (1.0, 2.5)),
        ("pair: false", "pair", False),
        ("links: false", "links", False),
        ("links: [b]", "links", ("b",)),
        ("maybe: null", "maybe", None),
        ("maybe: text", "maybe", "text"),
        ("choice: auto", "choice", "auto"),
        ("choice: 7", "choice", 7),
        ("choice: ~", "choice", None),
        ("texts: one", "texts", "one"),
        ("texts: [one, two]", "texts", ("one", "two")),
        ("inner: {path: p}", "inner", Inner("p")),
        ("many: {a: {path: p, size: 1}}", "many", {"a": Inner("p", 1)}),
        ("items: [{path: p}]", "items", (Inner("p"),)),
        ("free: {a: [1]}", "free", {"a": [1]}),
    ],
)
def test_values_become_the_declared_type(text: str, name: str, value: object) -> None:
    """Each kind of type takes the YAML that people write for it."""
    assert getattr(load(text), name) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: 3", "name: must be a text, not a whole number (3)"),
        ("name: [a]", "name: must be a text, not a list"),
        ("on: 1", "on: must be true or false, not a whole number (1)"),
        ("ratio: true", "ratio: must be a number, not true or false (True)"),
        ("words: a", "words: must be a list, not a text ('a')"),
        ("words: [a, 1]", "words[1]: must be a text, not a whole number (1)"),
        ("pair: [1]", "pair: must have 2 items, not 1"),
        ("links: {a: 1}", "links: must be true or false or a list, not a map"),
        ("links: [c]", "links[0]: 'c' is none of a, b"),
        ("choice: aut", "choice: 'aut' is none of auto"),
        ("choice: 1.5", "choice: must be auto or a whole number, not a number (1.5)"),
        ("role: three", "role: 'three' is none of one, two"),
        ("inner: {size: 1}", "inner: the key 'path' is missing"),
        ("inner: {path: p, size: big}", "inner.size: must be a whole number, not a text ('big')"),
        ("items: [{path: p}, 3]", "items[1]: must be a map, not a whole number (3)"),
        ("many: []", "many: must be a map, not a list"),
        ("many: {a: }", "many.a: must be a map, not empty"),
        ("[]", "must be a map, not a list"),
    ],
)
def test_wrong_values_are_named_with_their_path(text: str, sentence: str) -> None:
    """The sentence says where and what, and what was expected."""
    assert refusal(text).message == sentence


def test_unknown_keys_name_the_nearest_one() -> None:
    """A misspelt key is an error at its own line, with the key that was meant."""
    error = refusal("name: a\nratoi: 1\n")
    assert str(error) == "evtool.yaml:2:1: ratoi: unknown key 'ratoi'"
    assert error.hint == "did you mean 'ratio'?"


def test_a_key_far_from_all_lists_the_known_ones() -> None:
    """Without a near key the hint lists what there is."""
    assert nearest("zzz", ["path", "size"]) == "known: path, size"


def test_errors_in_lists_have_their_line() -> None:
    """The place of an error is the item's own."""
    error = refusal("items:\n  - path: p\n  - path: 7\n")
    assert (error.place and error.place.line) == 3


def test_variables_are_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strings take values from the environment, with a default for missing and empty ones."""
    monkeypatch.setenv("SHOP", "tea")
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("ABSENT", raising=False)
    top = section("{}")
    assert expand("a-${SHOP}-${ABSENT:-b}-${EMPTY:-c}-${EMPTY}", top) == "a-tea-b-c-"
    assert load("words: ['${SHOP}']").words == ("tea",)
    assert load("role: ${ABSENT:-two}").role == "two"


def test_an_unset_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable without value or default names itself and the way to give a default."""
    monkeypatch.delenv("ABSENT", raising=False)
    error = refusal("name: ${ABSENT}")
    assert error.message == "name: the environment variable ABSENT is not set"
    assert error.hint == "set it, or give a default: ${ABSENT:-value}"


def test_only_variables_are_expanded() -> None:
    """Dollars of patterns and of field names stay what they are."""
    assert load("name: '^/a$|$id|${1}'").name == "^/a$|$id|${1}"


def test_the_check_of_a_section_is_called() -> None:
    """A dataclass may refuse values that make no sense together."""

    @dataclass(frozen=True, slots=True)
    class Checked:
        low: int = setting(0, help="Low.")

        def check(self, here: Section) -> None:
            if self.low < 0:
                raise here.below("low").error("must not be negative", "write 0")

    with pytest.raises(ConfigurationError, match="low: must not be negative"):
        load_section(Checked, section("low: -1"))


def test_the_first_number_that_is_not_above_zero_is_named() -> None:
    """A check names numbers that have to be above 0, in its order."""

    @dataclass(frozen=True, slots=True)
    class Counted:
        most: int = setting(1, help="Most.")
        seconds: float = setting(0.5, help="Seconds.")

        def check(self, here: Section) -> None:
            here.check_above_zero(self, "most", "seconds")

    assert load_section(Counted, section("{}")) == Counted()
    for text in ("most: 0", "{most: -1, seconds: 0}"):
        with pytest.raises(ConfigurationError, match=r"most: must be above 0$"):
            load_section(Counted, section(text))
    with pytest.raises(ConfigurationError, match=r"seconds: must be above 0$"):
        load_section(Counted, section("seconds: 0"))


_PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False)
    | st.text("ab$", max_size=3)
)
_JSON = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(Sample.__dataclass_fields__)), _JSON, max_size=4))
def test_any_value_loads_or_is_refused_with_a_sentence(raw: dict[str, Any]) -> None:
    """No JSON value makes the loader fail in another way."""
    with suppress(ConfigurationError):
        made = load_section(Sample, Section(Document(Path("evtool.yaml"), "{}", raw)))
        assert isinstance(made, Sample)
