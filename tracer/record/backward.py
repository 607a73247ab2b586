"""Reverse-mode gradients as recorded steps: the chain rule over a trace, written with the same operations.

`grad.ADDRESS` is the derivative of the target by a stage or parameter. Where several later steps read a stage, each one's
share is a detail step `grad.ADDRESS.from.READER`, and their sum is the gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from tracer.axes import names
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def _reaching(target: Step, wanted: Iterable[Step], ends: set[int]) -> list[Step]:
    """The steps between the wanted ones and the target, each after everything it reads; nothing behind `ends` is looked at."""
    order: list[Step] = []
    needed: dict[int, bool] = {id(step): True for step in wanted}
    seen: set[int] = set()
    stack: list[tuple[Step, bool]] = [(target, False)]
    while stack:
        step, done = stack.pop()
        if done:
            rules = step.row.gradients
            flows = [operand for number, operand in enumerate(step.inputs) if _rule(rules, number, step.row.variadic) is not None]
            needed[id(step)] = needed.get(id(step), False) or any(needed.get(id(flow), False) for flow in flows)
            if needed[id(step)]:
                order.append(step)
        elif id(step) not in seen:
            seen.add(id(step))
            stack.append((step, True))
            if id(step) not in ends:
                stack.extend((operand, False) for operand in step.inputs)
    return order


def _rule(rules: tuple[Any, ...], number: int, variadic: bool) -> Any:
    if variadic:
        return rules[0] if rules else None
    return rules[number] if number < len(rules) else None


def _share(r: Recorder, step: Step, number: int, g: Step, name: str) -> Step:
    """The gradient that flows from `step` to its input `number`, with that input's axes."""
    row, to = step.row, step.inputs[number]
    rule = _rule(row.gradients, number, row.variadic)
    extra = tuple(n for n in names(g.axes) if n not in names(to.axes)) if row.broadcasts else ()
    inner = name + ".whole" if extra else name
    share: Step = rule(r, inner, g, step, number) if row.variadic else rule(r, inner, g, step)
    if extra:
        return r.sum(name, share, over=extra, order=names(to.axes))
    if names(share.axes) != names(to.axes):
        return r.order(name + ".ordered", share, names=names(to.axes))
    return share


def backward(r: Recorder, target: Step, seed: Step, wanted: Iterable[Step], ends: Iterable[Step] = ()) -> dict[str, Step]:
    """Record the gradient of Σ seed × target by every step in `wanted` and by every step between.

    `ends`: steps that are taken as given, whatever they were computed from (the parameters of a training step, the state before).
    Returns gradient steps by the name of the step they belong to. `seed` has the axes of `target`. Steps recorded
    on the way to a rule's result are details (level 2).
    """
    closed = {id(step) for step in ends}
    order = _reaching(target, wanted, closed)
    reached = {id(step) for step in order}
    readers: dict[int, int] = {}
    for step in order:
        if id(step) in closed:
            continue
        for number, operand in enumerate(step.inputs):
            if id(operand) in reached and _rule(step.row.gradients, number, step.row.variadic) is not None:
                readers[id(operand)] = readers.get(id(operand), 0) + 1
    shares: dict[int, list[Step]] = {id(target): [seed]}
    result: dict[str, Step] = {}
    for step in reversed(order):
        parts = shares.pop(id(step), None)
        if not parts:
            continue
        g = parts[0] if len(parts) == 1 else r.total(f"/grad.{step.name}", *parts, level=step.level)
        result[step.name] = g
        if id(step) in closed:
            continue
        for number, operand in enumerate(step.inputs):
            if id(operand) not in reached or _rule(step.row.gradients, number, step.row.variadic) is None:
                continue
            alone = readers[id(operand)] == 1
            name = f"/grad.{operand.name}" if alone else f"/grad.{operand.name}.from.{step.name}"
            share = _share(r, step, number, g, _free(r, name, number))
            shares.setdefault(id(operand), []).append(share)
    return result


def _free(r: Recorder, name: str, number: int) -> str:
    """A step that reads one input twice (x · x) gives two shares: the second is told apart by its place."""
    return name if r.address(name) not in r.steps else f"{name}.{number}"


def level_gradients(steps: Mapping[str, Step], gradient_steps: Mapping[str, Step], origins: Mapping[str, Step]) -> None:
    """Give each gradient the detail level of its stage; intermediate gradients become details."""
    gradients = {id(step) for step in gradient_steps.values()}
    for step in steps.values():
        if step.name.startswith("grad.") and id(step) not in gradients:
            step.level = DETAIL
    for name, step in gradient_steps.items():
        if name in origins and step.name == f"grad.{name}":
            step.level = origins[name].level


def ones(r: Recorder, name: str, like: Step) -> Step:
    """The gradient of a target with respect to itself: ones of its shape."""
    return r.given(name, np.ones_like(like.values), like.axes)
