"""What a living number's comment refers to: a run, a cell of it or arithmetic on cells, how the number is written.

<!-- ttrace: "Thinking Machines" softmax[0, Thinking, Machines] * 100 :.1f seed=7 -->36.8<!-- /ttrace -->
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracer.errors import TracerError
from tracer.living.arithmetic import Calculation, Cell, Misplaced, Node, evaluate, read_calculation
from tracer.rounding import MOST_PLACES, fixed, percent, scientific
from tracer.settings import FIELDS

_LONGEST = 4000  # characters of a living number's comment
_WORD = re.compile(r"""\s*+((?:[^\s"'\[]*\[(?:"(?:[^"\\]|\\.)*"|[^"\]])*\])|(?:"[^"]*"|'[^']*'|[^\s"'])+)""")
_CELL = re.compile(r"([^\s\"'\[]*?)[\w.]+\[.*\]", re.DOTALL)
# a calculation's beginning before its first cell: `100 * `, `(`, `1 - (`, `-`
_LEAD = re.compile(r"(?:^|(?<=\s))(?:[-−+]?\(\s*+|\d++(?:\.\d*+)?(?:\s*+\))*+\s*+[-+*/×·÷−]\s*+)*+[-−]?\Z")
_SETTING = re.compile(r"[A-Za-z]\w*=.", re.DOTALL)
_STYLE = re.compile(r"\s*+(:\.(\d{1,3})([fe%]))(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a living number refers to.

    words: a command (none: the one above). cell: the first cell as written (empty: a number that the command printed).
    calculation: the arithmetic around it. style: how the number is written, as in Python (`.1f`, `.2e`, `.1%`); empty: as the
    number that stands there.
    """

    words: tuple[str, ...]
    cell: str
    calculation: Node | None = None
    style: str = ""

    @property
    def calculates(self) -> bool:
        """Whether the number is more than a cell."""
        return isinstance(self.calculation, Calculation)

    def value(self, cell: Callable[[str], float]) -> float:
        """The number it comes to; `cell` gives a number of the run. Raises TracerError."""
        assert self.calculation is not None
        return evaluate(self.calculation, cell)

    def styled(self, value: float) -> str:
        """`value` as the style writes it."""
        places, kind = int(self.style[1:-1]), self.style[-1]
        return {"f": fixed, "e": scientific, "%": percent}[kind](value, places)


def reference_of(text: str) -> Reference:
    """The reference in a living number's comment: `"Thinking Machines" softmax[0, Thinking, Machines] seed=7`, or `above`.

    A command, a cell or arithmetic on cells, a style such as `:.1f`, and settings of the run as `name=value`, since `--` has no
    place in a comment inside a sentence; nothing else. Raises Misplaced at the first word that is none of these, so that no word
    is ever joined to the command's sentence.
    """
    if text.strip() == "above":
        return Reference((), "")
    if len(text) > _LONGEST:
        raise Misplaced("check.reference", 0, text=f"{text.strip()[:40]}…")
    words, cell_at = _words_before(text)
    lead = _LEAD.search(text, 0, cell_at)
    if lead is None:
        word_at = max(place for place in (0, *(match.end() for match in re.finditer(r"\s", text[:cell_at]))))
        raise Misplaced("check.after_cell", word_at, word=text[word_at:cell_at], cell=_cut_cell(text, cell_at))
    begin = lead.start()
    command = [(word, place) for word, place in words if place < begin]
    for word, place in command:
        if word[0] not in "\"'" and not any(char.isalnum() for char in word) and not (word == "-" and len(command) == 1):
            raise Misplaced("check.after_cell", place, word=word, cell=_cut_cell(text, cell_at))
    calculation, place = read_calculation(text, begin)
    cell = _first_cell(calculation)
    style, settings = _style_and_settings(text, place, cell)
    return Reference((*(_unquoted(word) for word, _ in command), *_options(settings)), cell, calculation, style)


def _cut_cell(text: str, place: int) -> str:
    return f"{text[place:].partition(']')[0]}]"


def _words_before(text: str) -> tuple[list[tuple[str, int]], int]:
    """(the words before the first cell with their places, where the cell's name begins). Raises Misplaced: no cell."""
    words: list[tuple[str, int]] = []
    place = 0
    while match := _WORD.match(text, place):
        word = match.group(1)
        if cell := _CELL.fullmatch(word):
            return words, match.start(1) + cell.end(1)
        words.append((word, match.start(1)))
        place = match.end()
    rest = text[place:]
    stray = place if rest.strip() else 0
    raise Misplaced("check.reference", stray + len(text[stray:]) - len(text[stray:].lstrip()), text=text.strip())


def _first_cell(node: Node) -> str:
    """The first cell of a calculation, as written; empty where it has none."""
    if isinstance(node, Calculation):
        return _first_cell(node.left) or _first_cell(node.right)
    return node.address if isinstance(node, Cell) else ""


def _style_and_settings(text: str, place: int, cell: str) -> tuple[str, list[str]]:
    """What stands after a calculation. Raises Misplaced at the first word that is neither a style nor a setting."""
    style, settings = "", list[str]()
    while text[place:].strip():
        if not style and (match := _STYLE.match(text, place)):
            if int(match.group(2)) > MOST_PLACES:
                raise Misplaced("check.style_places", match.start(1), style=match.group(1), most=MOST_PLACES)
            style, place = match.group(1)[1:], match.end()
            continue
        match = _WORD.match(text, place)
        begin = match.start(1) if match else place + len(text[place:]) - len(text[place:].lstrip())
        word = match.group(1) if match else text[begin:].strip()
        if match is None or begin == place or not _SETTING.match(word):
            raise Misplaced("check.after_cell", begin, word=word, cell=cell)
        settings.append(word)
        place = match.end()
    return style, settings


def _unquoted(word: str) -> str:
    try:
        return " ".join(shlex.split(word))
    except ValueError:
        raise TracerError("check.quotes", command=word) from None


def _options(settings: Sequence[str]) -> list[str]:
    result = []
    for name, _, value in (setting.partition("=") for setting in map(_unquoted, settings)):
        option = name.replace("_", "-")
        if value == "false" and name in FIELDS and FIELDS[name].metadata["kind"] == "flag":
            result.append(f"--no-{option}")  # `--bias false` would read a word "false" of the text
        else:
            result += [f"--{option}", *([] if value == "true" else [value])]
    return result
