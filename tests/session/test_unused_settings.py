"""Settings that no number of a run depends on: named where they are given, and only there."""

from pathlib import Path

import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.settings import FIELDS, MODELS, STEPWISE, TRANSLATE
from tracer.settings.data import DATA

CASES = Path(__file__).parent.parent / "cases" / "hf"
GIVEN = {"W_Q": [[1, 0], [0, 1], [1, 1], [2, 0]], "W_K": [[1, 0], [0, 1], [1, 1], [2, 0]], "W_V": [[1], [0], [0], [1]]}
BIASED = {**GIVEN, "b_Q": [1, 2], "b_K": [0, 1], "b_V": [3]}
LLAMA, GPT = (str(CASES / name / "model") for name in ("llama", "gpt2"))


@pytest.mark.parametrize(
    ("options", "unread"),
    [
        ({}, ()),
        ({"seed": 3}, ()),
        ({"model": GPT, "seed": 3}, ("seed",)),
        ({"model": GPT, "seed": 3, "generate": 1}, ("seed",)),
        ({"model": GPT, "seed": 3, "generate": 1, "top_k": 2}, ()),
        ({"model": LLAMA, "variance": "sample"}, ("variance",)),
        ({"model": GPT, "variance": "sample"}, ()),
        ({"model": "rnn", "scale": False}, ("scale",)),
        ({"model": "rnn", "positions": "alibi"}, ("positions",)),
        ({"model": "gru", "positions": "rope", "layers": 2}, ("positions",)),
        ({"model": "lstm", "positions": "learned"}, ()),
        ({"model": "lstm", "positions": "none"}, ()),
        ({"embeddings": {"the": [1, 2, 3, 4], "cat": [4, 3, 2, 1]}, "seed": 3}, ()),
        ({"model": "attention", "weights": GIVEN, "inputs": [[1, 2, 3, 4]] * 2, "init": "integers"}, ("init",)),
        ({"model": "attention", "weights": BIASED, "inputs": [[1, 2, 3, 4]] * 2, "bias": False}, ("bias",)),
        ({"model": "attention", "weights": BIASED, "inputs": [[1, 2, 3, 4]] * 2, "bias": True}, ()),
        ({"model": "attention", "weights": GIVEN, "inputs": [[1, 2, 3, 4]] * 2, "bias": True}, ("bias",)),
        ({"model": "attention", "weights": GIVEN, "inputs": [[1, 2, 3, 4]] * 2, "bias": False}, ()),
        ({"model": "attention", "weights": BIASED, "inputs": [[1, 2, 3, 4]] * 2, "mask_fill": -1.0}, ("mask_fill",)),
        ({"edits": {"scores[0,0,0]": 3.0}, "mask_fill": -1.0, "scale": False}, ("mask_fill",)),
        ({"layout": "W x"}, ("layout",)),
        ({"positions": "rope", "position_base": 7.0}, ("position_base",)),
        ({"positions": "rope", "position_base": 7.0, "d_model": 8}, ()),
        ({"memory_inputs": [[1, 2, 3, 4]], "seed": 1}, ("memory_inputs",)),
        ({"model": "gru", "h_0": [[1, 2, 3, 4]], "c_0": [[1, 2, 3, 4]], "seed": 1}, ("c_0",)),
        ({"optimizer": "sgd", "warmup": 3}, ("optimizer", "warmup")),
        ({"model": "decoder", "classes": ["a", "b"]}, ("classes",)),
        ({"classes": ["a", "b"]}, ("classes",)),
        ({"classes": ["a", "b"], "seed": 1, "weights": {"W_U": [[1, 0], [0, 1], [1, 1], [2, 0]]}}, ()),
        ({"labels": [0, 1], "class_weights": [1, 2], "ignore_label": 0}, ("labels", "ignore_label", "class_weights")),
    ],
)
def test_what_was_given_and_not_read(options, unread):
    run = trace("the cat", **options)
    assert run.unread == unread
    said = " ".join(
        note for note in run.notes if "nothing here depends" in note or "so nothing" in note or "model has none" in note
    )
    assert bool(unread) == bool(said) and all(key in said.lower() or key == "init" for key in unread)


def numbers(run):
    steps = [(name, step.values.shape, step.values.tobytes()) for name, step in run.every.items()]
    return [*steps, run.dtype]


NUMBERS = {
    "epsilon": (1e-3, 0.5),
    "momentum": (0.3, 0.9),
    "dropout": (0.25, 0.5),
    "position_base": (10.0, 100.0),
    "mask_fill": (-2.0,),
    "position_buckets": (2, 3, 8),
    "position_furthest": (2, 64),
    "rotary_factor": (2.0, 4.0),
    "window_position_base": (10.0, 100.0),
    "sliding_window": (1, 2),
    "full_attention_every": (1, 2),
    "score_softcap": (0.5, 3.0),
    "logit_softcap": (0.5, 3.0),
    "experts": (3, 4),
    "experts_per_token": (1, 2, 3),
    "shared_experts": (1, 2),
    "dense_layers": (0, 1),
    "expert_factor": (1.0, 0.5),
    "memory_mask": ([[1, 0], [1, 1]], [[1, 1], [0, 1]]),
    **dict.fromkeys(("added_mask", "target_added_mask", "memory_added_mask"), ([[0, 0.5], [0, 0]], [[0, 0], [1, -1]])),
}
PARTS = {"residual": (True, False, "attention", "ffn"), "norm": ("attention", "ffn")}
CONTEXTS = {
    "plain": {},
    "no norm, no positions": {"norm": "none", "positions": "none"},
    "masked, by batch, timescales": {"mask": "causal", "norm_kind": "batch", "position_layout": "timescales"},
    "running, rotary, two": {"norm_kind": "batch", "norm_statistics": "running", "positions": "rope", "also": "c"},
    "windows, relative": {"mask": "causal", "sliding_window": 1, "positions": "relative"},
    "windows, rotary": {"mask": "causal", "sliding_window": 1, "positions": "rope", "d_model": 8},
    "experts": {"experts": 3, "d_ff": 2},
    "latent, rotary": {"latent_kv": 2, "latent_q": 2, "positions": "rope"},
    "rms, renormalised": {"norm_kind": "rms", "norm": "ffn", "mask_fill": "renormalise", "mask": "causal-upper-left"},
}
SIZES = (
    *("layers", "decoder_layers", "heads", "decoder_heads", "cross_heads", "kv_heads", "latent_kv", "latent_q"),
    *("d_model", "d_k", "d_v", "d_ff", "hidden", "proj_size", "rotary_columns"),
)
TRIED = [key for key in FIELDS if key not in ("model", "bias", "tied", "seed", "init", "layout", "paper", "dtype", *SIZES)]


# Contexts of attention to one's own words, for which the decoder is enough, and those that a recurrent network passes over.
LEFT_OUT = {"decoder": (), **dict.fromkeys(STEPWISE, ("windows", "experts", "latent", "rms"))}
TOGETHER = [
    (model, context)
    for model in MODELS
    for context in CONTEXTS
    if not context.startswith(LEFT_OUT.get(model, ("windows", "experts")))
]


OTHER_SIZES = {  # of others, 2 is another
    **{"heads": 4, "decoder_heads": 4, "cross_heads": 4, "kv_heads": 1},
    **{"d_model": 8, "d_k": 3, "d_v": 3, "d_ff": 5, "hidden": 6},
}
OTHERS = {"tied": True, "seed": 3, "init": "integers", "paper": 2, "dtype": "float32"}


@pytest.mark.parametrize("model", MODELS)
def test_a_size_changes_the_numbers_or_is_named_or_refused(model):
    """Sizes, the seed and what is drawn, against the numbers of the run that gives none of them."""
    base = {"model": model, "positions": "rope", "heads": 2, "d_model": 16}
    try:
        usual = trace("a b", **base)
    except TracerError:  # it writes a target
        base["target"] = "x"
        usual = trace("a b", **base)
    for key, value in {**{size: OTHER_SIZES.get(size, 2) for size in SIZES}, **OTHERS}.items():
        try:
            run = trace("a b", **{**base, key: value})
        except TracerError:
            continue
        assert (numbers(run) == numbers(usual)) == (key in run.unread), key


ROWS = [[1, 2, 3, 4], [0, 1, 0, 2]]
DATA_GIVEN = {  # a value of each key that is not what a run has without it
    **{"text": "b c", "also": ["c d"], "pair": "c", "tokens": ["a", "b", "c"], "cut": "characters"},
    **{"target": "x y", "target_tokens": ["x", "y"], "target_ids": [1, 2], "inputs": ROWS, "target_inputs": ROWS},
    **{"memory_inputs": ROWS, "key_inputs": ROWS, "value_inputs": ROWS, "h_0": [[1, 2, 3, 4]], "c_0": [[1, 2, 3, 4]]},
    **{
        "vocab": ["a", "b", "c"],
        "classes": ["p", "q"],
        "causal": True,
        "generate": 2,
        "temperature": 0.5,
        "top_k": 1,
        "top_p": 0.5,
    },
    **{
        "cache": True,
        "labels": [0, 1],
        "label_smoothing": 0.1,
        "ignore_label": 0,
        "pad_label": 0,
        "class_weights": [1, 2],
        "reduction": "sum",
    },
    **{"loss": "mse", "targets": ROWS, "upstream_gradient": ROWS, "pool": "mean", "optimizer": "sgd", "learning_rate": 0.1},
    **{"betas": [0.1, 0.2], "optimizer_epsilon": 1e-3, "optimizer_momentum": 0.5, "nesterov": True, "weight_decay": 0.1},
    **{"clip_norm": 1.0, "accumulate": 2, "schedule": "noam", "warmup": 2, "steps": 2},
}


@pytest.mark.parametrize("model", ["encoder", "attention", "decoder", "gru"])
def test_a_key_that_is_no_setting_changes_the_numbers_or_is_named_or_refused(model):
    assert DATA_GIVEN.keys() == DATA.keys()
    usual = trace("a b", model=model)
    for key, value in DATA_GIVEN.items():
        try:
            run = trace(**{"text": "a b", "model": model, key: value})
        except TracerError:
            continue
        named = key in run.unread or {"causal": "mask"}.get(key) in run.unread
        own = key == "causal" and model == "decoder"  # it is causal by itself
        assert own or (numbers(run) == numbers(usual)) == named, key


@pytest.mark.parametrize(("model", "context"), TOGETHER)
def test_a_setting_is_named_exactly_where_no_value_of_it_changes_a_number(model, context):
    """Against the numbers of whole runs: every setting, with all its values (of numbers, some)."""
    wrong = []
    for key in TRIED:
        if key == "softmax_over" and context.startswith("windows"):
            continue  # where each token sees one key alone, its weight is 1 either way
        if key == "positions" and model in STEPWISE:
            continue  # some of its values are read there and some are not: see above
        if key.endswith("_mask") and "also" in CONTEXTS[context]:
            continue  # rows for two tokens, and the second sentence has others
        meta = FIELDS[key].metadata
        flags = (True, False) if meta["kind"] in ("flag", "scale") else ()
        values = [*flags, *meta.get("choices", ()), *NUMBERS.get(key, ()), *PARTS.get(key, ())]
        given = {"model": model, "seed": 0, **CONTEXTS[context]}
        if model in TRANSLATE:
            given["target"] = ["x", "y z"] if "also" in given else "x"
        unread, seen = [], []
        for value in values:  # as many as it takes to see that one of them changes a number
            run = trace("a b", **{**given, key: value})
            unread.append(key in run.unread)
            seen.append(numbers(run))
            if seen[-1] != seen[0]:
                break
        same = seen[-1] == seen[0]
        if len(seen) < 2 or any(named != same for named in unread):
            wrong.append((key, same))
    assert not wrong
