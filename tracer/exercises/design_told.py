"""What a run does about a design, and what a sheet of designs asks for, as sentences."""

from __future__ import annotations

from tracer.exercises.blanks import Sheet
from tracer.exercises.designs import DESIGNS, PLACES, SHARE, Head, Outcome
from tracer.language import current, say
from tracer.rounding import show


def outcome_told(head: Head, outcome: Outcome) -> str:
    """What came out, for how many words it is as asked, and the first for which it is not."""
    values = outcome.values
    told = {
        "mean": show(sum(values) / len(values), PLACES),
        "least": show(min(values), PLACES),
        "most": show(max(values), PLACES),
        "largest": show(outcome.largest, PLACES),
        "share": show(SHARE, 1),
    }
    name = outcome.design if DESIGNS[outcome.design].measure == "share" else DESIGNS[outcome.design].measure
    sentences = [say(f"design.out_{name}", **told)]
    count, failing = sum(outcome.holds), outcome.failing
    if failing is None:
        sentences.append(say("design.holds", count=len(values)))
    else:
        sentences.append(say("design.fails", count=count, of=len(values), word=head.words[failing.word]))
    return ("" if current() == "zh" else " ").join(sentences)


def design_effort_told(sheet: Sheet) -> str:
    """What a sheet of designs asks for, measured: numbers to write, and the products that a try by hand takes."""
    designed = [problem for problem in sheet.problems if DESIGNS[problem.design].matrix == "W_Q"]
    largest = max(abs(blank.value) for blank in sheet.blanks)
    keys = sheet.trace.every[f"{sheet.blanks[0].stage.rpartition('.')[0]}.k"].values
    return say(
        "design.effort",
        numbers=len(sheet.blanks),
        matrices=len(sheet.problems),
        largest=show(largest, 0 if largest.is_integer() else sheet.places),
        products=sum(len(problem.rows) for problem in designed) * keys.shape[1],
        width=keys.shape[2],
    )
