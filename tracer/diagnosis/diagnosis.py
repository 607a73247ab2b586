"""What was found: the causes in the order of the run, each with where it shows and what it makes agree."""

from __future__ import annotations

from typing import Any

from tracer.diagnosis.cause import Cause
from tracer.frozen import Frozen
from tracer.language import say
from tracer.record.step import Step


class Finding(Frozen):
    """One difference and its cause; cause None: none of those tried explains it.

    stage: the first that differs there. index: its first differing cell; ours, theirs: the cell's numbers. explained: the
    stages that differ without the cause and agree with it. scope: where it holds: "all", "kind" (this stage in every layer),
    "later", "from" (from this layer on), "here". place: where it was seen to hold, the stage itself or one before it that was not
    given. alike: causes that make as many stages agree, so that they cannot be told apart.
    settings: what of a run does the same, or nothing. before, after: the stage without and with the cause. array_only: whether
    what comes later goes on from our numbers, so that only the array that was given is another.
    """

    stage: str
    index: tuple[int, ...]
    ours: float
    theirs: float
    before: Step
    cause: Cause | None = None
    after: Step | None = None
    explained: tuple[str, ...] = ()
    scope: str = "all"
    place: str = ""
    layer: int | None = None
    alike: tuple[Cause, ...] = ()
    settings: dict[str, Any] = {}
    array_only: bool = False

    @property
    def sentence(self) -> str:
        """The cause as one sentence in the current language."""
        return sentence_of(self.cause, self.stage) if self.cause is not None else ""

    @property
    def option(self) -> str:
        """The options of the command line that do the same, or ""."""
        return " ".join(option_of(key, value) for key, value in self.settings.items())


class Diagnosis(Frozen):
    """findings: in the order of the run. tried: how many causes were tried. whole: whether no more than these could be.

    differing: the stages of theirs that differ from ours. compared: how many stages of theirs were compared. left: the stages
    that no finding makes agree. left_out: names of theirs that the run has no stage of the same shape for.
    """

    findings: tuple[Finding, ...] = ()
    tried: int = 0
    whole: bool = True
    differing: tuple[str, ...] = ()
    compared: int = 0
    left: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether theirs agree as they are."""
        return not self.differing

    @property
    def explained(self) -> bool:
        """Whether with the causes found everything agrees."""
        return not self.left and all(finding.cause is not None for finding in self.findings)

    @property
    def causes(self) -> tuple[Cause, ...]:
        return tuple(finding.cause for finding in self.findings if finding.cause is not None)


def sentence_of(cause: Cause, stage: str) -> str:
    return say(f"diagnosis.cause_{cause.id}", **{"stage": stage, **cause.values})


def option_of(key: str, value: Any) -> str:
    """A setting as an option of the command line."""
    word = key.replace("_", "-")
    if value is True:
        return f"--{word}" if key not in ("scale", "residual") else f"--{word} true"
    if value is False:
        return f"--no-{word}" if key not in ("scale", "residual") else f"--{word} false"
    return f"--{word} {value:g}" if isinstance(value, float) else f"--{word} {value}"
