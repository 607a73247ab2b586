"""A resolved request: all that a run needs, and a dry run that lists its stages and parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol

from tracer.axes import Axis, shape
from tracer.errors import TracerError
from tracer.models import page
from tracer.models.frame import Frame, Text
from tracer.mutable import mutable
from tracer.record.edit import Edit, Edits
from tracer.record.kernel_cache import Plans
from tracer.record.parameter_source import Source
from tracer.record.recorder import Recorder
from tracer.settings import HALVES, RECURRENT, WRITE, Settings

MOST_CELLS = (
    500_000_000  # four gigabytes; numbers that a run of a model of ours keeps; a checkpoint's are bounded by memory alone
)


_SURE = 1 << 24  # bytes, which a process that has come so far has


def dry_run(
    settings: Settings,
    frame: Frame,
    has: Callable[[str], bool],
    edits: Edits | None = None,
    kind: Callable[..., Recorder] = Recorder,
) -> Recorder:
    """Run the model page without numbers. has(name): whether an optional parameter exists. kind: what makes the recorder."""
    from tracer.record.dry_run import Plan

    recorder = kind(Plan(has), settings.dtype, edits, computes=False)
    page(settings.model)(recorder, frame)
    return recorder


def take_half(settings: Settings, computes_in: str) -> str:
    """The half precision asked for, or "": NumPy computes in another one, from which every stage is rounded.

    Raises TracerError where stages would be rounded as on paper too.
    """
    half = settings.dtype if settings.dtype in HALVES else ""
    if half:
        settings.dtype = computes_in
        if settings.paper is not None:
            raise TracerError("session.half_paper", dtype=half)
    return half


class RunSource(Source, Protocol):
    """Parameter source of one run; records which parameters were drawn from the seed and which are missing."""

    drawn: bool
    drawn_words: list[str]

    def first_missing(self, read: Iterable[str]) -> TracerError | None:
        """The error for the first required parameter among these that is missing."""


@mutable()
class Prepared:
    """A request resolved into frame, parameter source and edits; computed once a request."""

    settings: Settings
    frame: Frame
    source: RunSource
    edits: list[Edit]
    axes: Mapping[str, Axis] = field(default_factory=dict)
    named: Mapping[str, Any] | None = None  # a checkpoint's own name, family and sizes
    stack: str = ""
    left_out: str = ""  # the architecture of a checkpoint whose own head is not run
    begins: str = ""  # the token that the model reads before each text, and writes after it
    preset: str = ""  # the name of the toy whose settings the run has
    packed: Sequence[str] = ()  # the number formats of a GGUF file, with how many tensors each has
    text_model_of: str = ""  # the family of a checkpoint that reads pictures too
    fetched: str = ""  # name@revision of a checkpoint that was downloaded for this run
    counted: int | None = None  # about how many numbers a whole run keeps; None: so few that nobody has counted them
    stop: tuple[int, ...] | None = None  # ids that end what it writes; None: the token `<end>`
    narrow: int = 0  # how many numbers a model has that runs in float32 because it is so large; 0 for every other run
    half: str = ""  # the format that stages are rounded to, computed in `settings.dtype`
    unused: tuple[str, ...] = ()  # tensors of a file of weights that no part of the model reads
    assumed: Mapping[str, Any] = field(default_factory=dict)  # settings that such a file cannot say and nobody gave
    vectors: str = ""  # a file of word vectors
    words: tuple[str, ...] = ()  # of the text, each once; and those of them that the file has
    words_found: tuple[str, ...] = ()
    other_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # see `Request`
    plan: Recorder | None = None  # a dry run made on the way, which has the names of all stages and parameters
    plan_has_sizes: bool = True  # False: it was made to find the sizes

    @property
    def names(self) -> Recorder:
        """Dry run without the edits: every stage and parameter by name; cached."""
        if self.plan is None:
            self.plan = dry_run(self.settings, self.frame, self.source.has)
        return self.plan

    @property
    def cells(self) -> int:
        """About how many numbers a whole run keeps."""
        if self.counted is None:
            steps = (*self.names.steps.values(), *self.names.parameters.values())
            self.counted = sum(math.prod(shape(step.axes)) for step in steps)
        return self.counted

    @property
    def kernels(self) -> Plans | None:
        """What the dry run has planned, for the run; None without a dry run over the run's own axes."""
        return self.plan.plans if self.plan is not None and self.plan_has_sizes else None

    def planned(self) -> Recorder:
        """Dry run with the edits: stages and parameters with their axes, without numbers."""
        if self.plan_has_sizes and not self.edits:
            return self.names
        return dry_run(self.settings, self.frame, self.source.has, Edits(self.edits))

    @property
    def writes(self) -> bool:
        """Whether the model can generate text."""
        return (self.stack or self.settings.model) in WRITE

    def model_facts(self) -> dict[str, Any]:
        """Model name and known sizes, for headings and JSON."""
        if self.named is not None:
            return dict(self.named)
        s = self.settings
        keys: tuple[str, ...] = (
            *("layers", "heads", "decoder_heads", "cross_heads", "latent_kv", "latent_q"),
            *("d_model", "d_k", "d_v", "d_ff"),
        )
        if s.model == "seq2seq":
            keys = ("layers", "d_model", "hidden")
        elif s.model in RECURRENT:
            keys = ("layers", "hidden", "proj_size")
        elif s.model == "attention":
            keys = ("heads", "latent_kv", "latent_q", "d_model", "d_k", "d_v")
        sizes = {key: getattr(s, key) for key in keys if getattr(s, key) is not None}
        return {"name": s.model, **{key: list(size) if isinstance(size, tuple) else size for key, size in sizes.items()}}

    def tokens(self) -> list[Any]:
        """Labels of the input tokens: one list, or a list a sentence."""
        return _labels(self.frame.text)

    def facts(self) -> dict[str, Any]:
        """More lists for JSON: token ids where a vocabulary exists, target tokens and their ids."""
        result: dict[str, Any] = {}
        text, target = self.frame.text, self.frame.target
        if text.ids is not None and (self.settings.model == "decoder" or "vocab" in self.axes):
            result["token_ids"] = _unpadded(text)
        if target is not None:
            result["target_tokens"] = _labels(target)
            if target.ids is not None:
                result["target_token_ids"] = _unpadded(target)
        return result


def _labels(text: Text) -> list[Any]:
    return [list(row) for row in text.token.per] if text.token.per is not None else list(text.token.labels)


def _unpadded(text: Text) -> list[Any]:
    if text.token.per is None:
        return list(text.ids)
    return [list(row[: len(labels)]) for row, labels in zip(text.ids, text.token.per, strict=True)]


def check_room(prepared: Prepared, times: int = 1) -> None:
    """Refuse a run that would not fit in memory, or whose trace nobody could read, before any memory is taken.

    times: as how many such runs it keeps, as training does with gradients and steps.
    """
    if prepared.counted is None and times == 1:
        return
    cells, most = prepared.cells * times, most_cells(prepared)
    if most is not None and cells > most:
        raise TracerError("session.large", cells=cells // 1_000_000, most=most // 1_000_000)
    size = cells * (4 if prepared.settings.dtype == "float32" else 8)
    if size > _SURE:
        from tracer.memory.available import check_room as fits

        fits(size, str((prepared.named or {}).get("name", prepared.settings.model)))


def most_cells(prepared: Prepared) -> int | None:
    """How many numbers a run may compute; None for a checkpoint, which memory alone bounds."""
    return MOST_CELLS if prepared.named is None else None
