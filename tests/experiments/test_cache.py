"""What the cache keeps and saves, counted by hand, and grouped keys beside the same keys repeated."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Prose, Table
from tracer.errors import TracerError
from tracer.experiments import document
from tracer.language import use
from tracer.rounding import percent

TEXT = "I love machines and dogs"
SIZES = {"model": "decoder", "layers": 1, "heads": 4, "d_model": 8, "d_ff": 6}


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def measured(**options):
    blocks = list(document("cache", TEXT, options).blocks())
    passes, heads = (block.rows for block in blocks if isinstance(block, Table))
    return passes, heads, [block.text for block in blocks if isinstance(block, Prose)]


def work(new, seen, kv_heads):
    """Multiplications of one decoder layer of SIZES (d_k = 2) and its output over 5 words, for `new` of `seen` tokens."""
    projections = 8 * 8 + 2 * 8 * kv_heads * 2 + 8 * 8
    return new * (projections + 2 * 8 * seen + 2 * 8 * 6 + 8 * 5)


def test_the_numbers_kept_and_the_multiplications_are_those_of_the_formulas():
    passes, heads, said = measured(**SIZES)
    assert passes == [
        [number, 5 + number, work(5 + number, 5 + number, 4), work(1 if number else 5, 5 + number, 4), 2 * 8 * (5 + number)]
        for number in range(4)
    ]
    assert [row[:5] for row in heads] == [[n, 4 // n, 4 * n, 4 * n * 6, work(1, 6, n)] for n in (4, 2, 1)]
    assert any("are the same either way" in sentence for sentence in said)
    assert f"takes {passes[3][2]} multiplications when all is computed again, {passes[3][3]} with the cache." in said[-1]
    assert said[-1].startswith("Reading token number 8 takes")
    assert "(25.0%)" in said[-1] and percent(heads[2][5]) in said[-1]


@pytest.mark.parametrize("more", [{}, {"bias": True, "norm": "pre", "positions": "rope", "layers": 2}])
def test_the_difference_is_that_of_the_mean_keys_repeated_for_each_head(more):
    options = {**SIZES, **more, "seed": 3}
    _, heads, _ = measured(**options)
    full = trace(TEXT, vocab=TEXT.split(), **options)
    for kv_heads, *_, difference in heads:
        repeated = {name: step.array for name, step in full.parameters.items()}
        for name, whole in repeated.items():
            if name.endswith(("W_K", "W_V", "b_K", "b_V")):
                groups = np.split(whole, kv_heads, axis=-1)
                means = [np.mean(np.split(group, 4 // kv_heads, axis=-1), axis=0) for group in groups]
                repeated[name] = np.concatenate([mean for mean in means for _ in range(4 // kv_heads)], axis=-1)
        run = trace(TEXT, vocab=TEXT.split(), weights=repeated, **options)
        a, b = full["logits"].array, run["logits"].array
        assert difference == pytest.approx(np.linalg.norm(a - b) / np.linalg.norm(a), abs=1e-12)
    assert heads[0][-1] == 0 < heads[1][-1]


def test_matrices_written_out_by_in_are_averaged_all_the_same():
    assert measured(**SIZES, layout="W x") == measured(**SIZES)


def test_of_one_head_the_conclusion_says_that_there_is_nothing_to_share():
    _, heads, said = measured(**{**SIZES, "heads": 1})
    assert len(heads) == 1 and "nothing to share: give --heads 2" in said[-1]


def test_where_heads_are_alike_sharing_is_free():
    run = trace(TEXT, vocab=TEXT.split(), **SIZES)
    alike = {name: step.array for name, step in run.parameters.items()}
    for end in ("W_K", "W_V"):
        alike[f"decoder.0.attention.{end}"] = np.tile(alike[f"decoder.0.attention.{end}"][:, :2], 4)
    _, heads, said = measured(**SIZES, weights=alike)
    assert [row[-1] for row in heads] == [0, 0, 0] and "sharing changes nothing" in said[-1]


def test_where_a_pass_computed_again_draws_other_numbers_that_is_said():
    _, _, said = measured(**SIZES, dropout=0.3)
    assert any("The logits of the two ways differ by up to" in sentence for sentence in said)


@pytest.mark.parametrize("model", ["encoder", "rnn", "t5", "deepseek", "pronoun"])
def test_only_toy_decoders_are_run(model):
    with pytest.raises(TracerError, match=f"a toy decoder, not '{model}': choose one of decoder, llama"):
        document("cache", TEXT, {"model": model})
    with pytest.raises(TracerError, match="chooses kv_heads itself"):
        document("cache", TEXT, {"kv_heads": 2})
