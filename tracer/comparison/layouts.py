"""In which order other programs keep the axes of a stage, and how their array is brought into ours.

A stage's axes are cut into atoms that no layout cuts further (`heads·d_k` into head and d_k). Every layout is an order of the
atoms, of which head and d_k, or sentence and token, may stand as one; axes of length one may be missing or be more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np

from tracer.axes import Axis

HEADS = ("head", "kv_head")
_SIDES = {("head", "d_k"), ("head", "d_v"), ("kv_head", "d_k"), ("kv_head", "d_v"), ("sentence", "token")}  # may stand as one
_MOST_ATOMS = 5
TOKENS = ("token", "query", "key")


@dataclass(frozen=True, slots=True)
class Atom:
    """One axis that no layout cuts further. size: in our stage; theirs: in their array, longer where it is padded."""

    name: str
    size: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How their array is read: their atoms in order, each group one of their axes.

    natural: whether these are our own axes in our order. repeated: how many of their heads read one of ours.
    """

    groups: tuple[tuple[Atom, ...], ...]
    ours: tuple[Atom, ...]
    natural: bool
    repeated: int = 1

    def __str__(self) -> str:
        """The axes as a table shows them: `(token, head·d_k)`."""
        return "(" + ", ".join("·".join(atom.name for atom in group) for group in self.groups) + ")"

    def read(self, array: np.ndarray, axes: Sequence[Axis], keep: Mapping[str, np.ndarray]) -> np.ndarray:
        """Their array with our axes. keep: of axes of tokens, the places that are no padding."""
        atoms = [atom for group in self.groups for atom in group]
        spread = array.reshape([atom.theirs * (self.repeated if atom.name == "kv_head" else 1) for atom in atoms])
        order = [atoms.index(atom) for atom in self.ours]
        turned = spread.transpose(order)
        for place, atom in enumerate(self.ours):
            if atom.theirs != atom.size:
                turned = turned.take(keep[atom.name], axis=place)
            if self.repeated > 1 and atom.name == "kv_head":
                turned = turned.take(range(0, atom.size * self.repeated, self.repeated), axis=place)
        return turned.reshape([axis.size or 0 for axis in axes])


def layouts(shape: Sequence[int], axes: Sequence[Axis], heads: Mapping[str, int], padded: Mapping[str, int]) -> list[Layout]:
    """Every layout in which an array of this shape can be a stage with these axes, ours first, then the usual ones.

    heads: how many heads stand side by side in an axis such as `heads·d_k`, by the atom's name. padded: how long padded axes are.
    """
    return _layouts(tuple(shape), tuple(_atoms(axes, heads, padded)), tuple(axis.name for axis in axes if (axis.size or 0) != 1))


@lru_cache(maxsize=4096)
def _layouts(shape: tuple[int, ...], ours: tuple[Atom, ...], names: tuple[str, ...]) -> list[Layout]:
    known = tuple(atom for atom in ours if atom.size != 1 or atom.theirs != 1)
    sizes = tuple(size for size in shape if size != 1)
    if len(known) > _MOST_ATOMS or math.prod(sizes) % max(math.prod(atom.theirs for atom in known), 1):
        return []
    result = []
    for order in permutations(known):
        for groups in _groupings(order):
            for repeated in _repeats(groups, sizes):
                natural = order == known and repeated == 1 and _own_groups(groups, names)
                result.append(Layout(groups, known, natural, repeated))
    return sorted(result, key=lambda layout: (not layout.natural, layout.repeated, _rank(layout)))


def _atoms(axes: Sequence[Axis], heads: Mapping[str, int], padded: Mapping[str, int]) -> list[Atom]:
    result: list[Atom] = []
    for axis in axes:
        size = axis.size or 0
        if axis.name in heads and size % max(heads[axis.name], 1) == 0 and heads[axis.name]:
            count, width = heads[axis.name], axis.name.partition("·")[2]
            result += [Atom("head", count, count), Atom(width, size // count, size // count)]
        else:
            result.append(Atom(axis.name, size, padded.get(axis.name, size) if axis.name in TOKENS else size))
    return result


def _groupings(order: Sequence[Atom]) -> Iterator[tuple[tuple[Atom, ...], ...]]:
    """The ways in which neighbours that may stand as one do, or do not."""
    if not order:
        yield ()
        return
    for rest in _groupings(order[1:]):
        yield ((order[0],), *rest)
    if len(order) > 1 and (order[0].name, order[1].name) in _SIDES:
        for rest in _groupings(order[2:]):
            yield ((order[0], order[1]), *rest)


def _repeats(groups: Sequence[Sequence[Atom]], sizes: Sequence[int]) -> Iterator[int]:
    """1 where the groups have these sizes; or how many times each head of keys stands, where that makes them fit."""
    if len(groups) != len(sizes):
        return
    wanted = [math.prod(atom.theirs for atom in group) for group in groups]
    if wanted == list(sizes):
        yield 1
        return
    factors = {size // want if want and size % want == 0 else 0 for size, want in zip(sizes, wanted, strict=True) if size != want}
    at = [place for place, (size, want) in enumerate(zip(sizes, wanted, strict=True)) if size != want]
    if len(at) == 1 and 0 not in factors and any(atom.name == "kv_head" for atom in groups[at[0]]):
        yield factors.pop()


def _own_groups(groups: Sequence[Sequence[Atom]], names: Sequence[str]) -> bool:
    """Whether the groups are the axes as we have them."""
    return len(groups) == len(names) and all(
        (len(group) == 2) == ("·" in name) for group, name in zip(groups, names, strict=True)
    )


def _rank(layout: Layout) -> int:
    """How unusual a layout is: heads beside d_k after the token, then each by itself there, then features last, then the rest."""
    names = [tuple(atom.name for atom in group) for group in layout.groups]
    flat = [name for group in names for name in group]
    features_last = flat[-1:] == [layout.ours[-1].name] if layout.ours else True
    merged = any(len(group) > 1 for group in names)
    moved = sum(atom.name != name for atom, name in zip(layout.ours, flat, strict=True))
    return (0 if features_last else 4) + (0 if merged else 1) + (2 if moved > 2 else 0)
