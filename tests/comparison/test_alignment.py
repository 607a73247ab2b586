"""Arrays of other programs beside a run: right ones are never called different, whatever they are called and however they lie."""

import numpy as np
import pytest

from tests.models.checkpoints import CASES, FAMILIES, model
from tracer import trace
from tracer.comparison.alignment import align
from tracer.comparison.compare import compare_arrays
from tracer.errors import TracerError
from tracer.session import load
from tracer.session.request import tensor_places

CAPTURES = CASES.parent / "captures"
HOOKED = sorted(path.name.removesuffix(".hooks.npz") for path in CAPTURES.glob("*.hooks.npz") if path.stem != "nn.hooks")
RETURNED = sorted(path.name.removesuffix(".outputs.npz") for path in CAPTURES.glob("*.outputs.npz"))


def captured(name, kind="hooks"):
    """(what a program captured, the same run of ours)."""
    arrays = dict(np.load(CAPTURES / f"{name}.{kind}.npz"))
    options = {"target_ids": arrays["decoder_input_ids"].ravel().tolist()} if "decoder_input_ids" in arrays else {}
    return arrays, model(FAMILIES / name).trace(" ".join(map(str, arrays["input_ids"].ravel())), **options)


def compared(arrays, run, **options):
    return compare_arrays(align(arrays, run, places=tensor_places(run), **options))


def told(found):
    return [(stage.match.shown_name, stage.step.name, stage.largest) for stage in found.stages if stage.count or stage.reason]


def taken(arrays, run, **options):
    """Array → what it was taken for."""
    return {match.shown_name: match.stage for match in align(arrays, run, places=tensor_places(run), **options).matches}


@pytest.mark.parametrize(("name", "kind"), [*((name, "hooks") for name in HOOKED), *((name, "outputs") for name in RETURNED)])
def test_whatever_hooks_capture_and_models_return_is_compared_and_agrees(name, kind):
    arrays, run = captured(name, kind)
    found = compared(arrays, run)
    assert not told(found) and found.equal, [(match.shown_name, match.reason) for match in found.left_out]
    assert {stage.match.name for stage in found.stages} == set(arrays) - {"input_ids", "decoder_input_ids"}


def split(array, heads):
    """(batch, token, head, d_k)."""
    return array.reshape(*array.shape[:-1], heads, -1)


LAYOUTS = {
    "batch, token, heads·d": lambda q: q.reshape(*q.shape[:2], -1),
    "token, heads·d": lambda q: q[0].reshape(q.shape[1], -1),
    "batch, token, head, d": lambda q: q,
    "token, head, d": lambda q: q[0],
    "batch, head, token, d": lambda q: q.transpose(0, 2, 1, 3),
    "head, token, d": lambda q: q[0].transpose(1, 0, 2),
    "head, d, token": lambda q: q[0].transpose(1, 2, 0),
    "features, token": lambda q: q[0].reshape(q.shape[1], -1).T,
    "axes of one everywhere": lambda q: q[None, :, :, None],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["bert", "gpt2", "llama"])
def test_every_layout_of_right_numbers_is_recognised(name, layout):
    arrays, run = captured(name)
    pairs = {"q": ("query", "q_proj", 4), "k": ("key", "k_proj", 2), "v": ("value", "v_proj", 2)}
    for layer in range(2):
        for letter, (bert, llama, kv_heads) in pairs.items():
            key = next((key for key in arrays if f".{layer}." in key and key.endswith((bert, llama))), None)
            whole = arrays[key] if key else split(arrays[f"transformer.h.{layer}.attn.c_attn"], 3)[:, :, "qkv".index(letter)]
            heads = kv_heads if name == "llama" else 4
            mine = {f"my.blocks.{layer}.att.{letter}": LAYOUTS[layout](split(whole, heads))}
            found = compared(mine, run)
            assert found.equal, told(found)
            assert found.stages[0].step.name.endswith(f"{layer}.attention.{letter}")


LIBRARIES = {
    "TransformerLens": {
        "q": "blocks.{}.attn.hook_q", "softmax": "blocks.{}.attn.hook_pattern", "z": "blocks.{}.attn.hook_z",
        "output": "blocks.{}.hook_attn_out", "hidden": "blocks.{}.mlp.hook_pre", "activation": "blocks.{}.mlp.hook_post",
        "ffn": "blocks.{}.hook_mlp_out", "after": "blocks.{}.hook_resid_post",
    },
    "TransformerLens, the bridge": {
        "q": "blocks.{}.attn.q.hook_out", "softmax": "blocks.{}.attn.hook_pattern", "z": "blocks.{}.attn.o.hook_in",
        "output": "blocks.{}.attn.hook_out", "hidden": "blocks.{}.mlp.in.hook_out", "activation": "blocks.{}.mlp.out.hook_in",
        "ffn": "blocks.{}.mlp.hook_out", "after": "blocks.{}.hook_out",
    },
    "nanoGPT": {
        "q": "h.{}.attn.q", "softmax": "h.{}.attn.att", "output": "h.{}.attn.c_proj", "hidden": "h.{}.mlp.c_fc",
        "activation": "h.{}.mlp.gelu", "ffn": "h.{}.mlp.c_proj", "after": "h.{}",
    },
    "Keras": {
        "q": "transformer_layer_{}/multi_head_attention/query", "output": "transformer_layer_{}/multi_head_attention/attention_output", "hidden": "transformer_layer_{}/dense",
        "after": "transformer_layer_{}/output",
    },
    "Flax": {
        "q": "encoderblock_{}/MultiHeadDotProductAttention_0/query/__call__",
        "softmax": "encoderblock_{}/MultiHeadDotProductAttention_0/attention_weights",
        "output": "encoderblock_{}/MultiHeadDotProductAttention_0/out/__call__", "hidden": "encoderblock_{}/MlpBlock_0/Dense_0/__call__",
        "ffn": "encoderblock_{}/MlpBlock_0/Dense_1/__call__", "after": "encoderblock_{}/__call__",
    },
    "own": {
        "q": "layer{}_q", "softmax": "layer{}_attn_weights", "z": "layer{}_context", "hidden": "layer{}_fc1",
        "activation": "layer{}_act", "ffn": "layer{}_fc2",
    },
}  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ["bert", "gpt2"])
def test_names_of_libraries_are_known_without_a_right_number(name, library):
    """The numbers are all wrong, so that only names and shapes can tell; a neighbour whose shape fits as well would be taken."""
    arrays, run = captured(name)
    stack, last = ("encoder", "ffn.norm") if name == "bert" else ("decoder", "ffn.add")
    ours = {"q": "attention.q", "softmax": "attention.softmax", "z": "attention.z", "output": "attention.output", "hidden": "ffn.hidden",
            "activation": "ffn.activation", "ffn": "ffn.output", "after": last}  # fmt: skip
    random = np.random.RandomState(0)
    for key, theirs in LIBRARIES[library].items():
        stage = f"{stack}.1.{ours[key]}"
        mine = {theirs.format(1): random.normal(size=(1, *run[stage].values.shape))}
        assert taken(mine, run) == {theirs.format(1): stage}


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("attn_q", "attention.q"), ("attention_scores", "attention.scaled"), ("attn_logits", "attention.scaled"), ("attn_probs", "attention.softmax"),
        ("attn_out", "attention.output"), ("attn_norm", "attention.norm"), ("ffn_norm", "ffn.norm"), ("mlp_hidden", "ffn.hidden"),
        ("ffn_output", "ffn.output"), ("mlp.act", "ffn.activation"), ("ffn_activation", "ffn.activation"), ("token_embedding", "embedding"),
        ("pos_emb", "positions"), ("final_output", "ffn.norm"),
    ],
)  # fmt: skip
def test_a_model_of_one_layer_need_not_count_it(name, stage):
    run = trace("a b c")
    (full,) = [step.name for step in run if step.name == stage or step.name == f"encoder.0.{stage}"]
    assert taken({name: np.random.RandomState(0).normal(size=run[full].values.shape)}, run) == {name: full}


def test_what_transformer_lens_normalises_stands_before_or_after_gamma_and_the_numbers_tell():
    _, run = captured("gpt2")
    for layer in range(2):
        norm = run[f"decoder.{layer}.attention.norm"].values
        bare = run[f"decoder.{layer}.attention.norm.normalized"].values
        variance = run[f"decoder.{layer}.attention.norm.variance"].values
        names = [f"blocks.{layer}.ln1.hook_{end}" for end in ("normalized", "out", "scale")]
        new = dict(zip(names, (bare[None], norm[None], np.sqrt(variance + 1e-5)[None, :, None]), strict=True))
        stages = [f"decoder.{layer}.attention.norm{end}" for end in (".normalized", "", ".scale")]
        assert taken(new, run) == dict(zip(names, stages, strict=True)) and compared(new, run).equal
        assert taken({names[0]: norm[None]}, run) == {names[0]: stages[1]}


def test_arrays_of_torch_modules_agree_by_their_names():
    run = load(str(CAPTURES / "nn.json")).trace(load=str(CAPTURES / "nn.safetensors"))
    found = compared(dict(np.load(CAPTURES / "nn.hooks.npz")), run)
    assert found.equal, told(found)


def test_a_mistake_is_found_where_it_is_in_every_family():
    for name in HOOKED:
        arrays, run = captured(name)
        place = {array: at for at, array in enumerate(arrays)}
        wrong = next(key for key in arrays if ".1." in key and key.endswith(("o_proj", "out_proj", "c_proj", "SelfAttention.o", "attention.dense", "attention.output.dense"))) if name != "albert" else "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn_output"  # fmt: skip
        changed = {key: array + 1e-3 if place[key] == place[wrong] else array for key, array in arrays.items()}
        parted = compared(changed, run).parted
        assert parted is not None and parted.match.name == wrong, name


def test_a_name_that_no_stage_or_no_array_has_is_refused():
    run, arrays = trace("a b"), {"weights": np.ones((2, 2, 2))}
    for names, word in (({"softmacs": "weights"}, "softmacs"), ({"softmax": "weight_"}, "weight_")):
        with pytest.raises(TracerError, match=word):
            align(arrays, run, names)


def test_a_map_of_names_overrides_what_numbers_say():
    run = trace("a b")
    found = compared({"attention.q": run["q"].values}, run, names={"attention.k": "attention.q"})
    assert found.parted.step.name == "encoder.0.attention.k" and found.parted.match.how == "map"


def test_two_layouts_that_fit_are_told_apart_by_the_numbers_and_it_is_said():
    run = trace("a b c d", heads=4, d_model=16)  # four tokens, four heads, d_k 4
    q = run["q"].values
    for turned, layout in ((q, ""), (q.transpose(1, 0, 2), "(token, head, d_k)"), (q.transpose(0, 2, 1), "(head, d_k, token)")):
        (match,) = align({"my_q": turned}, run).matches
        assert match.stage == "encoder.0.attention.q" and match.layout == layout
        assert match.notes == (() if not layout else ("by_value",))
    (match,) = align({"my_q": q.transpose(1, 0, 2) + 1}, run).matches
    assert match.notes == ("by_custom",)


def test_masked_places_may_hold_any_very_small_number():
    run = trace("a b c", model="decoder")
    scores = run["masked"].values
    for low in (-np.inf, -1e9, -1e4, float(np.finfo(np.float32).min)):
        mine = np.where(np.isneginf(scores), low, scores)
        assert compared({"attention.masked": mine}, run).equal
    open_place = np.where(np.isneginf(scores), 0.0, scores)
    assert compared({"attention.masked": open_place}, run).parted.count == 6
    assert compared({"attention.masked": np.where(scores == scores[0, 2, 2], -1e9, scores)}, run).parted.count == 1


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("told", ["mask", "ids", "both"])
def test_padding_is_left_away_where_mask_or_ids_tell_it(side, told):
    arrays, run = captured("bert")
    width = (2, 0) if side == "left" else (0, 2)
    padded = {}
    for key, array in arrays.items():
        axes = [width if size == 5 else (0, 0) for size in array.shape]
        padded[key] = np.pad(array, axes, constant_values=0)
    if told != "ids":
        padded["attention_mask"] = np.pad(np.ones((1, 5), int), [(0, 0), width])
    if told == "mask":
        del padded["input_ids"]
    found = compared(padded, run)
    assert found.equal and all("padding" in stage.match.notes for stage in found.stages)


def test_of_several_texts_the_one_with_these_ids_is_compared():
    arrays, run = captured("gpt2")
    other = {key: np.concatenate([array[:, ::-1], array]) if array.shape[0] == 1 else array for key, array in arrays.items()}
    found = compared(other, run)
    assert found.row == (1, 2) and not told(found) and found.equal


@pytest.mark.parametrize(
    ("ids", "place", "first", "second"),
    [
        ([7, 19, 2, 8, 21], 2, "33", "2"),
        ([7, 19, 33], 3, "8", ""),
        ([7, 19, 33, 8, 21, 4, 5], 5, "", "4"),
        ([7, 19, 33, 8, 21, 2], 5, "", "2"),
        ([], 0, "7", ""),
    ],
)
def test_ids_of_another_text_are_a_difference(ids, place, first, second):
    arrays, run = captured("gpt2", "outputs")
    found = compared({**arrays, "input_ids": np.array([ids], int)}, run)
    (text,) = found.texts
    assert not found.equal and (text.name, text.place, text.first, text.second) == ("input_ids", place, first, second)


def test_lists_that_are_no_stages_do_not_stand_in_the_way():
    arrays, run = captured("bert", "outputs")
    beside = {
        "position_ids": np.arange(5)[None],
        "token_type_ids": np.zeros((1, 5), int),
        "attention_mask": np.ones((1, 5), bool),
    }
    found = compared({**arrays, **beside}, run)
    assert found.equal and found.unread == ["position_ids", "token_type_ids"]


def test_all_layers_in_one_array_are_compared_layer_by_layer():
    arrays, run = captured("gpt2", "outputs")
    stacked = {
        key: np.stack([arrays[f"{key}.{at}"] for at in range(count)]) for key, count in (("hidden_states", 3), ("attentions", 2))
    }
    found = compared(stacked, run)
    assert found.equal and [stage.match.shown_name for stage in found.stages] == [
        "hidden_states[0]", "attentions[0]", "hidden_states[1]", "attentions[1]", "hidden_states[2]",
    ]  # fmt: skip


def test_own_names_are_learned_from_a_layer_whose_numbers_are_right():
    arrays, run = captured("llama")
    keys = {
        key: key.replace("self_attn.q_proj", "foo").replace("mlp.gate_proj", "bar")
        for key in arrays
        if key.endswith(("q_proj", "gate_proj"))
    }
    mine = {f"my.{name}": arrays[key] + ("layers.1" in key) for key, name in keys.items()}
    assert set(taken(mine, run).values()) == {
        f"decoder.{layer}.{end}" for layer in range(2) for end in ("attention.q", "ffn.gate")
    }
    assert compared(mine, run).parted.step.name == "decoder.1.attention.q"


def test_parameters_are_compared_in_the_layout_they_are_stored_in_and_told_first():
    from tracer.files.safetensors_file import LazyTensors

    _, run = captured("gpt2")
    stored = {name: array for name, array in LazyTensors(FAMILIES / "gpt2" / "model.safetensors").items()}
    found = compared(stored, run)
    assert found.equal and {stage.step.name for stage in found.stages} == set(run.parameters)
    wrong = {
        **stored,
        "logits": run["logits"].values + 1,
        "transformer.h.1.mlp.c_fc.weight": stored["transformer.h.1.mlp.c_fc.weight"] * 1.01,
    }
    found = compared(wrong, run)
    assert found.parted.step.name == "decoder.1.ffn.W_1" and [stage.step.name for stage in found.parameters] == [
        "decoder.1.ffn.W_1"
    ]


def test_nothing_is_left_out_in_silence():
    run = trace("a b")
    odd = {"words": np.array(["x"]), "complex": np.ones(3, complex), "empty": np.ones((0, 2)), "foo": np.ones((3, 5)), "q": np.ones((7, 7)),
           "bool": np.ones((9, 9), bool), "scalar": np.array(3.0), "constant": np.full((2, 2, 2), 0.25)}  # fmt: skip
    found = compare_arrays(align(odd, run))
    assert {match.name for match in found.left_out} == set(odd) and not found.equal and not found.told
    assert {match.name: match.reason for match in found.left_out}["q"] == "shape"


def test_numbers_that_are_not_there_are_a_difference():
    arrays, run = captured("gpt2", "outputs")
    arrays["hidden_states.1"] = np.full_like(arrays["hidden_states.1"], np.nan)
    assert compared(arrays, run).parted.match.name == "hidden_states.1"


@pytest.mark.parametrize("digits", ["7", "99999", "9" * 5000, "²", "٣"])
def test_numbers_in_names_may_be_of_any_length(digits):
    run = trace("a b")
    for name in ("layers.{}.mlp", "hidden_states.{}", "foo.{}", "{}", "layers.0.attn.{}", "layer{}_q", "blocks.{}.{}.{}"):
        (match,) = align({name.replace("{}", digits): np.ones((5, 5))}, run).matches
        assert match.array is None


def test_ids_are_read_without_padding():
    from tracer.comparison.beside import first_ids

    ids = np.array([[0, 0, 7, 19], [1, 2, 3, 4]])
    assert first_ids(ids, None) == [0, 0, 7, 19] and first_ids(ids, ids != 0) == [7, 19]
    assert first_ids(np.array(7), None) == [7] and first_ids(ids[0], np.ones(9)) == [0, 0, 7, 19]
