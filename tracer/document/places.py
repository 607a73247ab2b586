"""Which rows or columns of a table were asked for: a range, words that stand there, the largest numbers' or the diagonal's."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tracer.address import locate, parse, positions_of_label
from tracer.axes import Axis
from tracer.document.blocks import Matrix
from tracer.document.elision import worth
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.full_width import half_width_value
from tracer.ops.ties import largest_positions

# Compiled by `re` when places are first read: most runs are asked for none.
_RANGE = r"(-?\d{0,15}):(-?\d{0,15})|-?\d{1,15}"
_LARGEST = r"(?:largest|最大)\s*([1-9]\d{0,5})"
_WORD = r'\s*("(?:[^"\\]|\\.)*"|[^",，]+?)\s*(?:[,，]|$)'
_DIAGONAL = ("diagonal", "对角线")


class Places(Frozen):
    """One of four is given. span: (first, one behind the last), None for an end. words: labels (`street`, `the#2`) or positions.
    largest: how many, those with the largest numbers. diagonal: those at the places of the rows (columns) that are shown.
    """

    span: tuple[int | None, int | None] | None = None
    words: tuple[str, ...] = ()
    largest: int = 0
    diagonal: bool = False

    @property
    def text(self) -> str:
        """What `read_places` reads as these places."""
        if self.span is not None:
            return ":".join("" if end is None else str(end) for end in self.span)
        return "diagonal" if self.diagonal else ",".join(self.words) or f"largest {self.largest}"

    def on(self, axis: Axis) -> list[int] | None:
        """The positions on an axis, in order; None (all) where it has none of them, or the numbers decide."""
        if self.span is not None:
            start, stop, _ = slice(*self.span).indices(axis.size or 0)
            return list(range(start, stop)) or None
        return (select_tokens(axis, self.words) if axis.labelled else []) or None

    def in_tables(self, tables: Sequence[Matrix], down: bool) -> list[int] | None:
        """The positions of the largest numbers (largest changes, where tables show those) of equally large tables together.

        down: rows, not columns. Of features (d_model), which are no answers, the numbers furthest from zero.
        """
        if not self.largest:
            return None
        across = [worth(table) for table in tables]
        if tables[0].before is None and not (tables[0].columns is not None and tables[0].columns.labelled):
            across = [np.abs(numbers) for numbers in across]
        most = np.max(across, axis=0).max(axis=1 if down else 0)
        return sorted(largest_positions(most, self.largest))


def read_places(text: str, option: str) -> Places:
    """`A:B`, one position, `largest N`, `diagonal`, or words with commas between them (one that holds a comma in double quotes).

    Raises TracerError naming the option for what is none of them.
    """
    value = half_width_value(text).strip()
    if span := re.fullmatch(_RANGE, value):
        first, last = (int(end) if end else None for end in span.groups()) if ":" in value else (int(value), int(value) + 1)
        return Places(span=(first, last))
    if largest := re.fullmatch(_LARGEST, value):
        return Places(largest=int(largest[1]))
    if value in _DIAGONAL:
        return Places(diagonal=True)
    if not value or re.match(r"-?\d*:|(?:largest|最大)\b\s*-?\d*$", value):
        raise TracerError("cli.places", option=option, value=text)
    words = re.findall(_WORD, text)
    return Places(words=tuple(words) if "".join(words) else (text.strip(),))


def has_diagonal(axes: Sequence[Axis | None]) -> bool:
    """Whether the last two axes of a stage or table are the same words, so that each meets itself on the diagonal."""
    rows, columns = axes[-2:] if len(axes) > 1 else (None, None)
    if rows is None or columns is None:
        return False
    return rows.labelled and columns.labelled and rows.labels == columns.labels


def positions_of_word(axis: Axis, word: str) -> list[int]:
    """Where a position, a token or `token#2` stands on an axis; nothing where it does not."""
    result = positions_of_label(axis, word) if axis.labelled else []
    if result and not word.isdecimal():
        return result
    try:
        place = locate(parse(f"--token[{_quoted(word)}]"), (axis,))[0]
    except TracerError:
        return []
    return [place] if isinstance(place, int) else []


def _quoted(word: str) -> str:
    if word.isdecimal() or "#" in word or word.startswith('"'):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def select_tokens(axis: Axis, wanted: tuple[str, ...]) -> list[int]:
    """The selected positions on a token axis; tokens of other sentences are passed over."""
    return sorted({place for word in wanted for place in positions_of_word(axis, word)})
