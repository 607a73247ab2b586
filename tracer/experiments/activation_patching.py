"""Activation patching: one vector of one sentence's run is put into another's, and the answer is watched (arXiv 2202.05262).

A is the run that gives, B the one that takes. Where a single vector of A makes B give A's answer, what tells the two
sentences apart stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.axes import Axis, number_repeats
from tracer.document.blocks import Block, Heading, Matrix, Note, Prose
from tracer.document.numbers import plain
from tracer.errors import TracerError
from tracer.experiments.answer import Answer, chance, clean_run, read_answer, states
from tracer.experiments.metrics import label_of_largest
from tracer.language import say
from tracer.ops.ties import first_largest, tied_positions
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session import again

TEXTS = 2


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """`text` is A, `options["other"]` is B: each state and each sublayer of A, position by position, into B."""
    if not options.get("other"):
        raise TracerError("experiments.probe_two_texts")
    giver, taker = clean_run(text, options), clean_run(str(options["other"]), options)
    first = read_answer(giver, options.get("at"))
    second = read_answer(taker, options.get("at"))
    if len(states(giver)[0].axes[0].labels) != len(states(taker)[0].axes[0].labels):
        raise TracerError("experiments.probe_lengths", first=states(giver)[0].axes[0].size, second=states(taker)[0].axes[0].size)
    for name, answer, sentence in (("A", first, text), ("B", second, str(options["other"]))):
        yield Prose(
            say("experiments.probe_patch_answer", name=name, text=sentence, answer=answer.label, chance=plain(answer.probability))
        )
    if first.label == second.label:
        yield Prose(say("experiments.probe_patch_same", answer=first.label))
        return
    before, labels = chance(taker, first), _labels(giver, taker)
    tables: list[tuple[list[str], np.ndarray]] = []
    for part, stages in (("states", [step.name for step in states(taker)]), ("sublayers", _sublayers(taker))):
        table = patch_probabilities(giver, taker, first, stages)
        tables.append((stages, table))
        yield Heading(2, say(f"experiments.probe_patch_{part}"))
        short = [stage.partition(".")[2].removesuffix(".output") or stage for stage in stages]
        yield Matrix(
            "probabilities", "", table.T, Axis("token", len(labels), labels), Axis("stage", len(stages), short),
            caption=say("experiments.probe_patch_caption", answer=first.label, before=plain(before)), weights=True,
        )  # fmt: skip
    yield Note(say("experiments.probe_patch_means"))
    yield Prose(conclusion(tables[0][1], *tables[1], labels, first, before))


def _sublayers(run: Trace) -> list[str]:
    """What each attention and feed-forward of the answering stack adds."""
    width = [axis.name for axis in states(run)[0].axes]
    ends = (".attention.output", ".cross.output", ".ffn.output")
    stack = states(run)[-1].name.split(".")[0]
    return [
        step.name
        for step in run.steps.values()
        if step.name.startswith(stack) and step.name.endswith(ends) and [axis.name for axis in step.axes] == width
    ]


def _labels(giver: Trace, taker: Trace) -> list[str]:
    """The tokens of both sentences; where they differ, A's and B's."""
    pairs = zip(*(number_repeats(states(run)[0].axes[0].labels) for run in (giver, taker)), strict=True)
    return [token if token == other else f"{token}→{other}" for token, other in pairs]


def patch_probabilities(giver: Trace, taker: Trace, first: Answer, stages: list[str]) -> np.ndarray:
    """How probable A's answer is in B's run, when one row of one stage is A's: stage × position."""
    size = len(states(taker)[0].axes[0].labels)
    result = np.empty((len(stages), size))
    for line, stage in enumerate(stages):
        given: Step = giver.steps[stage]
        for place in range(size):
            edit = (f"{stage}[{given.axes[0].name}={place}]", given.values[place].tolist())
            result[line, place] = chance(again(taker, [edit]), first)
    return result


def conclusion(
    state: np.ndarray, sublayers: list[str], sublayer: np.ndarray, labels: list[str], first: Answer, before: float
) -> str:
    """Where the answer enters and where it stands at the end, and which single sublayer carries it (tables: stage × position)."""
    enters, stands = (tied_positions(state[line]) for line in (0, -1))
    facts = {
        "answer": first.label, "before": plain(before), "input": label_of_largest(labels, enters),
        "input_chance": plain(float(state[0, enters[0]])),
        "last": label_of_largest(labels, stands), "last_chance": plain(float(state[-1, stands[0]])),
    }  # fmt: skip
    if not sublayer.size:
        return say("experiments.probe_patch_path", **facts)
    line, place = np.unravel_index(int(first_largest(sublayer.ravel())), sublayer.shape)
    facts |= {"stage": sublayers[line], "place": labels[place], "chance": plain(float(sublayer[line, place]))}
    most, whole = sublayer[line, place] - before, state[-1, stands[0]] - before  # the whole answer moved is all there is to carry
    return say("experiments.probe_patch_carried" if most > 0.5 * whole > 0 else "experiments.probe_patch_shared", **facts)
