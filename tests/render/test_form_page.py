"""A page of worksheets: a field for every blank, one allowed script, nothing from elsewhere, and no answer in an exam."""

import io
import json
import re

import pytest
from pages import HOSTILE

from tracer import language, trace
from tracer.exercises.blanks import sheet
from tracer.exercises.designs import DESIGNS
from tracer.exercises.form import form_data
from tracer.exercises.paper import sheet_document
from tracer.render import write
from tracer.render.form_page import form_page
from tracer.render.live import FORM_FILES, form_words, script_hash, source


@pytest.fixture(scope="module")
def made():
    return sheet(trace("Thinking Machines", heads=2), ["scores", "softmax"], "hard")


def html(made):
    stream = io.StringIO()
    write(sheet_document(made), "html", stream)
    return stream.getvalue()


def page(*sheets, exam=False):
    return form_page([(html(made), form_data(made, exam)) for made in sheets], "T")


def scripts(text):
    return re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)


def test_every_blank_is_a_field_with_a_label(made):
    fields = re.findall(r'<input aria-label="([^"]+)" data-blank="(\d+)">', page(made))
    assert [int(number) for _, number in fields] == [one.number for one in made.blanks]
    assert all(number in label for label, number in fields)


@pytest.mark.parametrize("exam", [False, True])
def test_one_script_is_allowed_by_its_hash_and_nothing_is_loaded(made, exam):
    text = page(made, exam=exam)
    data, program = scripts(text)
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src '{script_hash(program)}'" in text
    assert not re.search(
        r"(src|href|action)=|https?://", text.replace(program, "").replace("http://www.w3.org/1998/Math/MathML", "")
    )
    assert not re.search(r"\beval\b|new Function|innerHTML|insertAdjacent|document\.write|fetch\(|import\(", program)
    assert json.loads(data)["sheets"][0]["sheet"] == made.code


def test_an_exam_holds_no_answer_and_nothing_that_computes_one(made):
    """Beyond what the sheet prints: no run, no parameters, no engine, no command or seed to make the run again."""
    text, printed = page(made, exam=True), html(made)
    data, program = scripts(text)
    rest = text.replace(printed, "")
    for blank in made.blanks:
        assert repr(blank.value) not in text and f"{blank.value:.3f}" not in rest
    assert printed.count("data-blank") == len(made.blanks)
    assert "W_Q" not in text and "seed" not in text and "Engine" not in source("form").partition("class Form")[0]
    assert not re.search(r'"(d|f)[A-Za-z0-9+/]{12,}', data)  # no numbers in base64
    assert "softmax" not in program and len(program) < len(scripts(page(made))[1]) / 2
    assert json.loads(data)["sheets"][0]["run"] is None


def test_a_page_for_practice_says_that_answers_can_be_found(made):
    assert "determined reader" in scripts(page(made))[0] and "holds no answers" in scripts(page(made, exam=True))[0]


def test_several_sheets_share_one_script(made):
    other = sheet(trace("Thinking Machines", heads=2, seed=1), ["scores"], "easy")
    text = page(made, other)
    assert len(scripts(text)) == 2 and text.count('<section class="sheet"') == 2


def test_a_token_that_looks_like_a_blank_stays_text():
    made = sheet(trace(tokens=["(1) ____", "b"], heads=1), ["scores"], "hard")
    text = page(made)
    assert "(1) ____" in text and text.count("<input") == len(made.blanks)


@pytest.mark.parametrize("exam", [False, True])
def test_hostile_words_and_names_stay_words(exam):
    made = sheet(trace(tokens=[*HOSTILE, "</script><script>x"], heads=1), ["scores"], "easy", name="</script><b>")
    assert len(scripts(page(made, exam=exam))) == 2 and "<b>" not in page(made, exam=exam)


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_sentence_of_the_form_is_used_and_there(tongue):
    with language.speaking(tongue):
        words = form_words()
    code = "".join(map(source, FORM_FILES))
    made_up = {"form_right", "form_followed", "form_wrong"} | {
        f"form_{name}" for name in re.findall(r'"(\w+)"', source("written"))
    }
    assert {name for name in words if name.startswith("form_")} <= set(re.findall(r'"(form_\w+)"', code)) | made_up
    assert set(re.findall(r'"(form_\w+)"', code)) <= set(words) and all(words.values())
    assert not any(name.startswith("design_") for name in words)
    with language.speaking(tongue):
        told = {name for name in form_words(designs=True) if name.startswith("design_")}
    assert told == {f"design_out_{name}" for name in (*DESIGNS, "even", "same")} - {
        "design_out_uniform",
        "design_out_independent",
    } | {"design_holds", "design_fails"}
