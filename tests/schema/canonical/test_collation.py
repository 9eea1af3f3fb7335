"""The root collation, against orders recorded from JavaScript's `localeCompare`."""
# ruff: noqa: RUF001 - letters and signs that look like others are what is tested

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evtool.schema.canonical.collation import collation_key

RECORDED = {
    "case after accents, accents after base characters": "ab aB Ab áb ac Ac",
    "accents among each other": "e E é É è È ĕ ê ě ë ė ę ē Ē f",
    "letters with a stroke, ligatures": "ad æ Æ af b d đ Đ ð Ð e h ħ i ĳ Ĳ ı j l ł l· la l·a lb",
    "letters of their own": "n ň ŋ Ŋ o ő õ ø ō œ p q ĸ r s ſ ß ß̂ st ŧ u z þ Þ",
    "variants of digits and letters": "1 ¹ ½ ¼ 2 ２ ② ² a ａ 𝐚 A 𝐀 ª b µ ν",
    "other alphabets": "z α Α ά β σ Σ ς τ а б г ґ е ё и й к я ա א あ 一 中",
    "symbols before digits": "_ ! ? … ° © + × ¬ 🎉 😀 ¤ ¢ $ £ € 0 ٣ 4",
    "hangul syllables": "가 가나 각 나",
}


@pytest.mark.parametrize("recorded", RECORDED.values(), ids=RECORDED.keys())
def test_recorded_orders(recorded: str) -> None:
    """Texts have the order that was recorded."""
    texts = recorded.split()
    by_code_point = sorted(texts)
    assert sorted(by_code_point, key=collation_key) == texts


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a", "a\0"),
        ("", "\x7f\xad\u200b\ufeff"),
        ("❤", "❤\ufe0f"),
        ("3", "٣"),
        ("ŀ", "l·"),
        ("đ", "d\u0335"),
        ("Å", "\u212b"),
    ],
)
def test_texts_that_collate_equal(text: str, same: str) -> None:
    """Controls, variation selectors, and ways of writing one character make no difference."""
    assert collation_key(text) == collation_key(same)


@given(st.text(max_size=8), st.text(max_size=8))
def test_one_order_for_all_ways_of_writing(text: str, other: str) -> None:
    """Composed and decomposed texts compare alike."""
    before = collation_key(text) < collation_key(other)
    assert before == (
        collation_key(normalize("NFD", text)) < collation_key(normalize("NFC", other))
    )


@given(st.text(max_size=8), st.text(max_size=8))
def test_base_characters_decide_first(start: str, end: str) -> None:
    """A capital never outweighs what comes after it."""
    assert collation_key(f"A{start}a{end}") < collation_key(f"a{start}b{end}")
