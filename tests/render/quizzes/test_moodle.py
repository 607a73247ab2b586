"""Moodle XML, read as Moodle's importer reads it: fields found by its pattern, marked by its rule."""

import base64
import re
from decimal import Decimal

import numpy as np
import pytest
from quiz_examples import HOSTILE, Text, agrees_with_marking, element, exercise_of, file_of, sheets, written

from tracer import language, trace
from tracer.document.blocks import Figure
from tracer.document.quiz import Exercise
from tracer.exercises.problems import PROBLEMS, problem_sheet

# the pattern of the question type "Embedded answers", and of numbers in it
FIELD = re.compile(r"\{([0-9]*):(NUMERICAL|NM|MULTICHOICE|MC|SHORTANSWER|SA|MW):([^}]*)\}")
NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
ORDER = {
    "quiz": r"(question )+",
    "question": r"category |name questiontext generalfeedback penalty hidden ",
    "category": r"text ",
    "name": r"text ",
    "questiontext": r"text (file )*",
    "generalfeedback": r"text (file )*",
}


def questions(content):
    """(category, question) of every embedded-answers question, in a file of the right shape."""
    root, category, result = element(content), "", []
    for part in root.iter():
        children = "".join(f"{child.tag} " for child in part)
        assert re.fullmatch(ORDER.get(part.tag, ""), children), (part.tag, children)
    for question in root:
        if question.get("type") == "category":
            category = question.findtext("category/text")
        else:
            assert question.get("type") == "cloze"
            assert {part.get("format") for part in question if part.tag.endswith(("text", "feedback"))} == {"html"}
            result.append((category, question))
    return result


def fields(question):
    """weight, right number, tolerance and {wrong number: feedback} of each field, in order; nothing else that Moodle would fill in."""
    html = question.findtext("questiontext/text")
    result = []
    for weight, kind, answers in FIELD.findall(html):
        answer, *wrong = answers.split("~")
        match = re.fullmatch(f"=({NUMBER}):({NUMBER})", answer)
        mistakes = [re.fullmatch(f"%0%({NUMBER}):{NUMBER}#(.*)", alternative).groups() for alternative in wrong]
        assert kind == "NUMERICAL" and match
        told = {Decimal(number): Text(feedback).text for number, feedback in mistakes}
        result.append((int(weight), Decimal(match[1]), Decimal(match[2]), told))
    assert not re.search(r"\{#\d+\}|@@", FIELD.sub("", html))
    return result


@pytest.mark.parametrize(("places", "settings"), [(3, {}), (0, {}), (6, {}), (2, {"paper": 2})], ids=str)
def test_each_blank_is_a_field_that_marks_as_we_do(places, settings):
    (_, question), entry = *questions(written("moodle", "", places=places, **settings)), *sheets("", places=places, **settings)
    marks = fields(question)
    assert len(marks) == len(entry.blanks)

    def accepts(blank, number):
        _, right, tolerance, _ = marks[blank - 1]
        return abs(number - right) <= tolerance

    agrees_with_marking(accepts, entry)
    assert question.findtext("generalfeedback/text").count("aligned") >= len(marks)


def test_scores_that_were_not_divided_are_told_so():
    (_, question), (entry,) = *questions(written("moodle", "")), sheets("")
    scores = np.exp(entry.trace.steps["encoder.0.attention.scores"].values)
    unscaled = scores / scores.sum(axis=-1, keepdims=True)
    for blank, (_, right, tolerance, told) in zip(entry.blanks, fields(question), strict=True):
        wrong = Decimal(repr(round(float(unscaled[blank.index]), 3)))
        if blank.stage.endswith("softmax") and abs(wrong - right) > tolerance:
            assert "not divided by √d_k" in told[wrong]
        assert all(abs(number - right) > tolerance - Decimal("0.0005") for number in told)
    assert any(told for *_, told in fields(question))


@pytest.mark.parametrize("kind", PROBLEMS)
def test_problems_have_a_field_for_each_number(kind):
    entry = problem_sheet(trace("The cat sat", heads=1), kind, "easy")
    (_, question), *_ = questions(file_of("moodle", exercise_of(entry)))
    assert [(right, weight) for weight, right, *_ in fields(question)] == [
        (Decimal(repr(round(blank.value, entry.places))), 1) for blank in entry.blanks
    ]


def test_hostile_words_make_no_field_and_end_no_section():
    (_, question), entry = *questions(written("moodle", "", tokens=HOSTILE)), *sheets("", tokens=HOSTILE)
    assert len(fields(question)) == len(entry.blanks)
    text = Text(question.findtext("questiontext/text"))
    assert "{1:NUMERICAL:=5:0}" in text.text and "script" not in text.tags


def test_a_class_has_a_category_each_and_a_pool_has_one():
    pupils = questions(written("moodle", "Ada", "Bo/b"))
    assert [name.rpartition(" · ")[2] for name, _ in pupils] == ["Ada", "Bo//b"]  # a single slash would be a category inside
    pool = questions(written("moodle", "", ""))
    assert len({name for name, _ in pool}) == 1 and len({question.findtext("name/text") for _, question in pool}) == 2


def test_points_become_whole_weights():
    (entry,) = sheets("")
    gaps = [gap.replace(points=0.5 if gap.number == 1 else 2.0) for gap in exercise_of(entry).gaps]
    (_, question), *_ = questions(file_of("moodle", exercise_of(entry).replace(gaps=gaps)))
    assert [weight for weight, *_ in fields(question)] == [1] + [4] * (len(gaps) - 1)


def test_pictures_lie_beside_the_text():
    picture = Figure("heads", "A picture", {"panels": [{"title": "0", "values": [[0.5]], "rows": ["a"], "columns": ["b"]}]})
    exercise = Exercise("abc", "", "title", [picture, picture], [])
    (_, question), *_ = questions(file_of("moodle", exercise))
    (file,) = question.findall("questiontext/file")
    html = question.findtext("questiontext/text")
    assert html.count(f'src="@@PLUGINFILE@@/{file.get("name")}"') == 2 and file.get("encoding") == "base64"
    assert element(base64.b64decode(file.text, validate=True)).tag == "svg"


def test_both_languages():
    with language.speaking("zh"):
        (_, question), *_ = questions(written("moodle", "王芳"))
    assert "请算出空缺的数" in question.findtext("questiontext/text") and "演算过程" in question.findtext("generalfeedback/text")
