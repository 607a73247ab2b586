"""A hidden mistake is a real one: the first wrong number is what the mistaken formula gives, and all before it is right."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Matrix
from tracer.errors import TracerError
from tracer.exercises.mistakes import MISTAKES, make_mistake
from tracer.exercises.puzzle import HINTS, hide, hint, judge_guess, puzzle, puzzle_document, reveal_document
from tracer.language import knows

TEXT = "I love thinking machines"


@pytest.fixture(scope="module")
def runs():
    return {
        "encoder": trace(TEXT),
        "causal": trace(TEXT, causal=True),
        "encoder-decoder": trace("I love machines", target="x y", model="encoder-decoder"),
        "rnn": trace(TEXT, model="rnn"),
        "lstm": trace(TEXT, model="lstm"),
        "gru": trace(TEXT, model="gru"),
    }


def hidden(runs, model, name):
    found = hide(runs[model], name)
    assert found is not None
    return found


def softmax(scores):
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def test_every_mistake_can_be_told():
    assert [name for name in MISTAKES if not knows(f"exercises.mistake_{name}")] == []


def test_every_mistake_shows_in_some_run(runs):
    assert [name for name in MISTAKES if all(hide(run, name) is None for run in runs.values())] == []


@pytest.mark.parametrize("model", ["encoder", "causal", "encoder-decoder", "lstm"])
def test_every_stage_before_the_first_wrong_number_is_right(runs, model):
    for name in MISTAKES:
        found = hide(runs[model], name)
        if found is None or model == "lstm":
            continue
        for step in found.right.shown:
            if step.name == found.parted.step.name:
                break
            if step.name in found.wrong.steps:
                np.testing.assert_allclose(found.wrong[step.name].values, step.values, atol=1e-3)


def test_the_wrong_scale_is_the_root_of_the_model_s_width(runs):
    found = hidden(runs, "encoder", "scale_model")
    stage = found.parted.step.name
    assert stage.endswith("scaled")
    np.testing.assert_allclose(found.wrong[stage].values, found.right["scores"].values / np.sqrt(4))


def test_softmax_over_queries_makes_columns_add_up(runs):
    found = hidden(runs, "encoder", "softmax_query")
    np.testing.assert_allclose(found.wrong["softmax"].values, softmax(found.right["scaled"].values.swapaxes(1, 2)).swapaxes(1, 2))


def test_the_unbiased_variance_divides_by_one_less(runs):
    found = hidden(runs, "encoder", "variance_sample")
    rows = found.right["attention.add"].values
    wrong = (rows - rows.mean(1, keepdims=True)) / np.sqrt(rows.var(1, ddof=1, keepdims=True) + 1e-5)
    np.testing.assert_allclose(found.wrong["attention.norm"].values, wrong)


def test_an_inverted_mask_shows_the_future(runs):
    found = hidden(runs, "causal", "mask_inverted")
    weights = found.wrong["softmax"].values
    np.testing.assert_allclose(weights, np.triu(weights))
    np.testing.assert_allclose(weights.sum(-1), 1)


def test_without_the_output_matrix_the_heads_pass_as_they_are(runs):
    found = hidden(runs, "encoder", "output_missing")
    np.testing.assert_allclose(found.wrong["attention.output"].values, found.right["concat"].values)


def test_keys_from_the_decoder_are_its_own_rows_times_the_key_matrix(runs):
    run = trace("a b c", target="x y", model="encoder-decoder", heads=1)
    found = hide(run, "decoder_keys")
    assert found is not None
    rows, matrix = run["decoder.0.attention.norm"].values, run["decoder.0.cross.W_K"].values
    np.testing.assert_allclose(found.wrong["decoder.0.cross.k"].values[0], rows @ matrix)


def test_a_missing_residual_norms_the_sublayer_alone(runs):
    found = hidden(runs, "encoder", "residual_missing")
    rows = found.right["attention.output"].values
    wrong = (rows - rows.mean(1, keepdims=True)) / np.sqrt(rows.var(1, keepdims=True) + 1e-5)
    np.testing.assert_allclose(found.wrong["attention.norm"].values, wrong)


@pytest.mark.parametrize(
    ("name", "factor"), [("exponent_column", lambda column: 2 * column), ("exponent_even", lambda column: 2 * (column // 2 * 2))]
)
def test_wrong_exponents_are_those_of_published_pages(runs, name, factor):
    found = hidden(runs, "encoder", name)
    angle = np.array([[at / 10000 ** (factor(column) / 4) for column in range(4)] for at in range(4)])
    wrong = np.where(np.arange(4) % 2, np.cos(angle), np.sin(angle))
    np.testing.assert_allclose(found.wrong["positions"].values, wrong, atol=1e-12)


def test_swapped_gates_swap_their_first_numbers(runs):
    found = hidden(runs, "lstm", "gates_swapped")
    np.testing.assert_allclose(found.wrong["recurrent.0.i"].values[0], found.right["recurrent.0.f"].values[0])


def test_the_first_wrong_number_of_a_recurrent_run_is_the_first_in_time(runs):
    found = hidden(runs, "gru", "gru_update")
    assert found.parted.step.name.endswith(".h") and found.parted.cell[0] == 0


def test_a_mistake_without_a_place_in_the_run_is_not_made(runs):
    assert make_mistake(runs["encoder"], "mask_inverted") is None
    assert make_mistake(runs["encoder"], "decoder_keys") is None
    assert hide(runs["rnn"], "scale_model") is None


def test_the_seed_chooses_and_chooses_the_same_again(runs):
    names = [puzzle(runs["encoder"], seed).mistake for seed in range(12)]
    assert names == [puzzle(runs["encoder"], seed).mistake for seed in range(12)]
    assert len(set(names)) > 3


def test_a_run_in_which_nothing_shows_is_refused():
    run = trace(tokens=["a"], edits={"attention.scores": [[[1.0]]], "attention.v": [[[1.0]]]}, model="attention", scale=False)
    with pytest.raises(TracerError) as refused:
        puzzle(run, 0)
    assert refused.value.message == "exercises.no_mistake"


def test_the_page_does_not_mark_the_place(runs):
    for name in ("decoder_keys", "output_missing"):
        run = trace("a b c", target="x y", model="encoder-decoder", heads=1)
        found = hide(run, name)
        assert found is not None
        tables = [block for block in puzzle_document(found).blocks() if isinstance(block, Matrix)]
        assert all(block.edited is None for block in tables)
        shown = {block.address for block in tables}
        assert {"decoder.0.cross.W_K", "encoder.0.attention.W_O"} <= shown
        for block in tables:
            if block.address.endswith("W_O"):
                np.testing.assert_array_equal(block.values, run[block.address].values)


def test_a_guess_is_told_early_late_or_right(runs):
    found = hidden(runs, "encoder", "scale_model")
    assert judge_guess(found, found.cell)[0]
    assert judge_guess(found, "scaled[0, I, I]")[0]
    early, late = judge_guess(found, "scores[0, I, I]"), judge_guess(found, "softmax[0, I, I]")
    assert not early[0] and not late[0] and early[1] != late[1]
    with pytest.raises(TracerError):
        judge_guess(found, "scaled[0, I, nobody]")


def test_a_revelation_holds_both_numbers(runs):
    found = hidden(runs, "encoder", "scale_model")
    facts = reveal_document(found).facts["json"]
    assert facts["right"] == found.right.cell(facts["cell"]) and facts["wrong"] == found.wrong.cell(facts["cell"])
    assert list(reveal_document(found).blocks())


def test_hints_close_in_on_the_first_wrong_number(runs):
    for seed in range(12):
        found = puzzle(runs["encoder"], seed)
        first, second, third = (hint(found, number) for number in range(1, HINTS + 1))
        stage = second.removeprefix("The first wrong number stands in ").removesuffix(".")
        assert stage in first and first.count("layer 0") <= 3 and found.cell in third and found.cell not in first + second
