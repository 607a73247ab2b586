"""A class marked: whose sheet each script answers, each pupil's marks, what could not be marked, and what the class got wrong."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracer.errors import TracerError
from tracer.exercises.answers import Answer, Answers, Script
from tracer.exercises.causes import Causes
from tracer.exercises.design_marking import holds, mark_design
from tracer.exercises.design_told import outcome_told
from tracer.exercises.designs import design_head
from tracer.exercises.key import Entry
from tracer.exercises.marking import FOLLOWED, RIGHT, VERDICTS, WRONG, Marked, close, mark
from tracer.frozen import Frozen
from tracer.language import say
from tracer.rounding import units

if TYPE_CHECKING:
    from tracer.record.trace import Trace


Marker = Callable[[Mapping[int, Answer]], tuple[list[Marked], tuple[str, ...]]]
"""Marks one pupil's answers: (blank by blank, what designs came to)."""


class Pupil(Frozen):
    """One pupil's marks. unasked: what was written for blanks that the sheet does not have. outcomes: what designs came to."""

    name: str
    entry: Entry
    script: Script
    marked: tuple[Marked, ...]
    unasked: tuple[tuple[int, Answer], ...] = ()
    outcomes: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(blank.points for blank in self.marked)

    @property
    def of(self) -> float:
        """The points that can be had."""
        return sum(self.entry.points_of(blank.blank) for blank in self.marked)

    @property
    def first_mistake(self) -> Marked | None:
        """The first number that is wrong by itself, not by what came before it; its causes are those behind most of its stage."""
        wrong = [blank for blank in self.marked if blank.verdict == WRONG]
        if not wrong:
            return None
        stage = wrong[0].cell.partition("[")[0]
        counts = Counter(cause for blank in wrong if blank.cell.partition("[")[0] == stage for cause in blank.causes)
        most = max((counts[cause] for cause in wrong[0].causes), default=0)
        return wrong[0].replace(causes=tuple(cause for cause in wrong[0].causes if counts[cause] == most))

    @property
    def all_right(self) -> bool:
        return not self.unasked and all(blank.verdict == RIGHT for blank in self.marked)

    def count(self, verdict: str) -> int:
        """How many blanks got this verdict."""
        return sum(blank.verdict == verdict for blank in self.marked)


class Refused(Frozen):
    """A script that could not be marked, and why."""

    script: Script
    problem: TracerError


class WrongValue(Frozen):
    """A wrong number that several pupils wrote for the same blank of the same sheet."""

    blank: Marked
    entry: Entry
    pupils: tuple[str, ...]


class ClassMarks(Frozen):
    """pupils: in the order of the files. absent: whose sheets nobody tried to answer. remarks: how the files were read."""

    entries: tuple[Entry, ...]
    pupils: tuple[Pupil, ...]
    refused: tuple[Refused, ...]
    absent: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def all_right(self) -> bool:
        return not self.refused and all(pupil.all_right for pupil in self.pupils)

    @property
    def blanks(self) -> list[tuple[int, dict[str, int]]]:
        """Each blank's number, and how many pupils got which verdict."""
        counts: dict[int, dict[str, int]] = {}
        for pupil in self.pupils:
            for marked in pupil.marked:
                counts.setdefault(marked.blank, dict.fromkeys(VERDICTS, 0))[marked.verdict] += 1
        return sorted(counts.items())

    @property
    def missed(self) -> dict[int, int]:
        """By blank, how many pupils got it wrong by themselves, left it empty or wrote what cannot be read."""
        return {blank: sum(counts.values()) - counts[RIGHT] - counts[FOLLOWED] for blank, counts in self.blanks}

    @property
    def hardest(self) -> int | None:
        """The blank that most pupils missed; the first of several; None where nobody missed any."""
        missed = self.missed
        worst = max(missed, key=missed.__getitem__, default=None)
        return worst if worst is not None and missed[worst] else None

    @property
    def wrong_values(self) -> list[WrongValue]:
        """The wrong numbers that two pupils or more wrote, the most frequent first."""
        groups: dict[tuple[str, int, int], list[tuple[Pupil, Marked]]] = {}
        for pupil in self.pupils:
            for marked in pupil.marked:
                if marked.verdict == WRONG and marked.answer.number.value is not None:
                    written = units(marked.answer.number.value, pupil.entry.places)
                    groups.setdefault((pupil.entry.code, marked.blank, written), []).append((pupil, marked))
        shared = [group for group in groups.values() if len(group) > 1]
        return [
            WrongValue(_with_causes(group), group[0][0].entry, tuple(pupil.name for pupil, _ in group))
            for group in sorted(shared, key=lambda group: (-len(group), group[0][1].blank))
        ]

    @property
    def causes(self) -> list[tuple[str, tuple[str, ...]]]:
        """What led to first mistakes, with the pupils; the most frequent first."""
        pupils: dict[str, list[str]] = {}
        for pupil in self.pupils:
            first = pupil.first_mistake
            for cause in first.causes if first is not None else ():
                pupils.setdefault(cause, []).append(pupil.name)
        return sorted(((cause, tuple(names)) for cause, names in pupils.items()), key=lambda group: (-len(group[1]), group[0]))


def _with_causes(group: Sequence[tuple[Pupil, Marked]]) -> Marked:
    """The answer with the causes that hold for all who gave it, or for the first of them."""
    common = set.intersection(*(set(marked.causes) for _, marked in group))
    first = group[0][1]
    return first.replace(causes=tuple(cause for cause in first.causes if cause in common) or first.causes)


def mark_class(
    entries: Sequence[Entry],
    answers: Answers,
    traced: Callable[[Sequence[str]], Trace],
    report: Callable[[int], None] = lambda done: None,
) -> ClassMarks:
    """Mark what every pupil handed in. `traced` makes the trace of the words that a sheet was made with; `report` hears how many
    scripts are done.

    Raises TracerError where nothing at all can be marked, with the reason of the first script, and where the run behind a sheet
    makes other numbers than its key has.
    """
    taken: dict[tuple[str, str], Script] = {}
    pupils, refused = [], []
    markers: dict[str, Marker] = {}
    for done, script in enumerate(answers.scripts):
        report(done)
        try:
            entry = _entry(entries, script)
            _refuse_repeated(taken, entry, script)
        except TracerError as problem:
            refused.append(Refused(script, problem))
            continue
        if entry.code not in markers:
            markers[entry.code] = _marker(entry, traced(entry.run))
        pupils.append(_pupil(entry, script, markers[entry.code]))
    if not pupils:
        raise refused[0].problem if refused else TracerError("marking.no_answers", file=list(answers.files))
    answered = {pupil.entry.code for pupil in pupils}
    tried = {folded(sign) for refusal in refused for sign in (refusal.script.name, refusal.script.sheet)}
    absent = tuple(
        entry.name or entry.code
        for entry in entries
        if entry.code not in answered and not {folded(entry.name), folded(entry.code)} & (tried - {""})
    )
    return ClassMarks(tuple(entries), tuple(pupils), tuple(refused), absent, answers.remarks)


def _entry(entries: Sequence[Entry], script: Script) -> Entry:
    """The sheet that a script answers: by its code, by the pupil's name, or the only one. Raises TracerError: none."""
    if script.problem is not None:
        raise script.problem
    entry = _named_entry(entries, script)
    written = [blank for blank, answer in script.answers.items() if answer.text]
    if written and not any(blank in entry.answers for blank in written):
        where = {"file": script.file, "row": script.row, "code": entry.code}
        raise TracerError("marking.unknown_blank", last=max(entry.answers), blank=written[0], **where)
    return entry


def _named_entry(entries: Sequence[Entry], script: Script) -> Entry:
    where = {"file": script.file, "row": script.row}
    name = folded(script.name)
    named = [entry for entry in entries if name and folded(entry.name) == name]
    coded = [entry for entry in entries if script.sheet and folded(entry.code) == folded(script.sheet)]
    if script.sheet and not coded:
        raise TracerError("marking.other_sheet", sheet=script.sheet, codes=[entry.code for entry in entries], **where)
    if coded and name and coded[0].name and coded[0] not in named:
        raise TracerError("marking.sheet_of_other", sheet=script.sheet, name=coded[0].name, word=script.name, **where)
    if coded or len(named) == 1:
        return (coded or named)[0]
    if len(entries) == 1 and not (name and entries[0].name):
        return entries[0]
    if not name or not any(entry.name for entry in entries):
        raise TracerError("marking.which_sheet", count=len(entries), **where)
    raise TracerError.near("marking.unknown_name", script.name, [entry.name for entry in entries if entry.name], **where)


def folded(name: str) -> str:
    """A name by which two spellings are one: width, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _refuse_repeated(taken: dict[tuple[str, str], Script], entry: Entry, script: Script) -> None:
    """Raises TracerError for a second script of the same pupil; the first one counts."""
    name = "" if entry.name else folded(script.name)
    if not (entry.name or name):
        return
    first = taken.setdefault((entry.code, name), script)
    if first is not script:
        same = _values(first) == _values(script)
        where = {"file": script.file, "row": script.row, "first_file": first.file, "first": first.row}
        raise TracerError("marking.repeated" if same else "marking.repeated_otherwise", name=entry.name or script.name, **where)


def _values(script: Script) -> dict[int, float | str]:
    """What the answers come to, without the empty ones."""
    read = {blank: (answer.number.value, answer.text) for blank, answer in script.answers.items() if answer.text}
    return {blank: text if value is None else value for blank, (value, text) in read.items()}


def _marker(entry: Entry, trace: Trace) -> Marker:
    """How the answers to one sheet are marked. Raises TracerError where the run makes other numbers than the key has."""
    if entry.designs:
        return _design_marker(entry, trace)
    causes = Causes(_run(entry, trace), entry.places, entry.exact)
    return lambda answers: (mark(entry, causes.trace, answers, causes.of), ())


def _design_marker(entry: Entry, trace: Trace) -> Marker:
    """The same for a sheet of designs, which run with the answers."""
    head = design_head(trace)
    if head is None or not holds(entry, head):
        raise TracerError("design.key_changed", code=entry.code)

    def marker(answers: Mapping[int, Answer]) -> tuple[list[Marked], tuple[str, ...]]:
        marked, outcomes = mark_design(entry, head, answers)
        return marked, tuple(outcome_told(head, outcome) for outcome in outcomes)

    return marker


def _pupil(entry: Entry, script: Script, marker: Marker) -> Pupil:
    name = entry.name or script.name or say("marking.nobody", row=script.row)
    marked, outcomes = marker(script.answers)
    unasked = tuple((blank, answer) for blank, answer in script.answers.items() if answer.text and blank not in entry.answers)
    return Pupil(name, entry, script, tuple(marked), unasked, outcomes)


def _run(entry: Entry, trace: Trace) -> Trace:
    """The run, if it still makes the numbers of the key."""
    for cell, old in entry.answers.values():
        new = trace.cell(cell) if cell else old
        if not close(new, old, entry.places, exact=False):
            raise TracerError("exercises.key_changed", code=entry.code, cell=cell, old=f"{old:.6g}", new=f"{new:.6g}")
    return trace
