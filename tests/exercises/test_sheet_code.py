"""A sheet's code says what it was made of, whatever that is, and a slip of the pen in it is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import TracerError
from tracer.exercises.sheet_code import _FREQUENT, Recipe, code_of, read_code

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
RECIPE = Recipe("1.12.3", "3f2a9c", ("cat sat", "--init", "integers", "--seed", "2003"), "Ada", "en", 3)


@given(
    st.lists(WORDS | st.sampled_from(["--init", "integers", "--paper", "2", "scores,softmax"]), max_size=8),
    WORDS,
    st.sampled_from(["en", "zh"]),
    st.integers(1, 300),
    st.binary(min_size=3, max_size=3),
)
def test_a_code_reads_back(words, name, lang, draws, sign):
    recipe = Recipe("0.1.0", sign.hex(), tuple(words), name, lang, draws)
    assert read_code(code_of(recipe)) == recipe


def test_a_code_is_short_and_has_no_signs_that_look_alike():
    code = code_of(RECIPE)
    assert len(code) < 70 and not set(code) & set("OILU") and all(len(group) <= 5 for group in code.split("-"))


def test_the_code_of_a_sheet_stays_what_it_is():
    """It is printed on paper: whoever changes what it means gives the format another number."""
    assert code_of(RECIPE) == "040GR-0SZ5A-E6AVG-06C04-2S310-1HP2X-10EDG-Q8001-1MS30-C1K03-7N8"


def test_small_letters_spaces_and_signs_that_look_alike_are_read_as_meant():
    code = code_of(RECIPE)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == RECIPE


def test_every_single_slip_is_noticed():
    code = code_of(RECIPE)
    for at, sign in enumerate(code[:-1]):
        if sign != "-":
            with pytest.raises(TracerError) as refused:
                read_code(code[:at] + ("4" if sign != "4" else "7") + code[at + 1 :])
            assert refused.value.message == "exercises.mistyped_code"


@pytest.mark.parametrize(
    ("code", "message"), [("", "no_code"), ("?!", "no_code"), ("ABC", "mistyped_code"), ("0" * 40, "mistyped")]
)
def test_what_is_no_code_is_told(code, message):
    with pytest.raises(TracerError) as refused:
        read_code(code)
    assert refused.value.message.startswith(f"exercises.{message}")


@pytest.mark.parametrize("changes", [{"lang": "xx"}, {"lang": ""}, {"draws": 10**9}, {"draws": 10**4200}])
def test_what_no_sheet_has_is_no_code(changes):
    with pytest.raises(TracerError) as refused:
        read_code(code_of(RECIPE.replace(**changes)))
    assert refused.value.message == "exercises.no_code"


def test_a_code_of_another_format_says_its_version(monkeypatch):
    monkeypatch.setattr("tracer.exercises.sheet_code._FORMAT", 2)
    code = code_of(RECIPE.replace(version="2.0.1"))
    monkeypatch.undo()
    with pytest.raises(TracerError, match=r"2\.0\.1"):
        read_code(code)


def test_frequent_words_fit_in_a_byte_below_32_and_none_hides_a_longer_one():
    assert len(_FREQUENT) < 32 and len(set(_FREQUENT)) == len(_FREQUENT)
    for at, word in enumerate(_FREQUENT):
        assert not any(later.startswith(word) for later in _FREQUENT[at + 1 :])
