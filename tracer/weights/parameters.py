"""Where a run's parameters come from: what was given, else the defaults, else the run's seed; else they are missing.

One rule for every model: a given array is used (checked against what is needed); gamma is 1, beta and left-out biases 0; an
embedding row of a word nobody gave, and any other matrix, is drawn from the seed where the run has one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.settings import WRITE, Settings
from tracer.weights.needs import MissingParameter, Need, fit
from tracer.weights.seed import draw, embedding_row, stream

ATTENTION_BIASES = (  # which the papers have not
    *("b_Q", "b_K", "b_V", "b_O", "b_DQ", "b_UQ", "b_QR", "b_DKV", "b_UK", "b_UV", "b_KR"),
    *("b_Wa", "b_Ua", "b_va", "b_a", "b_c"),
)
_PLAIN = {"zeros": 0.0, "ones": 1.0, "bias": 0.0}
_REPORTED = 1 << 20  # numbers of a parameter whose drawing is reported


class Parameters:
    """The recorder's source of parameters.

    given: arrays by full name, in the order of y = x W. rows: token -> vector for each embedding table. seeded: whether missing
    matrices are drawn from `settings.seed`; seeded_rows: whether missing words are. `missing` collects what nobody has,
    `drawn_words` the words whose vectors were drawn beside given ones, `drawn` says whether anything was.
    """

    def __init__(
        self,
        settings: Settings,
        given: Mapping[str, np.ndarray],
        rows: Mapping[str, Mapping[str, np.ndarray]],
        seeded: bool,
        seeded_rows: bool,
        origin: str = "",
    ) -> None:
        self.settings, self.given, self.rows, self.origin = settings, given, rows, origin
        self.seeded, self.seeded_rows = seeded, seeded_rows
        self.missing: dict[str, Need] = {}
        self.drawn_words: list[str] = []
        self.drawn = False

    def has(self, name: str) -> bool:
        """Whether an optional parameter is there: given, or one that a seeded model of this kind has."""
        if name in self.given:
            return True
        end, bias = name.rsplit(".", 1)[-1], self.settings.bias
        if end == "W_O":
            return self.settings.model != "attention"
        if end == "W_U":
            return self.seeded and (self.settings.model in WRITE or self.settings.read_out != "softmax")
        if end in ("beta", "b_U"):
            return end == "beta" and self.seeded
        if not self.seeded:
            return False
        in_attention = end in ATTENTION_BIASES
        return bool(bias) if in_attention else bias is not False

    def parameter(self, name: str, axes: tuple[Axis, ...], init: str, optional: bool) -> np.ndarray | None:
        """The array in the run's dtype, or None where it is missing (noted in `missing`)."""
        need = Need(name, axes, init, optional)
        array = self._find(need)
        if array is None:
            self.missing[name] = need
            return None
        return array if array.dtype == self.settings.dtype else array.astype(self.settings.dtype)

    def _find(self, need: Need) -> np.ndarray | None:
        name = need.name
        if name in self.given:
            return fit(need, self.given[name], self.origin)
        if name in self.rows or (need.init == "table" and need.axes[0].labelled and (self.seeded or self.seeded_rows)):
            return self._table(need)
        if need.init in _PLAIN and not (self.seeded and need.init == "bias"):
            return None if _unsized(need) else np.full([axis.size or 0 for axis in need.axes], _PLAIN[need.init])
        if not self.seeded or _unsized(need):
            return None
        return self._drawn(need)

    def _drawn(self, need: Need) -> np.ndarray:
        self.drawn = True
        s, shape = self.settings, [axis.size or 0 for axis in need.axes]
        if math.prod(shape) > _REPORTED:
            from tracer.progress import report  # no toy needs it

            report("weights.progress", parameter=need.name)
        if need.init == "unembedding":
            columns = [draw(s.seed, f"{need.name}[{label}]", (shape[0],), shape[0], s.init) for label in need.axes[1].labels]
            return np.stack(columns, axis=1)
        return draw(
            s.seed,
            need.name,
            shape,
            shape[0] if shape else 1,
            s.init,
            need.init if need.init in ("table", "bias", "zeros", "ones") else "matrix",
        )

    def _table(self, need: Need) -> np.ndarray | None:
        """An embedding table row by row: each word's own vector, whoever gave it."""
        known = self.rows.get(need.name, {})
        width = need.axes[1].size
        if width is None:
            return None
        table = np.empty((need.axes[0].size or 0, width))
        for place, label in enumerate(need.axes[0].labels):
            if label in known:
                row = known[label]
                if row.__class__ is not np.ndarray or row.shape != (width,) or row.dtype.kind != "f":
                    row = fit(Need(f"{need.name}[{label}]", need.axes[1:]), row, self.origin)
                table[place] = row
            elif self.seeded or self.seeded_rows:
                self.drawn = True
                table[place] = embedding_row(self.settings.seed, label, width, self.settings.init, need.name)
                if known:
                    self.drawn_words.append(label)
            else:
                raise TracerError.near("session.no_row", label, known, file=self.origin)
        if not np.isfinite(table).all():  # which row it is takes longer to find
            for label in filter(known.__contains__, need.axes[0].labels):
                fit(Need(f"{need.name}[{label}]", need.axes[1:]), known[label], self.origin)
        return table

    def chance(self, name: str, axes: tuple[Axis, ...], rate: float) -> np.ndarray:
        """A dropout mask: 1 where a number is kept, 0 with probability `rate`, from the seed and the mask's name."""
        self.drawn = True
        shape = [axis.size or 0 for axis in axes]
        bits = stream(self.settings.seed, f"dropout|{name}", int(np.prod(shape))).reshape(shape)
        return (bits >= rate * 2.0**32).astype(self.settings.dtype)

    def first_missing(self, read: Iterable[str]) -> MissingParameter | None:
        """The error for the first parameter that is needed and nobody has."""
        for name in read:
            if name in self.missing:
                return MissingParameter(self.missing[name])
        return None


def _unsized(need: Need) -> bool:
    return any(axis.size is None for axis in need.axes)
