"""Warnings of a run: unused settings, drawn or missing parameters, overflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from tracer.language import say
from tracer.record.step import Step
from tracer.session.prepared import Prepared
from tracer.settings import WIDENED

_SMALL = 1_000_000  # numbers of a trace that is searched for overflows step by step


_listening: ContextVar[list[tuple[str, ...]] | None] = ContextVar("listening", default=None)


@contextmanager
def heard() -> Iterator[list[tuple[str, ...]]]:
    """The notes of every run made inside, one tuple a run, for what is told of several runs together."""
    runs: list[tuple[str, ...]] = []
    token = _listening.set(runs)
    try:
        yield runs
    finally:
        _listening.reset(token)


def hear(told: tuple[str, ...]) -> None:
    """Pass the notes of a run to whoever listens."""
    runs = _listening.get()
    if runs is not None:
        runs.append(told)


def notes(
    prepared: Prepared, read: Iterable[str], steps: Mapping[str, Step], idle: Sequence[str], ends_early: bool = False
) -> list[str]:
    """The sentences, in the current language. read: names of the parameters. idle: settings that nothing depends on.

    ends_early: whether a stage behind the last of the `steps` has no numbers.
    """
    result = []
    if others := [key for key in idle if key != "seed"]:
        result.append(say("session.idle", keys=", ".join(others), model=str(prepared.model_facts()["name"])))
    if "seed" in idle:
        result.append(say("session.not_drawn"))
    result += [*_of_weights(prepared), *_of_causal(prepared)]
    if prepared.narrow:
        name = str(prepared.model_facts()["name"])
        result.append(say("session.narrow", name=name, count=f"{prepared.narrow:,}", most=f"{WIDENED:,}"))
    if prepared.half:
        result.append(say("session.half", dtype=prepared.half, computed=prepared.settings.dtype))
    if prepared.fetched:
        result.append(say("checkpoints.fetched", name=prepared.fetched))
    if prepared.left_out:
        result.append(say("checkpoints.left_out", architecture=prepared.left_out))
    result += _of_words(prepared)
    error = prepared.source.first_missing(read)
    if error is not None and steps and ends_early:
        result.append(say("session.missing_after", **error.values))
    last = next(reversed(list(steps.values())), None)
    if last is None or (_finite(last) and sum(step.values.size for step in steps.values()) > _SMALL):
        return result  # what overflows on the way shows in the end; a large trace is not read through twice
    return [*result, *overflow_notes(steps.values())]


def _of_words(prepared: Prepared) -> list[str]:
    """How many words of the text a file of word vectors has, and which were drawn; words it has that the text is cut through."""
    drawn, seed = prepared.source.drawn_words, prepared.settings.seed
    others = [word for word in drawn if not prepared.vectors or word not in prepared.words]  # such as a start token
    result = [say("session.drawn_words", words=", ".join(others), seed=seed)] if others else []
    if not prepared.vectors:
        return result
    file, count = prepared.vectors, len(prepared.words)
    missing = [word for word in prepared.words if word not in prepared.words_found]
    told = {"file": file, "found": len(prepared.words_found), "count": count}
    if missing:
        result.append(say("session.vectors_some", **told, words=", ".join(missing), seed=seed))
    else:
        result.append(say("session.vectors_all", **told))
    if prepared.whole_words:
        result.append(say("session.whole_words", file=file, words=", ".join(prepared.whole_words)))
    return result


def _of_weights(prepared: Prepared) -> list[str]:
    """What a file of weights holds and no part of the model reads; what it cannot say, and so was assumed."""
    result = []
    if prepared.unused:
        result.append(say("session.unused_tensors", names=", ".join(prepared.unused)))
    if prepared.assumed:
        values = ", ".join(f"{key} = {value}" for key, value in prepared.assumed.items())
        result.append(say("session.assumed", values=values))
    return result


def _of_causal(prepared: Prepared) -> list[str]:
    """Where a causal mask lies over more keys than queries, or fewer: in which corner."""
    f = prepared.frame
    keys, queries = (side.token.size or 0 if side is not None else 0 for side in (f.keys or f.memory, f.text))
    unequal = f.architecture.model == "attention" and keys and keys != queries
    return [say("session.upper_left", queries=queries, keys=keys)] if unequal and f.architecture.mask == "causal" else []


def overflow_notes(steps: Iterable[Step]) -> list[str]:
    """A sentence on the first stage with infinities or NaNs that no mask or edit put there; empty if there is none."""
    for step in steps:
        if step.op not in ("mask", "given", "edit", "keep_largest") and not _finite(step):
            blind = next((row for operand in step.inputs if operand.op == "mask" for row in _blind(operand.inputs[1])), None)
            return [say("session.blind", query=blind, stage=step.name) if blind else say("session.overflow", stage=step.name)]
    return []


def _blind(mask: Step) -> list[str]:
    """The queries that may look at no key; without keys or queries in the mask, none."""
    query = mask.axes[-2:-1]
    if not query or query[0].name != "query":
        return []
    rows = np.argwhere(~mask.values.any(axis=-1))
    return [query[0].labels[row[-1]] for row in rows]


def _finite(step: Step) -> bool:
    """Whether no number is infinite or undefined but for the −∞ that a mask put there."""
    masked = any(operand.op in ("mask", "edit", "keep_largest") for operand in step.inputs)
    with np.errstate(all="ignore"):
        total = step.values.sum() if step.values.size else 0.0
    return masked and not np.isnan(total) or bool(np.isfinite(total)) or bool(np.isfinite(step.values).all())
