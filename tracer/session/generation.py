"""Autoregressive generation for a request: drives `models.generate` and checks the KV cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from tracer.axes import Axis, shape
from tracer.comparison.tolerance import gap
from tracer.errors import Inapplicable, TracerError
from tracer.language import say
from tracer.memory.available import available
from tracer.models.frame import Frame
from tracer.models.generate import Choosing, Page, longer, write_on
from tracer.progress import report
from tracer.record.precision import precision_of, rounding
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.settings import CAUSAL
from tracer.settings.data import Inputs
from tracer.weights.seed import stream


@dataclass(frozen=True, slots=True)
class Writing:
    """Generation options: number of tokens, how each is chosen, whether keys and values are cached."""

    count: int
    choosing: Choosing
    cache: bool = False

    @classmethod
    def read(cls, data: Inputs) -> Writing:
        """Read `generate`, `temperature`, `top_k`, `top_p`, `cache`. Raises TracerError for a value out of range."""
        count, temperature, top_k, top_p = data.generate, data.temperature, data.top_k, data.top_p
        if count is None or not _whole(count) or count < 0:
            raise TracerError("generate.count", value=str(count))
        if temperature is not None and not 0 < temperature < float("inf"):
            raise TracerError("generate.temperature", value=str(temperature))
        if top_k is not None and (not _whole(top_k) or top_k < 1):
            raise TracerError("generate.top_k", value=str(top_k))
        if top_p is not None and not 0 < top_p <= 1:
            raise TracerError("generate.top_p", value=str(top_p))
        return cls(int(count), Choosing(temperature, top_k, top_p), bool(data.cache))


def _whole(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value)


@dataclass(frozen=True, slots=True)
class Written:
    """Generated ids, their tokens, and notes on the cache."""

    ids: list[int]
    tokens: list[str]
    notes: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Any]:
        return {"generated_ids": self.ids, "generated_tokens": self.tokens}


_SURE = 1 << 24  # bytes, which a process that has come so far has


@dataclass(slots=True)
class BoundedPage:
    """A model's page that counts what its passes compute, and refuses to go on before the machine is full.

    asked: how many tokens are to be written. most: how many numbers all passes may compute together; None: what memory holds.
    With a cache a pass counts as the whole one that it is compared with afterwards.
    """

    page: Page
    asked: int
    most: int | None
    passes: int = 0
    cells: int = 0

    def __call__(self, r: Recorder, frame: Frame) -> Step:
        before = len(r.steps)
        result = self.page(r, frame)
        new = tuple(islice(r.steps.values(), before, None))
        rows = longer(frame.text if frame.target is None else frame.target)
        self.cells += sum(math.prod(shape(step.axes)) for step in new) * (frame.start + rows) // max(rows, 1)
        self.passes += 1
        report("generate.progress", done=self.passes, count=self.asked)
        if self.passes > 1:  # the first alone is what every run is refused by
            self._refuse(sum(step.held.nbytes for step in new if isinstance(step.held, np.ndarray)))
        return result

    def _refuse(self, size: int) -> None:
        """Raise TracerError where this pass, which took `size` bytes, or the next as large, is too much."""
        written = self.passes - 1
        if self.most is not None and self.cells > self.most:
            raise TracerError("generate.large", count=self.asked, written=written, most=self.most // 1_000_000)
        if self.cells * 8 > _SURE and size > available():
            raise TracerError("generate.room", count=self.asked, written=written)


def generate(
    recorder: Callable[[], Recorder],
    frame: Frame,
    page: Page,
    writing: Writing,
    seed: int,
    vocab: Axis | None = None,
    label: Callable[[int], str] | None = None,
    stop: tuple[int, ...] | None = None,
    most: int | None = None,
) -> tuple[Recorder, Written]:
    """Generate up to `writing.count` tokens with a decoder. Returns the recorder of the passes and the tokens.

    recorder(): a fresh recorder of the run (a second one recomputes what a cache kept). vocab: the axis ids are positions on;
    label: the text of an id, where the axis has no labels. stop: ids that end the text (`<end>` where left out). most: how many
    numbers the passes may compute together (see `BoundedPage`).
    """
    vocab = vocab or frame.vocab
    labels = vocab.labels if vocab is not None and vocab.labelled else ()
    label_of = label or (lambda number: labels[number] if number < len(labels) else str(number))
    ends = stop if stop is not None else tuple(place for place, word in enumerate(labels) if word == "<end>")
    _refuse(frame)
    frame, draw = with_room(frame, writing.count), drawn(seed)
    first = recorder()
    bounded = BoundedPage(page, writing.count, most)
    ids = write_on(first, frame, bounded, writing.count, writing.choosing, draw, label_of, ends, writing.cache)
    notes: tuple[str, ...] = ()
    if writing.cache and len(ids) > 1:
        second = recorder()
        again = write_on(second, frame, page, len(ids), writing.choosing, draw, label_of, (), False, ids)
        notes = (compare_passes(first.steps, second.steps, ids, again),)
    return first, Written(ids, [label_of(token_id) for token_id in ids], notes)


def with_room(frame: Frame, count: int) -> Frame:
    """The frame with learned positions for `count` tokens more, where a table's length is not known."""
    room = max(longer(frame.text), longer(frame.target)) + count
    return replace(frame, learned={"positions.W_P": room, "decoder.positions.W_P": room, **frame.learned})


def drawn(seed: int) -> Callable[[int], np.ndarray]:
    """The function that gives the number 0 ≤ u < 1 by which step n chooses."""
    return lambda number: np.array(stream(seed, f"generate|{number}", 1)[0] / 2.0**32)


def refuse_masks(frame: Frame, writing: Writing) -> None:
    """Raise TracerError for a mask that does not cover new tokens or that would make cached keys and values wrong."""
    a = frame.architecture
    mask, added = (a.mask, a.added_mask) if frame.target is None else (a.target_mask, a.target_added_mask)
    if added or a.memory_added_mask or not all(isinstance(setting, str) for setting in (mask, a.memory_mask)):
        raise Inapplicable("generate.mask")
    if writing.cache and a.model == "seq2seq":
        raise Inapplicable("generate.no_cache")
    if writing.cache and mask not in CAUSAL:
        raise Inapplicable("generate.cache_mask")


def refuse_beyond(frame: Frame, writing: Writing) -> None:
    """Raise TracerError if generation would need a position past the last learned one; the last token is never read."""
    read = longer(frame.text if frame.target is None else frame.target)
    table = "positions.W_P" if frame.target is None else "decoder.positions.W_P"
    longest = frame.architecture.longest
    known = frame.learned.get(table) if longest is None else longest
    if known and read <= known < read + writing.count - 1:
        raise TracerError("generate.positions", count=writing.count, tokens=read, known=known, most=known - read + 1)


def _refuse(frame: Frame) -> None:
    if frame.sentence is not None:
        raise TracerError("generate.several", count=frame.sentence.size)
    if (frame.text if frame.target is None else frame.target).ids is None:
        raise TracerError("generate.rows")


def compare_passes(cached: Mapping[str, Step], full: Mapping[str, Step], ids: list[int], again: list[int]) -> str:
    """A sentence on whether passes with the KV cache gave the same numbers as passes without it; if not, the first difference.

    A product adds in another order for one row than for many, so last bits may differ: what rounding may leave is none.
    """
    stages, different, largest = 0, 0, 0.0
    first: Step | None = None
    for name, step in cached.items():
        other = _counterpart(name, full)
        if not name.startswith("pass.") or other is None:
            continue
        theirs = _last_rows(other, step)
        stages += 1
        apart = float(gap(step.values, theirs).max(initial=0.0))
        if apart > rounding(step, other):
            different, first = different + 1, first or step
            largest = max(largest, apart)
    parted = next((step for step, (cached_id, other) in enumerate(zip(ids, again, strict=True)) if cached_id != other), None)
    if first is None:
        known: dict[str, Any] = {"stages": stages, "precision": precision_of(cached.values()).dtype}
        return say("generate.cache_same", **known) if parted is None else say("generate.cache_tie", step=parted, **known)
    facts = {"stages": stages, "different": different, "size": f"{largest:.1e}", "stage": first.name}
    return say("generate.cache_other", **facts) if parted is None else say("generate.cache_choice", step=parted, **facts)


def _counterpart(name: str, full: Mapping[str, Step]) -> Step | None:
    """The stage of the full run that a cached one stands for: what is kept was rotated and normed where the run does so."""
    if not name.endswith("_cache"):
        return full.get(name)
    plain = name.removesuffix("_cache")
    return full.get(f"{plain}_rotated") or full.get(f"{plain}_norm") or full.get(plain)


def _last_rows(whole: Step, like: Step) -> np.ndarray:
    """The rows of a stage of all tokens that a stage of the new token alone has: the last ones."""
    if whole.values.ndim != like.values.ndim:
        return whole.values
    index = tuple(
        slice(-size, None) if axis.name in ("token", "query") and size else slice(None)
        for axis, size in zip(whole.axes, like.values.shape, strict=True)
    )
    return whole.values[index]
