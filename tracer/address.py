"""A place in a trace, parsed and printed: `encoder.0.attention.scores[head=1, query=it, key=animal]`.

A bare whole number is a position; anything else is a token, in double quotes where it looks like a number or holds
`,` `]` `=` or quotes (`\\"` and `\\\\` inside them). `the#2` is the second `the`. `:` takes a whole axis. `it` also finds `▁it`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from tracer.axes import Axis, names
from tracer.errors import TracerError, closest
from tracer.frozen import Frozen
from tracer.full_width import half_width_address, half_width_selectors
from tracer.language import first_few

# Patterns are compiled by `re` when an address is first read: most runs read none.
_SELECTOR = r"""(?:(?P<axis>[^"=,\[\]]*)=)?
        (?:\s*"(?P<quoted>(?:[^"\\]|\\.)*)"(?:\#(?P<nth>[1-9][0-9]*))?\s* | (?P<bare>[^",=\]]*))
        (?P<end>[,\]])"""
_LONGEST_PATTERN = 300  # characters; no stage is called so, and a glob takes the square of its length to read
_NUMBER = r"-?[0-9]+"
_NTH = r"(?s:(.*\S))#([1-9][0-9]*)"  # `input #1` is a token, `input#1` the first `input`
_BARE = r'(?!:\Z)[^,=\[\]"]+'
_MOST_DIGITS = 15


class UnknownStage(TracerError):
    """No stage has this name or ending; `values` has `near` where some are close."""


class Selector(Frozen):
    """One part of an address: a position, or a label with its occurrence (from 1), or a whole axis where all are None."""

    axis: str | None = None
    position: int | None = None
    label: str | None = None
    occurrence: int | None = None


class Address(Frozen):
    """A stage's name, or an ending of it, and which part of the stage is meant; no selectors mean all of it."""

    stage: str
    selectors: tuple[Selector, ...] = ()


def parse(text: str) -> Address:
    """The address written in `text`. Raises TracerError saying where it cannot be read.

    >>> parse('scores[0, "2", key=the#2]').selectors[2]
    Selector(axis='key', position=None, label='the', occurrence=2)
    """
    text = half_width_address(text)
    stage, bracket, inside = text.partition("[")
    if not stage.strip():
        raise TracerError("address.empty", text=text)
    selectors: list[Selector] = []
    place, end = len(text) - len(inside), "" if bracket else "]"
    while end != "]":
        match = re.compile(_SELECTOR, re.VERBOSE | re.DOTALL).match(text, place)
        if match is None:
            raise _broken(text, place)
        selectors.append(_selector(match, text))
        place, end = match.end(), match["end"]
    if rest := text[place:].strip():
        raise TracerError("address.after", text=text, rest=rest, place=place + 1)
    return Address(stage.strip(), tuple(selectors))


def _broken(text: str, place: int) -> TracerError:
    rest = text[place:]
    if len(re.findall(r'(?<!\\)(?:\\\\)*"', rest)) % 2:
        return TracerError("address.quote", text=text, place=place + rest.index('"') + 1)
    return TracerError("address.selector" if "]" in rest else "address.unclosed", text=text, place=place + 1)


def _selector(match: re.Match[str], text: str) -> Selector:
    axis = None if match["axis"] is None else match["axis"].strip()
    label, nth = match["quoted"], match["nth"]
    if label is not None:
        label = re.sub(r'\\(["\\])', r"\1", label)
    else:
        label = match["bare"].strip()
        if axis == "" or not label:
            raise TracerError("address.selector", text=text, place=match.start() + 1)
        if label == ":":
            return Selector(axis)
        if re.fullmatch(_NUMBER, label):
            if label[0] == "-" or len(label) > _MOST_DIGITS:
                raise TracerError("address.number", text=text, number=label)
            return Selector(axis, position=int(label))
        if marked := re.fullmatch(_NTH, label):
            label, nth = marked[1], marked[2]
    return Selector(axis, label=label, occurrence=int(nth[:_MOST_DIGITS]) if nth else None)


def locate(address: Address, axes: Sequence[Axis]) -> tuple[int | slice, ...]:
    """Where the address points: one entry an axis, a position or `slice(None)` for a whole axis.

    Selectors without a name stand in axis order. Where there are too few, axes of length one are passed over first (unless the
    token is theirs); axes left out are taken whole, those of length one at 0. With a `sentence` selected, tokens are its own.
    Raises TracerError: unknown axis or token, position out of range, a repeated token without `#`, too many selectors.
    """
    if not address.selectors:
        return (slice(None),) * len(axes)
    index: list[int | slice] = []
    for axis, selector in zip(axes, _assigned(address, axes), strict=True):
        left_out = 0 if axis.size == 1 else slice(None)
        index.append(_place(selector, _known(axis, axes, index), address.stage) if selector else left_out)
    return tuple(index)


def _known(axis: Axis, axes: Sequence[Axis], index: Sequence[int | slice]) -> Axis:
    """The axis as the sentence chosen so far has it."""
    chosen = index[0] if index and axes[0].name == "sentence" else slice(None)
    return axis if axis.per is None or isinstance(chosen, slice) else _in_sentence(axis, int(chosen))


@lru_cache(maxsize=32)
def _in_sentence(axis: Axis, sentence: int) -> Axis:
    """The axis with one sentence's labels and the whole stage's length: the padding has positions too."""
    return Axis(axis.name, axis.size, axis.per[sentence] if axis.per else None)


def _assigned(address: Address, axes: Sequence[Axis]) -> list[Selector | None]:
    """The selector of each axis, None where it was left out."""
    stage, known = address.stage, names(axes)
    chosen: dict[str, Selector] = {}
    order: list[Selector] = []
    for selector in address.selectors:
        if selector.axis is None:
            order.append(selector)
        elif selector.axis not in known:
            raise TracerError("address.axis", word=selector.axis, stage=stage, axes=list(known))
        elif chosen.setdefault(selector.axis, selector) is not selector:
            raise TracerError("address.twice", axis=selector.axis, stage=stage)
    spare = len(axes) - len(address.selectors)
    if spare < 0:
        raise TracerError("address.many", stage=stage, count=len(address.selectors), most=len(axes), axes=list(known))
    for axis in axes:
        if order and axis.name not in chosen:
            if spare and axis.size == 1 and not positions_of_label(axis, order[0].label):
                spare -= 1
            else:
                chosen[axis.name] = order.pop(0)
    return [chosen.get(name) for name in known]


@lru_cache(maxsize=32)
def _places(axis: Axis) -> dict[str | None, list[int]]:
    """Where each label of the axis stands."""
    result: dict[str | None, list[int]] = {}
    for place, label in enumerate(axis.labels):
        result.setdefault(label, []).append(place)
    return result


def positions_of_label(axis: Axis, label: str | None) -> list[int]:
    """Where a word stands: as it is written, else behind a tokenizer's sign that a word begins."""
    return _places(axis).get(label) or _places(axis).get(f"▁{label}", [])


def _place(selector: Selector, axis: Axis, stage: str) -> int | slice:
    where, last = {"axis": axis.name, "stage": stage}, (axis.size or 0) - 1
    if selector.position is not None:
        if axis.size is not None and selector.position > last:
            raise TracerError("address.range", position=selector.position, last=last, **where)
        return selector.position
    if selector.label is None:
        return slice(None)
    places = positions_of_label(axis, selector.label)
    if not places:
        raise _unknown(selector.label, axis, stage)
    nth, count = selector.occurrence, len(places)
    if nth is None and count > 1:
        choices = first_few([f"{_quoted(axis.labels[places[0]])}#{nth + 1}" for nth in range(count)], 4)
        raise TracerError("address.repeated", word=selector.label, count=count, choices=choices, **where)
    if nth is not None and nth > count:
        raise TracerError("address.missing", word=selector.label, nth=nth, count=count, **where)
    return places[(nth or 1) - 1]


def position_of(axis: Axis, label: str, stage: str) -> int:
    """Where a label stands on an axis of `stage`: `it`, or `the#2` for the second `the`. Raises TracerError as `locate` does."""
    marked = None if positions_of_label(axis, label) else re.fullmatch(_NTH, label)
    word, nth = (marked[1], int(marked[2][:_MOST_DIGITS])) if marked else (label, None)
    place = _place(Selector(axis.name, label=word, occurrence=nth), axis, stage)
    assert isinstance(place, int), place
    return place


def _unknown(word: str, axis: Axis, stage: str) -> TracerError:
    where = {"word": word, "axis": axis.name, "stage": stage}
    if axis.per is not None:
        return TracerError("address.sentence", **where)
    if not axis.labelled:
        return TracerError("address.unlabelled", last=(axis.size or 0) - 1, **where)
    near = [label for label in closest(word, axis.labels) if label in axis.labels]
    return TracerError("address.token.near", near=near, **where) if near else TracerError("address.token", **where)


def cell(stage: str, axes: Sequence[Axis], index: Sequence[int | slice]) -> str:
    """The canonical address of a place: `scores[head=0, query=it, key=animal]`; `parse` and `locate` give `index` back.

    Labelled axes show their label, quoted where it has to be and with `#n` where it is repeated; others the position.
    """
    parts = [f"{axis.name}={_printed(_known(axis, axes, index), at)}" for axis, at in zip(axes, index, strict=True)]
    return f"{stage}[{', '.join(parts)}]" if parts else stage


def plain(stage: str, index: Sequence[int | slice]) -> str:
    """The address by positions alone: `scores[0, 1, 2]`."""
    parts = [":" if isinstance(place, slice) else str(int(place)) for place in index]
    return f"{stage}[{', '.join(parts)}]" if parts else stage


def _printed(axis: Axis, place: int | slice) -> str:
    if isinstance(place, slice):
        return ":"
    if not axis.labelled or place >= len(axis.labels):
        return str(int(place))
    label = axis.labels[place]
    positions = _places(axis)[label]
    return f"{_quoted(label)}#{positions.index(place) + 1}" if len(positions) > 1 else _quoted(label)


@lru_cache(maxsize=1024)  # the cells of a run stand at the same few tokens
def _quoted(label: str) -> str:
    """The label so that it reads back as this label and nothing else."""
    reads_back = half_width_selectors(label) == label and "“" not in label
    is_bare = re.fullmatch(_BARE, label) and not (re.fullmatch(_NUMBER, label) or re.fullmatch(_NTH, label))
    if label == label.strip() and is_bare and reads_back:
        return label
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'


def resolve(word: str, stages: Iterable[str]) -> str:
    """The one stage called `word` or ending in `.word`.

    One that all others are forms of (`grad.` or `after.` and its name) wins. Raises TracerError: several, or none (near names).
    """
    known = list(stages)
    matches = [word] if word in known else [name for name in known if word and name.endswith(f".{word}")]
    if not matches:
        raise UnknownStage.near("address.stage", word, known)
    shortest = min(matches, key=len)
    if not all(f".{name}".endswith(f".{shortest}") for name in matches):
        raise TracerError("address.ambiguous", word=word, count=len(matches), choices=first_few(matches, 4))
    return shortest


def resolve_shown(word: str, shown: Iterable[str], every: Iterable[str]) -> str:
    """The one name called `word`, or else ending in it: a stage that is shown before its parts, as h before the time steps of h.

    every: the shown stages too, their parts and the parameters. Raises TracerError as `resolve` does.
    """
    known, shown = list(every), list(shown)
    if word in known:
        return word
    return resolve(word, shown if any(name.endswith(f".{word}") for name in shown) else known)


def matching(pattern: str, stages: Iterable[str]) -> list[str]:
    """Every stage with this name or ending, or that the glob (`*.softmax`, `encoder.0.*`) takes, in order.

    A glob is held against the name and every ending of it. Raises TracerError where nothing matches.
    """
    known = list(stages)
    if len(pattern) > _LONGEST_PATTERN:
        raise UnknownStage.near("address.stage", pattern, known)
    result = [name for name in known if fnmatchcase(name, pattern) or fnmatchcase(name, f"*.{pattern}")]
    if not result:
        raise UnknownStage.near("address.stage", pattern, known)
    return result
