"""What the tests of GGUF files share: a tiny model's folder written as llama.cpp's converter writes it.

The names, the words and the order of rows follow the format's description and llama.cpp's converter, written again; only the
bytes are the library's writer's.
"""

import json

import numpy as np
import safetensors.numpy

from tracer.errors import MissingExtra

NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip
GEMMA = {
    "post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}  # fmt: skip
KINDS = {"gemma3_text": "gemma3", "mistral": "llama"}


def library():
    """The library, without which a test is skipped."""
    try:
        import gguf
    except ImportError:
        raise MissingExtra("weights.no_gguf", "gguf") from None
    return gguf


def architecture(config):
    return KINDS.get(config["model_type"], config["model_type"])


def tensor_name(name, arch):
    """`model.layers.0.self_attn.q_proj.weight` → `blk.0.attn_q.weight`."""
    stem, end = name.rsplit(".", 1)
    layer, part = "", stem
    if stem.startswith("model.layers."):
        _, _, number, part = stem.split(".", 3)
        layer = f"blk.{number}."
    names = NAMES | (GEMMA if arch in ("gemma2", "gemma3") else {})
    return f"{layer}{names[part]}.{end}"


def permuted(rows, heads):
    """llama.cpp's order: the two halves of a head's rows, one row of each in turn."""
    per_head = len(rows) // heads
    order = [
        head * per_head + half * per_head // 2 + pair for head in range(heads) for pair in range(per_head // 2) for half in (0, 1)
    ]
    return rows[order]


def write(path, folder, kind="F32", words=None, tensors=None, vocabulary=None):
    """Write the model of `folder` to `path`. kind: the number format of matrices; norms and biases are F32, as converters do.

    words: metadata in place of what the configuration gives. tensors: others beside those of the folder. vocabulary: a function
    that gives the writer its tokenizer.
    """
    gguf = library()
    config = json.loads((folder / "config.json").read_text())
    arch = architecture(config)
    writer = gguf.GGUFWriter(path, arch)
    for key, value in {**metadata(config, arch), **(words or {})}.items():
        add(writer, key, value)
    if vocabulary:
        vocabulary(writer)
    stored = safetensors.numpy.load_file(folder / "model.safetensors")
    for name, array in stored.items():
        if name == "lm_head.weight" and config["tie_word_embeddings"]:
            continue
        if arch == "llama" and name.rsplit(".", 2)[-2] in ("q_proj", "k_proj"):
            heads = config["num_attention_heads" if "q_proj" in name else "num_key_value_heads"]
            array = permuted(array, heads)
        if arch.startswith("gemma") and name.endswith("norm.weight"):
            array = array + 1
        put(writer, tensor_name(name, arch), array, kind if array.ndim > 1 else "F32")
    for name, array in (tensors or {}).items():
        put(writer, name, array, "F32")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def put(writer, name, array, kind):
    gguf = library()
    if array.shape[-1] % gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[kind]][0]:
        kind = "F16"
    number = gguf.GGMLQuantizationType[kind]
    writer.add_tensor(name, gguf.quants.quantize(np.ascontiguousarray(array, np.float32), number), raw_dtype=number)


def add(writer, key, value):
    if value is None:
        return
    kinds = {
        bool: writer.add_bool,
        int: writer.add_uint32,
        float: writer.add_float32,
        str: writer.add_string,
        list: writer.add_array,
    }
    kinds[type(value)](key, value)


def metadata(config, arch):
    """The words llama.cpp's converter writes of such a configuration."""
    keys = {
        "block_count": "num_hidden_layers", "context_length": "max_position_embeddings", "embedding_length": "hidden_size",
        "feed_forward_length": "intermediate_size", "attention.head_count": "num_attention_heads",
        "attention.head_count_kv": "num_key_value_heads", "attention.layer_norm_rms_epsilon": "rms_norm_eps",
        "attention.key_length": "head_dim", "attention.value_length": "head_dim",
        "attn_logit_softcapping": "attn_logit_softcapping", "final_logit_softcapping": "final_logit_softcapping",
    }  # fmt: skip
    result = {f"{arch}.{ours}": config.get(theirs) for ours, theirs in keys.items()}
    rope = config.get("rope_parameters") or {}
    rope = rope.get("full_attention", rope)
    result[f"{arch}.rope.freq_base"] = rope.get("rope_theta")
    result[f"{arch}.rope.dimension_count"] = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    if rope.get("rope_type") in ("linear", "yarn"):
        result[f"{arch}.rope.scaling.type"] = rope["rope_type"]
        result[f"{arch}.rope.scaling.factor"] = rope["factor"]
        result[f"{arch}.rope.scaling.original_context_length"] = rope.get("original_max_position_embeddings")
    if config.get("sliding_window"):
        result[f"{arch}.attention.sliding_window"] = config["sliding_window"]
    for key, ours in (("bos", "bos_token_id"), ("eos", "eos_token_id"), ("padding", "pad_token_id")):
        result[f"tokenizer.ggml.{key}_token_id"] = config.get(ours)
    return result
