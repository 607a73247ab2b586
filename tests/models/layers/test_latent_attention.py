"""Multi-head latent attention against plain NumPy, its gradients against slopes, what its cache keeps, what it refuses."""

import numpy as np
import pytest
from plain import softmax
from slopes import slopes

import tracer
from tracer.document.sentence import sentence
from tracer.errors import TracerError
from tracer.language import say

TEXT = "the cat sat down"
SMALL = {"model": "decoder", "d_model": 6, "heads": 2, "latent_kv": 3, "positions": "rope", "d_k": 5, "d_v": 2, "norm": "none"}
CHANGES = {
    "rotary": {},
    "a query latent": {"latent_q": 4},
    "biases": {"latent_q": 4, "bias": True},
    "other positions": {"positions": "sinusoidal"},
    "wider rotary part": {"rotary_columns": 4, "position_layout": "halves", "d_k": 7},
    "two layers of an encoder": {"model": "encoder", "layers": 2},
    "norms without γ": {"norm_affine": False, "latent_q": 2},
}


def over_root(x, gamma=1.0):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * gamma


def turned(x, layout):
    """Each row's pairs turned by its place × frequency."""
    result, width = x.copy(), x.shape[1]
    for place, pair in np.ndindex(len(x), width // 2):
        one, other = (2 * pair, 2 * pair + 1) if layout == "interleaved" else (pair, pair + width // 2)
        angle = place * 10000.0 ** (-2 * pair / width)
        result[place, one] = x[place, one] * np.cos(angle) - x[place, other] * np.sin(angle)
        result[place, other] = x[place, other] * np.cos(angle) + x[place, one] * np.sin(angle)
    return result


def latent(x, source, p, at, heads, causal, layout, rope=True):
    """Concatenated heads (tokens × heads·d_v), head by head, from parameters by name."""

    def times(rows, letters):
        return rows @ p[f"{at}.W_{letters}"] + p.get(f"{at}.b_{letters}", 0.0)

    asks = x
    if f"{at}.W_DQ" in p:
        asks = over_root(times(x, "DQ"), p.get(f"{at}.q_latent_norm.gamma", 1.0))
    content = times(asks, "UQ" if f"{at}.W_DQ" in p else "Q")
    c = over_root(times(source, "DKV"), p.get(f"{at}.kv_latent_norm.gamma", 1.0))
    k_content, v = times(c, "UK"), times(c, "UV")
    result = []
    for h in range(heads):
        q, k, values = (np.split(rows, heads, axis=1)[h] for rows in (content, k_content, v))
        if rope:
            q = np.hstack([q, turned(np.split(times(asks, "QR"), heads, axis=1)[h], layout)])
            k = np.hstack([k, turned(times(source, "KR"), layout)])
        scores = q @ k.T / q.shape[1] ** 0.5
        if causal:
            scores = np.where(np.tri(len(x), dtype=bool), scores, -np.inf)
        result.append(np.array([softmax(row) for row in scores]) @ values)
    return np.hstack(result)


@pytest.mark.parametrize("change", CHANGES)
def test_latent_attention_is_what_plain_numpy_gives(change):
    options = {**SMALL, **CHANGES[change]}
    run = tracer.trace(TEXT, **options)
    p = {name: step.values for name, step in run.parameters.items()}
    stack, rope, layout = options["model"], options["positions"] == "rope", options.get("position_layout", "interleaved")
    last = options.get("layers", 1) - 1
    x = run["input"].values if last == 0 else run[f"{stack}.{last - 1}.ffn.add"].values
    at = f"{stack}.{last}.attention"
    expected = latent(x, x, p, at, 2, stack == "decoder", layout, rope)
    np.testing.assert_allclose(run[f"{at}.concat"].values, expected, rtol=0, atol=1e-12)
    assert run[f"{at}.q"].values.shape == (2, 4, options["d_k"])
    assert [step.name for step in run.steps.values() if sentence(step) == say("stages.other")] == []


def test_cross_attention_makes_keys_and_values_from_the_latent_of_the_memory():
    run = tracer.trace(TEXT, target="le chat", **{**SMALL, "model": "encoder-decoder"})
    p = {name: step.values for name, step in run.parameters.items()}
    x, memory = run["decoder.0.attention.add"].values, run["encoder.0.ffn.add"].values
    expected = latent(x, memory, p, "decoder.0.cross", 2, False, "interleaved")
    np.testing.assert_allclose(run["decoder.0.cross.concat"].values, expected, rtol=0, atol=1e-12)


def test_widths_nobody_gave_follow_from_d_model_and_heads():
    run = tracer.trace(TEXT, model="decoder", d_model=16, heads=2, latent_kv=3, positions="rope")
    assert (run.model["d_k"], run.model["d_v"], run.model["latent_kv"]) == (12, 8, 3)
    assert run["k_position"].values.shape == (4, 4) and run["k_content"].values.shape == (2, 4, 8)
    again = tracer.trace(TEXT, model="decoder", d_model=16, heads=2, latent_kv=3, positions="rope", d_k=12)
    assert np.array_equal(again["logits"].values, run["logits"].values)


@pytest.mark.parametrize("cached", [{"model": "decoder"}, {"model": "encoder-decoder", "target": "le"}])
def test_a_cache_keeps_the_latent_and_the_shared_position_alone(cached):
    options = {**SMALL, "latent_q": 4, "generate": 3, "seed": 5, **cached}
    run, whole = (tracer.trace(TEXT, cache=cache, **options) for cache in (True, False))
    assert run.facts["generated_ids"] == whole.facts["generated_ids"]
    kept = [step for name, step in run.steps.items() if name.startswith("pass.1.decoder.0.attention") and name.endswith("_cache")]
    assert {step.name.rpartition(".")[2]: step.values.shape[-1] for step in kept} == {"kv_latent_cache": 3, "k_rotated_cache": 2}
    np.testing.assert_allclose(run["pass.1.logits"].values[-1], whole["pass.1.logits"].values[-1], rtol=0, atol=1e-12)


@pytest.mark.parametrize("ending", ["W_DKV", "W_UK", "W_UV", "W_KR", "W_QR", "W_DQ", "W_UQ", "kv_latent_norm.gamma", "b_KR"])
def test_the_gradient_of_each_matrix_is_the_slope(ending):
    options = {**SMALL, "latent_q": 4, "bias": True}
    run = tracer.trace(TEXT, **options)
    name = f"decoder.0.attention.{ending}"
    back = run.gradients("logits[3, 0]")[f"grad.{name}"].values
    places, expected = slopes(TEXT, name, (3, 0), options)
    np.testing.assert_allclose(back[places], expected, atol=1e-7)
    assert np.abs(back).max() > 1e-6


def test_shapes_of_given_matrices_tell_the_widths(tmp_path):
    run = tracer.trace(TEXT, **SMALL)
    run.save(tmp_path / "run.toml")
    again = tracer.load(tmp_path / "run.toml").trace(TEXT)
    assert np.array_equal(again["logits"].values, run["logits"].values)
    text = (tmp_path / "run.toml").read_text().replace("d_k = 5\n", "d_k = 6\n")
    (tmp_path / "run.toml").write_text(text)
    with pytest.raises(TracerError, match="d_k = 6"):
        tracer.load(tmp_path / "run.toml").trace(TEXT)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"latent_q": 3}, "needs latent_kv"),
        ({"latent_kv": 3, "kv_heads": 1}, "leave out one of the two"),
        ({"latent_kv": 3, "positions": "rope", "d_k": 2}, "d_k must be larger than rotary_columns"),
        ({"latent_kv": 3, "positions": "rope", "rotary_columns": 3}, "even number"),
        ({"latent_kv": 3, "model": "attention", "value_inputs": [[1.0, 2, 3, 4]]}, "from the same rows"),
        ({"latent_kv": 0}, "from 1 to"),
        ({"latent_kv": 3, "heads": 3}, "do not divide"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_rule(options, words):
    with pytest.raises(TracerError, match=words):
        tracer.trace(TEXT, **options)
