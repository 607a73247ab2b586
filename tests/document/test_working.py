"""Every number answers why: its working evaluates to it, and each input it names is there with the value shown."""

import re

import numpy as np
import pytest
from checkpoints import CASES, model
from kinds import KINDS

from tracer import trace
from tracer.address import cell as cell_address
from tracer.document.working import MOST_TERMS, adds_up, explain_cell, label, locate_cell, shorten_sum, working
from tracer.errors import TracerError
from tracer.expression import Call, Cell, call, cells, evaluate, leaves, substitute
from tracer.rounding import rounded
from tracer.settings import ACTIVATIONS

TEXT = "the cat sat"


def same(found, wanted, tolerance):
    return found == wanted or (found != found and wanted != wanted) or abs(found - wanted) <= tolerance * max(1, abs(wanted))


@pytest.mark.parametrize("number", [1e308, -1e308, 1e103, -1e103, np.inf, -np.inf, np.nan])
def test_numbers_at_the_edge_of_float64_are_what_their_working_says(number):
    for activation in ACTIVATIONS:
        run = trace("a b", activation=activation, edits={"encoder.0.ffn.hidden[0,0]": number})
        for name, step in run.every.items():
            if name.startswith("encoder.0.ffn"):
                told = explain_cell(step, (0,) * len(step.axes))
                assert told.substituted is None or same(evaluate(told.substituted), told.value, 1e-12), (name, activation)


def test_a_cell_that_a_working_names_several_times_is_listed_once_and_none_is_missing():
    repeated = 0
    for step in trace(TEXT).steps.values():
        substituted = explain_cell(step, (0,) * len(step.axes)).substituted
        if substituted is not None:
            named = [operand.address for operand in leaves(substituted)]
            assert [operand.address for operand in cells(substituted)] == list(dict.fromkeys(named))
            repeated += len(named) - len(set(named))
    assert repeated


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_of_a_whole_trace_is_what_its_working_says(kind):
    run = trace(TEXT, **KINDS[kind])
    every = run.every
    tolerance = 1e-5 if KINDS[kind].get("dtype") == "float32" else 1e-12
    worked = 0
    for step in every.values():
        for index in np.ndindex(*step.values.shape):
            found = explain_cell(step, index)
            assert found.value == step.values[index] or found.value != found.value
            if found.substituted is None:
                assert step.computed.op in ("given", "parameter") or found.edited, step.name
                continue
            worked += 1
            wanted = found.value if found.unrounded is None else found.unrounded
            assert same(evaluate(found.substituted), wanted, tolerance), (found.address, evaluate(found.substituted), wanted)
            for cell in found.inputs:
                behind, at = locate_cell(cell.address, every)
                assert same(float(behind.values[at]), cell.value, 0), (found.address, cell.address)
    assert worked > 100


@pytest.mark.parametrize("mask", ["causal", [[1, 0, 1], [1, 1, 1], [1, 0, 1]]])
def test_a_mask_made_of_two_hides_a_cell_in_its_working_too(mask):
    masked = trace("a b c", also=["d e"], mask=mask)["masked"]
    assert np.isneginf(masked.values).any()
    for index in np.ndindex(*masked.values.shape):
        assert evaluate(explain_cell(masked, index).substituted) == masked.values[index], index


def test_workings_look_through_renamings_and_write_constants_out():
    run = trace("Thinking Machines")
    found = explain_cell(run["scaled"], (0, 0, 1))
    assert [one.address for one in found.inputs] == ["encoder.0.attention.scores[head=0, query=Thinking, key=Machines]"]
    assert found.substituted == call("divide", found.inputs[0], call("sqrt", 2.0))
    keys = {one.address.partition("[")[0] for one in explain_cell(run["scores"], (0, 0, 1)).inputs}
    assert keys == {"encoder.0.attention.q", "encoder.0.attention.k"}


def test_softmax_shows_the_subtracted_maximum_and_the_whole_denominator():
    run = trace("a b c", heads=1)
    found = explain_cell(run["softmax"], (0, 1, 2))
    row = run["scaled"].array[0, 1]
    largest = run["scaled"].array[0, 1].argmax()
    above, below = found.substituted.arguments
    assert above.function == "exp" and above.arguments[0].arguments[1].value == row[largest]
    assert len(below.arguments) == 3 and {one.value for one in found.inputs} == set(row)


def test_layer_norm_shows_mean_variance_and_epsilon():
    run = trace("a b", epsilon=0.01)
    names = {one.address.partition("[")[0].rsplit(".", 1)[-1] for one in explain_cell(run["ffn.norm"], (0, 1)).inputs}
    assert names == {"add", "mean", "variance", "gamma", "beta"}
    assert "0.01" in repr(explain_cell(run["ffn.norm"], (0, 1)).substituted)
    told = working(run["ffn.norm"], (0, 1))
    assert "'ε'" in repr(told.formula) and "0.01" not in repr(told.formula)
    without = working(trace("a b", epsilon=0.0)["ffn.norm"], (0, 1))
    assert "'ε'" not in repr(without.formula)


def test_a_second_token_has_its_number_in_labels_and_formulas():
    run = trace("the cat the")
    told = working(run["scores"], (0, 2, 1))
    assert told.label == "S[the#2, cat]" and "q(the#2)" in repr(told.formula)
    assert working(run["scores"], (0, 0, 1)).label == "S[the, cat]"


def test_long_sums_keep_their_largest_terms_and_what_the_rest_adds_up_to():
    terms = tuple(call("multiply", Cell(f"q[{n}]", "q", (-1) ** n * n), 2.0) for n in range(40))
    shown, count, rest = shorten_sum(Call("add", terms))
    assert len(shown.arguments) == MOST_TERMS - 1 and count == 40 - (MOST_TERMS - 2)
    assert evaluate(shown) == pytest.approx(evaluate(Call("add", terms)))
    assert [abs(one.arguments[0].value) for one in shown.arguments[:-1]] == list(range(39, 39 - (MOST_TERMS - 2), -1))
    assert rest == sum(2 * (-1) ** n * n for n in range(30))
    assert shorten_sum(Call("add", terms[:MOST_TERMS])) == (Call("add", terms[:MOST_TERMS]), 0, 0.0)


def test_a_line_that_does_not_add_up_as_printed_says_so():
    third = Cell("a[0]", "a", 1 / 3)
    assert not adds_up(call("add", third, third), 2 / 3, 2)  # 0.33 + 0.33 is not 0.67
    assert adds_up(call("add", third, third, third), 0.99, 2)
    assert adds_up(call("multiply", third, 3.0), 1.0, 12) is (rounded(1 / 3, 12) * 3 == 1)


def test_a_small_mean_square_below_a_root_is_printed_with_digits_enough_to_reckon_with():
    run = model(CASES / "llama" / "model").trace("The cat sat")
    told = working(run["decoder.0.attention.norm"], (0, 0))
    as_printed = substitute(told.substituted, lambda one: one.replace(value=rounded(one.value, max(told.places, one.places))))
    assert evaluate(as_printed) == pytest.approx(told.value, rel=0.01)
    places = {one.label.partition("[")[0]: one.places for one in cells(told.substituted)}
    assert places == {"x": 0, "RMS²": 5, "γ": 0}  # what is not divided by keeps the decimals of its line


def test_an_edited_cell_has_no_working_and_its_neighbour_has():
    run = trace("a b", edits={"scores[0, 0, 1]": 3})
    edited, other = explain_cell(run["scores"], (0, 0, 1)), explain_cell(run["scores"], (0, 0, 0))
    assert (edited.value, edited.edited, edited.substituted) == (3, True, None)
    assert not other.edited and same(evaluate(other.substituted), other.value, 1e-12)
    assert working(run["scores"], (0, 0, 1)).formula is None


def test_a_rounded_cell_tells_what_it_was_before():
    run = trace("a b", paper=2)
    block = working(run["softmax"], (0, 0, 1), 2)
    assert block.value == round(block.value, 2) and block.unrounded == pytest.approx(block.value, abs=0.005)
    assert evaluate(block.substituted) == pytest.approx(block.unrounded, abs=1e-12)


def test_tokens_of_a_formula_are_cut_and_belong_to_their_sentence():
    assert working(trace("x" * 300)["embedding"], (0, 0)).label == "E[" + "x" * 19 + "…, 0]"
    several = trace("the cat", also=["a dog"])
    assert working(several["softmax"], (1, 0, 0, 1)).label == "A[0, a, dog]"


def test_a_place_that_is_no_cell_is_refused():
    run = trace("a b")
    with pytest.raises(TracerError, match="not one number"):
        locate_cell("encoder.0.attention.scores[0]", run.every)


def test_sizes_seen_in_a_working_are_the_recorded_ones():
    run = trace("Thinking Machines")
    for cell in cells(explain_cell(run["q"], (1, 1, 1)).substituted):
        assert cell.value == run.cell(cell.address)


def test_of_a_long_sum_only_the_terms_that_are_shown_are_named(monkeypatch):
    run, named = trace("a", d_ff=500), []
    monkeypatch.setattr("tracer.document.working.cell_address", lambda *place: named.append(place) or cell_address(*place))
    block = working(run["ffn.output"], (0, 0))
    assert len(block.substituted.arguments) == MOST_TERMS - 1 and block.substituted.arguments[0].arguments[0].address
    assert len(named) < MOST_TERMS
    assert len(tuple(block.inputs)) == 1001  # 500 products and a bias


def test_a_working_leaves_out_the_head_of_shared_keys_as_it_does_the_querys():
    run = trace(TEXT, kv_heads=1)
    assert [label(run[f"encoder.0.attention.{name}"], (0, 1, 0)) for name in "qkv"] == ["q[cat, 0]", "k[cat, 0]", "v[cat, 0]"]


def test_terms_that_are_exactly_zero_are_counted_and_not_written_out():
    shown, count, rest = shorten_sum(Call("add", tuple(Cell(f"p[{n}]", "p", float(n in (3, 30))) for n in range(40))))
    assert [term.label for term in shown.arguments] == ["p", "p", "…"] and count == 38 and rest == 0
    shown, count, _ = shorten_sum(Call("add", tuple(Cell(f"p[{n}]", "p", 0.0) for n in range(40))))
    assert len(shown.arguments) == 2 and count == 39


@pytest.mark.parametrize("choosing", [{"temperature": 2.0}, {"top_k": 2}, {"temperature": 3.0, "top_p": 0.9}])
def test_a_drawn_token_is_explained_by_the_sums_its_number_falls_between(choosing):
    run = trace("w1 w2", model="decoder", vocab=[f"w{n}" for n in range(9)], generate=4, **choosing)
    for number in range(4):
        u, chosen = float(run[f"generate.{number}.draw"].values), run.facts["generated_ids"][number]
        p = run[f"generate.{number}.renormalised" if "top_p" in choosing else f"generate.{number}.probabilities"].values
        note = working(run[f"generate.{number}.choice"], ()).note
        token, before, upto, shown = re.search(
            r"before (\w+) have .* ([\d.]+) together, and ([\d.]+) .* u = ([\d.]+) ", note
        ).groups()
        assert token == f"w{chosen}" and float(before) < float(shown) < float(upto)
        assert [float(before), float(upto), float(shown)] == pytest.approx([p[:chosen].sum(), p[: chosen + 1].sum(), u], abs=1e-3)


def test_a_token_drawn_from_undefined_probabilities_is_said_to_fall_nowhere():
    run = trace("w1 w2", model="decoder", vocab=["w1", "w2"], generate=1, temperature=1.0, edits={"logits[1, :]": np.nan})
    assert working(run["generate.0.choice"], ()).note == ""
