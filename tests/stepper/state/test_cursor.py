"""The stepper's state, without a screen: walking, following, searching, changing, predicting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer import language
from tracer.document.selection import Selection
from tracer.errors import TracerError
from tracer.expression import evaluate
from tracer.session import trace
from tracer.stepper.state.cursor import Cursor
from tracer.stepper.state.edits import changes, number
from tracer.stepper.state.place import Place

TWO = trace("Thinking Machines")
DEEP = trace("the cat saw the dog", layers=2, heads=3, d_model=6)
PAIR = trace(["I love machines", "Cats sleep"])
SCORE = "scores[0, Thinking, Machines]"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


def refused(act: object, *values: object) -> str:
    with pytest.raises(TracerError) as caught:
        act(*values)  # type: ignore[operator]
    return caught.value.message


# Walking


def test_next_walks_through_every_stage_in_order_and_stops_at_the_last():
    cursor = Cursor(TWO)
    met = [cursor.place.stage]
    while cursor.number < len(cursor.stages):
        cursor.walk(1)
        met.append(cursor.place.stage)
    assert met == [step.name for step in TWO.shown]
    assert refused(cursor.walk, 1) == "stepper.last"


def test_previous_at_the_first_stage_is_refused():
    assert refused(Cursor(TWO).walk, -1) == "stepper.first"


def test_the_head_and_the_token_stay_the_same_from_stage_to_stage():
    cursor = Cursor(DEEP)
    cursor.go("encoder.0.attention.scores[2, 3, 1]")
    cursor.walk(1)
    assert cursor.place == Place("encoder.0.attention.scaled", (2, 3, 1))
    cursor.enter("encoder.0.attention.z")
    assert cursor.place.index[:2] == (2, 3), "the query's token is the row of z"
    cursor.enter("encoder.0.ffn.hidden")
    assert cursor.place.index[0] == 3


def test_the_head_is_kept_over_stages_that_have_none():
    cursor = Cursor(DEEP, Selection(heads=(1,)))
    cursor.enter("encoder.0.attention.q")
    assert cursor.place.index[0] == 1
    cursor.head(2)
    cursor.enter("encoder.0.ffn.norm")
    cursor.enter("encoder.1.attention.softmax")
    assert cursor.place.index[0] == 2
    cursor.go("encoder.1.attention.concat[0, 1]")
    cursor.enter("encoder.1.attention.z")
    assert cursor.place.index == (0, 0, 1), "a column of concat belongs to a head"


def test_layers_are_walked_part_by_part():
    cursor = Cursor(DEEP)
    cursor.walk_layer(1)
    assert cursor.place.stage == "encoder.0.attention.q"
    cursor.walk_layer(1)
    assert cursor.place.stage == "encoder.1.attention.q"
    cursor.walk(3)
    cursor.walk_layer(-1)
    assert cursor.place.stage == "encoder.0.attention.q"
    assert refused(cursor.walk_layer, -2) == "stepper.first_layer"


def test_heads_turn_around_and_a_stage_without_heads_says_so():
    cursor = Cursor(DEEP)
    cursor.go("encoder.0.attention.q")
    heads = []
    for _ in range(4):
        heads.append(cursor.place.index[0])
        cursor.turn(1)
    assert heads == [0, 1, 2, 0]
    assert refused(cursor.head, 3) == "document.head_range"
    cursor.go("input")
    assert refused(cursor.turn, 1) == "stepper.no_heads"


def test_a_shorter_sentence_has_no_padding_to_stand_on():
    cursor = Cursor(PAIR)
    cursor.go("scores")
    cursor.turn(1, "sentence")
    cursor.to(9, 9)
    assert cursor.place.index[0] == 1 and cursor.place.index[2:] == (1, 1)
    assert cursor.matrix.values.shape == (2, 2)


def test_the_outline_opens_the_part_the_reader_is_in():
    cursor = Cursor(DEEP)
    cursor.go("encoder.1.ffn.hidden")
    shown = [(line.text, line.depth, line.folded) for line in cursor.outline if line.heading]
    assert shown == [
        ("Input", 0, True), ("Encoder layer 0", 0, True), ("Encoder layer 1", 0, False),
        ("attention", 1, False), ("ffn", 1, False),
    ]  # fmt: skip
    assert [line.stage for line in cursor.outline if line.text == "hidden"] == ["encoder.1.ffn.hidden"]


def test_a_selection_says_what_is_stepped_through_and_where_it_begins():
    cursor = Cursor(DEEP, Selection(stages=("softmax",), heads=(2,), tokens=("cat",)))
    assert cursor.stages == ["encoder.0.attention.softmax", "encoder.1.attention.softmax"]
    assert cursor.place.index == (2, 1, 0)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("scors", "address.stage.near"),
        ("99", "stepper.stage_range"),
        ("9" * 5000, "stepper.stage_range"),
        ("q[", "address.unclosed"),
    ],
)
def test_going_nowhere_is_refused_and_leaves_the_reader_where_he_is(word, message):
    cursor = Cursor(TWO)
    before = cursor.place
    assert refused(cursor.go, word) == message
    assert cursor.place == before


# Why, and where to


@pytest.mark.parametrize("run", [TWO, DEEP, PAIR], ids=["two", "deep", "pair"])
def test_every_source_is_a_cell_with_the_value_named_and_the_working_gives_the_cell(run):
    cursor = Cursor(run)
    for stage in cursor.stages:
        cursor.enter(stage)
        cursor.move(1, 1)
        here = cursor.place
        found = cursor.explained
        if found.substituted is not None:
            assert evaluate(found.substituted) == pytest.approx(cursor.value, abs=1e-12)
        for at, (address, value) in enumerate(cursor.sources):
            cursor.follow(at)
            assert cursor.value == value and cursor.address == address
            cursor.back()
        assert cursor.place == here


def test_a_number_that_was_given_or_learned_has_no_source():
    cursor = Cursor(TWO)
    cursor.go("encoder.0.attention.W_Q[0, 1]")
    assert refused(cursor.follow) == "stepper.no_source"
    assert cursor.number == 0 and any(line.stage == cursor.place.stage for line in cursor.outline)


@pytest.mark.parametrize("stage", ["k", "q", "v", "z[1]", "softmax", "input", "W_Q[1, 3]", "W_O[3, 1]"])
def test_a_reader_of_a_cell_names_it_among_its_sources(stage):
    cursor = Cursor(TWO)
    cursor.go(stage)
    cursor.move(1, 1)
    address = cursor.address
    for reading in cursor.readers:
        there = Cursor(TWO)
        there.jump(Place(reading.stage, reading.index))
        assert address in [source for source, _ in there.sources]
    assert cursor.readers


def test_back_and_forward_are_a_browsers():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    cursor.follow(1)
    followed = cursor.place
    cursor.back()
    assert cursor.place.stage.endswith("scores")
    cursor.forward()
    assert cursor.place == followed
    assert refused(cursor.forward) == "stepper.no_forward"
    cursor.back()
    cursor.back()
    assert refused(cursor.back) == "stepper.no_back"


def test_a_bookmark_is_set_and_taken_away():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    assert cursor.mark() and cursor.bookmarks == [cursor.place]
    assert not cursor.mark() and cursor.bookmarks == []


# Searching


@pytest.mark.parametrize(("text", "slack"), [("0.5", 0.05), ("0.54", 0.005), ("-1", 0.5), ("−1.0", 0.05), ("1e0", 0.5)])
def test_a_number_is_found_wherever_it_rounds_to_the_digits_typed(text, slack):
    value = float(text.replace("−", "-"))
    found = {(hit.place.stage, hit.place.index) for hit in Cursor(TWO).search(text)}
    expected = {
        (step.name, tuple(map(int, index))) for step in TWO.shown for index in np.argwhere(np.abs(step.values - value) <= slack)
    }
    assert found == expected


def test_a_token_is_found_in_the_table_and_a_stage_by_name_symbol_or_sentence():
    cursor = Cursor(DEEP)
    cursor.go("encoder.0.attention.scores")
    places = [hit.place for hit in cursor.search("dog")]
    assert {place.index[1] for place in places} == {0, 4} and places[0].stage == cursor.place.stage
    assert cursor.search("SOFTMAX")[0].place.stage == "encoder.0.attention.softmax"
    assert "encoder.0.attention.add" in [hit.place.stage for hit in cursor.search("residual")]
    assert refused(cursor.search, "zebra") == "stepper.not_found"
    assert refused(cursor.search, " ") == "stepper.search_empty"


def test_the_search_begins_at_the_stage_the_reader_is_at():
    cursor = Cursor(TWO)
    cursor.go("encoder.0.ffn.output")
    order = [TWO.shown.index(TWO[hit.place.stage]) for hit in cursor.search("0.5")]
    first = TWO.shown.index(TWO["encoder.0.ffn.output"])
    count = len(TWO.shown)
    assert [(at - first) % count for at in order] == sorted((at - first) % count for at in order)


# Changing


def test_an_edit_gives_the_trace_that_the_same_edit_from_the_start_gives():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    cursor.set(3)
    whole = trace("Thinking Machines", edits={SCORE: 3})
    assert list(cursor.trace.steps) == list(whole.steps)
    assert all(np.array_equal(step.values, whole.steps[name].values) for name, step in cursor.trace.steps.items())


def test_what_an_edit_changed_is_what_differs_cell_by_cell():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    run = cursor.set(3)
    told = {change.stage: (change.count, change.most) for change in cursor.changed}
    assert run.changed == len(told)
    for step in cursor.trace.shown:
        before = TWO.steps[step.name].values
        differs = step.values != before
        if differs.any():
            count, most = told.pop(step.name)
            assert count == differs.sum() and most == pytest.approx(np.abs(step.values - before).max())  # of ties the first
    assert told == {}
    assert all(
        abs(cursor.trace.steps[c.stage].values[c.place.index] - TWO.steps[c.stage].values[c.place.index]) == c.most
        for c in cursor.changed
    )


def test_undo_brings_back_the_very_same_run_and_the_reader_stays():
    cursor = Cursor(TWO)
    cursor.go("W_Q[0, 1]")
    cursor.set(5)
    cursor.go(SCORE)
    cursor.set(3)
    assert cursor.before == TWO.cell(SCORE) and cursor.value == 3
    assert cursor.undo().new == 3
    assert cursor.undo().new == 5
    assert cursor.trace is TWO and cursor.address.endswith("scores[head=0, query=Thinking, key=Machines]")
    assert cursor.changed == []
    assert refused(cursor.undo) == "stepper.no_edit"


def test_an_edit_that_overflows_is_traced_and_said():
    cursor = Cursor(TWO)
    cursor.go("embedding[0, 0]")
    run = cursor.set(1e300)
    assert run.notes and not np.isfinite(cursor.trace.output.values).all()


def test_the_table_marks_what_was_set_and_what_followed():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    cursor.set(3)
    assert cursor.matrix.edited.tolist() == [[False, True], [False, False]]
    cursor.enter("encoder.0.attention.softmax")
    assert (cursor.matrix.before != cursor.matrix.values).tolist() == [[True, True], [False, False]]


def test_nan_beside_nan_is_no_change():
    cursor = Cursor(TWO)
    cursor.go("embedding[0, 0]")
    cursor.set(float("nan"))
    again = cursor.edited(float("nan"))
    assert list(changes(cursor.trace, again.trace)) == []


@pytest.mark.parametrize(("text", "value"), [("0.5", 0.5), (" −3 ", -3.0), ("1e-4", 1e-4), ("-inf", -np.inf), ("-∞", -np.inf)])
def test_numbers_are_read_as_people_type_them(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "three", "1,5", "0x10"])
def test_what_is_no_number_is_refused(text):
    assert refused(number, text) == "stepper.no_number"


# Predicting first


def test_results_hide_from_here_on_until_they_are_revealed():
    cursor = Cursor(TWO)
    cursor.go("scores")
    assert cursor.hide() and cursor.is_hidden()
    assert not cursor.is_hidden(Place("encoder.0.attention.q", (0, 0, 0))), "what was read already stays"
    assert not cursor.is_hidden(Place("encoder.0.ffn.W_1", (0, 0))), "a parameter is nothing to predict"
    cursor.reveal()
    assert not cursor.is_hidden()
    cursor.move(1)
    assert cursor.is_hidden()
    cursor.reveal_stage()
    cursor.move(0, 1)
    assert not cursor.is_hidden()
    assert not cursor.hide() and not cursor.is_hidden(Place("encoder.0.ffn.norm", (0, 0)))


def test_a_prediction_is_right_to_the_decimals_shown():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    cursor.hide()
    assert cursor.guess(round(cursor.value, 3)) and not cursor.is_hidden()
    assert not cursor.guess(cursor.value + 0.01)
    cursor.finer(-2)
    assert cursor.guess(cursor.value + 0.01)


# How it is shown


def test_decimals_go_from_0_to_12():
    cursor = Cursor(TWO)
    assert [cursor.finer(1), cursor.finer(20), cursor.finer(-30)] == [4, 12, 0]


def test_details_and_parameters_join_the_stages():
    cursor = Cursor(TWO)
    shown = len(cursor.stages)
    assert cursor.show_details()
    assert {*TWO.steps, *TWO.parameters} == {*cursor.stages}
    assert not cursor.show_details() and len(cursor.stages) == shown


def test_the_language_goes_to_and_fro():
    cursor = Cursor(TWO)
    assert [cursor.speak(), cursor.outline[0].text, cursor.speak(), cursor.outline[0].text] == ["zh", "输入", "en", "Input"]


@pytest.mark.parametrize("run", [TWO, DEEP], ids=["two", "deep"])
def test_a_short_name_means_the_same_stage(run):
    cursor = Cursor(run)
    for name in run.every:
        assert run.every[name] is run[cursor.short(name)] or "." not in name


MOVES = st.sampled_from(
    [
        "next",
        "previous",
        "layer",
        "head",
        "down",
        "right",
        "follow",
        "goes",
        "back",
        "forward",
        "mark",
        "hide",
        "undo",
        "set",
        "details",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(MOVES, max_size=25), st.sampled_from([TWO, DEEP, PAIR]))
def test_whatever_a_reader_does_he_stands_on_a_cell(moves, run):
    cursor = Cursor(run)
    acts = {
        "next": lambda: cursor.walk(1),
        "previous": lambda: cursor.walk(-1),
        "layer": lambda: cursor.walk_layer(1),
        "head": lambda: cursor.turn(1),
        "down": lambda: cursor.move(1),
        "right": lambda: cursor.move(0, 1),
        "follow": lambda: cursor.follow(len(cursor.sources) - 1),
        "goes": lambda: cursor.jump(Place(cursor.readers[-1].stage, cursor.readers[-1].index)) if cursor.readers else None,
        "back": cursor.back,
        "forward": cursor.forward,
        "mark": cursor.mark,
        "hide": cursor.hide,
        "undo": cursor.undo,
        "set": lambda: cursor.set(0.5),
        "details": cursor.show_details,
    }
    for move in moves:
        try:
            acts[move]()
        except TracerError as error:
            assert str(error)
        step = cursor.trace.every[cursor.place.stage]
        assert len(cursor.place.index) == len(step.axes)
        assert all(0 <= at < (axis.size or 0) for at, axis in zip(cursor.place.index, step.axes, strict=True))
        assert cursor.matrix.values[cursor.row, cursor.column] == cursor.value
        assert cursor.trace.cell(cursor.address) == cursor.value


def test_a_run_that_cannot_be_run_again_refuses_edits():
    alone = trace("Thinking Machines")
    alone.request = None
    assert refused(Cursor(alone).set, 1.0) == "stepper.no_request"


def test_undoing_an_edit_leaves_a_detail_that_went_with_it() -> None:
    cursor = Cursor(trace("a b"))
    cursor.set(0.5)
    cursor.show_details()
    cursor.jump(Place("embedding.computed", cursor.place.index))
    cursor.mark()
    cursor.undo()
    assert cursor.place.stage == "embedding"
    assert [place.stage for place in cursor.bookmarks] == ["embedding"]


# What an edit brought


def test_the_computed_number_behind_an_edit_has_no_number_before_it():
    cursor = Cursor(TWO)
    cursor.go("scores[0, 0, 0]")
    cursor.set(3)
    cursor.go("scores.computed[0, 0, 0]")
    assert cursor.before is None and cursor.value == TWO.cell("scores[0, 0, 0]")


@pytest.mark.parametrize("paper", [None, 2])
def test_an_edited_cell_knows_what_it_would_be_computed_from(paper):
    run = trace("Thinking Machines", **({"paper": paper} if paper else {}))
    before = Cursor(run)
    before.go(SCORE)
    cursor = Cursor(run)
    cursor.go(SCORE)
    cursor.set(3)
    assert cursor.explained.edited and list(cursor.sources) == list(before.sources)
    assert cursor.working_replaced.value == pytest.approx(before.working.unrounded or before.value)
    cursor.follow(1)
    before.follow(1)
    assert cursor.place == before.place and cursor.replaced is None


def test_an_edited_parameter_says_that_nothing_was_computed():
    cursor = Cursor(TWO)
    cursor.go("W_Q[0, 0]")
    cursor.set(1)
    assert refused(cursor.follow) == "stepper.no_source_edited"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_number_in_full_reads_back_as_what_stands_there(dtype):
    cursor = Cursor(trace("Thinking Machines", dtype=dtype))
    for stage in ("softmax[1, 1, 1]", "concat[0, 0]", "W_Q[0, 0]"):
        cursor.go(stage)
        assert cursor.holds(number(cursor.exact))
        assert not cursor.holds(round(cursor.value, 3))


def test_a_hit_that_went_with_an_undone_edit_leads_to_what_is_left():
    cursor = Cursor(TWO)
    cursor.go("scores[0, 0, 0]")
    cursor.set(3)
    cursor.show_details()
    cursor.search("scores.computed")
    cursor.undo()
    assert [hit.place.stage for hit in cursor.hits] == ["encoder.0.attention.scores"]


@pytest.mark.parametrize("text", ["1e999", "-1e999", "0e999", "1e-999", "1e" + "9" * 400, "nan", "1e308", "1e-99999999999"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_number_of_any_size_can_be_searched(text, dtype):
    cursor = Cursor(trace("Thinking Machines", dtype=dtype))
    try:
        hits = cursor.search(text)
    except TracerError as error:
        assert error.message == "stepper.not_found"
    else:
        assert all(abs(float(cursor.trace.every[hit.place.stage].values[hit.place.index])) < 1e308 for hit in hits)


def test_a_search_does_not_tell_what_is_to_be_predicted():
    cursor = Cursor(TWO)
    cursor.go(SCORE)
    assert cursor.search("-1.772")
    cursor.hide()
    assert refused(cursor.search, "-1.772") == "stepper.not_found"
    cursor.reveal()
    assert [hit.place for hit in cursor.search("-1.772")] == [cursor.place]


@pytest.mark.filterwarnings("error")
def test_a_change_from_one_end_of_the_numbers_to_the_other_is_infinite_and_warns_of_nothing():
    cursor = Cursor(TWO)
    cursor.go("embedding[0, 0]")
    cursor.set(1e308)
    cursor.set(-1e308)
    assert next(changes(cursor.runs[-2].trace, cursor.trace)).most == float("inf")
    assert cursor.matrix.before is not None
