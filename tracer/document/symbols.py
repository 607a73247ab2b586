"""The paper's symbol for each stage, by the ending of its address, and formulas made of them.

A formula is derived from what was recorded: the row's own formula with its inputs' symbols, details written out.
"""

from __future__ import annotations

import re

from tracer.ops.expression import Call, Expression, Symbol
from tracer.record.step import DETAIL, Step

SYMBOLS = {
    "embedding": "E", "embedding.scaled": "E′", "positions": "PE", "segment": "SE", "input": "x", "input.add": "x₀",
    "input.norm": "x", "attention.q": "q", "attention.k": "k", "attention.v": "v", "q": "q", "k": "k", "v": "v",
    "q_rotated": "q′", "k_rotated": "k′", "scores": "S", "scaled": "S′", "biased": "B", "masked": "M", "softmax": "A",
    "renormalised": "A′", "dropout_weights": "A″", "z": "z", "concat": "Z", "attention.output": "o",
    "cross.output": "o", "add": "a", "norm": "n", "dropout": "d", "ffn.hidden": "h", "ffn.gate": "g", "ffn.up": "u",
    "ffn.gated": "m", "ffn.activation": "f", "ffn.output": "y", "ffn.output_activation": "y′", "encoder.norm": "n",
    "decoder.norm": "n", "memory": "m", "memory.keys": "m_K", "memory.values": "m_V", "k_cache": "K", "v_cache": "V",
    "temperature": "ℓ′", "top_k": "ℓ_k", "top_p": "p′", "draw": "u", "choice": "id", "logits": "ℓ",
    "probabilities": "p", "pooled": "x̄",
    "loss": "L", "loss.log_probabilities": "log p", "loss.target": "y", "loss.agreement": "y⊙log p", "loss.total": "ΣL_i",
    "loss.count": "N",
    "loss.each": "L_i", "pre": "a", "i": "i", "f": "f", "g": "g",
    "o": "o", "c": "c", "h": "h", "r": "r", "n": "n", "mean": "μ", "variance": "σ²", "mean_square": "ms",
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
    return (int(number), own) if start == "step" and number.isdecimal() and own else (None, name)


def symbol(name: str) -> str:
    """The symbol of a stage or parameter with this address; what has none is called by the last part of its name."""
    number, name = in_training(name)
    if moment := _MOMENT.match(name):
        return f"{moment['which']}_{0 if moment['first'] else number or 1}"
    for prefix, mark in (("grad.", "∂L/∂"), ("after.", "")):
        if name.startswith(prefix):
            return mark + symbol(name[len(prefix) :]) + ("′" if not mark else "")
    parts = _plain(name).split(".")
    if len(parts) > 1 and (found := SYMBOLS.get(".".join(parts[-2:]))):
        return found
    return SYMBOLS.get(parts[-1], parts[-1])


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
    "ffn.hidden": "equation 2", "ffn.activation": "equation 2", "ffn.output": "equation 2", "embedding": "section 3.4",
    "positions": "section 3.5", "logits": "section 3.4", "probabilities": "section 3.4",
}  # fmt: skip


def source(step: Step) -> str:
    """Where a stage's formula stands: its place in the 2017 paper, else its row's own source; "" where neither says."""
    step = step.computed
    parts = step.name.split(".")
    in_paper = step.op not in ("given", "parameter", "rotate") and parts[0] != "recurrent"
    place = (_PAPER.get(".".join(parts[-2:])) or _PAPER.get(parts[-1])) if in_paper else None
    return f"arXiv 1706.03762, {place}" if place else step.row.source
