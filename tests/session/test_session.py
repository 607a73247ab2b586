"""The library's front door: `trace`, edits, seeds, and properties of whole runs."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds import KINDS

import tracer
from tracer import TracerError, trace
from tracer.ops.halves import to_half
from tracer.session import again, plan_run, run, without_edits

GOLDEN = Path(__file__).parents[1] / "golden"
TEXT = "the cat sat"
WORDS = st.lists(st.sampled_from(["the", "cat", "sat", "on", "a", "mat", "and", "slept"]), min_size=1, max_size=6, unique=True)


def test_the_example_of_the_documentation():
    t = trace("Thinking Machines", seed=7)
    assert t["scores"].array.shape == (2, 2, 2) and [axis.name for axis in t["scores"].axes] == ["head", "query", "key"]
    assert t.cell("scores[0, Thinking, Machines]") == t["scores"].array[0, 0, 1]
    assert "encoder.0.attention.softmax" in str(t) and "Thinking" in repr(t)
    assert "encoder.0.attention.scores" in t and len(t) == len(list(t))


def test_what_is_public_is_there_and_costs_no_numpy_to_import():
    assert set(tracer.__all__) >= {"trace", "load", "Trace", "Step", "Axis", "TracerError"}
    assert all(getattr(tracer, name).__doc__ for name in tracer.__all__ if not name.startswith("__"))
    with pytest.raises(AttributeError):
        tracer.nothing
    code = "import sys, tracer; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    assert (Path(tracer.__file__).parent / "py.typed").exists()


@pytest.mark.parametrize(
    ("words", "options", "says"),
    [
        ("", {}, "text is empty"),
        ("a", {"modle": "encoder"}, "model"),
        ("a", {"heads": 3}, "do not divide"),
        ("a", {"weights": {"W_X": [[1]]}}, "W_X"),
        ("a", {"weights": {"W_Q": [[1, float("nan")]]}}, "nan|shape"),
        ("a", {"edits": {"scores[0, 0, 0]": "three"}}, "numbers"),
        ("a", {"d_model": 200_000}, "million numbers"),
    ],
)
def test_what_the_command_line_refuses_is_an_exception(words, options, says):
    with pytest.raises(TracerError, match=says):
        trace(words, **options)


@pytest.mark.parametrize("kind", KINDS)
def test_golden_numbers_never_change(kind):
    """Seeded numbers to 12 decimals (of float32, 5): the first and last cell of every shown stage. A difference here breaks somebody's page."""
    stored = json.loads((GOLDEN / "seeded.json").read_text(encoding="utf-8"))[kind]
    found = trace(TEXT, seed=11, **KINDS[kind])
    places = 5 if KINDS[kind].get("dtype") == "float32" else 12
    assert {step.name: step.values.flat[[0, -1]].tolist() for step in found.shown}.keys() == stored.keys()
    for step in found.shown:
        for value, digits in zip(step.values.flat[[0, -1]].tolist(), stored[step.name], strict=True):
            wanted = float(digits.replace("∞", "inf"))
            assert float(f"{value:.{places}f}") == float(f"{wanted:.{places}f}"), step.name


@settings(max_examples=40, deadline=None)
@given(data=st.data(), kind=st.sampled_from([kind for kind in KINDS if kind not in ("writing", "dropout")]))
def test_a_stage_replaced_by_itself_changes_nothing(data, kind):
    plain = trace(TEXT, **KINDS[kind])
    step = data.draw(st.sampled_from([step for step in plain.shown if step.values.size and step.op != "edit"]))
    edits = [*dict(KINDS[kind].get("edits", {})).items(), (step.name, step.values.tolist())]
    same = trace(TEXT, **{**KINDS[kind], "edits": edits})
    for name, one in plain.steps.items():
        if name.endswith((".computed", ".unrounded")):
            continue
        np.testing.assert_array_equal(one.values, same.steps[name].values, err_msg=f"{kind}: {step.name} → {name}")


@settings(max_examples=40, deadline=None)
@given(data=st.data(), kind=st.sampled_from([kind for kind in KINDS if kind not in ("writing", "dropout")]))
def test_an_edit_on_a_base_equals_the_whole_run_bit_for_bit(data, kind):
    plain = trace(TEXT, **KINDS[kind])
    step = data.draw(st.sampled_from([*plain.shown, *plain.parameters.values()]))
    index = tuple(data.draw(st.integers(0, size - 1)) for size in step.values.shape)
    cell = f"{step.name}[{', '.join(map(str, index))}]" if index else step.name
    edit = (cell, data.draw(st.floats(-3, 3)))
    quick = again(plain, [edit])
    whole = run(plain.request.changed(edits=[edit]))
    assert list(quick.steps) == list(whole.steps)
    for name, one in whole.steps.items():
        np.testing.assert_array_equal(one.values, quick.steps[name].values, err_msg=f"{kind}: {cell} → {name}")
    if not KINDS[kind].get("edits"):
        for name, one in without_edits(quick).steps.items():
            np.testing.assert_array_equal(one.values, plain.steps[name].values)


def test_only_what_follows_from_an_edit_is_computed_again():
    plain = trace(TEXT, layers=2)
    edited = again(plain, [("encoder.1.attention.scores[0, 0, 0]", 1.0)])
    before = list(plain.steps).index("encoder.1.attention.scores")
    assert all(edited.steps[name] is plain.steps[name] for name in list(plain.steps)[:before])
    assert edited["encoder.1.attention.v"] is plain["encoder.1.attention.v"]
    assert edited["encoder.1.attention.softmax"] is not plain["encoder.1.attention.softmax"]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), layers=st.integers(1, 3), more=st.integers(0, 2), words=WORDS)
def test_another_layer_or_word_leaves_the_other_numbers_as_they_were(seed, layers, more, words):
    small = trace(tokens=words, seed=seed, layers=layers)
    large = trace(tokens=[*words, "else"], seed=seed, layers=layers + more)
    for name, step in small.parameters.items():
        if name == "embedding.W_E":
            rows = [large.parameters[name].axes[0].labels.index(word) for word in step.axes[0].labels]
            np.testing.assert_array_equal(step.values, large.parameters[name].values[rows])
        else:
            np.testing.assert_array_equal(step.values, large.parameters[name].values)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 99))
def test_the_number_of_heads_leaves_what_does_not_depend_on_it(seed):
    one, four = trace(TEXT, seed=seed, heads=1), trace(TEXT, seed=seed, heads=4)
    for name in ("embedding.W_E", "encoder.0.ffn.W_1", "encoder.0.attention.W_O"):
        np.testing.assert_array_equal(one[name].array, four[name].array)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), words=WORDS, data=st.data())
def test_without_positions_moving_tokens_moves_the_result(seed, words, data):
    order = data.draw(st.permutations(range(len(words))))
    plain = trace(tokens=words, seed=seed, positions="none")
    moved = trace(tokens=[words[place] for place in order], seed=seed, positions="none")
    np.testing.assert_allclose(moved.output.array, plain.output.array[list(order)], atol=1e-10)


def test_with_positions_it_does_not():
    assert not np.allclose(trace("a b").output.array[::-1], trace("b a").output.array)


def test_planning_has_every_axis_and_no_number():
    for kind, options in KINDS.items():
        if kind == "writing":
            continue
        made = trace(TEXT, **options)
        steps, parameters = plan_run(made.request)
        assert [name for name in made.steps if not name.endswith((".computed", ".unrounded"))] == list(steps), kind
        assert all(step.array is None or step.op == "given" for step in steps.values()) and set(parameters) == set(
            made.parameters
        )
        for name, step in steps.items():
            assert [axis.size for axis in step.axes] == list(made.steps[name].values.shape), name


@pytest.mark.parametrize("half", ["bfloat16", "float16"])
@pytest.mark.parametrize("kind", ["encoder", "lstm", "decoder"])
def test_in_half_precision_every_stage_is_the_rounded_result_of_rounded_ones(half, kind):
    run = trace(TEXT, model=kind, dtype=half, seed=2)
    assert run.dtype == half and any(half in note for note in run.notes)
    for step in (*run.shown, *run.parameters.values()):
        np.testing.assert_array_equal(step.array, to_half(step.array, half), err_msg=step.name)
    assert trace(TEXT, model=kind, seed=2).compare(run, tolerance=0.1)
    assert not trace(TEXT, model=kind, seed=2).compare(run, tolerance=1e-9)


def test_a_rounded_stage_is_explained_by_what_it_was_before(tmp_path):
    run = trace(TEXT, dtype="bfloat16", seed=2)
    q, k = (run[name].array for name in "qk")
    exact = np.einsum("htd,hsd->hts", q, k)
    np.testing.assert_allclose(run.steps["encoder.0.attention.scores.unrounded"].array, exact, rtol=1e-14)
    np.testing.assert_array_equal(run["scores"].array, to_half(exact, "bfloat16"))
    told = run.explain("scores[0, cat, sat]")
    assert told.value == run.cell("scores[0, cat, sat]") and "→" in str(told)
    run.save(tmp_path / "half.toml")
    np.testing.assert_array_equal(trace(from_file=tmp_path / "half.toml").output.array, run.output.array)
    edited = run.edit({"scores[0, 0, 0]": 0.1})
    assert edited.cell("scores[0, 0, 0]") == 0.10009765625  # the nearest number there is
    assert run.gradients(of="ffn.norm[0, 0]")["grad.encoder.0.attention.scores"].array.shape == run["scores"].array.shape


def test_paper_and_training_have_no_half_precision():
    with pytest.raises(TracerError, match="leave one of the two out"):
        trace(TEXT, dtype="float16", paper=2)
    with pytest.raises(TracerError, match="float32 or float64"):
        trace(TEXT, model="decoder", dtype="float16").gradients(of="loss")


def test_what_half_precision_rounds_away_is_no_difference_unless_asked_for():
    exact, half = trace(TEXT, seed=2), trace(TEXT, seed=2, dtype="bfloat16")
    assert exact.compare(half) and half.compare(exact)
    assert exact.compare(half, tolerance=0).first.cell.startswith("embedding[")
    assert not exact.edit({"softmax[0, 0, 0]": 1.5}).compare(half)
