"""A class is marked whatever its file holds: who answered what, what could not be read, what several got wrong."""

import math
import random

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.exercises.answers import Answer, Answers, Script
from tracer.exercises.blanks import sheet
from tracer.exercises.class_marks import folded, mark_class
from tracer.exercises.key import Entry
from tracer.exercises.marking import RIGHT, VERDICTS
from tracer.exercises.written_number import written_number


@pytest.fixture(scope="module")
def run():
    return trace("a b", heads=1, model="attention")


def entry_of(run, name=""):
    made = sheet(run, ["scores", "softmax"], "hard", name=name)
    answers = {one.number: (one.address, one.value) for one in made.blanks}
    return Entry(made.code, name, (name,), made.places, made.exact, answers)


@pytest.fixture(scope="module")
def entry(run):
    return entry_of(run)


def script(name, cells, row=2, sheet="", problem=None):
    answers = {blank: Answer(str(cell), written_number(str(cell)), row) for blank, cell in cells.items()}
    return Script(name, sheet, "a.csv", row, answers, problem)


def right(entry):
    return {blank: f"{value:.3f}" for blank, (_, value) in entry.answers.items()}


def marked(run, entries, *scripts):
    return mark_class(entries, Answers(tuple(scripts), (), ("a.csv",)), lambda words: run)


def reasons(marks):
    return [one.problem.message.removeprefix("marking.") for one in marks.refused]


def test_pupils_of_one_sheet_are_marked_each_for_themselves(run, entry):
    marks = marked(run, [entry], script("Ada", right(entry)), script("Bob", {1: "9"}, 3), script("", right(entry), 4))
    assert [(one.name, one.points, one.of) for one in marks.pupils] == [("Ada", 8, 8), ("Bob", 0, 8), ("no name, row 4", 8, 8)]
    assert not marks.all_right and marked(run, [entry], script("Ada", right(entry))).all_right
    assert [one.count("missing") for one in marks.pupils] == [0, 7, 0]


def test_a_pupil_s_sheet_is_found_by_name_however_it_is_spelled_or_by_its_code(run):
    entries = [entry_of(run, name) for name in ("Ada Lovelace", "李雷", "Eve")]
    marks = marked(
        run,
        entries,
        script(" ada  LOVELACE ", right(entries[0])),
        script("李　雷", right(entries[1]), 3),
        script("", right(entries[2]), 4, sheet=entries[2].code.upper()),
    )
    assert [one.name for one in marks.pupils] == ["Ada Lovelace", "李雷", "Eve"] and marks.all_right and not marks.absent


def test_rows_of_nobody_s_sheet_are_told_and_stop_nothing(run):
    entries = [entry_of(run, name) for name in ("Ada", "Bob", "Eve")]
    good = right(entries[0])
    marks = marked(
        run,
        entries,
        script("Ada", good),
        script("Bo", good, 3),
        script("Zoltan", good, 4),
        script("", good, 5),
        script("Ada", good, 6),
        script("Ada", good | {1: "9"}, 7),
        script("Ada", good, 8, sheet="ffffff"),
        script("Ada", good, 9, sheet=entries[1].code),
        script("Bob", {99: "1"}, 10),
        script("Bob", {}, 11, problem=TracerError("marking.row_quotes", file="a.csv", row=11)),
    )
    assert [one.name for one in marks.pupils] == ["Ada"] and marks.absent == ("Eve",)
    assert reasons(marks) == [
        "unknown_name.near", "unknown_name", "which_sheet", "repeated", "repeated_otherwise", "other_sheet", "sheet_of_other",
        "unknown_blank", "row_quotes",
    ]  # fmt: skip
    assert all(str(one.problem) for one in marks.refused)


def test_where_nothing_can_be_marked_the_first_reason_is_the_error(run, entry):
    with pytest.raises(TracerError) as refused:
        marked(run, [entry], script("Ada", {99: "1"}), script("Bob", {1: "1"}, 3, sheet="ffffff"))
    assert refused.value.message == "marking.unknown_blank"
    with pytest.raises(TracerError) as refused:
        marked(run, [entry])
    assert refused.value.message == "marking.no_answers"


def test_a_blank_too_many_is_told(run, entry):
    pupil = marked(run, [entry], script("Ada", right(entry) | {9: "5", 10: ""})).pupils[0]
    assert [(blank, answer.text) for blank, answer in pupil.unasked] == [(9, "5")] and not pupil.all_right


def test_a_run_that_makes_other_numbers_marks_nobody(run, entry):
    changed = Entry(entry.code, "", (), 3, False, {1: (entry.answers[1][0], 99.0)})
    with pytest.raises(TracerError) as refused:
        marked(run, [changed], script("Ada", {1: "1"}))
    assert refused.value.message == "exercises.key_changed"


def test_what_several_got_wrong_is_named_with_the_mistake_behind_it(run, entry):
    scores = np.array([entry.answers[blank][1] for blank in range(1, 5)]).reshape(2, 2)
    powers = np.exp(scores)
    unscaled = (powers / powers.sum(1, keepdims=True)).ravel()
    wrong = right(entry) | {blank: f"{value:.3f}" for blank, value in enumerate(unscaled, 5)}
    marks = marked(
        run,
        [entry],
        script("Ada", wrong),
        script("Bob", wrong, 3),
        script("Cy", right(entry), 4),
        script("Dan", right(entry) | {5: "-7"}, 5),
    )
    assert [one.first_mistake and one.first_mistake.blank for one in marks.pupils] == [5, 5, None, 5]
    assert marks.causes[0] == ("scale_missing", ("Ada", "Bob")) and len(marks.causes) == 1
    assert {(one.blank.blank, one.pupils, one.blank.causes) for one in marks.wrong_values} == {
        (blank, ("Ada", "Bob"), ("scale_missing",)) for blank in range(5, 9)
    }
    assert marks.hardest == 5 and marks.missed[5] == max(marks.missed.values())
    assert all(sum(counts.values()) == 4 for _, counts in marks.blanks) and len(marks.blanks) == 8


def test_a_class_without_mistakes_has_no_hardest_blank(run, entry):
    assert marked(run, [entry], script("Ada", right(entry))).hardest is None


def test_names_that_differ_in_width_case_and_spaces_are_one():
    assert folded("Ａｄａ  b") == folded("ada B") != folded("adab c")


def test_points_add_up_for_any_answers(run, entry):
    chance = random.Random(5)
    for _ in range(20):
        cells = {blank: chance.choice([f"{value:.3f}", "1", "x", "", "1e400"]) for blank, (_, value) in entry.answers.items()}
        pupil = marked(run, [entry], script("Ada", cells)).pupils[0]
        assert sum(pupil.count(verdict) for verdict in VERDICTS) == 8 and math.isfinite(pupil.points)
        assert pupil.points >= pupil.count(RIGHT)


def test_whoever_is_refused_is_not_said_to_be_absent(run):
    ada, bob, eve = (entry_of(run, name) for name in ("Ada", "Bob", "Eve"))
    spoilt = script("B ob", {}, row=3, problem=TracerError("marking.row_quotes", file="a.csv", row=3))
    marks = marked(run, [ada, bob, eve], script("Ada", right(ada)), spoilt)
    assert marks.absent == ("Eve",) and reasons(marks) == ["row_quotes"]
