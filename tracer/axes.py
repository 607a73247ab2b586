"""An axis has a name and one label a position; arrays are aligned by axis name, never by order.

A label is for showing, the position is the key: two tokens may share a label.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

TEXTS = ("token", "query", "key", "time", "vocab")  # axes of words, of which two texts have different ones


class Axis:
    """One axis of a recorded array.

    `size` is the number of positions, or None while it is not known (a run that has not been computed).
    `labels` has one string a position; left out, positions are labelled "0", "1", ….
    `per` holds the labels of each sentence where several sentences run together and differ.
    `form` is what of it can decide how arrays are computed: name, size, and whether it has labels.
    """

    __slots__ = ("_labels", "form", "name", "per", "size")

    def __init__(
        self, name: str, size: int | None, labels: Sequence[str] | None = None, per: Sequence[Sequence[str]] | None = None
    ) -> None:
        self.name = name
        self.size = size
        self._labels = tuple(labels) if labels is not None else None
        self.form = (name, size, labels is not None)
        self.per = tuple(tuple(row) for row in per) if per is not None else None

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels if self._labels is not None else tuple(map(str, range(self.size or 0)))

    @property
    def labelled(self) -> bool:
        """Whether the labels say more than the positions do."""
        return self._labels is not None

    def rename(self, name: str) -> Axis:
        return Axis(name, self.size, self._labels, self.per)

    def of_sentence(self, sentence: int) -> Axis:
        """The axis as one sentence has it: its own labels, its own length."""
        return self if self.per is None else Axis(self.name, len(self.per[sentence]), self.per[sentence])

    def fits(self, other: Axis) -> bool:
        """Whether both stand for the same positions: same name, same size (an unknown size fits any)."""
        return self.name == other.name and (self.size == other.size or self.size is None or other.size is None)

    def __repr__(self) -> str:
        return f"Axis({self.name!r}, {self.size})"


def names(axes: Iterable[Axis]) -> tuple[str, ...]:
    return tuple(axis.name for axis in axes)


def number_repeats(labels: Iterable[str]) -> list[str]:
    """Labels as tables show them: a repeated one as an address takes it, `the#2`.

    >>> number_repeats(["the", "cat", "the"])
    ['the', 'cat', 'the#2']
    """
    met: dict[str, int] = {}
    result = []
    for label in labels:
        met[label] = met.get(label, 0) + 1
        result.append(label if met[label] == 1 else f"{label}#{met[label]}")
    return result


def shape(axes: Iterable[Axis]) -> tuple[int, ...]:
    """The sizes; an unknown one counts as 0."""
    return tuple(axis.size or 0 for axis in axes)


def fits_axes(sizes: Sequence[int], axes: Sequence[Axis]) -> bool:
    """Whether an array of these sizes has these axes (an unknown size fits any)."""
    return len(sizes) == len(axes) and all(axis.size in (None, size) for axis, size in zip(axes, sizes, strict=True))


def describe(axes: Iterable[Axis]) -> str:
    """Axes as an error or a heading shows them: `token 2 × d_model 4`."""
    return " × ".join(f"{axis.name} {'?' if axis.size is None else axis.size}" for axis in axes) or "1"


def find(axes: Sequence[Axis], name: str) -> int:
    """The place of the axis called `name`, or -1."""
    for place, axis in enumerate(axes):
        if axis.name == name:
            return place
    return -1


def word_spans(labels: Sequence[str], words: Collection[str]) -> list[tuple[int, int]]:
    """Where each word begins and ends among the labels: neighbours that are one of `words` together are one, the longest first.

    >>> word_spans(["那", "只", "动", "物"], {"动物"})
    [(0, 1), (1, 2), (2, 4)]
    """
    known, longest = set(words), max(map(len, words), default=1)
    spans, start = [], 0
    while start < len(labels):
        stops = range(min(len(labels), start + longest), start + 1, -1)
        stop = next((stop for stop in stops if "".join(labels[start:stop]) in known), start + 1)
        spans.append((start, stop))
        start = stop
    return spans


def match_places(first: Axis, second: Axis, by_label: bool = False) -> list[tuple[int, int]] | None:
    """Pairs of matching positions of two axes: equal positions, or equal tokens (labels) in order."""
    if first.size == second.size and not by_label:
        return [(place, place) for place in range(first.size or 0)]
    if not (first.labelled and second.labelled or by_label) or first.name != second.name:
        return None
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, first.labels, second.labels, autojunk=False).get_matching_blocks()
    return [(block.a + at, block.b + at) for block in blocks for at in range(block.size)]
