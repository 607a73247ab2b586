"""Canvas: QTI 1.2 by the binding's rules, and by Canvas's own: its fields, four decimals, nothing smaller than 0.0001."""

from decimal import Decimal

import pytest
from qti_reader import assessments, score
from quiz_examples import HOSTILE, Text, agrees_with_marking, element, exercise_of, file_of, package, sheets, written

from tracer import language
from tracer.document.blocks import Figure


def facts(item):
    """Canvas's own fields of an item."""
    return {field.findtext("fieldlabel"): field.findtext("fieldentry") for field in item.iter("qtimetadatafield")}


def numerical(root):
    """The numerical questions of a quiz, in order; whatever else stands there is text."""
    items = {kind: [item for item in root.iter("item") if facts(item)["question_type"] == kind] for kind in KINDS}
    assert sum(map(len, items.values())) == len(list(root.iter("item")))
    return items["numerical_question"]


KINDS = ("text_only_question", "numerical_question")


@pytest.mark.parametrize(
    ("places", "power", "settings"),
    [(3, 0, {}), (6, 3, {}), (9, 6, {}), (3, 0, {"tokens": HOSTILE[:9]}), (3, 0, {"tokens": HOSTILE[9:]}), (2, 0, {"paper": 2})],
    ids=str,
)
def test_a_question_scores_as_we_mark_and_keeps_four_decimals(places, power, settings):
    (root,) = assessments(package(written("canvas", "", places=places, **settings)))
    asked, (entry,) = numerical(root), sheets("", places=places, **settings)
    assert len(asked) == len(entry.blanks)
    agrees_with_marking(lambda blank, number: score(asked[blank - 1], {"response1": number.scaleb(power)}) == 100, entry)
    for item in asked:
        for bound in (*item.iter("vargte"), *item.iter("varlte"), *item.iter("varequal")):
            assert "E" not in bound.text and -Decimal(bound.text).as_tuple().exponent <= 4
        assert all(abs(Decimal(bound.text)) >= Decimal("0.0001") for bound in (*item.iter("vargte"), *item.iter("varlte")))
        assert (f"10^{power}" in item.findtext(".//mattext")) == (power > 0)


def test_a_sheet_is_told_once_and_in_a_pool_with_each_question():
    (root,) = assessments(package(written("canvas", "")))
    tables = [Text(item.findtext(".//mattext")).tags.count("table") > 0 for item in root.iter("item")]
    assert tables == [True] + [False] * (len(tables) - 1)
    (pool,) = assessments(package(written("canvas", "", "")))
    groups = pool.findall("assessment/section")
    assert len(groups) == len(tables) - 1 and all(len(group.findall("item")) == 2 for group in groups)
    assert {group.findtext(".//selection_number") for group in groups} == {"1"}
    assert all("table" in Text(item.findtext(".//mattext")).tags for item in pool.iter("item"))


def test_each_pupil_has_a_quiz_and_its_settings():
    files = package(written("canvas", "Ada", "Bob"))
    quizzes = [element(content) for name, content in files.items() if name.endswith("assessment_meta.xml")]
    assert [quiz.findtext("title").rpartition(" · ")[2] for quiz in quizzes] == ["Ada", "Bob"]
    roots = assessments(files)
    assert [quiz.get("identifier") for quiz in quizzes] == [root.find("assessment").get("ident") for root in roots]
    assert [Decimal(quiz.findtext("points_possible")) for quiz in quizzes] == [len(numerical(root)) for root in roots]


def test_points_are_the_gaps_own():
    exercise = exercise_of(*sheets(""))
    gaps = [gap.replace(points=0.5) for gap in exercise.gaps]
    (root,) = assessments(package(file_of("canvas", exercise.replace(gaps=gaps))))
    assert {facts(item)["points_possible"] for item in numerical(root)} == {"0.5"}


def test_pictures_lie_in_the_package():
    picture = Figure("heads", "A picture", {"panels": [{"title": "0", "values": [[0.5]], "rows": ["a"], "columns": ["b"]}]})
    exercise = exercise_of(*sheets(""))
    files = package(file_of("canvas", exercise.replace(blocks=[picture, *exercise.blocks])))
    (root,) = assessments(files)
    (name,) = [name for name in files if name.endswith(".svg")]
    assert f"$IMS-CC-FILEBASE$/{name}" in Text(root.findtext(".//mattext")).values and element(files[name]).tag == "svg"


def test_both_languages():
    with language.speaking("zh"):
        (root,) = assessments(package(written("canvas", "", places=6)))
    assert "请算出空缺的数" in root.findtext(".//mattext")
    assert "本系统只保留四位小数" in numerical(root)[0].findtext(".//mattext")
