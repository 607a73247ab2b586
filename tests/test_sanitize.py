"""Whatever a screen would act on is shown as a sign; everything else stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.sanitize import sanitize


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thinking Machines", "Thinking Machines"),
        ("思考 机器，é", "思考 机器，é"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m", "\\u009b31m"),
        ("a\nb\rc\td", "a↵b␍c⇥d"),
        ("\x00\x7f", "␀␡"),
        ("\u202eevil\u202c", "\\u202eevil\\u202c"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800", "\\ud800"),
        ("\ufeff", "\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("[red]x[/] =1+1 <b> $x$", "[red]x[/] =1+1 <b> $x$"),
        ("👩\u200d🔬 نمی\u200cخواهم", "👩\u200d🔬 نمی\u200cخواهم"),
        ("", ""),
    ],
)
def test_text_from_outside_is_shown_not_acted_on(text, shown):
    assert sanitize(text) == shown


@given(st.text() | st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])))
def test_nothing_a_screen_acts_on_is_left(text):
    shown = sanitize(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") for char in shown)
    assert all(char in "\u200c\u200d" for char in shown if unicodedata.category(char) == "Cf")


@given(st.text())
def test_what_is_visible_stays_as_it_is(text):
    assert sanitize(sanitize(text)) == sanitize(text)


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_ordinary_characters_are_left_alone(text):
    assert sanitize(text) == text
