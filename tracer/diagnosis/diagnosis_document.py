"""A diagnosis as a document: each difference, its cause, the option that does the same, and one cell worked out both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracer.address import cell as cell_address
from tracer.diagnosis.cause import Cause
from tracer.diagnosis.diagnosis import Diagnosis, Finding, sentence_of
from tracer.diagnosis.difference import same_kind
from tracer.document.blocks import Block, Document, Heading, Note, Prose
from tracer.document.working import working
from tracer.language import first_few, say
from tracer.record.step import Step

_MOST_NAMED = 8  # stages named in a sentence


def diagnosis_document(found: Diagnosis) -> Document:
    """The findings in the order of the run."""
    title = say("diagnosis.title")

    def blocks() -> Iterator[Block]:
        yield Heading(2, title)
        yield from told(found)

    return Document(title, blocks, {"json": diagnosis_data(found)})


def told(found: Diagnosis) -> Iterator[Block]:
    """The blocks without the title."""
    if not found.compared:
        yield Prose(say("diagnosis.nothing"))
    elif found.agrees:
        yield Prose(say("diagnosis.agrees", count=found.compared))
    for number, finding in enumerate(found.findings):
        yield from _finding(found, finding, number)
    if len(found.findings) > 1 and found.explained:
        yield Prose(say("diagnosis.together", count=len(found.findings)))
        if all(finding.option for finding in found.findings):
            yield Prose(say("diagnosis.options", option=" ".join(finding.option for finding in found.findings)))
    if found.left:
        last = found.findings[-1].cause if found.findings else None
        if last is not None and last.id == "dropout":
            yield Prose(say("diagnosis.dropout_first"))
        yield Note(say("diagnosis.left", count=len(found.left), names=first_few(found.left, _MOST_NAMED)))
    if found.left_out:
        yield Note(say("diagnosis.left_out", names=first_few(found.left_out, _MOST_NAMED)))


def _finding(found: Diagnosis, finding: Finding, number: int) -> Iterator[Block]:
    place = cell_address(finding.stage, finding.before.axes, finding.index)
    ours, theirs = _apart(finding.ours, finding.theirs)
    yield Prose(say(f"diagnosis.{_after(found, number)}", cell=place, ours=ours, theirs=theirs))
    if finding.cause is None:
        yield from _unexplained(found, finding, number)
        return
    yield Prose(finding.sentence)
    count, total = len(finding.explained), len(found.differing)
    whole = count == total
    if count:
        yield Prose(say("diagnosis.explains_all" if whole else "diagnosis.explains", **_counts(count, total, whole)))
    else:
        yield Prose(say("diagnosis.half_of_two"))
    if finding.scope != "all":
        stage = finding.place if finding.scope == "here" else same_kind(finding.place)
        yield Prose(say(f"diagnosis.only_{finding.scope}", stage=stage, layer=finding.layer))
    if finding.option:
        yield Prose(say("diagnosis.options", option=finding.option))
    for cause in finding.alike:
        yield Note(say("diagnosis.alike", sentence=sentence_of(cause, finding.stage)))
    yield from _workings(finding)


def _after(found: Diagnosis, number: int) -> str:
    """What a difference follows: nothing, a cause that was granted, or one that no cause explains."""
    if not number:
        return "first"
    before = found.findings[number - 1]
    return "next" if before.cause is not None else "next_ours" if before.array_only else "next_theirs"


def _counts(count: int, total: int, whole: bool) -> dict[str, int]:
    return {"count": count} if whole else {"count": count, "total": total}


def _unexplained(found: Diagnosis, finding: Finding, number: int) -> Iterator[Block]:
    if found.whole:
        yield Prose(say("diagnosis.none", count=found.tried))
    else:
        yield Prose(say("diagnosis.none_yet", count=found.tried, stage=finding.stage))
    if finding.array_only:
        yield Prose(say("diagnosis.array_only", stage=finding.stage))
    elif number == len(found.findings) - 1 and not found.left:
        yield Prose(say("diagnosis.follows", stage=finding.stage))


def _workings(finding: Finding) -> Iterator[Block]:
    """The cell as the run computes it, and as the cause does."""
    for message, step in (("diagnosis.ours", finding.before), ("diagnosis.with_cause", finding.after)):
        if step is not None and _computed(step) and len(step.axes) == len(finding.index):
            yield Prose(say(message))
            yield working(step, finding.index)


def _computed(step: Step) -> bool:
    return step.computed.op not in ("given", "parameter")


def _apart(one: float, two: float) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart."""
    one, two = one + 0.0, two + 0.0  # −0 is 0
    digits = next((digits for digits in (6, 9, 12) if f"{one:.{digits}g}" != f"{two:.{digits}g}"), 17)
    return f"{one:.{digits}g}", f"{two:.{digits}g}"


def diagnosis_data(found: Diagnosis) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "explained": found.explained,
        "tried": found.tried,
        "compared": found.compared,
        "differing": list(found.differing),
        "findings": [_data(finding) for finding in found.findings],
        "left": list(found.left),
        "left_out": list(found.left_out),
    }


def _data(finding: Finding) -> dict[str, Any]:
    result: dict[str, Any] = {
        "cell": cell_address(finding.stage, finding.before.axes, finding.index),
        "ours": finding.ours,
        "theirs": finding.theirs,
        "cause": None if finding.cause is None else _cause(finding.cause, finding.stage),
    }
    if finding.cause is not None:
        result |= {"scope": finding.scope, "option": finding.option, "explained": list(finding.explained)}
        result["alike"] = [_cause(cause, finding.stage) for cause in finding.alike]
    return result


def _cause(cause: Cause, stage: str) -> dict[str, Any]:
    return {"id": cause.id, "sentence": sentence_of(cause, stage)}
