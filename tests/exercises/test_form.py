"""A form has a field for every blank and no answer in plain sight."""

import io
import re

import pytest

from tracer import trace
from tracer.exercises.blanks import sheet
from tracer.exercises.form import fnv, form_page
from tracer.exercises.paper import sheet_document
from tracer.render import write
from tracer.rounding import units


@pytest.fixture(scope="module")
def made():
    return sheet(trace("a b", heads=1), ["scores"], "hard")


def page(made):
    stream = io.StringIO()
    write(sheet_document(made), "html", stream)
    return form_page([(made, stream.getvalue())], "T")


@pytest.mark.parametrize(("text", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_the_hash_is_the_published_one(text, value):
    assert fnv(text) == value  # test vectors of draft-eastlake-fnv


def test_every_blank_is_a_field_that_accepts_its_number_and_its_neighbours(made):
    fields = re.findall(r'data-blank="(\d+)" data-accept="([\d ]+)"', page(made))
    assert [int(number) for number, _ in fields] == [one.number for one in made.blanks]
    for blank, (_, accepted) in zip(made.blanks, fields, strict=True):
        unit = units(blank.value, 3)
        assert accepted.split() == [str(fnv(f"{made.code}:{blank.number}:{one}")) for one in (unit - 1, unit, unit + 1)]


def test_the_answers_are_not_on_the_page(made):
    text = page(made)
    assert not any(f"{one.value:.3f}" in text or repr(one.value) in text for one in made.blanks)


def test_on_paper_only_the_number_itself_is_accepted():
    exact = sheet(trace("a b", heads=1, paper=2), ["scores"], "hard")
    assert all(len(one.split()) == 1 for one in re.findall(r'data-accept="([\d ]+)"', page(exact)))


def test_a_token_that_looks_like_a_blank_stays_text():
    made = sheet(trace(tokens=["(1) ____", "b"], heads=1), ["scores"], "hard")
    text = page(made)
    assert "(1) ____" in text and text.count("<input") == len(made.blanks)


def test_nothing_is_loaded_from_elsewhere(made):
    text = page(made)
    assert "default-src 'none'" in text and not re.search(r"(src|href)=|https?://", text)
