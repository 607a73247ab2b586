"""What a model answers, and how sure it is: the one number that ablation, patching and the lens hold everything against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracer.axes import Axis, find
from tracer.document.blocks import Block, Note
from tracer.document.numbers import plain
from tracer.document.places import select_tokens
from tracer.errors import TracerError
from tracer.language import say
from tracer.ops.ties import first_largest, tied_positions
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session import trace

PRONOUNS = ("it", "它")  # where the bundled classifiers answer
MASKS = ("[MASK]", "<mask>")  # where a masked language model does


@dataclass(frozen=True, slots=True)
class Answer:
    """The most probable label of one row of the probabilities.

    row: which row (None where the model pools its rows into one). token: the row's token. label, place: the answer.
    """

    row: int | None
    token: str
    label: str
    place: int
    probability: float


def clean_run(text: str | Sequence[str], options: Mapping[str, Any]) -> Trace:
    """The run without any change. Raises TracerError where the model does not answer, or reads several sentences at once."""
    run = trace(text, **{key: value for key, value in options.items() if key not in ("at", "other")})
    if "probabilities" not in run.steps or any(axis.name == "sentence" for axis in run["probabilities"].axes):
        raise TracerError("experiments.probe_no_answer")
    return run


def read_answer(run: Trace, at: str | None = None, row: int | None = None) -> Answer:
    """The answer of a run: at the row given, at the token named, at a classifier's pronoun or a mask, else at the last token."""
    step = run.steps["probabilities"]
    if len(step.axes) == 1:
        place = int(first_largest(step.values))
        return Answer(None, "", step.axes[0].labels[place], place, float(step.values[place]))
    tokens = step.axes[0]
    if row is None:
        row = _row(tokens, step, at)
    place = int(first_largest(step.values[row]))
    return Answer(row, tokens.labels[row], step.axes[1].labels[place], place, float(step.values[row, place]))


def _row(tokens: Axis, step: Step, at: str | None) -> int:
    labels = tokens.labels
    if at is not None:
        return places_of(tokens, at)[0]
    wanted = PRONOUNS if step.axes[1].name == "class" else MASKS
    return max((place for place, label in enumerate(labels) if label in wanted), default=len(labels) - 1)


def places_of(tokens: Axis, at: str) -> list[int]:
    """Where a token, `token#2` or a position stands. Raises TracerError where it is not there (near misses)."""
    result = select_tokens(tokens, (at,))
    if not result:
        raise TracerError.near("experiments.probe_no_token", at, tokens.labels, known=list(tokens.labels))
    return result


def in_words(answer: Answer) -> dict[str, str]:
    """An answer as sentences take it."""
    return {"token": answer.token, "answer": answer.label, "chance": plain(answer.probability)}


def tie_note(run: Trace, answer: Answer) -> Iterator[Block]:
    """The remark where other labels are as probable as the answer."""
    step = run.steps["probabilities"]
    ties = tied_positions(step.values if answer.row is None else step.values[answer.row])
    if len(ties) > 1:
        others = [step.axes[-1].labels[place] for place in ties if place != answer.place]
        yield Note(say("experiments.probe_answer_tie", answer=answer.label, others=others))


def chance(run: Trace, answer: Answer) -> float:
    """How probable `answer` is in another run, in the same row; 0 where that run has no such word."""
    step = run.steps["probabilities"]
    labels = step.axes[-1].labels
    row = step.values if answer.row is None else step.values[answer.row]
    if answer.place < len(labels) and labels[answer.place] == answer.label:
        return float(row[answer.place])
    return float(row[labels.index(answer.label)]) if answer.label in labels else 0.0


def stack_of(run: Trace) -> str:
    """The stack that answers: the decoder's where there is one."""
    return "decoder" if any(name.startswith("decoder.0.") for name in run.steps) else "encoder"


def states(run: Trace) -> list[Step]:
    """What each layer of the answering stack reads or leaves: its input, then every layer's last stage."""
    stack, result = stack_of(run), []
    first = run.steps.get(f"{stack}.input") or run.steps["input"]
    result.append(first)
    layer = 0
    while layer_states := [
        step for step in run.steps.values() if step.name.startswith(f"{stack}.{layer}.") and _is_state(step, first)
    ]:
        result.append(layer_states[-1])
        layer += 1
    return result


def _is_state(step: Step, first: Step) -> bool:
    """Whether a stage has the axes of the layers' input, and is shown."""
    return (
        step.level == 1
        and [axis.name for axis in step.axes] == [axis.name for axis in first.axes]
        and find(step.axes, "d_model") >= 0
    )
