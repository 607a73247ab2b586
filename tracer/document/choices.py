"""Why a choice fell as it did: the row of numbers it was made among, their order, and what decided.

Choices are the operations whose working is a number and no sum: the k largest (a router's experts, top-k), the likeliest that
reach p together (top-p), the largest (arg max), and a draw.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.address import cell as cell_address
from tracer.document.blocks import Block, Note, Table
from tracer.document.place_words import word
from tracer.document.sentence import axis_word
from tracer.language import say
from tracer.ops.ties import largest_positions, lowest_tie
from tracer.record.step import Step
from tracer.rounding import DEFAULT_PLACES, places_for, rounded, show

Index = tuple[int, ...]
_OPERATIONS = ("choose_largest", "keep_largest", "argmax", "draw")
_MOST_NAMED = 8  # chosen places in a sentence
_MOST_SHOWN = 12  # numbers of a row


class Choice:
    """A choice and the row of numbers it is made among.

    row: where each of them stands in the step that was read, in order. values: the numbers. order: places of the row, the largest
    first, of equal ones the earlier first. at: the place the explained cell is about: its own, or the one that was chosen.
    """

    def __init__(self, step: Step, index: Index) -> None:
        self.step, self.index, self.read = step, index, step.inputs[0]
        names = [axis.name for axis in self.read.axes]
        self._along = names.index(step.attrs["over"]) if "over" in step.attrs else len(names) - 1
        self.axis = self.read.axes[self._along]
        fixed = index if "over" in step.attrs else (*index[: self._along], *index[self._along + 1 :])
        self.row = [(*fixed[: self._along], place, *fixed[self._along :]) for place in range(self.axis.size or 0)]
        self.values = np.moveaxis(self.read.values, self._along, -1)[fixed].astype(float)
        self.order = largest_positions(self.values)
        self.at = int(step.number(index)) if "over" in step.attrs else index[self._along]

    @property
    def chosen(self) -> list[int]:
        """Places of the row that were chosen, the largest first."""
        if "over" in self.step.attrs:
            return [self.at]
        if (count := self.step.attrs.get("count", self.step.attrs.get("top_k"))) is not None:
            return self.order[:count]
        kept = [self.step.number(place) != self.step.attrs["fill"] for place in self.row]
        return [place for place in self.order if kept[place]]

    def word(self, place: int) -> str:
        """What the row's place is called: `expert 3`, or its token."""
        own = word(self.axis, place, None)
        return own if self.axis.labelled else say("document.cell_place", axis=axis_word(self.axis.name), place=own)


def choice_of(step: Step, index: Index) -> Choice | None:
    """The choice behind a cell; None where another operation made it."""
    return Choice(step.computed, index) if step.computed.op in _OPERATIONS else None


def shown_places(choice: Choice) -> list[int]:
    """The row's places that a page shows, the largest first: the largest that stand a chance, and in any case the cell's own."""
    largest = [place for place in choice.order[:_MOST_SHOWN] if choice.values[place] not in (0, -np.inf)] or choice.order[:1]
    return largest if choice.at in largest else [*largest[: _MOST_SHOWN - 1], choice.at]


def choice_blocks(choice: Choice, precision: int | None) -> Iterator[Block]:
    """The row that the choice was made among as a table, the largest first, and what is to say of it."""
    shown, chosen = shown_places(choice), choice.chosen
    heads = [say(f"document.column_{name}") for name in ("cell", "value", "chosen")]
    rows = [
        (cell_address(choice.read.name, choice.read.axes, choice.row[place]), float(choice.values[place]),
         say(f"document.chosen_{'yes' if place in chosen else 'no'}"))
        for place in shown
    ]  # fmt: skip
    places = places_for([float(choice.values[place]) for place in shown], precision)
    yield Table(heads, rows, (0, places, 0), say("document.choice_among"))
    if len(shown) < len(choice.order):
        yield Note(say("document.choice_count", shown=len(shown), count=len(choice.order)))
    if tie := tie_note(choice):
        yield Note(tie)


def choice_note(choice: Choice) -> str:
    """Why the cell is what it is, in one sentence; "" where undefined numbers decide nothing or there is one to choose."""
    if len(choice.order) < 2 or not np.isfinite(choice.values[choice.order[0]]):
        return ""
    if choice.step.op == "draw":
        return _drawn(choice)
    if choice.step.op == "argmax":
        return _largest(choice)
    return _of_likeliest(choice) if choice.step.attrs.get("top_p") is not None else _of_largest(choice)


def tie_note(choice: Choice) -> str:
    """That equal numbers were told apart by their order; "" where the order decided nothing."""
    behind = choice.order[len(choice.chosen) : len(choice.chosen) + 1]
    if choice.step.op == "draw" or choice.step.attrs.get("top_p") is not None or not behind:
        return ""
    last = choice.chosen[-1]
    if choice.values[behind[0]] < lowest_tie(choice.values[last]) or not np.isfinite(choice.values[last]):
        return ""
    return say("document.choice_tie", first=choice.word(last), second=choice.word(behind[0]))


def _of_largest(choice: Choice) -> str:
    """Of the k largest: the number's rank, and which are chosen."""
    chosen = choice.chosen
    named = [choice.word(place) for place in chosen[:_MOST_NAMED]] + (["…"] if len(chosen) > _MOST_NAMED else [])
    kind = "in" if choice.at in chosen else "out"
    rank = choice.order.index(choice.at) + 1
    return say(f"document.choice_{kind}", rank=rank, count=len(choice.order), most=len(chosen), chosen=named)


def _largest(choice: Choice) -> str:
    """Of arg max: the largest number, and the next."""
    first, second = choice.order[:2]
    numbers = _apart(float(choice.values[second]), float(choice.values[first]))
    return say(
        "document.choice_largest", count=len(choice.order), first=choice.word(first), largest=numbers[1],
        second=choice.word(second), next=numbers[0],
    )  # fmt: skip


def _of_likeliest(choice: Choice) -> str:
    """Of top-p: what the likelier ones have together, and whether that reaches p."""
    rank, p = choice.order.index(choice.at), choice.step.attrs["top_p"]
    if rank == 0:
        return say("document.choice_likeliest", count=len(choice.order))
    before = float(choice.values[choice.order[:rank]].sum())
    is_kept = choice.at in choice.chosen
    shown = _apart(before, p)[0] if is_kept else _apart(p, before)[1]
    return say(f"document.choice_{'before' if is_kept else 'reached'}", rank=rank + 1, before=shown, p=p)


def _drawn(choice: Choice) -> str:
    """Between which sums of the probabilities (as shares of all) the drawn number falls, with digits enough to see it.

    Empty where it falls between none: probabilities that are undefined decide nothing.
    """
    drawn = choice.step.inputs[1].number(choice.index)
    each = choice.values.tolist()
    total, before, upto = sum(each), sum(each[: choice.at]), sum(each[: choice.at + 1])
    if not before <= drawn * total < upto:
        return ""
    before, upto = before / total, upto / total
    digits = next(
        (n for n in range(DEFAULT_PLACES, 16) if rounded(before, n) < rounded(drawn, n) < rounded(upto, n)), DEFAULT_PLACES
    )
    token = word(choice.axis, choice.at, None)
    return say("document.drawn", token=token, before=show(before, digits), upto=show(upto, digits), number=show(drawn, digits))


def _apart(low: float, high: float) -> tuple[str, str]:
    """Two numbers with digits enough to see which is larger; the usual ones where they are equal."""
    digits = next((n for n in range(DEFAULT_PLACES, 16) if rounded(low, n) < rounded(high, n)), DEFAULT_PLACES)
    return show(low, digits), show(high, digits)
