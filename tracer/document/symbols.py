"""The paper's symbol for each stage, by the ending of its address, and formulas made of them.

A formula is derived from what was recorded: the row's own formula with its inputs' symbols, details written out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from tracer.counting import count_of
from tracer.ops.expression import Call, Expression, Symbol
from tracer.record.step import DETAIL, Step

SYMBOLS = {
    "embedding": "E", "embedding.scaled": "E′", "positions": "PE", "segment": "SE", "input": "x", "input.add": "x₀",
    "input.norm": "x", "attention.q": "q", "attention.k": "k", "attention.v": "v", "q": "q", "k": "k", "v": "v",
    "q_rotated": "q′", "k_rotated": "k′", "scores": "S", "scaled": "S′", "biased": "S_B", "masked": "M", "softmax": "A",
    "renormalised": "A′", "dropout_weights": "A″", "z": "z", "concat": "Z", "attention.output": "o",
    "cross.output": "o", "add": "a", "norm": "n", "dropout": "d", "ffn.hidden": "h", "ffn.gate": "g", "ffn.up": "u",
    "ffn.gated": "m", "ffn.activation": "f", "ffn.output": "y", "ffn.output_activation": "y′", "encoder.norm": "n",
    "decoder.norm": "n", "memory": "m", "memory.keys": "m_K", "memory.values": "m_V", "k_cache": "K", "v_cache": "V",
    "temperature": "ℓ′", "top_k": "ℓ_k", "top_p": "p′", "draw": "u", "choice": "id", "logits": "ℓ",
    "probabilities": "p", "pooled": "x̄", "pooled.normalized": "x̄′", "pooled.squares.sum": "‖x̄‖²", "position_bias": "B",
    "capped": "S_cap", "q_norm": "q_n", "k_norm": "k_n", "output_norm": "n_o", "transform.hidden": "t",
    "transform.activation": "t′", "discriminator.hidden": "t", "discriminator.activation": "t′", "output.scaled": "n′",
    "embedding.wide": "E_wide", "output.narrow": "n_narrow", "logits.uncapped": "ℓ_0",
    "loss": "L", "loss.log_probabilities": "log p", "loss.target": "y", "loss.agreement": "y⊙log p", "loss.total": "ΣL_i",
    "loss.count": "N",
    "loss.each": "L_i", "pre": "a", "i": "i", "f": "f", "g": "g",
    "o": "o", "c": "c", "h": "h", "r": "r", "n": "n", "mean": "μ", "variance": "σ²", "mean_square": "RMS²",
    "normalized": "x̂", "mask": "allowed", "gamma": "γ", "beta": "β",
}  # fmt: skip
WEIGHTS = ("softmax", "renormalised", "dropout_weights", "probabilities")


_AT_TIME = re.compile(
    r"\.t\d+\.(?P<part>\w+)(?P<more>\.\w+)?$"
)  # a step of a recurrent unit: a stage's row, or what goes into one
_MOMENT = re.compile(r"adam\.(?P<which>[mv])\.(?P<parameter>.*?)(?P<first>\.before)?$")


def in_training(name: str) -> tuple[int | None, str]:
    """The number of the training step a stage belongs to, where a trace has several, and its address within that step."""
    start, _, rest = name.partition(".")
    number, _, own = rest.partition(".")
    count = count_of(number)
    return (count, own) if start == "step" and count is not None and own else (None, name)


@lru_cache(maxsize=1024)  # asked for each operand of a long sum
def symbol(name: str) -> str:
    """The symbol of a stage or parameter with this address; what has none is called by the last part of its name."""
    number, name = in_training(name)
    if moment := _MOMENT.match(name):
        return f"{moment['which']}_{0 if moment['first'] else number or 1}"
    for prefix, mark in (("grad.", "∂L/∂"), ("after.", "")):
        if name.startswith(prefix):
            return mark + symbol(name[len(prefix) :]) + ("′" if not mark else "")
    found = by_ending(SYMBOLS, _plain(name))
    return _plain(name).rpartition(".")[2] if found is None else found


def by_ending(table: Mapping[str, str], name: str) -> str | None:
    """What a table has for an address: for the longest of its endings that is there."""
    parts = name.split(".")
    endings = (".".join(parts[start:]) for start in range(len(parts)))
    return next((table[ending] for ending in endings if ending in table), None)


def _plain(name: str) -> str:
    """The address without what an edit or paper mode calls the number before."""
    return name.removesuffix(".unrounded").removesuffix(".computed")


def sign(step: Step) -> Expression:
    """How a formula names a step: its symbol; a detail that only moves numbers by what it moves, a pointwise one written out."""
    shown, step = step.level != DETAIL, step.computed
    if in_time := _AT_TIME.search(_plain(step.name)):
        shown = not in_time["more"] and step.op != "select"
        if in_time["more"] and step.op in ("contract", "affine"):
            return formula(step)
    handed_on = step.op == "same" and in_training(step.name)[0] is not None  # what the step before left is this one's own
    if shown or handed_on or step.op in ("given", "parameter") or not step.inputs and step.op != "constant":
        return Symbol(symbol(step.name))
    if step.row.transparent and not step.row.variadic:
        return sign(step.inputs[0])
    if step.row.inline or step.op == "constant":
        return formula(step)
    return Symbol(symbol(step.name))


def formula(step: Step) -> Expression:
    """The whole stage in symbols: `q kᵀ`, `S / √d_k`, `γ (a − μ) / √(σ² + ε) + β`; of rows made in turn, a middle one's."""
    step = step.computed
    if step.op == "stack" and step.inputs:
        return formula(step.inputs[len(step.inputs) // 2])
    return step.row.formula([sign(one) for one in step.inputs], step.attrs)


def is_told(step: Step) -> bool:
    """Whether a formula says more than the symbol itself: given numbers have none."""
    return step.computed.op not in ("given", "parameter")


def gathered(step: Step) -> Call | None:
    """The sum a contraction is, for cells: `q(Thinking)·k(Machines)`; None for other operations."""
    return (
        None
        if step.computed.op not in ("contract", "affine")
        else Call("dot", tuple(sign(one) for one in step.computed.inputs[:2]))
    )


_PAPER = {
    "q": "section 3.2.2", "k": "section 3.2.2", "v": "section 3.2.2", "scores": "equation 1", "scaled": "equation 1",
    "masked": "section 3.2.3", "softmax": "equation 1", "z": "equation 1", "concat": "section 3.2.2",
    "attention.output": "section 3.2.2", "cross.output": "section 3.2.2", "add": "section 3.1",
    "input.add": "section 3.5", "ffn.hidden": "equation 2", "ffn.output": "equation 2", "embedding": "section 3.4",
    "embedding.scaled": "section 3.4", "positions": "section 3.5", "logits": "section 3.4", "probabilities": "section 3.4",
}  # fmt: skip
_LATER = {
    "segment": "BERT, arXiv 1810.04805, section 3",
    "transform.hidden": "BERT, arXiv 1810.04805, section 3.1; google-research/bert, run_pretraining.py",
    "ffn.gate": "arXiv 2002.05202, equation 5",
    "ffn.up": "arXiv 2002.05202, equation 5",
    "ffn.gated": "arXiv 2002.05202, equation 5",
    "biased": "T5, arXiv 1910.10683, section 2.1",
    "output.scaled": "T5, arXiv 1910.10683; Mesh TensorFlow",
    "pooled": "Sentence-BERT, arXiv 1908.10084, section 3",
    "pooled.normalized": "sentence-transformers, models.Normalize",
    "discriminator.hidden": "ELECTRA, arXiv 2003.10555, section 2",
    "discriminator.score": "ELECTRA, arXiv 2003.10555, section 2",
}
_PLACES = {ending: f"arXiv 1706.03762, {place}" for ending, place in _PAPER.items()} | _LATER
_OWN = {"given", "parameter", "rotate", "softcap", "sigmoid"}  # whatever the stage, its row says where the formula stands


def source(step: Step) -> str:
    """Where a stage's formula stands: its place in the paper it comes from, else its row's own source; "" where neither says."""
    step = step.computed
    name = _plain(in_training(step.name)[1])
    if step.op not in _OWN and not name.startswith(("recurrent.", "grad.")) and (place := by_ending(_PLACES, name)):
        return place
    if step.op == "multiply" and step.inputs[0].op == "over_root":
        return step.inputs[0].row.source
    return step.row.source
