"""Warnings of a run: unused settings, drawn or missing parameters, overflow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import accumulate

import numpy as np

from tracer.axes import word_spans
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


def hear(warnings: tuple[str, ...]) -> None:
    """Pass the notes of a run to whoever listens."""
    runs = _listening.get()
    if runs is not None:
        runs.append(warnings)


def notes(
    prepared: Prepared, read: Mapping[str, Step], steps: Mapping[str, Step], idle: Sequence[str], ends_early: bool = False
) -> list[str]:
    """The sentences, in the current language. read: the parameters by name. idle: settings that nothing depends on.

    ends_early: whether a stage behind the last of the `steps` has no numbers.
    """
    result = [*_of_idle(prepared, idle), *_of_weights(prepared), *_of_causal(prepared)]
    result += [*(_of_edits([*read.values(), *steps.values()]) if prepared.edits else ()), *_of_model(prepared)]
    result += [*notes_on_words(prepared), *_of_classes(prepared)]
    error = prepared.source.first_missing(read)
    if error is not None and steps and ends_early:
        result.append(say("session.missing_after", **error.values))
    last = next(reversed(list(steps.values())), None)
    with np.errstate(all="ignore"):
        is_sound = last is None or _finite(last)
    sizes = accumulate(math.prod(step.stored.shape) for step in steps.values())
    if is_sound and (last is None or any(size > _SMALL for size in sizes)):
        return result  # what overflows on the way shows in the end; a large trace is not read through twice
    return [*result, *overflow_notes(steps.values())]


def _of_model(prepared: Prepared) -> list[str]:
    """How a model's numbers were read, and what of its file or its name is not what a reader might think."""
    result = []
    if prepared.narrow:
        name = str(prepared.model_facts()["name"])
        result.append(say("session.narrow", name=name, count=f"{prepared.narrow:,}", most=f"{WIDENED:,}"))
    if prepared.half:
        result.append(say("session.half", dtype=prepared.half, computed=prepared.settings.dtype))
    if prepared.fetched:
        result.append(say("checkpoints.fetched", name=prepared.fetched))
    if prepared.packed:
        result.append(say("checkpoints.packed", formats=prepared.packed))
    if prepared.preset:
        result.append(say("session.preset", name=prepared.preset, model=prepared.settings.model))
    if prepared.text_model_of:
        result.append(say("checkpoints.text_model_of", family=prepared.text_model_of))
    if prepared.left_out:
        result.append(say("checkpoints.left_out", architecture=prepared.left_out))
    return result


def _of_idle(prepared: Prepared, idle: Sequence[str]) -> list[str]:
    """The settings that nothing depends on; some have a sentence of their own."""
    result = []
    if others := [key for key in idle if key not in ("seed", "cut", "positions")]:
        result.append(say("session.idle", keys=others, model=str(prepared.model_facts()["name"])))
    if "positions" in idle:
        result.append(say("session.positions_idle", value=str(prepared.settings.positions)))
    if "seed" in idle:
        result.append(say("session.not_drawn"))
    if "cut" in idle:
        result.append(say("session.cut_idle"))
    return result


def notes_on_words(prepared: Prepared) -> list[str]:
    """How many words of the text a file of word vectors has, and which were drawn; in what other forms it has some of them."""
    drawn, seed = prepared.source.drawn_words, prepared.settings.seed
    others = [word for word in drawn if not prepared.vectors or word not in prepared.words]  # such as a start token
    result = [say("session.drawn_words", words=list(others), seed=seed)] if others else []
    if not prepared.vectors:
        return result
    file, count = prepared.vectors, len(prepared.words)
    missing = [word for word in prepared.words if word not in prepared.words_found]
    told = {"file": file, "found": len(prepared.words_found), "count": count}
    if missing and not prepared.words_found:
        result.append(say("session.vectors_none", file=file, words=list(missing), seed=seed))
    elif missing:
        result.append(say("session.vectors_some", **told, words=list(missing), seed=seed))
    else:
        result.append(say("session.vectors_all", **told))
    for form, words in prepared.other_words.items():
        if words:
            result.append(say(f"session.vectors_{form}", file=file, words=list(words)))
    return result


def _of_classes(prepared: Prepared) -> list[str]:
    """Whether the answers of a model that names a word of its text can be there at all."""
    classes = prepared.axes.get("class")
    text = prepared.frame.text
    if classes is None or text.vocab is None or not all(_is_written_in(label, text.vocab.labels) for label in classes.labels):
        return []
    for labels in text.token.per or (text.token.labels,):
        if not any("".join(labels[start:stop]) in classes.labels for start, stop in word_spans(labels, classes.labels)):
            return [say("session.no_answer", known=list(classes.labels))]
    return []


def _is_written_in(word: str, tokens: Sequence[str]) -> bool:
    return word in tokens or set(word) <= set(tokens)


def _of_weights(prepared: Prepared) -> list[str]:
    """What a file of weights holds and no part of the model reads; what it cannot say, and so was assumed."""
    result = []
    if prepared.unused:
        result.append(say("session.unused_tensors", names=list(prepared.unused)))
    if prepared.assumed:
        values = [f"{key} = {value}" for key, value in prepared.assumed.items()]
        result.append(say("session.assumed", values=values))
    return result


def _of_causal(prepared: Prepared) -> list[str]:
    """Where a causal mask lies over more keys than queries, or fewer: in which corner."""
    f = prepared.frame
    keys, queries = (side.token.size or 0 if side is not None else 0 for side in (f.keys or f.memory, f.text))
    unequal = f.architecture.model == "attention" and keys and keys != queries
    return [say("session.upper_left", queries=queries, keys=keys)] if unequal and f.architecture.mask == "causal" else []


def _of_edits(steps: Iterable[Step]) -> list[str]:
    """The stages whose edits put in place the very numbers that were there."""
    same = [step.name for step in steps if step.op == "edit" and _changes_nothing(step)]
    return [say("session.same_edit", stages=same)] if same else []


def _changes_nothing(edit: Step) -> bool:
    """Only where it put numbers can they be others. Of rows that were changed one by one each is told by itself."""
    whole = edit.inputs[0]
    if whole.op == "stack" and any(row.op == "edit" for row in whole.inputs):
        return False
    after, before = edit.values, whole.values
    places = (place for place, _ in edit.attrs["changes"])
    return all(np.array_equal(after[place], before[place], equal_nan=True) for place in places)


def overflow_notes(steps: Iterable[Step]) -> list[str]:
    """Sentences on the first stage with infinities or NaNs that no mask or edit put there; empty if there is none."""
    every = list(steps)
    with np.errstate(all="ignore"):
        step = next(
            (step for step in every if step.op not in ("mask", "given", "edit", "keep_largest") and not _finite(step)), None
        )
    if step is None:
        return []
    for operand in step.inputs:
        if rows := _blind(operand):
            word, row, sentence = next((blind for blind in rows if blind[0]), rows[0])
            kind = ("" if operand.op == "mask" else "_added") if word else "_padding"
            told = [say(f"session.blind{kind}", query=word, row=row, sentence=sentence, stage=step.name)]
            reached = _first_undefined_word(every, rows)
            return [*told, say("session.blind_spreads", stage=reached)] if reached else told
    return [say("session.overflow", stage=step.name)]


def _blind(scores: Step) -> list[tuple[str, int, int]]:
    """(word, row, sentence) of the queries that may look at no key, of masked scores; "" for padding; of another stage, none."""
    if scores.op != "mask" and not scores.name.endswith("with_mask"):
        return []
    mask = scores.inputs[1] if scores.op == "mask" else scores
    places = {axis.name: at for at, axis in enumerate(mask.axes)}
    if not {"query", "key"} <= places.keys():
        return []
    query = mask.axes[places["query"]]
    sees = mask.values != 0 if scores.op == "mask" else mask.values > -np.inf
    rows = [
        dict(zip([name for name in places if name != "key"], map(int, row), strict=True))
        for row in np.argwhere(~sees.any(axis=places["key"]))
    ]
    labels = [(query if query.per is None else query.of_sentence(row.get("sentence", 0))).labels for row in rows]
    return [
        (words[row["query"]] if row["query"] < len(words) else "", row["query"], row.get("sentence", 0))
        for words, row in zip(labels, rows, strict=True)
    ]


def _first_undefined_word(steps: Iterable[Step], blind: Sequence[tuple[str, int, int]]) -> str:
    """The first stage with a row of NaNs at a word which is none of the blind rows; "" if there is none."""
    without = {(sentence, row) for _, row, sentence in blind}
    for step in steps:
        names = [axis.name for axis in step.axes]
        along = next((at for at, name in enumerate(names) if name in ("token", "query")), None)
        if along is None or step.op == "edit":
            continue
        undefined = np.isnan(step.values)
        others = tuple(at for at, name in enumerate(names) if at != along and name != "sentence")
        for place in np.argwhere(undefined.all(axis=others)):
            sentence, row = (int(place[0]), int(place[1])) if "sentence" in names else (0, int(place[0]))
            axis = step.axes[along]
            words = axis.labels if axis.per is None else axis.per[sentence]
            if row < len(words) and (sentence, row) not in without:
                return step.name
    return ""


def _finite(step: Step) -> bool:
    """Whether no number is infinite or undefined but for the −∞ that a mask put there."""
    values = step.values
    if not values.size or math.isfinite(total := np.add.reduce(values, axis=None)):
        return True
    masks = ("added_mask", "added_mask.whole")
    masked = any(operand.op in ("mask", "edit", "keep_largest") or operand.name.endswith(masks) for operand in step.inputs)
    return masked and not math.isnan(total) or bool(np.isfinite(values).all())
