"""Symbols of stages (see `tracer.stages`) and formulas made of them, and where a formula stands.

A formula is derived from what was recorded: the row's own formula with its inputs' symbols, details written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from tracer.counting import count_of
from tracer.expression import Call, Expression, Symbol
from tracer.record.step import DETAIL, Step
from tracer.stages import of_recurrent_attention, of_unit, source_of, symbol_of

_AT_TIME = re.compile(
    r"\.t\d+\.(?P<part>\w+)(?P<more>\.\w+)?$"
)  # a step of a recurrent unit: a stage's row, or what goes into one
_MOMENT = re.compile(r"(?:adam\.|sgd\.)(?P<which>[mv])(?:elocity)?\.(?P<parameter>.*?)(?P<first>\.before)?$")

_TILDE = "̃"
# stages that a training step has of each parameter, from its symbol; gradients also of the other stages
_OF_PARAMETERS: dict[str, Callable[[str], str]] = {
    "grad": lambda letters: "∂L/∂" + letters,
    "clipped": lambda letters: "c∂L/∂" + letters,
    "penalty": lambda letters: "∂Lλ/∂" + letters,  # of the loss with weight decay's λ/2 ‖θ‖²
    "nesterov": lambda _: "d",
    "decay": lambda letters: letters[:1] + _TILDE + letters[1:],
    "after": lambda letters: letters + "′",
}
TRAINED = ("lr", "clip", "adam", "sgd", *_OF_PARAMETERS)  # how addresses begin that only training steps have


def in_training(name: str) -> tuple[int | None, str]:
    """Split a stage's address into (training step number or None, address inside that step and its micro-batch)."""
    step, address = numbered(name, "step")
    return step, numbered(address, "micro")[1]


def numbered(name: str, word: str) -> tuple[int | None, str]:
    """Split an address that begins as `step.2.` does into (2, the rest); any other is (None, itself)."""
    start, _, rest = name.partition(".")
    number, _, address = rest.partition(".")
    count = count_of(number)
    return (count, address) if start == word and count is not None and address else (None, name)


@lru_cache(maxsize=1024)  # asked for each operand of a long sum
def symbol(name: str) -> str:
    """The symbol of the stage or parameter at this address; without one in `tracer.stages`, the last part of the address."""
    number, name = in_training(name)
    if moment := _MOMENT.match(name):
        return f"{moment['which']}_{0 if moment['first'] else number or 1}"
    first, _, parameter = name.partition(".")
    if first in _OF_PARAMETERS:
        return _OF_PARAMETERS[first](symbol(parameter))
    return symbol_of(_plain(name)) or _plain(name).rpartition(".")[2]


def _plain(name: str) -> str:
    """The address without what an edit or paper mode calls the number before."""
    return name.removesuffix(".unrounded").removesuffix(".computed")


def sign(step: Step) -> Expression:
    """The expression that stands for `step` in another step's formula.

    A shown stage: its symbol. A hidden reshape: its input's. A hidden elementwise step: expanded in place.
    """
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
    """The stage's formula in symbols, e.g. `q kᵀ`, `S / √d_k`; of a stage over time, the formula of a middle time step."""
    step = step.computed
    if step.op == "stack" and step.inputs:
        return formula(step.inputs[len(step.inputs) // 2])
    return step.row.formula([sign(operand) for operand in step.inputs], step.attrs)


def has_formula(step: Step) -> bool:
    """Whether the step has a formula that says more than its own symbol; given numbers have none."""
    return step.computed.op not in ("given", "parameter")


def contraction_terms(step: Step) -> Call | None:
    """A product's summand for one cell, e.g. `q(Thinking)·k(Machines)`; None for other operations."""
    return (
        None
        if step.computed.op not in ("contract", "affine", "distance_product")
        else Call("dot", tuple(sign(operand) for operand in step.computed.inputs[:2]))
    )


_OWN = {"given", "parameter", "rotate", "softcap", "sigmoid"}  # whatever the stage, its row says where the formula stands


def source(step: Step) -> str:
    """Citation of the stage's formula: its place in the paper, else its operation's source, else ""."""
    step = step.computed
    name = _plain(in_training(step.name)[1])
    if name in ("attention.scores", "attention.softmax") and step.op == "stack":
        row = step.inputs[0].computed
        while row.op in ("softmax", "mask"):
            row = row.inputs[0].computed
        return of_recurrent_attention(additive=row.inputs[0].name.endswith((".scores.energy", ".unshifted")))
    if name == "pooled" and step.op not in ("mean", "divide"):
        return step.row.source
    if step.op not in _OWN and not name.startswith("grad.") and not of_unit(name) and (place := source_of(name)):
        return place
    if step.op == "multiply" and step.inputs[0].op == "over_root":
        return step.inputs[0].row.source
    return step.row.source
