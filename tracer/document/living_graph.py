"""A run as plain data from which every number can be computed again: steps, axes, settings, templates, recorded numbers.

The page's script is its only reader. What it holds: `axes` (name, size, words as shown, places as addresses write them), `texts`
(sentences), `steps` in the order they ran, parameters first, each `n` name, `op`, `in` the numbers of the steps it read, `ax` of
its axes, `lv` level, `sy` symbol, `s` sentence, `f` formula, `p` decimals, `at` settings, `t` template, `v` numbers (float64, or
float32 where that loses nothing, in base64), `pm` where it is a parameter, `tr` where explanations look through it, `r` where
paper mode writes its numbers down.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.document.cell_addresses import place_of
from tracer.document.numbers import places_of
from tracer.document.place_words import word
from tracer.document.rule_settings import settings, template, tree
from tracer.document.sentence import sentence
from tracer.document.symbols import formula, has_formula, symbol
from tracer.record.edit import is_row
from tracer.record.settle import settle
from tracer.record.step import DETAIL, SHOWN, Step
from tracer.record.trace import Trace
from tracer.sanitize import sanitize

MOST_CELLS = 50_000  # a page with more is a burden to a browser
_RECORDED = "recorded"  # a step of which nothing but its numbers was kept


def graph(trace: Trace, stages: Sequence[str], precision: int | None, command: tuple[str, str]) -> dict[str, Any]:
    """The run as plain data; arguments as in `living_run.Living`. `why`: the reason that it cannot be edited (float32,
    generated, large), or "".

    A large run holds what the shown stages come from; where that is still too large there are no steps at all.
    """
    steps = _steps(trace)
    why = "float32" if trace.dtype != "float64" else "generated" if "generated_ids" in trace.facts else ""
    if _size(steps) > MOST_CELLS:
        why, steps = "large", _behind(steps, stages)
        steps = steps if _size(steps) <= MOST_CELLS else []
    paper = trace.request.settings.get("paper") if trace.request is not None else None
    return {
        "format": "ttrace-living/1",
        "why": why,
        "command": list(command),
        "precision": precision,
        **_Writer(trace, precision, paper).of(steps),
    }


def _steps(trace: Trace) -> list[Step]:
    """Every step, and before those that read it what was not kept under its own name."""
    known: dict[int, Step] = {}
    for step in (*trace.parameters.values(), *trace.steps.values()):
        for known_step in (*step.inputs, step):
            known.setdefault(id(known_step), known_step)
    return list(known.values())


def _size(steps: Iterable[Step]) -> int:
    """How many numbers were computed; parameters are not counted."""
    return sum(step.values.size for step in steps if step.op != "parameter")


def _behind(steps: Sequence[Step], stages: Sequence[str]) -> list[Step]:
    """The steps called `stages` and all that they came from, in order."""
    needed: set[int] = set()
    for step in reversed(steps):
        if id(step) in needed or step.name in stages:
            needed.update(map(id, (step, *step.inputs)))
    return [step for step in steps if id(step) in needed]


class _Writer:
    """Writes steps; keeps axes and sentences, so that each is written once."""

    def __init__(self, trace: Trace, precision: int | None, paper: int | None) -> None:
        self.trace, self.precision, self.paper = trace, precision, paper
        self.axes: dict[int, tuple[int, Axis]] = {}
        self.texts: dict[str, int] = {}

    def of(self, steps: Sequence[Step]) -> dict[str, Any]:
        """The graph of the steps."""
        places = {id(step): place for place, step in enumerate(steps)}
        written = [self.step(step, places) for step in steps]
        axes = [_axis(axis) for _, axis in self.axes.values()]
        return {"paper": self.paper, "axes": axes, "texts": list(self.texts), "steps": written}

    def step(self, step: Step, places: Mapping[int, int]) -> dict[str, Any]:
        """One step. Its numbers are left out where they are an input's, moved, and no table shows them."""
        named, row = self.trace.every.get(step.name) is step, step.row
        rule = settings(step) if named else {}
        filled = template(step) if named else None
        result: dict[str, Any] = {
            "n": step.name,
            "op": step.op if named else _RECORDED,
            "in": [places[id(operand)] for operand in step.inputs if id(operand) in places],
            "ax": [self.axis(axis) for axis in step.axes],
            "lv": step.level,
            "sy": symbol(step.name),
            "s": self.texts.setdefault(sentence(step), len(self.texts)),
            "p": places_of(settle(step), self.precision),
        }
        if named and has_formula(step):
            result["f"] = tree(formula(step))
        result |= {key: value for key, value in (("at", rule), ("t", filled)) if value not in ({}, None)}
        result |= {"pm": 1} if step.name in self.trace.parameters else {}
        result |= {"tr": 1} if _looked_through(step) else {}
        result |= {"r": 1} if self._written_down(step) else {}
        if not (named and row.transparent and step.level == DETAIL and step.op not in ("edit", "round")):
            result["v"] = _numbers(settle(step))
        return result

    def axis(self, axis: Axis) -> int:
        """The number of an axis; the same object is the same axis."""
        key = next((place for place, known in self.axes.values() if _alike(known, axis)), None)
        return self.axes.setdefault(id(axis), (len(self.axes), axis))[0] if key is None else key

    def _written_down(self, step: Step) -> bool:
        """Whether paper mode rounds the step when it is computed (`record.recorder`)."""
        if self.paper is None or step.op in ("round", "merge"):
            return False
        return step.level == SHOWN or is_row(step.name)


def _alike(known: Axis, axis: Axis) -> bool:
    return known is axis or (
        known.name == axis.name
        and known.size == axis.size
        and known.labelled == axis.labelled
        and (not axis.labelled or known.labels == axis.labels)
        and known.per == axis.per
    )


def _looked_through(step: Step) -> bool:
    """Whether a working writes what stands behind the step in its place (`document.working.leaf`)."""
    seen = step.level == DETAIL and (step.row.transparent or step.row.inline) and step.op not in ("edit", "round")
    return seen or step.op == "constant"


def _numbers(values: np.ndarray) -> str:
    """The numbers as base64: `d` and float64, or `f` and float32 where that is the same."""
    if values.dtype == np.float64:
        with np.errstate(over="ignore", invalid="ignore"):
            short = values.astype(np.float32)
        if not np.array_equal(short.astype(np.float64), values, equal_nan=True):
            return "d" + base64.b64encode(np.ascontiguousarray(values, "<f8").tobytes()).decode()
        values = short
    return "f" + base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def _axis(axis: Axis) -> dict[str, Any]:
    """An axis: `n` name, `s` size; where it has labels `w` the words and `a` the places of addresses, of each sentence if they
    differ.
    """
    result: dict[str, Any] = {"n": axis.name, "s": axis.size}
    if axis.per is not None:
        single = [Axis(axis.name, axis.size, labels) for labels in axis.per]
        result["per"] = [{"w": _words(one), "a": _places(one)} for one in single]
    if axis.labelled:
        result |= {"w": _words(axis), "a": _places(axis)}
        if result["w"] == result["a"]:
            del result["a"]
    return result


def _words(axis: Axis) -> list[str]:
    return [sanitize(word(axis, at, None)) for at in range(len(axis.labels))]


def _places(axis: Axis) -> list[str]:
    return [place_of(axis, at) for at in range(axis.size or 0)]
