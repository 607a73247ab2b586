"""Modules saved by PyTorch compute the same numbers under our names: the arithmetic is done here once more, in plain NumPy."""

from pathlib import Path

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.files import formats
from tracer.language import use
from tracer.weights.needs import by_ending
from tracer.weights.torch_names import from_torch

CASES = Path(__file__).parent.parent / "cases" / "torch"


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def case(name, model=""):
    """Our parameters (float64), the settings told, and the expected arrays of one case."""
    told = from_torch(formats.load(CASES / name / "weights.safetensors").parameters, model)
    assert told is not None
    with np.load(CASES / name / "expected.npz") as found:
        expected = dict(found)
    return {key: array.astype(np.float64) for key, array in told.parameters.items()}, told.settings, expected


def softmax(scores):
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


def attend(p, block, x, memory, heads, mask=None):
    """Multi-head attention as in the paper, y = x W + b."""

    def split(name, rows):
        joined = rows @ p[f"{block}.W_{name}"] + p[f"{block}.b_{name}"]
        return joined.reshape(*joined.shape[:-1], heads, -1).swapaxes(-2, -3)

    q, k, v = split("Q", x), split("K", memory), split("V", memory)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, -np.inf, scores)
    z = (softmax(scores) @ v).swapaxes(-2, -3)
    return z.reshape(*z.shape[:-2], -1) @ p[f"{block}.W_O"] + p[f"{block}.b_O"]


def norm(p, place, x):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * p[f"{place}.norm.gamma"] + p[f"{place}.norm.beta"]


def feed_forward(p, layer, x):
    hidden = np.maximum(x @ p[f"{layer}.ffn.W_1"] + p[f"{layer}.ffn.b_1"], 0)
    return norm(p, f"{layer}.ffn", x + hidden @ p[f"{layer}.ffn.W_2"] + p[f"{layer}.ffn.b_2"])


def encoder_layer(p, layer, x, heads, mask):
    x = norm(p, f"{layer}.attention", x + attend(p, f"{layer}.attention", x, x, heads, mask))
    return feed_forward(p, layer, x)


def decoder_layer(p, layer, x, memory, heads, own, other):
    x = norm(p, f"{layer}.attention", x + attend(p, f"{layer}.attention", x, x, heads, own))
    x = norm(p, f"{layer}.cross", x + attend(p, f"{layer}.cross", x, memory, heads, other))
    return feed_forward(p, layer, x)


@pytest.mark.parametrize(("name", "heads"), [("mha_1head", 1), ("mha_4heads", 4), ("mha_4heads_causal", 4)])
def test_multi_head_attention(name, heads):
    p, told, expected = case(name)
    n = expected["query"].shape[1]
    mask = np.triu(np.ones((n, n), bool), 1) if "causal" in name else None
    out = attend(p, "attention", expected["query"], expected["query"], heads, mask)
    np.testing.assert_allclose(out, expected["out"], atol=1e-12)
    assert told == {"model": "attention", "d_model": expected["query"].shape[-1], "bias": True}


def test_encoder_layer():
    p, told, expected = case("encoder_layer_postnorm_relu")
    mask = expected["src_key_padding_mask"][:, None, None, :]
    np.testing.assert_allclose(encoder_layer(p, "encoder.0", expected["src"], 4, mask), expected["out"], atol=1e-12)
    assert told == {"model": "encoder", "layers": 1, "d_model": 16, "d_ff": 32, "bias": True}


def test_decoder_layer():
    p, told, expected = case("decoder_layer")
    other = expected["memory_key_padding_mask"][:, None, None, :]
    out = decoder_layer(p, "decoder.0", expected["tgt"], expected["memory"], 4, expected["tgt_mask"], other)
    np.testing.assert_allclose(out, expected["out"], atol=1e-12)
    assert told["model"] == "decoder" and told["layers"] == 1


def test_the_whole_transformer_with_embeddings_and_generator():
    p, told, expected = case("transformer_2017")
    assert told == {"model": "encoder-decoder", "layers": 2, "d_model": 16, "d_ff": 32, "bias": True, "final_norm": True}
    padded = (expected["src"] == 0)[:, None, None, :]
    x = expected["enc.in"]
    first = p["embedding.W_E"][expected["src"]] * 4  # √d_model
    np.testing.assert_allclose(x - first, np.broadcast_to((x - first)[:1], x.shape), atol=1e-12)
    for layer in range(2):
        x = encoder_layer(p, f"encoder.{layer}", x, 2, padded)
    memory = norm(p, "encoder", x)
    y = expected["dec.in"]
    own = np.triu(np.ones((y.shape[1],) * 2, bool), 1) | (expected["tgt"] == 0)[:, None, None, :]
    for layer in range(2):
        y = decoder_layer(p, f"decoder.{layer}", y, memory, 2, own, padded)
    out = norm(p, "decoder", y)
    real = expected["tgt"] != 0
    np.testing.assert_allclose((out @ p["output.W_U"] + p["output.b_U"])[real], expected["logits"][real], atol=1e-10)
    np.testing.assert_allclose(p["decoder.embedding.W_E"].shape, (13, 16))


def test_a_classifier_with_embedding_and_head():
    p, _, expected = case("train_encoder_classifier")
    out = encoder_layer(p, "encoder.0", expected["in"], 2, (expected["ids"] == 0)[:, None, None, :])
    np.testing.assert_allclose(expected["pooled"] @ p["output.W_U"] + p["output.b_U"], expected["logits"], atol=1e-12)
    np.testing.assert_allclose(out, expected["out"], atol=1e-12)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_rnn():
    p, told, expected = case("rnn")
    h = expected["h0"][0]
    for step in range(expected["x"].shape[1]):
        h = np.tanh(expected["x"][:, step] @ p["recurrent.0.W_x"] + h @ p["recurrent.0.W_h"] + p["recurrent.0.b"])
        np.testing.assert_allclose(h, expected["out"][:, step], atol=1e-12)
    assert told == {"model": "rnn", "layers": 1, "hidden": 6, "d_model": 5, "bidirectional": False, "bias": True}


def test_lstm():
    p, told, expected = case("lstm")
    h, c = expected["h0"][0], expected["c0"][0]
    for step in range(expected["x"].shape[1]):
        x = expected["x"][:, step]
        i, f, g, o = (x @ p[f"recurrent.0.W_x{a}"] + h @ p[f"recurrent.0.W_h{a}"] + p[f"recurrent.0.b_{a}"] for a in "ifgo")
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        np.testing.assert_allclose(h, expected["out"][:, step], atol=1e-12)
    assert told["model"] == "lstm"


def gru(layers=1, back=False, prefix="", biases=True):
    rng = np.random.RandomState(5)
    arrays = {}
    for layer in range(layers):
        for way in ("", "_reverse") if back else ("",):
            wide = 2 if layer == 0 else 3 * (1 + back)
            arrays |= {
                f"{prefix}weight_ih_l{layer}{way}": rng.randn(9, wide),
                f"{prefix}weight_hh_l{layer}{way}": rng.randn(9, 3),
            }
            if biases:
                arrays |= {f"{prefix}bias_{s}_l{layer}{way}": rng.randn(9) for s in ("ih", "hh")}
    return arrays


def test_gru_adds_the_biases_of_its_gates_and_keeps_those_of_the_candidate_apart():
    arrays = gru()
    told = from_torch(arrays)
    assert told.settings["model"] == "gru" and told.settings["hidden"] == 3 and told.settings["d_model"] == 2
    rows = {"r": slice(0, 3), "z": slice(3, 6), "n": slice(6, 9)}
    for gate, block in rows.items():
        assert told.parameters[f"recurrent.0.W_x{gate}"].tolist() == arrays["weight_ih_l0"][block].T.tolist()
        assert told.parameters[f"recurrent.0.W_h{gate}"].tolist() == arrays["weight_hh_l0"][block].T.tolist()
    both = arrays["bias_ih_l0"] + arrays["bias_hh_l0"]
    assert told.parameters["recurrent.0.b_z"].tolist() == both[3:6].tolist()
    assert told.parameters["recurrent.0.b_xn"].tolist() == arrays["bias_ih_l0"][6:].tolist()
    assert told.parameters["recurrent.0.b_hn"].tolist() == arrays["bias_hh_l0"][6:].tolist()
    assert "recurrent.0.b_n" not in told.parameters


def test_layers_and_both_directions_have_their_own_names():
    told = from_torch(gru(layers=2, back=True, prefix="model.rnn.", biases=False))
    assert told.settings["layers"] == 2 and told.settings["bidirectional"] and not told.settings["bias"]
    assert told.parameters["recurrent.1.backward.W_xz"].shape == (6, 3)
    assert {name.split(".")[2] for name in told.parameters} == {"forward", "backward"}


def layer(prefix="", **more):
    sizes = {"self_attn.in_proj_weight": (12, 4), "self_attn.out_proj.weight": (4, 4), "linear1.weight": (8, 4),
             "linear2.weight": (4, 8), "norm1.weight": (4,), "norm2.weight": (4,)} | more  # fmt: skip
    return {prefix + name: np.arange(float(np.prod(size))).reshape(size) for name, size in sizes.items()}


def test_a_stack_with_prefixes_and_a_final_norm():
    arrays = layer("model.transformer_encoder.layers.0.") | layer("model.transformer_encoder.layers.1.")
    arrays |= {"model.transformer_encoder.norm.weight": np.ones(4), "model.pos.pe": np.zeros((1, 9, 4))}
    told = from_torch(arrays)
    sizes = {"model": "encoder", "layers": 2, "d_model": 4, "d_ff": 8, "bias": False, "final_norm": True}
    assert told.settings == {**sizes, "positions": "learned"}
    assert {"encoder.1.attention.W_Q", "encoder.norm.gamma"} <= set(told.parameters)
    assert told.parameters["positions.W_P"].shape == (9, 4)


def test_a_decoder_built_from_an_encoder_stack_goes_where_the_model_reads():
    told = from_torch(layer("layers.0.") | {"norm.weight": np.ones(4), "tok_emb.weight": np.zeros((5, 4))}, "decoder")
    assert told.settings["model"] == "decoder"
    assert {"decoder.0.ffn.W_1", "decoder.norm.gamma", "embedding.W_E"} <= set(told.parameters)


def test_keys_and_values_of_another_width():
    arrays = {"q_proj_weight": np.zeros((4, 4)), "k_proj_weight": np.zeros((4, 3)), "v_proj_weight": np.zeros((4, 2)),
              "in_proj_bias": np.arange(12.0), "out_proj.weight": np.zeros((4, 4)), "out_proj.bias": np.zeros(4)}  # fmt: skip
    told = from_torch(arrays)
    assert told.parameters["attention.W_K"].shape == (3, 4) and told.parameters["attention.W_V"].shape == (2, 4)
    assert told.parameters["attention.b_V"].tolist() == [8, 9, 10, 11]


def test_a_norm_alone_fits_by_its_ending():
    p, told, _ = case("layernorm")
    assert by_ending(p, ["input.norm.gamma", "input.norm.beta"]).keys() == {"input.norm.gamma", "input.norm.beta"}
    batch = {"weight": np.ones(3), "bias": np.ones(3), "running_mean": np.zeros(3), "running_var": np.ones(3)}
    told = from_torch(batch | {"num_batches_tracked": np.array(3)})
    assert set(told.parameters) == {"norm.gamma", "norm.beta", "norm.running_mean", "norm.running_variance"}
    assert told.settings == {"norm_kind": "batch"}


def test_names_of_our_own_are_not_torchs():
    assert from_torch({"encoder.0.attention.W_Q": np.zeros((2, 2)), "encoder.0.attention.norm.running_mean": np.zeros(2)}) is None
    assert from_torch({}) is None
    assert from_torch({"bert.encoder.layer.0.attention.self.query.weight": np.zeros((2, 2))}) is None


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        (layer(**{"extra.weight": (2,)}), "belong to no torch.nn module that is known here: extra.weight"),
        (layer(**{"norm3.weight": (4,)}), "known here: norm3.weight"),
        (layer(**{"self_attn.in_proj_weight": (13, 4)}), "has 13 rows, which cannot be divided into 3 equal parts"),
        (layer(**{"linear1.weight": ()}), "linear1.weight has 0 axes"),
        (layer("encoder.layers.0.") | layer("decoder.layers.0.") | layer("decoder.layers.1."), "1 encoder layers and 2 decoder"),
        ({"weight_ih_l0": np.zeros((4, 2))}, "holds weight_ih_l0 but not weight_hh_l0"),
        ({"weight_ih_l1": np.zeros((4, 2)), "weight_hh_l1": np.zeros((4, 2))}, "holds weight_hh_l1 but not weight_ih_l0"),
        ({"weight_ih_l0": np.zeros((10, 2)), "weight_hh_l0": np.zeros((10, 5))}, "10 rows for 5 hidden units"),
        ({"weight_ih_l0": np.zeros(10), "weight_hh_l0": np.zeros((10, 5))}, "weight_ih_l0 has 1 axis"),
        (gru(prefix="a.") | gru(prefix="b."), "several recurrent networks"),
    ],
)  # fmt: skip
def test_a_state_dict_that_does_not_fit_says_why(arrays, sentence):
    with pytest.raises(TracerError) as refused:
        from_torch(arrays)
    assert sentence in str(refused.value)


ROWS = np.arange(36.0).reshape(9, 4)


@pytest.mark.parametrize(
    "name",
    ["pos_embedding", "pe", "pos_encoder.pe", "position_embeddings", "position_embeddings.weight", "embeddings.position_embeddings.weight",
     "positional_encoding.encoding", "wpe.weight"],
)  # fmt: skip
@pytest.mark.parametrize("shape", [(9, 4), (1, 9, 4), (9, 1, 4)])
def test_a_saved_table_of_positions_is_read_whether_learned_or_a_buffer(name, shape):
    told = from_torch(layer("layers.0.") | {name: ROWS.reshape(shape), "embeddings.token_embedding.weight": np.zeros((5, 4))})
    assert told.settings["positions"] == "learned"
    assert told.parameters["positions.W_P"].tolist() == ROWS.tolist()
    assert told.parameters["embedding.W_E"].shape == (5, 4)
    assert told.unused == ()


def test_both_stacks_read_their_own_table_of_positions_or_the_only_one():
    stacks = layer("encoder.layers.0.") | layer("decoder.layers.0.", **{"multihead_attn.in_proj_weight": (12, 4),
                   "multihead_attn.out_proj.weight": (4, 4), "norm3.weight": (4,)})  # fmt: skip
    shared = from_torch(stacks | {"positional_encoding.pe": ROWS}).parameters
    assert shared["positions.W_P"].tolist() == shared["decoder.positions.W_P"].tolist() == ROWS.tolist()
    own = from_torch(stacks | {"src_pos_emb.weight": ROWS, "tgt_pos_emb.weight": -ROWS}).parameters
    assert own["positions.W_P"].tolist() == ROWS.tolist() and own["decoder.positions.W_P"].tolist() == (-ROWS).tolist()


@pytest.mark.parametrize("name", ["mask", "causal_mask", "layers.0.src_mask", "norm.num_batches_tracked", "position_ids"])
def test_a_tensor_that_no_model_reads_is_named(name):
    assert from_torch(layer("layers.0.") | {name: np.zeros((3, 3))}).unused == (name,)


@pytest.mark.parametrize("name", ["slope", "landscape", "unmask.weight", "pe"])
def test_a_tensor_that_is_neither_read_nor_known_to_be_idle_is_refused_by_name(name):
    with pytest.raises(TracerError, match=name):
        from_torch(layer("layers.0.") | {name: np.zeros(3)})


def test_what_a_file_cannot_say_is_listed():
    assert from_torch(gru()).unsaid == ()
    assert from_torch({"weight_ih_l0": np.zeros((5, 2)), "weight_hh_l0": np.zeros((5, 5))}).unsaid == ("activation",)
    assert from_torch(layer()).unsaid == ("heads", "activation", "norm")


@pytest.mark.parametrize("wrapped", ["_orig_mod.layers.{}.", "layers.{}._orig_mod.", "module.layers.{}._fsdp_wrapped_module."])
def test_what_compilers_and_trainers_wrap_around_layers_is_no_part_of_their_names(wrapped):
    told = from_torch(layer(wrapped.format(0)) | layer(wrapped.format(1)))
    assert told.settings["layers"] == 2
    assert told.stored["encoder.1.attention.W_K"] == wrapped.format(1) + "self_attn.in_proj_weight"


def test_two_names_that_differ_in_a_wrapper_alone_are_two():
    with pytest.raises(TracerError, match="_orig_mod.other.weight"):
        from_torch(layer() | {"_orig_mod.other.weight": np.ones(2), "other.weight": np.ones(2)})


def test_every_parameter_knows_the_tensor_it_was_made_from():
    for arrays in (layer("a.layers.0."), gru(layers=2, back=True), {"pe": np.zeros((3, 4))} | layer(), {"weight": np.ones(4)}):
        told = from_torch(arrays)
        assert told.stored.keys() == told.parameters.keys()
        assert {part for name in told.stored.values() for part in name.split(" + ")} == set(arrays)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("self_attn.in_proj_weight", lambda a: a[:-1], "has 11 rows"),
        ("self_attn.in_proj_weight", lambda a: np.where(a == 9, np.nan, a), "is nan"),
        ("linear1.weight", lambda a: a[:, :3], "makes it 3"),
        ("linear1.weight", lambda a: a[0], "shape 4"),
        ("norm1.weight", lambda a: a[:2], "makes it 2"),
    ],
)
def test_what_is_wrong_with_a_tensor_is_told_by_the_name_it_has_in_the_file(name, change, says, tmp_path):
    arrays = layer("_orig_mod.layers.0.")
    theirs = f"_orig_mod.layers.0.{name}"
    np.savez(tmp_path / "w.npz", **arrays | {theirs: change(arrays[theirs])})
    with pytest.raises(TracerError, match=says) as caught:
        trace(inputs=[[1, 0, 1, 0]], positions="none", load=tmp_path / "w.npz")
    assert theirs in str(caught.value)


def test_a_parameter_given_beside_the_file_is_not_told_as_the_files(tmp_path):
    np.savez(tmp_path / "w.npz", **layer("layers.0."))
    with pytest.raises(TracerError, match="ffn.W_1") as caught:
        trace(inputs=[[1, 0, 1, 0]], positions="none", load=tmp_path / "w.npz", weights={"encoder.0.ffn.W_1": [[np.nan]]})
    assert "linear1" not in str(caught.value)


@pytest.mark.parametrize(("table", "last"), [("encoder", "decoder"), ("embedding", "linear"), ("model.encoder", "model.linear")])
def test_the_transformer_model_of_pytorch_s_tutorials(table, last):
    """Its table, its buffer of positions and its last layer around an encoder that PyTorch computed."""
    stored, random = CASES.parent / "torch_more" / "encoder_prenorm_gelu", np.random.RandomState(0)
    prefix = table.rpartition("encoder")[0] if "." in table else ""
    inner = formats.load(stored.with_suffix(".safetensors")).parameters
    weights = {f"{prefix}transformer_encoder.{name}": array for name, array in inner.items()}
    weights |= {f"{table}.weight": random.normal(size=(9, 8)), f"{prefix}pos_encoder.pe": np.zeros((20, 1, 8))}
    weights |= {f"{last}.weight": random.normal(size=(9, 8)), f"{last}.bias": random.normal(size=9)}
    with np.load(stored.with_suffix(".npz")) as told:
        x, out = told["x"][0], told["out"][0]
    run = trace(weights=weights, inputs=x.tolist(), heads=2, norm="pre", activation="gelu")
    np.testing.assert_allclose(run["logits"].values, out @ weights[f"{last}.weight"].T + weights[f"{last}.bias"], atol=1e-9)
    assert "positions" in run
