"""What the tests of checkpoint pages share: tiny models of real families with what transformers computed from them."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from tracer.session.open import open_model
from tracer.tokens.tokenizer import Cut

CASES = Path(__file__).parent.parent / "cases" / "hf"
FAMILIES = CASES / "families"


class Ids:
    """A tokenizer for folders without one: the text is ids."""

    def __init__(self, size):
        self.size = size

    def cut(self, text, target=False, pair=None):
        ids = [int(one) for one in text.split()]
        return Cut(ids, list(map(str, ids)), list(map(str, ids)))

    def label(self, ids):
        return list(map(str, ids))


@cache
def model(folder):
    """The opened model of a folder; one without a tokenizer reads ids."""
    found = open_model(folder)
    if not any(folder.glob("tokenizer*")):
        found.checkpoint.__dict__["tokenizer"] = Ids(found.checkpoint.architecture.vocab)
    return found


def family(name):
    """(trace, expected arrays, architecture) of one of the tiny families."""
    expected = np.load(FAMILIES / name / "expected.npz")
    options = {"target_ids": expected["decoder_input_ids"].tolist()} if "decoder_input_ids" in expected else {}
    loaded = model(FAMILIES / name)
    trace = loaded.trace(" ".join(map(str, expected["input_ids"])), **options)
    return trace, expected, loaded.checkpoint.architecture


def close(step, expected, noise=0.0):
    """Within the tolerance the cases state: 3e-5 or four times the noise, and 1e-5 of the number and of the largest one.

    The reference computed in float32, where the error of a sum goes with its terms, which a small result does not show: of
    logits up to 10, t5-flan-v5resaved's are 2.8e-5 away from float64's and 3.6e-5 from another kernel's.
    """
    assert step.values.shape == expected.shape, step.name
    masked = np.abs(expected) > 1e30
    ours = np.where(masked, 0, np.where(np.isfinite(step.values), step.values, 0))
    theirs = np.where(masked, 0, expected)
    assert (np.isneginf(step.values) | (step.values < -1e30))[masked].all(), step.name
    room = max(3e-5, 4 * noise, 1e-5 * np.abs(theirs).max())
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=room, err_msg=step.name)


def stages(a):
    """(key of the expected arrays, our stage) of the hidden states and attention weights."""
    pairs = a.stack == "encoder-decoder"
    stacks = [("enc.", "encoder", a.layers), ("dec.", "decoder", a.decoder_layers)] if pairs else [("", a.stack, a.layers)]
    end = "add" if a.parallel else "ffn.norm" if a.norm == "post" else "ffn.add"
    for key, stack, layers in stacks:
        yield f"{key}hidden.0", "decoder.input" if key == "dec." else "input"
        for layer in range(layers):
            last = layer == layers - 1 and a.final_norm
            yield f"{key}hidden.{layer + 1}", f"{stack}.norm" if last else f"{stack}.{layer}.{end}"
            yield f"{key}attn.{layer}", f"{stack}.{layer}.attention.softmax"
    if pairs:
        yield from ((f"cross.attn.{layer}", f"decoder.{layer}.cross.softmax") for layer in range(a.decoder_layers))


def agrees(name):
    """Every hidden state, attention weight and logit of a tiny family is what transformers computed."""
    trace, expected, a = family(name)
    for key, stage in stages(a):
        if key not in expected:
            assert name == "falcon-alibi" and "attn" in key  # transformers' attention that is right returns no weights
        elif expected[key].shape[-1:] != (a.embedding_width,) or a.embedding_width == a.d_model or "attn" in key:
            close(trace[stage], expected[key])
    if "logits" in expected:
        close(trace["logits"], expected["logits"], float(expected["noise"]))


def case(name):
    """(expected.json, arrays, model) of one of the larger cases, which have tokenizers."""
    told = json.loads((CASES / name / "expected.json").read_text())
    return told, np.load(CASES / name / "expected.npz"), model(CASES / name / "model")


def inside(name):
    """Every array of every sentence of a larger case: hidden states, q, k, v, scores, weights, ids, logits."""
    told, arrays, loaded = case(name)
    a, noise = loaded.checkpoint.architecture, max(told["float32_vs_float64_max_abs"].values())
    for number, given in enumerate(told["inputs"]):
        options = {
            key: given[source] for key, source in (("target_ids", "decoder_input_ids"), ("pair", "pair")) if source in given
        }
        trace = loaded.trace(given["text"], **options)
        assert trace.facts["token_ids"] == given["input_ids"]
        for key, stage in (*stages(a), *details(trace, a), ("logits", "logits")):
            if f"s{number}.{key}" in arrays:
                close(trace[stage], arrays[f"s{number}.{key}"], noise)


def details(trace, a):
    """(key, stage) of q, k, v, scores, the heads side by side and the activation."""
    pairs = a.stack == "encoder-decoder"
    stacks = [("enc.", "encoder", a.layers), ("dec.", "decoder", a.decoder_layers)] if pairs else [("", a.stack, a.layers)]
    parts = [(key, f"{stack}.{layer}.attention", layer) for key, stack, layers in stacks for layer in range(layers)]
    parts += [("cross.", f"decoder.{layer}.cross", layer) for layer in range(a.decoder_layers)]
    for key, part, layer in parts:
        for letter in "qk":
            yield (
                f"{key}{letter}.{layer}",
                next(f"{part}.{one}" for one in (f"{letter}_rotated", letter) if f"{part}.{one}" in trace),
            )
        yield f"{key}v.{layer}", f"{part}.v"
        yield f"{key}ctx.{layer}", f"{part}.concat"
        read = next(f"{part}.{one}" for one in ("masked", "biased", "scaled", "scores") if f"{part}.{one}" in trace)
        yield f"{key}scores.{layer}", read
    for key, stack, layers in stacks:
        yield from (
            (f"{key}mlp_act.{layer}", f"{stack}.{layer}.ffn.{'gated' if a.gated else 'activation'}") for layer in range(layers)
        )


def writes_greedily(name):
    """The ids chosen, with and without a cache, are the reference's."""
    told, _, loaded = case(name)
    for given in told["inputs"]:
        for cached in (False, True):
            trace = loaded.trace(given["text"], generate=len(given["greedy_ids"]), cache=cached)
            assert trace.facts["generated_ids"] == given["greedy_ids"]
