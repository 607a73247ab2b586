"""Which stored tensor each of our parameters is: what the name maps of the families are made of.

A checkpoint's linear layers are stored out × in and ours are in × out, so most matrices are read transposed; GPT-2's are not.
Fused projections are sliced where the parts lie. Nothing is copied: a place is a view of a stored tensor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Cut = tuple[int, ...]  # first and end, and of interleaved columns the step
Part = tuple[int, int | Cut, int]  # heads, which part or parts, of how many: GPT-NeoX stores q, k, v head by head


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter lies: the tensor, which of several matrices in it, which columns or which part of each head of that,
    transposed or not, plus a constant.
    """

    tensor: str
    transposed: bool = False
    cut: Cut | None = None
    part: Part | None = None
    plus: float = 0.0
    flat: bool = False
    item: int | None = None

    def of(self, raw: np.ndarray) -> np.ndarray:
        """The parameter as a view of the stored tensor (a copy only where parts lie scattered)."""
        if self.item is not None:
            raw = raw[self.item]
        if self.part is not None:
            heads, which, parts = self.part
            rest = raw.shape[1:]
            chosen = which if isinstance(which, int) else slice(*which)
            raw = raw.reshape(heads, parts, -1, *rest)[:, chosen].reshape(-1, *rest)
        if self.flat:
            raw = raw.reshape(-1)
        raw = raw.T if self.transposed else raw
        return raw if self.cut is None else raw[..., slice(*self.cut)]

    def columns(self, count: int) -> np.ndarray:
        """Which columns of what a module with this tensor returns are this parameter's; count: how many it returns."""
        return Place("", cut=self.cut, part=self.part).of(np.arange(count))

    def __str__(self) -> str:
        """As a reader finds it: `transformer.h.0.attn.c_attn.weight[:, 32:64]`."""
        shown = self.tensor if self.item is None else f"{self.tensor}[{self.item}]"
        if self.cut is not None:
            cut = ":".join(map(str, self.cut))
            shown += f"[{cut}]" if self.transposed or self.tensor.endswith("bias") else f"[:, {cut}]"
        if self.part is not None:
            which = self.part[1] if isinstance(self.part[1], int) else f"{self.part[1][0]}:{self.part[1][1]}"
            shown += f"[part {which} of {self.part[2]} of each head]"
        return ("1 + " if self.plus else "") + shown + ("ᵀ" if self.transposed else "")


class Names(dict[str, Place]):
    """A name map: our parameter's address → its `Place`. A `?` in our name stands for W and b."""

    def linear(self, ours: str, theirs: str, transposed: bool = True, cut: Cut | None = None, part: Part | None = None) -> None:
        """Add a linear layer's weight and bias; see `Place` for `transposed`, `cut` and `part`."""
        self[ours.replace("?", "W")] = Place(theirs + ".weight", transposed, cut, part)
        self[ours.replace("?", "b")] = Place(theirs + ".bias", cut=cut, part=part)

    def norm(self, ours: str, theirs: str, plus: float = 0.0) -> None:
        """Add a norm's gamma and beta. plus: what is added to each stored gamma (1 in Gemma)."""
        self[ours + ".gamma"] = Place(theirs + ".weight", plus=plus)
        self[ours + ".beta"] = Place(theirs + ".bias")

    def attention(self, ours: str, theirs: str, q: str, k: str, v: str, o: str) -> None:
        """Add the four projections of an attention; q, k, v, o: their names below `theirs`."""
        for letter, name in zip("QKVO", (q, k, v, o), strict=True):
            self.linear(f"{ours}.?_{letter}", f"{theirs}.{name}")
