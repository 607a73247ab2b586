"""Writing on: the token chosen from the last row of probabilities becomes the next one read, pass after pass.

The first pass has the stages' plain names; pass n stands below `pass.n`. What is chosen after pass n, and from what, stands below
`generate.n`: `logits` (the last row), then, where asked for, `temperature` (logits / T) and `top_k` (the k largest, the others
−∞); `probabilities`; where asked for `top_p` (the fewest likeliest that reach p together, the others 0) and `renormalised`;
`draw` (a number from the seed, unless the likeliest is taken) and `choice`, the id of the token.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.expression import Number, Symbol
from tracer.models.frame import Frame, Text
from tracer.record.recorder import Recorder
from tracer.record.step import AGAIN, SHOWN, Step

Page = Callable[[Recorder, Frame], Step]
Draw = Callable[[int], Any]  # gives an array without axes


@dataclass(frozen=True, slots=True)
class Choosing:
    """How a token is chosen. Without any of the three the likeliest is taken (greedy); otherwise one is drawn."""

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None

    @property
    def greedy(self) -> bool:
        return self.temperature is None and self.top_k is None and self.top_p is None


def write_on(
    r: Recorder,
    f: Frame,
    page: Page,
    count: int,
    choosing: Choosing,
    draw: Draw,
    label: Callable[[int], str],
    stop: Container[int] = (),
    cache: bool = False,
    forced: Sequence[int] | None = None,
) -> list[int]:
    """Run `page`, choose a token, read it, and so on: the ids chosen, at most `count`, the last one where it is in `stop`.

    draw(n): the number 0 ≤ u < 1 that decides step n. label: the text of an id. cache: keys and values of earlier passes are kept
    (KV cache) and only the new token is read. forced: the ids read on, whatever is chosen (to compare two ways of computing).
    Raises TracerError where the model has no logits, or reads rows that are no tokens.
    """
    frame = f
    ids: list[int] = []
    with r.passes(cache):
        for number in range(max(count, 1)):
            with r.again(f"pass.{number}" if number else ""):
                page(r, frame)
                logits = r.step("/logits")
            if number and not cache:
                _hide(r, f"pass.{number}.")
            if number == count:
                break
            if logits is None:
                raise TracerError("generate.no_logits")
            if logits.array is None:
                raise TracerError("generate.no_numbers")
            ids.append(_number(choose(r, logits, number, choosing, draw)))
            read = ids[number] if forced is None else forced[number]
            if read in stop or number + 1 == count:
                break
            frame = reading_frame(frame, read, label(read), cache)
    return ids


def _hide(r: Recorder, prefix: str) -> None:
    """A pass computed all over again shows nothing new but its last row: its stages come with the details."""
    for name, step in r.steps.items():
        if name.startswith(prefix) and step.level == SHOWN:
            step.level = AGAIN


def _number(choice: Step) -> int:
    return int(choice.values)


def choose(r: Recorder, logits: Step, number: int, choosing: Choosing, draw: Draw) -> Step:
    """The choice after pass `number`, from the logits' last row."""
    over = logits.axes[-1].name
    with r.at(f"generate.{number}"):
        row = r.select("logits", logits, axis="token", at=(logits.size("token") or 1) - 1)
        if choosing.temperature is not None:
            divisor = r.constant("temperature.divisor", Number(choosing.temperature), Symbol("T"))
            row = r.divide("temperature", row, divisor)
        if choosing.top_k is not None:
            row = r.keep_largest("top_k", row, top_k=choosing.top_k, fill=float("-inf"))
        likely = r.softmax("probabilities", row, over=over)
        if choosing.top_p is not None:
            nucleus = r.keep_largest("top_p", likely, top_p=choosing.top_p, fill=0.0)
            likely = r.divide_by_sum("renormalised", nucleus, over=over)
        if choosing.greedy:
            return r.argmax("choice", likely, over=over)
        return r.draw("choice", likely, r.given("draw", draw(number), (), symbol="u"), over=over)


def reading_frame(f: Frame, token: int, label: str, cache: bool) -> Frame:
    """The frame that reads one token more: all of them again, or with a cache only the new one."""
    text = f.text if f.target is None else f.target
    if text.ids is None:
        raise TracerError("generate.rows")
    size = text.token.size or 0
    if cache:
        new = replace(text, token=Axis("token", 1, [label]), ids=(token,))
        f = replace(f, start=f.start + size)
    else:
        new = replace(text, token=Axis("token", size + 1, [*text.token.labels, label]), ids=(*text.ids, token))
    return replace(f, text=new) if f.target is None else replace(f, target=new)


def longer(text: Text | None) -> int:
    """How many tokens a side has."""
    return 0 if text is None else text.token.size or 0
