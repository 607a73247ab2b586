"""Every experiment tells what plain NumPy measures, and its conclusion follows its numbers."""

import re

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Heading, Matrix, Note, Prose, Table
from tracer.errors import TracerError
from tracer.experiments import EXPERIMENTS, conventions, document, experiment
from tracer.language import say, use
from tracer.rounding import significant

TEXT = "I love machines and dogs"
WORDS = TEXT.split()


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def told(name, text=TEXT, **options):
    return list(document(name, text, options).blocks())


def tables(blocks):
    return [block for block in blocks if isinstance(block, Table)]


def column(table, number):
    return np.array([row[number] for row in table.rows], float)


def last(blocks):
    """The conclusion, which only notes may follow."""
    said = [block for block in blocks if not isinstance(block, Note)]
    assert isinstance(said[-1], Prose)
    return said[-1].text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(set(EXPERIMENTS) - {"ablate", "patch", "lens"}))
def test_every_experiment_runs_on_a_short_text_in_both_languages(name, language):
    use(language)
    blocks = told(name, "我 爱" if language == "zh" else "I love")
    assert isinstance(blocks[0], Heading) and say("experiments.conclusion") in [b.text for b in blocks if isinstance(b, Heading)]
    assert all(len(row) == len(table.columns) for table in tables(blocks) for row in table.rows)
    assert "{" not in last(blocks)


def test_an_unknown_experiment_is_told_with_the_nearest():
    with pytest.raises(TracerError, match="Did you mean scaling"):
        experiment("scalling")


@pytest.mark.parametrize(
    ("name", "options", "key"), [("positions", {"positions": "rope"}, "positions"), ("mask", {"mask": "causal"}, "mask")]
)
def test_what_an_experiment_decides_itself_cannot_be_asked_for(name, options, key):
    with pytest.raises(TracerError, match=f"chooses {key} itself"):
        told(name, **options)


def test_as_json_an_experiment_is_its_tables_and_its_conclusion():
    made = document("mask", TEXT, {"seed": 2})
    data = made.facts["json"]
    assert data["experiment"] == "mask" and data["settings"] == {"seed": 2}
    assert data["conclusion"] == last(list(made.blocks()))
    assert data["tables"][0]["rows"] == tables(made.blocks())[0].rows


def test_recurrent_results_wait_for_one_another_and_attention_does_not():
    waiting, forgetting, pairs, weights, price = tables(told("recurrence"))
    assert {row[0]: row[1] for row in waiting.rows} == {"rnn": 5, "lstm": 5, "gru": 5, "attention": 1}
    by_model = {row[0]: row[3] - row[2] for row in waiting.rows}
    assert by_model["attention"] == 0 and all(by_model[model] > 0 for model in ("rnn", "lstm", "gru"))
    assert [row[0] for row in forgetting.rows] == WORDS
    assert [row[2] for row in pairs.rows[:3]] == [0, 0, 0] and pairs.rows[3][2] > 0
    assert column(weights, 1).sum() == pytest.approx(1)
    assert [row[2] for row in price.rows] == [25, 100, 400]


@pytest.mark.parametrize("seed", range(6))
def test_the_conclusion_about_forgetting_names_those_that_forget_more(seed):
    blocks = told("recurrence", seed=seed)
    share = {
        model: column(tables(blocks)[1], at)[-1] / column(tables(blocks)[1], at)[0]
        for at, model in enumerate(("rnn", "lstm", "gru", "attention"), 1)
    }
    forgetful = [model for model in ("rnn", "lstm", "gru") if share[model] < share["attention"]]
    if len(forgetful) == 3:
        assert "All three forget more" in last(blocks)
    elif forgetful:
        assert last(blocks).endswith(f"but: {', '.join(forgetful)}.")
    else:
        assert "none of the three forgets more" in last(blocks)


def test_scores_grow_with_d_k_and_softmax_saturates_unless_they_are_divided():
    blocks = told("scaling")
    (table,) = tables(blocks)
    assert list(column(table, 0)) == [1, 4, 16, 64, 256, 1024]
    assert (np.diff(column(table, 1)) > 0).all()
    assert column(table, 4)[-1] < column(table, 5)[-1] / 2
    assert "saturating" in last(blocks)
    run = trace(TEXT, model="attention", heads=1, d_model=16, d_k=4, d_v=2, positions="none", scale=False, seed=0)
    a = run["softmax"].array[0]
    sizes = [np.linalg.norm(np.diag(row) - np.outer(row, row)) for row in a]
    others = [
        trace(TEXT, model="attention", heads=1, d_model=16, d_k=4, d_v=2, positions="none", scale=False, seed=s)["softmax"].array[
            0
        ]
        for s in range(1, 5)
    ]
    sizes += [np.linalg.norm(np.diag(row) - np.outer(row, row)) for one in others for row in one]
    assert column(table, 4)[1] == pytest.approx(np.mean(sizes), rel=1e-9)


def test_without_positions_the_order_of_the_words_leaves_no_trace():
    (table,) = tables(told("positions"))
    assert column(table, 1).max() < 1e-12
    assert all(column(table, at).max() > 1e-6 for at in (2, 3, 4))


def test_a_mask_that_tells_the_order_is_not_taken_for_positions():
    assert "something else in this run, such as a mask" in last(told("positions", mask="causal"))


def test_words_that_read_the_same_backwards_are_refused():
    with pytest.raises(TracerError, match="the same backwards"):
        told("positions", "a b a")


def test_without_the_mask_earlier_words_change_with_the_last_one_and_with_it_they_do_not():
    blocks = told("mask")
    (table,) = tables(blocks)
    assert (column(table, 3)[:-1] > 0).all() and (column(table, 4)[:-1] == 0).all() and column(table, 4)[-1] > 0
    assert (column(table, 2) == 0).all() and (column(table, 1)[:-1] > 0).all()
    assert "cannot copy it" in last(blocks)


def test_where_the_mask_does_not_help_the_conclusion_says_so():
    assert "Even with the mask" in last(told("mask", norm_kind="batch"))


def test_the_residual_connections_conclusion_follows_its_table():
    blocks = told("residual", seed=1, layers=5)
    (table,) = tables(blocks)
    assert len(table.rows) == 6
    kept = [column(table, at)[0] / column(table, at)[-2] for at in (1, 2)]
    alike = [column(table, at)[-1] / column(table, at)[0] for at in (3, 4)]
    better = {
        (True, True): "Both the gradient",
        (True, False): "do not become more alike",
        (False, True): "does not shrink more",
        (False, False): "help neither",
    }
    assert better[bool(kept[1] < kept[0]), bool(alike[1] < alike[0])] in last(blocks)


def test_each_norm_says_over_which_axis_it_averages_and_leaves_what_it_promises():
    blocks = told("norm")
    kinds, sizes, _ = tables(blocks)
    assert [row[:2] for row in kinds.rows] == [["layer", "d_model"], ["batch", "token"], ["rms", "d_model"]]
    layer, batch, _ = kinds.rows
    assert layer[2] == pytest.approx(0, abs=1e-12) and layer[3] == pytest.approx(1, abs=1e-3)
    assert batch[4] == pytest.approx(0, abs=1e-12) and batch[5] == pytest.approx(1, abs=1e-2)
    assert sum(isinstance(block, Matrix) for block in blocks) == 4
    growth = [column(sizes, at).max() / column(sizes, at).min() for at in (1, 2, 3)]
    assert ("keeps them in bounds" in last(blocks)) == (growth[0] > max(growth[1:]))


@pytest.mark.parametrize("heads", [2, 4])
def test_heads_share_the_columns_of_w_q_and_their_shares_add_up(heads):
    blocks = told("heads", heads=heads, seed=3)
    matrices = [block for block in blocks if isinstance(block, Matrix)]
    run = trace(TEXT, heads=heads, seed=3)
    whole = np.concatenate([block.values for block in matrices[::2]], axis=1)
    np.testing.assert_array_equal(whole, run.parameters["encoder.0.attention.W_Q"].array)
    for head, block in enumerate(matrices[1::2]):
        np.testing.assert_array_equal(block.values, run["q"].array[head])
    said = " ".join(block.text for block in blocks if isinstance(block, Prose))
    assert "added up, is the output" in said and "are the sum of the heads' scores" in said
    counts = tables(blocks)[1]
    own = [int((run["softmax"].array[head].argmax(axis=1) == np.arange(5)).sum()) for head in range(heads)]
    assert [row[1] for row in counts.rows] == own


def test_one_head_has_nothing_to_compare():
    assert "nothing to compare" in last(told("heads", heads=1))


def test_two_linear_layers_are_one_and_an_activation_between_makes_them_two():
    blocks = told("nonlinearity")
    (table,) = tables(blocks)
    far = dict(table.rows)
    assert far.pop("none") < 1e-12 and min(far.values()) > 1e-3
    run = trace(TEXT, activation="none")
    (matrix,) = [block for block in blocks if isinstance(block, Matrix)]
    np.testing.assert_allclose(
        matrix.values, run.parameters["encoder.0.ffn.W_1"].array @ run.parameters["encoder.0.ffn.W_2"].array
    )


@pytest.mark.parametrize("one", conventions.CONVENTIONS, ids=lambda one: f"{one.key}={one.other}")
def test_every_convention_first_shows_where_it_is_said_to(one):
    found = conventions.difference(WORDS, {"seed": 1}, one)
    assert found is not None
    runs = [trace(tokens=WORDS, seed=1, model=one.model, **{one.key: value}) for value in (one.paper, one.other)]
    cells = []
    for run, number in zip(runs, (found.first, found.second), strict=True):
        if number != say("experiments.no_stage"):
            value = run.cell(found.place)
            assert number in ("-∞", "-1.000e+09") or float(number) == pytest.approx(
                value, abs=10.0 ** -len(number.partition(".")[2])
            )
            cells.append(value)
    assert len(cells) == 1 or cells[0] != cells[1]


def test_nothing_before_the_first_difference_differs():
    one = next(one for one in conventions.CONVENTIONS if one.key == "activation")
    place = conventions.difference(WORDS, {}, one).place
    first, second = (trace(tokens=WORDS, activation=value) for value in (one.paper, one.other))
    names = [step.name for step in first.shown]
    for name in names[: names.index(place.partition("[")[0])]:
        np.testing.assert_array_equal(first[name].array, second[name].array)


@pytest.mark.parametrize("seed", (0, 3))
@pytest.mark.parametrize("name", sorted(set(EXPERIMENTS) - {"ablate", "patch", "lens"}))
def test_no_experiment_tells_rounding_as_a_result(name, seed):
    blocks = told(name, "the cat sees the dog", seed=seed)
    for table in tables(blocks):
        sizes = [abs(cell) for row in table.rows for cell in row if isinstance(cell, float) and cell]
        assert not sizes or min(sizes) > 1e-12 * max(sizes), table.caption
    said = " ".join(block.text for block in blocks if isinstance(block, Prose))
    assert not re.search(r"\de-1\d", said)


@pytest.mark.parametrize("seed", range(4))
def test_the_conclusion_about_positions_spans_its_table(seed):
    blocks = told("positions", seed=seed)
    sizes = np.concatenate([column(tables(blocks)[0], at) for at in (2, 3, 4)])
    assert not column(tables(blocks)[0], 1).any()
    assert f"by {significant(sizes.min(), 3)} to {significant(sizes.max(), 3)}" in last(blocks)


def test_conventions_that_differ_by_rounding_alone_do_not_differ():
    one, other = trace("a b", seed=1), trace("a b", seed=1)
    for step in other.steps.values():
        step.held = step.values * (1 + 1e-15)
    assert conventions.first_difference(one, other) is None
    other.steps["encoder.0.attention.q"].held = other["encoder.0.attention.q"].values + 1e-9
    assert conventions.first_difference(one, other).place.startswith("encoder.0.attention.q")


@pytest.mark.filterwarnings("error")
def test_numbers_that_are_not_finite_warn_in_the_notes_only():
    for name in ("residual", "scaling"):
        assert told(name, score_softcap=1e-320)
