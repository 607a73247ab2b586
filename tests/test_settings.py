"""Settings: every key reads its values from a file or the command line and refuses all others by name."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import trace
from tracer.errors import TracerError
from tracer.settings import ACTIVATIONS, FIELDS, MODELS, Settings, idle, in_part, read, read_all
from tracer.settings.kinds import MOST_SIZE


def refusal(key, raw):
    with pytest.raises(TracerError) as caught:
        read(key, raw)
    return caught.value


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("heads", "8", 8),
        ("heads", 8, 8),
        ("heads", 8.0, 8),
        ("d_ff", MOST_SIZE, MOST_SIZE),
        ("layers", 1024, 1024),
        ("seed", 0, 0),
        ("seed", "12345678901234567890", 12345678901234567890),
        ("bias", "true", True),
        ("bias", False, False),
        ("tied", "FALSE", False),
        ("scale", True, True),
        ("scale", "false", False),
        ("scale", "d_model", "d_model"),
        ("scale", "8", 8.0),
        ("scale", 1, 1.0),
        ("mask", "causal", "causal"),
        ("mask", [[1, 0], [1, 1]], [[1, 0], [1, 1]]),
        ("mask_fill", "-inf", "-inf"),
        ("mask_fill", -math.inf, "-inf"),
        ("mask_fill", "-1e9", -1e9),
        ("mask_fill", "renormalise", "renormalise"),
        ("positions", "none", "none"),
        ("positions", [[0.0, 1.0]], [[0.0, 1.0]]),
        ("epsilon", "0", 0.0),
        ("epsilon", "1e-6", 1e-6),
        ("momentum", 1, 1.0),
        ("norm", "pre", "pre"),
        ("norm", "attention,ffn", ("attention", "ffn")),
        ("norm", ["ffn"], ("ffn",)),
        ("residual", True, True),
        ("residual", "false", False),
        ("residual", "attention", ("attention",)),
        ("residual", [], ()),
        ("layout", "W x", "W x"),
        ("model", "anything", "anything"),
    ],
)
def test_a_value_reads_as_what_it_means(key, raw, value):
    got = read(key, raw)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("heads", 0),
        ("heads", -1),
        ("heads", "two"),
        ("heads", 1.5),
        ("heads", "1.5"),
        ("heads", True),
        ("heads", None),
        ("heads", math.inf),
        ("heads", math.nan),
        ("heads", "9" * 5000),
        ("epsilon", 10**400),
        ("scale", 10**400),
        ("heads", []),
        ("heads", MOST_SIZE + 1),
        ("d_model", MOST_SIZE + 1),
        ("d_ff", MOST_SIZE + 1),
        ("d_k", MOST_SIZE + 1),
        ("d_v", MOST_SIZE + 1),
        ("hidden", MOST_SIZE + 1),
        ("model", ["encoder"]),
        ("model", 1),
        ("model", {"name": "encoder"}),
        ("seed", -1),
        ("bias", "yes"),
        ("bias", 1),
        ("scale", 0),
        ("scale", "0"),
        ("scale", "d_k"),
        ("scale", math.nan),
        ("mask", "diagonal"),
        ("mask_fill", "nan"),
        ("mask_fill", math.inf),
        ("softmax_over", "rows"),
        ("positions", "fourier"),
        ("epsilon", -1e-5),
        ("epsilon", "inf"),
        ("epsilon", True),
        ("dropout", 1.0),
        ("norm", True),
        ("norm", "post,pre"),
        ("norm", ["ffn", "logits"]),
        ("norm", 3),
        ("residual", "sometimes"),
        ("activation", "RELU"),
    ],
)
def test_any_other_value_is_refused_with_what_the_key_takes(key, raw):
    error = refusal(key, raw)
    assert error.message == "settings.value"
    assert error.values["key"] == key
    assert error.values["takes"]


def test_an_unknown_key_names_its_nearest():
    assert refusal("head", 1).message == "settings.unknown.near"
    assert "heads" in refusal("head", 1).values["near"]
    assert refusal("qqqqq", 1).message == "settings.unknown"


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(max_size=3), max_size=3)


@given(st.sampled_from(sorted(FIELDS)), ANYTHING | st.dictionaries(st.text(max_size=2), st.integers(), max_size=2))
def test_whatever_is_given_is_a_value_or_a_sentence(key, raw):
    try:
        read(key, raw)
    except TracerError as error:
        assert key in str(error)


@pytest.mark.parametrize("key", sorted(key for key, field in FIELDS.items() if "choices" in field.metadata))
def test_every_choice_reads_as_itself_and_the_first_is_the_default(key):
    choices = FIELDS[key].metadata["choices"]
    assert [read(key, choice) for choice in choices] == list(choices)
    assert not choices or getattr(Settings(), key) == choices[0]


def test_only_what_differs_from_the_defaults_is_given():
    assert Settings().given() == {}
    changed = read_all({"heads": "4", "scale": "false", "norm": "post"})
    assert Settings(**changed).given() == {"heads": 4, "scale": False}


@given(st.sampled_from(ACTIVATIONS), st.integers(1, 64), st.sampled_from(["post", "pre", "none", ("ffn",)]))
def test_what_was_given_reads_back(activation, heads, norm):
    settings = Settings(activation=activation, heads=heads, norm=norm)
    assert Settings(**read_all(settings.given())) == settings


def test_a_sublayer_has_a_norm_where_the_setting_says_so():
    assert in_part("post", "ffn")
    assert not in_part("none", "ffn")
    assert in_part(("ffn",), "ffn")
    assert not in_part(("ffn",), "attention")
    assert in_part(True, "cross")
    assert not in_part(False, "cross")
    assert not in_part((), "ffn")


SQUARE = [[1, 1, 0], [1, 1, 1], [1, 0, 1]]
OTHER = {
    "layers": 2, "heads": 4, "d_k": 3, "d_v": 3, "d_ff": 5, "hidden": 3, "bias": True, "scale": 3.0, "mask": SQUARE,
    "target_mask": "none", "memory_mask": SQUARE, "mask_fill": -3.0, "softmax_over": "query", "norm": "pre", "norm_kind": "rms",
    "variance": "sample", "epsilon": 0.5, "epsilon_at": "deviation", "norm_statistics": "running", "momentum": 0.5,
    "residual": False, "activation": "gelu", "activation_after": "both", "final_norm": True, "tied": True, "bidirectional": True,
    "gru_update": "take", "gru_reset": "before", "d_model": 8, "seed": 3, "init": "integers", "dtype": "float32",
    "positions": "learned", "embedding_scale": True, "dropout": 0.5, "paper": 1,
}  # fmt: skip


def numbers(run):
    return {name: (step.values.dtype, step.values.shape, step.values.tobytes()) for name, step in run.every.items()}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("key", OTHER)
def test_a_setting_that_changes_nothing_in_a_model_is_said_to_and_no_other(key, model):
    given = {"model": model, "seed": 0}
    if model == "seq2seq" and key == "activation":
        given["cell"] = "rnn"
    if model == "encoder-decoder":
        given["target"] = "x y z" if key != "memory_mask" else "x y"  # with <start> as many rows as the mask has
    if model == "decoder" and key == "memory_mask":
        given["memory_inputs"] = np.arange(12.0).reshape(3, 4) / 7
    if model not in ("rnn", "lstm", "gru") and key != "mask":
        given["mask"] = "causal"
    if key in ("norm_statistics", "momentum"):
        given["norm_kind"] = "batch"
    if key in ("epsilon", "epsilon_at") and model == "attention":
        given["latent_kv"] = 3  # whose norm is the only one there
    if key == "dropout":
        given["layers"] = 2  # between the layers of a recurrent network
    other = False if key == "bias" and model in ("rnn", "lstm", "gru") else OTHER[key]  # which have biases by themselves
    changed = trace("a b c", **{**given, key: other})
    same = numbers(trace("a b c", **given)) == numbers(changed)
    assert same == bool(idle([key], model))
    assert any(key in note and "does not read" in note for note in changed.notes) == same
