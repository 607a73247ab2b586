"""QTI 1.2: the binding's rules, and its own conditions carried out on answers."""

from decimal import Decimal

import pytest
from qti_reader import assessments, score
from quiz_examples import HOSTILE, Text, agrees_with_marking, exercise_of, file_of, package, sheets, written

from tracer import language


@pytest.mark.parametrize("tokens", [(), HOSTILE[:9], HOSTILE[9:]], ids=["plain", "a", "b"])
def test_an_item_scores_as_we_mark(tokens):
    (root,), (entry,) = assessments(package(written("qti", "", tokens=tokens))), sheets("", tokens=tokens)
    item = root.find(".//item")
    agrees_with_marking(lambda blank, number: score(item, {f"blank{blank}": number}) == 1, entry)
    right = {f"blank{blank.number}": Decimal(repr(round(blank.value, entry.places))) for blank in entry.blanks}
    assert score(item, right) == len(entry.blanks) == Decimal(item.find(".//decvar").get("maxvalue"))
    text = Text("".join(part.text for part in item.iter("mattext")))
    assert all(blank.address.partition("[")[0] in text.text for blank in entry.blanks) and "script" not in text.tags
    assert "math" in text.tags


def test_points_are_the_gaps_own():
    exercise = exercise_of(*sheets(""))
    gaps = [gap.replace(points=0.5) for gap in exercise.gaps]
    (root,) = assessments(package(file_of("qti", exercise.replace(gaps=gaps))))
    assert Decimal(root.find(".//decvar").get("maxvalue")) == len(gaps) / Decimal(2)


def test_a_pool_is_one_assessment_and_a_class_one_a_pupil():
    (pool,) = assessments(package(written("qti", "", "", "")))
    assert len(list(pool.iter("item"))) == 3 and pool.findtext(".//selection_number") == "1"
    pupils = assessments(package(written("qti", "Ada", "Bob")))
    assert [root.find("assessment").get("title").rpartition(" · ")[2] for root in pupils] == ["Ada", "Bob"]
    assert not pupils[0].findall(".//selection_number")


def test_the_same_sheets_are_the_same_bytes():
    assert written("qti", "", "") == written("qti", "", "")


def test_both_languages():
    with language.speaking("zh"):
        (root,) = assessments(package(written("qti", "")))
    assert "请算出空缺的数" in root.findtext(".//mattext") and "第（1）空" in root.findtext(".//response_num//mattext")
