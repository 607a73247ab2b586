"""ALBERT's normalisation, and where each character came from."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.tokens.sentencepiece.albert import albert


def test_spaces_quotes_accents_and_case():
    assert albert("  A  ``É\u0301''", spaces=True, accents=False, lower=True) == ('a "e"', [2, 3, 5, 7, 9, 11])
    assert albert("A  É", spaces=False, accents=True, lower=False) == ("A  É", [0, 1, 2, 3, 4])


def test_a_sigma_is_lower_cased_by_the_letters_around_it():
    assert albert("ΣΑΣ", spaces=True, accents=False, lower=True)[0] == "σας"


@given(st.text(), st.booleans(), st.booleans(), st.booleans())
def test_every_character_has_its_place(text, spaces, accents, lower):
    normal, places = albert(text, spaces, accents, lower)
    assert len(places) == len(normal) + 1
    assert list(places) == sorted(places) and all(0 <= place <= len(text) for place in places)
