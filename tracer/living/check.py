"""Checking a living document: every command is run again, and what stands in the document is held against what comes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracer.errors import MissingExtra, TracerError
from tracer.living.bare_numbers import bare_numbers
from tracer.living.blocks import BLOCK, NUMBER, Broken, Piece, code_fences, line_at, pieces
from tracer.living.commands import Outcome, Runner, is_run
from tracer.living.comments import Syntax
from tracer.living.diff import Difference, checksum, differences, numbers, within_a_unit
from tracer.rounding import fixed, places_for

MADE_CHECKSUM = "numbers "  # the provenance line ends with it and the checksum
_MADE = re.compile(MADE_CHECKSUM + r"([0-9a-f]{8})\b")


@dataclass
class Checked:
    """What a check found.

    away: models the document needs that are not here, with how many pieces were left as they stand for it. extras: optional
    parts of the program that are not installed, with the lines of the pieces left as they stand for it.
    text: the document as it should read. pieces: how many were run. singles: how many of them in float32, where one unit of the
    last place printed is allowed, since it may follow the machine. numbers: how many were held. unfixed: how many differences no
    rewriting mends. bare: (line, number) of plain numbers in the prose that a command prints too.
    """

    differences: list[Difference] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    text: str = ""
    pieces: int = 0
    singles: int = 0
    numbers: int = 0
    unfixed: int = 0
    bare: list[tuple[int, str]] = field(default_factory=list)
    away: Counter[str] = field(default_factory=Counter)
    extras: dict[str, list[int]] = field(default_factory=dict)

    def left(self, line: int, missing: MissingExtra) -> None:
        """The piece at `line` is left as it stands, since it needs a library that is not installed."""
        self.extras.setdefault(missing.extra, []).append(line)


def check(text: str, syntax: Syntax, runner: Runner) -> Checked:
    """Run every living piece of a document again and compare."""
    checked = Checked()
    replaced: list[tuple[int, int, str]] = []
    run: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    outcome = Outcome("", 0)
    refused: dict[tuple[str, ...], MissingExtra] = {}  # what follows from these commands stands or falls with them
    found = list(pieces(text, syntax))
    printed: set[str] = set()
    for piece in found:
        if isinstance(piece, Broken):
            checked.broken.append(piece)
            continue
        behind = tuple(words_behind(piece, run, last))
        if lacking := runner.lacks(behind):
            checked.away[lacking] += 1
        if piece.kind != NUMBER:
            last, run = piece.words, piece.words if is_run(piece.words) else run
        if lacking:
            continue
        try:
            if behind in refused:
                raise refused[behind]
            new, single, outcome = _again(text[piece.start : piece.end], piece, syntax, run, outcome, runner)
        except MissingExtra as error:
            refused[behind] = error
            checked.left(piece.line, error)
            continue
        except TracerError as error:
            checked.broken.append(Broken(piece.line, str(error)))
            continue
        if piece.kind != NUMBER:
            printed.update(numbers(outcome.text))
        checked.singles += single
        _compare(text, piece, new, single, checked, replaced)
    checked.text = _with(text, replaced)
    checked.bare = list(bare_numbers(text, _spoken_for(text, syntax, found), printed))
    return checked


def _again(
    old: str, piece: Piece, syntax: Syntax, run: tuple[str, ...], above: Outcome, runner: Runner
) -> tuple[str | None, bool, Outcome]:
    """(what should stand there, whether a run behind it is in float32, the last output). Raises MissingExtra, TracerError."""
    if piece.kind == NUMBER:
        return *_number(old, piece, run, above, runner), above
    new, outcome = _output(old, piece, syntax, runner)
    return new, outcome.single, outcome


def words_behind(piece: Piece, run: Sequence[str], last: Sequence[str]) -> Sequence[str]:
    """What a piece follows from: its own command, the last trace's for a bare cell, the last one for a number of its output."""
    if piece.reference is None:
        return piece.words
    return piece.reference.words or (run if piece.reference.cell else last)


def _spoken_for(text: str, syntax: Syntax, found: list[Piece | Broken]) -> list[tuple[int, int]]:
    """The parts of a document that are not prose: what commands printed, code, comments."""
    fences = [(fence.start, fence.end) for fence in code_fences(text)] if syntax.name == "markdown" else []
    marks = [mark.span() for mark in syntax.pattern.finditer(text)]
    return [*((piece.start, piece.end) for piece in found if isinstance(piece, Piece)), *fences, *marks]


def _compare(
    text: str, piece: Piece, new: str | None, single: bool, checked: Checked, replaced: list[tuple[int, int, str]]
) -> None:
    old = text[piece.start : piece.end]
    checked.pieces += 1
    checked.numbers += len(numbers(old))
    if new is None:  # a number quoted from the output above, which does not print it any more
        checked.unfixed += 1
        checked.differences.append(Difference(piece.line, old.strip(), "", piece.command))
        return
    found = held(differences(old, new, line_at(text, piece.start), piece.command), single)
    if not found:
        return
    checked.differences += found
    replaced.append((piece.start, piece.end, new))
    if piece.made is not None and (match := _MADE.search(text, *piece.made)):
        replaced.append((*match.span(1), checksum(new)))


def held(found: Iterable[Difference], single: bool) -> list[Difference]:
    """The differences that count: of a run in float32 those beyond one unit of the last place printed."""
    return [one for one in found if not (single and one.number and within_a_unit(one.printed, one.right))]


def _with(text: str, replaced: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(replaced, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _number(old: str, piece: Piece, run: tuple[str, ...], outcome: Outcome, runner: Runner) -> tuple[str | None, bool]:
    """(what a living number reads now, with as many decimals as it is printed with; whether it is of a run in float32)."""
    assert piece.reference is not None
    if not piece.reference.cell:
        quoted, printed = old.strip(), numbers(outcome.text)
        there = quoted in printed or (outcome.single and any(within_a_unit(quoted, one) for one in printed))
        return old if there else None, outcome.single
    words = piece.reference.words or run
    if not words:
        raise TracerError("check.no_run", cell=piece.reference.cell)
    return like(old, runner.cell(words, piece.reference.cell)), runner.single(words)


def like(old: str, value: float) -> str:
    """`value` written as `old` is: its decimals, its minus sign, its per cent sign.

    >>> like("0.37", 0.36759), like("37 %", 0.36759), like("", 0.36759)
    ('0.37', '37 %', '0.368')
    """
    shown = old.strip()
    tail = shown[len(shown.rstrip("% ")) :] if shown.endswith("%") else ""
    value = value * 100 if tail else value
    digits = shown.removesuffix(tail)
    places = len(digits.partition(".")[2]) if digits else max(places_for([value]), 0)
    new = fixed(value, places)
    if new == "0" and digits == f"0.{'0' * places}":
        new = digits  # 0.000 for an exact 0 is no difference
    return (new.replace("-", "−") if "−" in digits else new) + tail


def _output(old: str, piece: Piece, syntax: Syntax, runner: Runner) -> tuple[str, Outcome]:
    """(what should stand there, what the command printed)."""
    outcome = runner.run(piece.words)
    if outcome.missing is not None:
        raise outcome.missing
    if outcome.code == 2 and not _meant(old, outcome):
        raise TracerError("check.failed", command=piece.command, reason=outcome.text.strip())
    if piece.kind == BLOCK:
        return outcome.text.rstrip("\n") + ("\n" if old.endswith("\n") or not old else ""), outcome
    shown = _trimmed(outcome.text, "")
    if any(line.lstrip().startswith(piece.fence) for line in shown.split("\n")):
        raise TracerError("check.fence", fence=piece.fence + piece.fence[0])
    body = "".join(f"{piece.prefix}{line}".rstrip() + "\n" for line in shown.split("\n")) if shown else ""
    blank = piece.prefix.rstrip() + "\n"  # before another command of the same block, where there was one
    return body + (blank if old.endswith(f"\n{blank}") else ""), outcome


def _meant(old: str, outcome: Outcome) -> bool:
    """Whether a document shows a refusal on purpose: its words begin as the refusal does."""
    return old.strip()[:6] == outcome.text.strip()[:6] if old.strip() else False


def _trimmed(text: str, prefix: str) -> str:
    """Output without blank lines at its ends, without spaces at the ends of lines."""
    lines = [line.removeprefix(prefix).rstrip() for line in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)
