"""What is known of a stage by the ending of its address, one row a stage; its sentence stands in `tracer.language.stages`.

A stage has the row of its longest known ending that tells what is asked: `decoder.0.cross.q` has the symbol and the source of
`q`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PAPER = "arXiv 1706.03762, "
_DEBERTA = "DeBERTa, arXiv 2006.03654, section "
_MIXTURE = "arXiv 1701.06538, section 2; arXiv 2401.04088, section 2.1"
_BALANCED = "DeepSeek-V3, arXiv 2412.19437, section 2.1.2"
_GROUPS = "DeepSeek-V2, arXiv 2405.04434, section 2.2.2; DeepSeek-V3, arXiv 2412.19437, section 2.1.2"
_SHARED = "arXiv 2401.06066, section 3.2; Qwen1.5-MoE, Alibaba 2024"
_CLIPPED = "gpt-oss, arXiv 2508.10925, section 2.2"
_LATENT = "DeepSeek-V2, arXiv 2405.04434, equation "
_PART = re.compile(r"\bffn\.expert\.(\d+)\.part$")
_EXPERT = re.compile(r"\bffn\.(expert\.\d+|shared)\b")
_BAHDANAU, _LUONG = "arXiv 1409.0473, section A.1.2", "arXiv 1508.04025, section 3.1"
_OF_UNIT = re.compile(  # a stage of a recurrent network, which has names that attention and norms have too
    r"(?:recurrent\..*|(?:encoder|decoder)\.\d+\.(?:t\d+\.)?(?:pre|[hifgocmrznx])(?:\..*)?)"
)
_CHOICE = re.compile(r"generate\.\d+\.")


class Stage(NamedTuple):
    """symbol: as formulas and tables write it. source: where its formula stands. lens: what TransformerLens calls it, inside
    a layer or outside. weights: whether its rows are weights, which tables and pictures shade.
    """

    symbol: str
    source: str = ""
    lens: str = ""
    weights: bool = False


STAGES: dict[str, Stage] = {
    "embedding": Stage("E", _PAPER + "section 3.4", lens="hook_embed"),
    "embedding.scaled": Stage("E′", _PAPER + "section 3.4"),
    "positions": Stage("PE", _PAPER + "section 3.5", lens="hook_pos_embed"),
    "segment": Stage("SE", "BERT, arXiv 1810.04805, section 3"),
    "input": Stage("x"),
    "input.add": Stage("x₀", _PAPER + "section 3.5"),
    "input.norm": Stage("n"),
    "attention.keys": Stage("k", _BAHDANAU),
    "attention.query": Stage("q", _BAHDANAU),
    "attention.context": Stage("c", _BAHDANAU),
    "attention.attentional": Stage("h̃", _LUONG + ", equation 5"),
    "attention.memory": Stage("h_s"),
    "joined": Stage("x_c"),
    "attentional.joined": Stage("h_c"),
    "query": Stage("q", _BAHDANAU),
    "context": Stage("c", _BAHDANAU),
    "attentional": Stage("h̃", _LUONG + ", equation 5"),
    "attention.q": Stage("q"),
    "attention.k": Stage("k"),
    "attention.v": Stage("v"),
    "q": Stage("q", _PAPER + "section 3.2.2", lens="attn.hook_q"),
    "k": Stage("k", _PAPER + "section 3.2.2", lens="attn.hook_k"),
    "v": Stage("v", _PAPER + "section 3.2.2", lens="attn.hook_v"),
    "q_rotated": Stage("q′", lens="attn.hook_rot_q"),
    "k_rotated": Stage("k′", lens="attn.hook_rot_k"),
    "q_latent": Stage("c_Q", _LATENT + "12"),
    "q_latent_norm": Stage("c′_Q", "DeepSeek-V2, arXiv 2405.04434, section 3.1.2"),
    "q_content": Stage("q_C", _LATENT + "13"),
    "q_position": Stage("q_R", _LATENT + "14"),
    "kv_latent": Stage("c_KV", _LATENT + "9"),
    "kv_latent_norm": Stage("c′_KV", "DeepSeek-V2, arXiv 2405.04434, section 3.1.2"),
    "k_content": Stage("k_C", _LATENT + "10"),
    "k_position": Stage("k_R", _LATENT + "15"),
    "k_rotated.shared": Stage("k′"),
    "kv_latent_cache": Stage("C_KV"),
    "k_rotated_cache": Stage("K′_R"),
    "scores": Stage("S", _PAPER + "equation 1"),
    "scaled": Stage("S′", _PAPER + "equation 1"),
    "biased": Stage("S_B", "T5, arXiv 1910.10683, section 2.1; ALiBi, arXiv 2108.12409, section 3"),
    "added_mask": Stage("M_+", "PyTorch nn.MultiheadAttention, attn_mask"),
    "with_mask": Stage("S_M", "PyTorch nn.MultiheadAttention, attn_mask"),
    "k_with_bias": Stage("k_b", "PyTorch nn.MultiheadAttention, add_bias_kv"),
    "v_with_bias": Stage("v_b", "PyTorch nn.MultiheadAttention, add_bias_kv"),
    "k_with_zero": Stage("k_0", "PyTorch nn.MultiheadAttention, add_zero_attn"),
    "v_with_zero": Stage("v_0", "PyTorch nn.MultiheadAttention, add_zero_attn"),
    "bias_k.token": Stage("bias_k"),
    "bias_v.token": Stage("bias_v"),
    "k_zero": Stage("0"),
    "v_zero": Stage("0"),
    "masked": Stage("M", _PAPER + "section 3.2.3", lens="attn.hook_attn_scores"),
    "with_sink": Stage("S_+", "arXiv 2309.17453, section 3.3; gpt-oss, arXiv 2508.10925, section 2.3"),
    "softmax_with_sink": Stage("A_+", "arXiv 2309.17453, section 3.3", weights=True),
    "softmax": Stage("A", _PAPER + "equation 1", lens="attn.hook_pattern", weights=True),
    "renormalised": Stage("A′", weights=True),
    "zeroed": Stage("A₀", weights=True),
    "averaged": Stage("Ā", "PyTorch nn.MultiheadAttention, average_attn_weights", weights=True),
    "dropout_weights": Stage("A″", weights=True),
    "z": Stage("z", _PAPER + "equation 1", lens="attn.hook_z"),
    "concat": Stage("Z", _PAPER + "section 3.2.2"),
    "attention.output": Stage("o", _PAPER + "section 3.2.2"),
    "cross.output": Stage("o", _PAPER + "section 3.2.2"),
    "add": Stage("a", _PAPER + "section 3.1"),
    "norm": Stage("n"),
    "dropout": Stage("d"),
    "ffn.hidden": Stage("h", _PAPER + "equation 2", lens="mlp.hook_pre"),
    "ffn.gate": Stage("g", "arXiv 2002.05202, equation 5", lens="mlp.hook_pre"),
    "ffn.up": Stage("u", "arXiv 2002.05202, equation 5", lens="mlp.hook_pre_linear"),
    "ffn.gated": Stage("m", "arXiv 2002.05202, equation 5"),
    "ffn.activation": Stage("f"),
    "ffn.gate_clipped": Stage("g_c", _CLIPPED),
    "ffn.gate_share": Stage("s", _CLIPPED),
    "ffn.up_clipped": Stage("u_c", _CLIPPED),
    "ffn.up_raised": Stage("u_1", _CLIPPED),
    "ffn.router": Stage("R", _MIXTURE),
    "ffn.router_probabilities": Stage("P_R", _MIXTURE, weights=True),
    "ffn.router_affinities": Stage("s_R", _BALANCED),
    "ffn.router_biased": Stage("s_B", _BALANCED),
    "ffn.group_scores": Stage("s_G", _GROUPS),
    "ffn.group_chosen": Stage("C_G", _GROUPS),
    "ffn.router_grouped": Stage("s_C", _GROUPS),
    "ffn.chosen": Stage("C", _MIXTURE),
    "ffn.chosen_probabilities": Stage("P_C", _MIXTURE),
    "ffn.expert_weights": Stage("G", _MIXTURE, weights=True),
    "ffn.expert_weights_unscaled": Stage("G₀", _MIXTURE, weights=True),
    "ffn.part": Stage("y_E", _MIXTURE),
    "ffn.score": Stage("r_S", _SHARED),
    "ffn.weight": Stage("g_S", _SHARED),
    "gammas": Stage("γ_h"),
    "ffn.output": Stage("y", _PAPER + "equation 2"),
    "ffn.output_activation": Stage("y′"),
    "encoder.norm": Stage("n"),
    "decoder.norm": Stage("n"),
    "memory": Stage("m"),
    "memory.keys": Stage("m_K"),
    "memory.values": Stage("m_V"),
    "k_cache": Stage("K"),
    "v_cache": Stage("V"),
    "temperature": Stage("ℓ′"),
    "top_k": Stage("ℓ_k"),
    "top_p": Stage("p′"),
    "generate.renormalised": Stage("p″", "arXiv 1904.09751, equation 3"),
    "draw": Stage("u"),
    "choice": Stage("id"),
    "logits": Stage("ℓ", _PAPER + "section 3.4"),
    "probabilities": Stage("p", _PAPER + "section 3.4", weights=True),
    "prediction": Stage("ŷ"),
    "pooled": Stage("x̄", "Sentence-BERT, arXiv 1908.10084, section 3"),
    "pooled.normalized": Stage("x̄′", "sentence-transformers, models.Normalize"),
    "pooled.squares.sum": Stage("‖x̄‖²"),
    "position_bias": Stage("B"),
    "distances": Stage("P", _DEBERTA + "3.1"),
    "distances.norm": Stage("P_n"),
    "k_distance": Stage("k_δ", _DEBERTA + "3.1"),
    "q_distance": Stage("q_δ", _DEBERTA + "3.1"),
    "c2p": Stage("S_c2p", _DEBERTA + "3.1"),
    "p2c": Stage("S_p2c", _DEBERTA + "3.1"),
    "disentangled": Stage("S_D", _DEBERTA + "3.1"),
    "capped": Stage("S_cap"),
    "q_clipped": Stage("q_c"),
    "k_clipped": Stage("k_c"),
    "v_clipped": Stage("v_c"),
    "q_norm": Stage("q_n"),
    "k_norm": Stage("k_n"),
    "output_norm": Stage("n_o"),
    "multiplied": Stage("o′", "Granite 3.0, IBM 2024; muP, arXiv 2203.03466"),
    "ffn.multiplied": Stage("y′"),
    "transform.hidden": Stage("t", "BERT, arXiv 1810.04805, section 3.1; google-research/bert, run_pretraining.py"),
    "transform.activation": Stage("t′"),
    "discriminator.hidden": Stage("t", "ELECTRA, arXiv 2003.10555, section 2"),
    "discriminator.activation": Stage("t′"),
    "output.scaled": Stage("n′", "T5, arXiv 1910.10683; Mesh TensorFlow"),
    "embedding.wide": Stage("E_wide"),
    "output.narrow": Stage("n_narrow"),
    "logits.uncapped": Stage("ℓ_0"),
    "logits.unscaled": Stage("ℓ_u"),
    "loss": Stage("L"),
    "loss.log_probabilities": Stage("log p"),
    "loss.target": Stage("y"),
    "loss.agreement": Stage("y⊙log p"),
    "loss.cross_entropy": Stage("H(y,p)"),
    "loss.entropy": Stage("H(y)"),
    "loss.micro": Stage("L_m"),
    "loss.total": Stage("ΣL_i"),
    "loss.count": Stage("N"),
    "loss.each": Stage("L_i"),
    "loss.perplexity": Stage("PP"),
    "loss.upstream": Stage("U"),
    "loss.targets": Stage("y"),
    "loss.error": Stage("e"),
    "loss.squares": Stage("L_i"),
    "loss.binary": Stage("L_i"),
    "loss.shares": Stage("s"),
    "clip.norm": Stage("‖g‖"),
    "clip.factor": Stage("c"),
    "clip.squares": Stage("‖g‖²"),
    "pre": Stage("a"),
    "i": Stage("i"),
    "f": Stage("f"),
    "g": Stage("g"),
    "o": Stage("o"),
    "c": Stage("c"),
    "m": Stage("m", "arXiv 1402.1128, equation 6"),
    "h": Stage("h"),
    "r": Stage("r"),
    "n": Stage("n"),
    "mean": Stage("μ"),
    "variance": Stage("σ²"),
    "mean_square": Stage("RMS²"),
    "normalized": Stage("x̂"),
    "mask": Stage("allowed"),
    "gamma": Stage("γ"),
    "beta": Stage("β"),
    "discriminator.score": Stage("", "ELECTRA, arXiv 2003.10555, section 2"),
}


def symbol_of(name: str) -> str:
    """The symbol of a stage or parameter with this address; "" where it has none. An expert's part has the expert's number."""
    if name.endswith(".part") and (expert := _PART.search(name)):
        return f"y_{expert[1]}"
    if name.endswith("ffn.shared.output"):
        return "y_S"
    return next((row.symbol for row in _rows(name) if row.symbol), "")


def source_of(name: str) -> str:
    """Where the formula of a stage with this address stands; "" where its operation's own source says it."""
    return next((row.source for row in _rows(name) if row.source), "")


def are_weights(name: str) -> bool:
    """Whether the rows of a stage with this address are weights."""
    row = STAGES.get(name.rpartition(".")[2])
    return row is not None and row.weights


def lens_names(module: str = "") -> dict[str, str]:
    """What TransformerLens calls the stages in its module `attn` or `mlp`, by the last part of their address; "": the others."""
    names = {ending: row.lens.rpartition(".") for ending, row in STAGES.items() if row.lens}
    return {ending.rpartition(".")[2]: theirs for ending, (where, _, theirs) in names.items() if where == module}


def of_feed_forward(name: str) -> str:
    """An address inside an expert as that of the feed-forward that each expert is: `ffn.expert.2.gate` → `ffn.gate`."""
    return _EXPERT.sub("ffn", name)


def of_recurrent_attention(additive: bool) -> str:
    """Where the scores and weights of a recurrent decoder's attention stand, which other attentions have elsewhere."""
    return _BAHDANAU if additive else _LUONG


def of_unit(name: str) -> bool:
    """Whether a stage is of a recurrent network's unit, where `z`, `x` and `n` are other things than in a Transformer."""
    return _OF_UNIT.fullmatch(name) is not None


def _rows(name: str) -> list[Stage]:
    """The rows of every ending of an address, the longest first."""
    parts = _CHOICE.sub("generate.", of_feed_forward(name)).split(".")
    endings = (".".join(parts[start:]) for start in range(len(parts)))
    return [STAGES[ending] for ending in endings if ending in STAGES]
