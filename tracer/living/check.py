"""Check a living document: run every command again and compare its output with the text of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from tracer.errors import MissingExtra, TooMuchPrinted, TracerError
from tracer.living.bare_numbers import bare_numbers
from tracer.living.blocks import BLOCK, NUMBER, Broken, Piece, code_fences, pieces
from tracer.living.commands import Outcome, Runner, is_run
from tracer.living.comments import Syntax, every_comment
from tracer.living.diff import Difference, checksum, differences, numbers, within_a_unit
from tracer.living.pictures import Picture, picture_of, redrawn, run_words
from tracer.living.places import Lines
from tracer.living.reference import Reference
from tracer.rounding import MOST_PLACES, fixed, places_for, scientific

MADE_CHECKSUM = "numbers "  # the provenance line ends with it and the checksum
_MADE = re.compile(MADE_CHECKSUM + r"([0-9a-f]{8})\b")

# A number as a sentence shows it: emphasis or dollar signs, minus, digits, a power of ten, per cent.
_SHOWN = re.compile(
    r"(?P<before>[*_$`~]{0,4})[-−+]?(?:∞|nan|(?P<digits>\d{1,400}(?:\.(?P<decimals>\d{0,400}))?)(?P<power>[eE][-+−]?\d{1,4})?)"
    r"(?P<percent>\s{0,3}\\?%)?(?P<after>[*_$`~]{0,4})"
)


@dataclass
class Checked:
    """The result of checking one document: differences, broken pieces, pieces left out, and the updated text.

    away: models the document needs that are not here, with how many pieces were left as they stand for it. extras: optional
    parts of the program that are not installed, with the lines of the pieces left as they stand for it.
    text: the document as it should read. pieces: how many were run. singles: how many of them in float32, where one unit of the
    last place printed is allowed, since it may follow the machine. numbers: how many were held. unfixed: how many differences no
    rewriting mends. bare: (line, number) of plain numbers in the prose that a command prints too. pictures: file -> what should
    stand in it, of each picture that is not what its command draws.
    """

    differences: list[Difference] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    text: str = ""
    pieces: int = 0
    singles: int = 0
    numbers: int = 0
    unfixed: int = 0
    bare: list[tuple[int, str]] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    away: Counter[str] = field(default_factory=Counter)
    extras: dict[str, list[int]] = field(default_factory=dict)

    def left(self, line: int, missing: MissingExtra) -> None:
        """Record that the piece at `line` was not checked because an optional library is missing."""
        self.extras.setdefault(missing.extra, []).append(line)


@dataclass
class _Above:
    """What the numbers after a command may be about, while a document is read from its beginning.

    run: the last command that makes one trace; last: the last command; outcome: what it printed, None where it could not be run
    (a number after it would be held against another command's run).
    """

    run: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    outcome: Outcome | None = field(default_factory=lambda: Outcome("", 0))

    def follow(self, words: tuple[str, ...]) -> None:
        """A command that has words stands here; it has not run yet."""
        self.last, self.run, self.outcome = words, words if is_run(words) else self.run, None


def check(text: str, syntax: Syntax, runner: Runner) -> Checked:
    """Run every living piece of a document again and compare."""
    checked = Checked()
    replaced: list[tuple[int, int, str]] = []
    above, lines = _Above(), Lines(text)
    refused: dict[tuple[str, ...], MissingExtra] = {}  # what follows from these commands stands or falls with them
    known = list(pieces(text, syntax))
    printed: dict[tuple[str, ...], str] = {}  # command -> what it prints
    for piece in known:
        if isinstance(piece, Broken):
            checked.broken.append(piece)
            above = _Above(outcome=None) if piece.command else above
            continue
        behind = tuple(words_behind(piece, above.run, above.last))
        if lacking := runner.lacks(behind):
            checked.away[lacking] += 1
        if piece.kind != NUMBER:
            above.follow(run_words(piece))
        if lacking:
            continue
        try:
            if behind in refused:
                raise refused[behind]
            if picture := picture_of(piece):
                _draw_again(text[piece.start : piece.end], piece, picture, runner, checked)
            new, single, above.outcome = _again(text[piece.start : piece.end], piece, syntax, above, runner)
        except MissingExtra as error:
            refused[behind] = error
            checked.left(piece.line, error)
        except TracerError as error:
            checked.broken.append(Broken(piece.line, str(error)))
            if isinstance(error, TooMuchPrinted):  # as every piece from here on would be told
                break
        else:
            if piece.words not in printed and above.outcome is not None:
                printed[piece.words] = above.outcome.text if piece.kind != NUMBER else ""
            _compare(text, lines, piece, new, single, checked, replaced)
    checked.text = _with(text, replaced)
    checked.bare = list(bare_numbers(text, _spoken_for(text, syntax, known), chain.from_iterable(map(numbers, printed.values()))))
    return checked


def _draw_again(shown: str, piece: Piece, picture: Picture, runner: Runner, checked: Checked) -> None:
    """Hold a picture's file against what its command draws now. Raises MissingExtra, TracerError."""
    drawn, written = redrawn(piece, picture, shown, runner), runner.written(picture.file)
    if drawn != written:
        checked.differences.append(Difference(piece.line, "", "", piece.command, False, picture.file))
        checked.pictures[picture.file] = drawn


def _again(old: str, piece: Piece, syntax: Syntax, above: _Above, runner: Runner) -> tuple[str | None, bool, Outcome | None]:
    """(what should stand there, whether a run behind it is in float32, the last output). Raises MissingExtra, TracerError."""
    if picture_of(piece):
        return old, False, Outcome("", 0)  # the words of the block are its author's
    if piece.kind == NUMBER:
        return *_number(old, piece, above, runner), above.outcome
    new, outcome = _output(old, piece, syntax, runner)
    return new, outcome.single, outcome


def words_behind(piece: Piece, run: Sequence[str], last: Sequence[str]) -> Sequence[str]:
    """The command whose output this block must match.

    A number that names only a cell uses the last command that made a trace; `above` uses the last command of any kind.
    """
    if piece.reference is None:
        return piece.words
    return piece.reference.words or (run if piece.reference.cell else last)


def _spoken_for(text: str, syntax: Syntax, known: list[Piece | Broken]) -> list[tuple[int, int]]:
    """The parts of a document that are not prose: what commands printed, code, comments."""
    fences = [(fence.start, fence.end) for fence in code_fences(text)] if syntax.name == "markdown" else []
    marks = [(mark.start, mark.end) for mark in every_comment(text, syntax)]
    return [*((piece.start, piece.end) for piece in known if isinstance(piece, Piece)), *fences, *marks]


def _compare(
    text: str,
    lines: Lines,
    piece: Piece,
    new: str | None,
    single: bool,
    checked: Checked,
    replaced: list[tuple[int, int, str]],
) -> None:
    old = text[piece.start : piece.end]
    checked.pieces += 1
    checked.singles += single
    checked.numbers += len(numbers(old))
    if new is None:  # a number quoted from the output above, which does not print it any more
        checked.unfixed += 1
        checked.differences.append(Difference(piece.line, old.strip(), "", piece.command))
        return
    changed = significant_differences(differences(old, new, lines.line(piece.start), piece.command), single)
    if not changed:
        return
    checked.differences += changed
    replaced.append((piece.start, piece.end, new))
    if piece.made is not None and (match := _MADE.search(text, *piece.made)):
        replaced.append((*match.span(1), checksum(new)))


def significant_differences(candidates: Iterable[Difference], single: bool) -> list[Difference]:
    """The differences that count; for a float32 run those of more than one unit in the last printed place."""
    return [
        difference
        for difference in candidates
        if not (single and difference.number and within_a_unit(difference.printed, difference.right))
    ]


def _with(text: str, replaced: list[tuple[int, int, str]]) -> str:
    parts, last = [], 0
    for start, end, new in sorted(replaced):
        parts += [text[last:start], new]
        last = end
    return "".join([*parts, text[last:]])


def _number(old: str, piece: Piece, above: _Above, runner: Runner) -> tuple[str | None, bool]:
    """(what a living number reads now, written as it is; whether it is of a run in float32). Raises TracerError."""
    assert piece.reference is not None
    if not piece.reference.words and above.outcome is None:
        raise TracerError("check.above_broken")
    if not piece.reference.cell:
        outcome = above.outcome or Outcome("", 0)
        quoted, printed = old.strip(), numbers(outcome.text)
        is_printed = quoted in printed or (outcome.single and any(within_a_unit(quoted, number) for number in printed))
        return old if is_printed else None, outcome.single
    words = piece.reference.words or above.run
    if not words:
        raise TracerError("check.no_run", cell=piece.reference.cell)
    return shown_as(old, piece.reference, lambda address: runner.cell(words, address)), runner.single(words)


def shown_as(old: str, reference: Reference, cell: Callable[[str], float]) -> str:
    """The number a reference comes to, written as it says, or else as `old` is. cell: gives a number of the run.

    Raises TracerError: no such cell, more than one number in `old`, a per cent sign beside arithmetic without a style.
    """
    shown = _SHOWN.fullmatch(old.strip())
    if shown is not None and shown["percent"] and reference.calculates and not reference.style:
        raise TracerError("check.per_cent", text=old.strip())
    value = reference.value(cell)
    if not reference.style:
        return like(old, value)
    if old.strip() and shown is None:
        raise TracerError("check.one_number", text=_cut(old.strip()), most=MOST_PLACES)
    number = reference.styled(value)
    return f"{shown['before']}{_minus_of(old, number)}{shown['after']}" if shown else number


def _minus_of(old: str, new: str) -> str:
    return new.replace("-", "−") if "−" in old else new


def like(old: str, value: float) -> str:
    """`value` written as `old` is: its decimals, its minus sign, its power of ten, its per cent sign, its emphasis.

    Raises TracerError where `old` is more than one number, so that no word beside it is lost.

    >>> like("0.37", 0.36759), like("37 %", 0.36759), like("", 0.36759), like("**3.7e-01**", 0.36759)
    ('0.37', '37 %', '0.368', '**3.7e-01**')
    """
    if not old.strip():
        return fixed(value, max(places_for([value]), 0))
    shown = _SHOWN.fullmatch(old.strip())
    places = len(shown["decimals"] or "") if shown else 0
    if shown is None or places > MOST_PLACES:
        raise TracerError("check.one_number", text=_cut(old.strip()), most=MOST_PLACES)
    value = value * 100 if shown["percent"] else value
    new = scientific(value, places) if shown["power"] else fixed(value, places)
    if new == "0" and shown["digits"] == f"0.{'0' * places}":
        new = shown["digits"]  # 0.000 for an exact 0 is no difference
    return f"{shown['before']}{_minus_of(old, new)}{shown['percent'] or ''}{shown['after']}"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


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
