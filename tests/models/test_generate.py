"""Writing on: each choice against NumPy, the whole text against running the model again by hand, the cache against both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer import trace
from tracer.errors import TracerError
from tracer.language import use

VOCAB = ["<start>", "<end>", "I", "love", "machines", "and", "dogs"]
DECODER = {"model": "decoder", "vocab": VOCAB, "layers": 2, "d_model": 8}


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def by_hand(tokens, count, **options):
    """Greedy decoding with whole runs of growing texts."""
    tokens, found = list(tokens), []
    for _ in range(count):
        choice = int(trace(tokens=tokens, **options)["logits"].array[-1].argmax())
        found.append(choice)
        tokens.append(VOCAB[choice])
        if VOCAB[choice] == "<end>":
            break
    return found


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rope", "none"])
@pytest.mark.parametrize("cache", [False, True])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_decoder_writes_what_running_it_again_by_hand_gives(positions, cache, seed):
    options = {**DECODER, "positions": positions, "seed": seed}
    run = trace("I love", generate=5, cache=cache, **options)
    assert run.facts["generated_ids"] == by_hand(["I", "love"], 5, **options)
    assert run.facts["generated_tokens"] == [VOCAB[one] for one in run.facts["generated_ids"]]


def test_an_encoder_decoder_goes_on_from_its_target():
    options = {"model": "encoder-decoder", "vocab": VOCAB, "seed": 3}
    run = trace("I love", target="dogs", generate=3, **options)
    tokens, found = ["dogs"], []
    for _ in run.facts["generated_ids"]:
        found.append(int(trace("I love", target_tokens=tokens, **options)["logits"].array[-1].argmax()))
        tokens.append(VOCAB[found[-1]])
    assert run.facts["generated_ids"] == found


def test_writing_stops_behind_the_end_token():
    runs = [trace("I love", generate=12, seed=seed, **DECODER).facts["generated_tokens"] for seed in range(8)]
    ended = [tokens for tokens in runs if "<end>" in tokens]
    assert ended and all(tokens.index("<end>") == len(tokens) - 1 for tokens in ended)
    assert all(len(tokens) == 12 for tokens in runs if "<end>" not in tokens)


def test_nothing_is_written_where_nothing_is_asked_for():
    run = trace("I love", generate=0, seed=1, **DECODER)
    assert run.facts["generated_ids"] == []
    assert [step.name for step in run.shown] == [step.name for step in trace("I love", seed=1, **DECODER).shown]


@settings(max_examples=15, deadline=None)
@given(
    temperature=st.one_of(st.none(), st.floats(0.1, 5)),
    top_k=st.one_of(st.none(), st.integers(1, 9)),
    top_p=st.one_of(st.none(), st.floats(0.05, 1)),
    seed=st.integers(0, 99),
)
def test_each_choice_is_made_as_its_recorded_stages_say(temperature, top_k, top_p, seed):
    asked = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    run = trace("I love", generate=2, seed=seed, **asked, **DECODER)
    for number, chosen in enumerate(run.facts["generated_ids"]):
        last = run["logits"] if not number else run.steps[f"pass.{number}.logits"]
        logits = last.array[-1] / (temperature or 1.0)
        np.testing.assert_allclose(run[f"generate.{number}.logits"].array, last.array[-1])
        kept = np.sort(logits)[::-1][: top_k or None].min()
        e = np.where(logits >= kept, np.exp(logits - logits.max()), 0)
        p = e / e.sum()
        if top_p is not None:
            order = np.argsort(-p)
            fewest = next(n for n in range(1, len(p) + 1) if n == len(p) or p[order[:n]].sum() >= top_p)
            p = np.where(np.isin(np.arange(len(p)), order[:fewest]), p, 0)
            p = p / p.sum()
        stage = "probabilities" if top_p is None else "renormalised"
        np.testing.assert_allclose(run[f"generate.{number}.{stage}"].array, p, rtol=0, atol=1e-12)
        if temperature is top_k is top_p is None:
            assert chosen == p.argmax()
        else:
            u = float(run[f"generate.{number}.draw"].array)
            assert 0 <= u < 1 and p[chosen] > 0
            assert p[:chosen].sum() - 1e-12 <= u <= p[: chosen + 1].sum() + 1e-12


def test_the_seed_decides_the_draw():
    def drawn(seed):
        run = trace("I love", generate=4, temperature=50.0, seed=seed, **DECODER)
        return run.facts["generated_ids"]

    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(6)}) > 1


def test_a_cache_keeps_the_very_keys_and_values_of_earlier_passes():
    run = trace("I love", generate=4, cache=True, seed=1, **DECODER)
    assert len(run.facts["generated_ids"]) == 4
    before = run["decoder.0.attention.k"].array
    for number in range(1, 4):
        step = run[f"pass.{number}.decoder.0.attention.k_cache"]
        np.testing.assert_array_equal(step.array[:, :-1], before)
        np.testing.assert_array_equal(step.array[:, -1:], run[f"pass.{number}.decoder.0.attention.k"].array)
        assert run[f"pass.{number}.decoder.0.attention.q"].array.shape[1] == 1
        before = step.array


@pytest.mark.parametrize("model", ["decoder", "encoder-decoder"])
def test_a_cached_pass_equals_the_last_row_of_a_whole_one(model):
    options = {**DECODER, "model": model, "seed": 5}
    cached, whole = (trace("I love", generate=4, cache=cache, **options) for cache in (True, False))
    assert cached.facts["generated_ids"] == whole.facts["generated_ids"]
    for number in range(len(cached.facts["generated_ids"])):
        stage = f"generate.{number}.probabilities"
        np.testing.assert_allclose(cached[stage].array, whole[stage].array, rtol=0, atol=1e-12)


def test_what_a_cache_cannot_keep_true_is_said():
    run = trace("I love", generate=3, cache=True, softmax_over="query", seed=1, **DECODER)
    assert "differ from the full recomputation" in run.notes[-1]
    with pytest.raises(TracerError, match="batch norm over a single row"):
        trace("I love", generate=3, cache=True, norm_kind="batch", seed=1, **DECODER)


def test_pass_stages_computed_over_again_are_details_and_cached_ones_are_shown():
    for cache in (False, True):
        run = trace("I love", generate=2, cache=cache, seed=1, **DECODER)
        assert any(step.name.startswith("pass.1.") for step in run.shown) == cache


def test_an_edited_cell_holds_in_every_pass():
    edits = {"decoder.0.attention.softmax[0, 1, 0]": 0.5}
    run = trace("I love", generate=2, seed=1, edits=edits, **DECODER)
    assert run["pass.1.decoder.0.attention.softmax"].array[0, 1, 0] == 0.5
    assert run["decoder.0.attention.softmax"].array[0, 1, 0] == 0.5


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("I love", {"model": "encoder", "vocab": VOCAB}, "needs a model with a decoder"),
        (["I love", "dogs"], {}, "one sentence at a time, and 2"),
        ("I love", {"temperature": 0}, "temperature cannot be 0"),
        ("I love", {"temperature": float("nan")}, "temperature cannot be nan"),
        ("I love", {"top_k": 0}, "--top-k cannot be 0"),
        ("I love", {"top_p": 1.5}, "--top-p cannot be 1.5"),
        ("I love", {"generate": -1}, "--generate cannot be -1"),
        ("I love", {"mask": [[1, 0], [1, 1]]}, "a matrix does not say"),
        ("I love", {"mask": "none", "cache": True}, "needs a causal mask"),
        ("I love", {"cache": True, "edits": {"scores[0, 0, 0]": 1}}, "do not go together"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_sentence(text, options, told):
    edits = options.get("edits", {})
    rest = {key: value for key, value in options.items() if key != "edits"}
    with pytest.raises(TracerError, match=told):
        trace(text, edits=edits, **{**DECODER, "layers": 1, "generate": 2, "seed": 1, **rest})


@pytest.mark.parametrize("asked", [{"temperature": 2.0}, {"top_k": 3}, {"top_p": 0.5}, {"cache": True}])
def test_how_to_choose_says_nothing_where_nothing_is_written(asked):
    with pytest.raises(TracerError, match="add --generate N"):
        trace("I love", seed=1, **asked, **DECODER)


def test_a_trace_file_may_ask_for_it(tmp_path):
    file = tmp_path / "on.toml"
    words = ", ".join(f'"{word}"' for word in VOCAB)
    file.write_text(f'text = "I love"\nmodel = "decoder"\nvocab = [{words}]\nseed = 3\ngenerate = 2\ntop_k = 2\n', "utf-8")
    asked = {"model": "decoder", "vocab": VOCAB, "seed": 3, "generate": 2, "top_k": 2}
    assert trace(from_file=file).facts["generated_ids"] == trace("I love", **asked).facts["generated_ids"]


def test_vectors_in_place_of_tokens_cannot_be_continued():
    with pytest.raises(TracerError, match="cannot be continued"):
        trace(inputs=[[1, 2, 3, 4]], model="decoder", vocab=VOCAB, seed=1, generate=1)


def test_a_model_with_some_of_its_weights_cannot_choose_and_says_so():
    table = trace("a b", model="gemma3")["embedding.W_E"].values
    with pytest.raises(TracerError) as caught:
        trace("a b", model="gemma3", weights={"embedding.W_E": np.array(table)}, generate=2)
    assert caught.value.message == "generate.no_numbers"
