"""What happens to the answer where a head, a sublayer or a token is taken away: set to zero, or to the sentence's average."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.axes import find
from tracer.document.blocks import Block, Heading, Note, Prose, Table
from tracer.document.numbers import plain
from tracer.experiments.answer import Answer, chance, clean_run, in_words, read_answer, stack_of, tie_note
from tracer.experiments.metrics import label_of_largest
from tracer.language import say
from tracer.ops.ties import first_largest, tied_positions
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session import again


class Removal(NamedTuple):
    """One part taken away: its name, the edits that set it to zero and to its average, and the head's weight (NaN for none)."""

    name: str
    zero: tuple[str, Any]
    average: tuple[str, Any]
    weight: float = float("nan")


class Effect(NamedTuple):
    """The answer after a removal, and how probable the first answer still is."""

    removal: Removal
    zero: Answer
    zero_chance: float
    average: Answer
    average_chance: float


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Every head, every sublayer and every token taken away by itself; the conclusion is about the heads."""
    start = clean_run(text, options)
    first = read_answer(start, options.get("at"))
    yield Prose(
        say("experiments.probe_answer" if first.row is not None else "experiments.probe_answer_pooled", **in_words(first))
    )
    yield from tie_note(start, first)
    effects: dict[str, list[Effect]] = {}
    for part, removals in (("heads", heads(start, first)), ("sublayers", sublayers(start)), ("tokens", tokens(start))):
        effects[part] = [effect(start, first, removal) for removal in removals]
        if effects[part]:
            yield Heading(2, say(f"experiments.probe_{part}"))
            yield _table(effects[part], first, part == "heads")
    yield Note(say("experiments.probe_average_means"))
    yield Prose(conclusion(first, effects["heads"]))


def heads(run: Trace, first: Answer) -> Iterator[Removal]:
    """Each head's z, in every attention; beside it the largest weight of the row that answers, where it had a choice of keys."""
    for step in list(run.steps.values()):
        if step.name.endswith(".z") and find(step.axes, "head") == 0 and len(step.axes) == 3:
            weights = run.steps[step.name.removesuffix(".z") + ".softmax"]
            has_choice = first.row is not None and step.name.startswith(stack_of(run)) and weights.axes[2].size != 1
            for head in range(step.axes[0].size or 0):
                mean = np.broadcast_to(step.values[head].mean(axis=0), step.values[head].shape)
                largest = float(weights.values[head, first.row].max()) if has_choice else float("nan")
                yield _removal(step, (head, None, None), mean, largest)


def sublayers(run: Trace) -> Iterator[Removal]:
    """What each attention and feed-forward adds."""
    for step in list(run.steps.values()):
        if step.level == 1 and step.name.endswith((".attention.output", ".cross.output", ".ffn.output")) and len(step.axes) == 2:
            yield _removal(step, (None, None), np.broadcast_to(step.values.mean(axis=0), step.values.shape))


def tokens(run: Trace) -> Iterator[Removal]:
    """The vector of each token of the text, as the first layer reads it."""
    step = run.steps["input"] if "input" in run.steps else run.steps[f"{stack_of(run)}.input"]
    for place in range(step.axes[0].size or 0):
        others = np.delete(step.values, place, axis=0)
        yield _removal(step, (place, None), others.mean(axis=0) if len(others) else step.values[place] * 0)


def _removal(step: Step, index: tuple[int | None, ...], average: np.ndarray, weight: float = float("nan")) -> Removal:
    fixed = [f"{axis.name}={place}" for axis, place in zip(step.axes, index, strict=True) if place is not None]
    address = f"{step.name}[{', '.join(fixed)}]" if fixed else step.name
    shape = tuple(axis.size or 0 for axis, place in zip(step.axes, index, strict=True) if place is None)
    label = f"{step.axes[0].labels[index[0] or 0]}" if step.name.endswith("input") and index[0] is not None else ""
    name = f"{step.name}[{index[0]}] {label}".strip() if fixed else step.name
    return Removal(name, (address, np.zeros(shape).tolist()), (address, np.asarray(average, float).tolist()), weight)


def effect(start: Trace, first: Answer, removal: Removal) -> Effect:
    """Run again with the part taken away; only what follows from it is computed."""
    zero, average = (again(start, [edit]) for edit in (removal.zero, removal.average))
    return Effect(
        removal,
        read_answer(zero, row=first.row),
        chance(zero, first),
        read_answer(average, row=first.row),
        chance(average, first),
    )


def _table(effects: list[Effect], first: Answer, weighed: bool) -> Table:
    columns = [
        say("experiments.probe_part"),
        say("experiments.probe_zeroed"),
        say("experiments.probe_still"),
        say("experiments.probe_averaged"),
        say("experiments.probe_still"),
    ]
    rows: list[list[str | float | int]] = []
    for ablated in effects:
        line: list[str | float | int] = [
            ablated.removal.name,
            ablated.zero.label,
            ablated.zero_chance,
            ablated.average.label,
            ablated.average_chance,
        ]
        weight = ablated.removal.weight
        rows.append([*line, "–" if np.isnan(weight) else weight] if weighed else line)
    if weighed:
        return Table(
            [*columns, say("experiments.probe_largest_weight")],
            rows,
            (0, 0, 3, 0, 3, 3),
            say("experiments.probe_removed_heads", answer=first.label),
        )
    return Table(columns, rows, (0, 0, 3, 0, 3), say("experiments.probe_removed", answer=first.label))


def conclusion(first: Answer, effects: list[Effect]) -> str:
    """Which head matters most to this answer, and whether that is the one with the largest weight."""
    if not effects:
        return say("experiments.probe_no_heads")
    lost = np.array([min(ablated.zero_chance, ablated.average_chance) for ablated in effects])
    names = [ablated.removal.name for ablated in effects]
    lowest = tied_positions(-lost)
    turned = [at for at, ablated in enumerate(effects) if _turns(ablated, first)]
    facts = {
        "part": label_of_largest(names, lowest),
        "answer": first.label,
        "before": plain(first.probability),
        "after": plain(lost[lowest[0]]),
    }
    if not turned:
        return say("experiments.probe_none_needed", **facts)
    if not set(turned) & set(lowest):
        part = turned[int(first_largest(-lost[turned]))]
        return say(
            "experiments.probe_turned", **{**facts, "part": names[part], "after": plain(lost[part]), "worst": facts["part"]}
        )
    weights = np.array([ablated.removal.weight for ablated in effects])
    if np.isnan(weights[lowest]).any():
        return say("experiments.probe_needed", **facts)
    largest = tied_positions(weights)
    looks = "experiments.probe_needed_and_looks" if set(largest) & set(lowest) else "experiments.probe_needed_not_looks"
    return say(looks, **facts, largest=label_of_largest(names, largest))


def _turns(effect: Effect, first: Answer) -> bool:
    """Whether the answer is another one after a removal."""
    return effect.zero.label != first.label or effect.average.label != first.label
