"""What follows from a request: settings with every size, the axes, the source of parameters, the edits by full name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Frame, Text
from tracer.record.edit import Edit
from tracer.record.step import Step
from tracer.session import inputs
from tracer.session.inputs import START, Side
from tracer.session.request import Request
from tracer.session.sizes import by_full_name, fill, planned, resolved_edits, sizes_of
from tracer.session.texts import source_text, target_text
from tracer.settings import MODELS, SIZES, WIDENED, Settings, read, read_all
from tracer.weights.needs import layers_from
from tracer.weights.source import Parameters

_ROW_TEXTS = ("memory_inputs", "key_inputs", "value_inputs")

MOST_CELLS = 125_000_000  # a gigabyte; numbers that a run of a model of ours keeps; a checkpoint's are bounded by memory alone


@dataclass
class Setup:
    """Everything a run needs, worked out."""

    settings: Settings
    frame: Frame
    source: Any  # of parameters: `weights.source.Parameters`, or a checkpoint's
    edits: list[Edit]
    side: Side | None
    target: Side | None
    axes: Mapping[str, Axis] = field(default_factory=dict)
    named: Mapping[str, Any] | None = None  # a checkpoint's own name, family and sizes
    stack: str = ""
    left_out: str = ""  # the architecture of a checkpoint whose own head is not run
    fetched: str = ""  # name@revision of a checkpoint that was downloaded for this run
    cells: int = 0  # about how many numbers a whole run keeps
    stop: tuple[int, ...] | None = None  # ids that end what it writes; None: the token `<end>`
    narrow: int = 0  # how many numbers a model has that runs in float32 because it is so large; 0 for every other run

    @property
    def writes(self) -> bool:
        """Whether a decoder could write on."""
        return (self.stack or self.settings.model) in ("decoder", "encoder-decoder")

    def model_facts(self) -> dict[str, Any]:
        """The model as JSON and headings show it: name and the sizes that are known."""
        if self.named is not None:
            return dict(self.named)
        s = self.settings
        keys: tuple[str, ...] = ("layers", "heads", "d_model", "d_k", "d_v", "d_ff")
        if s.model in ("rnn", "lstm", "gru"):
            keys = ("layers", "hidden")
        elif s.model == "attention":
            keys = ("heads", "d_model", "d_k", "d_v")
        return {"name": s.model, **{key: getattr(s, key) for key in keys if getattr(s, key) is not None}}

    def tokens(self) -> list[Any]:
        """The labels of what is read: one list, or one a sentence."""
        return _labels(self.frame.text)

    def facts(self) -> dict[str, Any]:
        """Further lists for JSON: ids where a vocabulary exists, and the target's."""
        found: dict[str, Any] = {}
        text, target = self.frame.text, self.frame.target
        if text.ids is not None and (self.settings.model == "decoder" or "vocab" in self.axes):
            found["token_ids"] = _unpadded(text)
        if target is not None:
            found["target_tokens"] = _labels(target)
            if target.ids is not None:
                found["target_token_ids"] = _unpadded(target)
        return found


def _labels(text: Text) -> list[Any]:
    return [list(row) for row in text.token.per] if text.token.per is not None else list(text.token.labels)


def _unpadded(text: Text) -> list[Any]:
    if text.token.per is None:
        return list(text.ids)
    return [list(row[: len(labels)]) for row, labels in zip(text.ids, text.token.per, strict=True)]


def refuse_pool(request: Request, stack: str) -> None:
    """One vector for a sentence is read from one stack, and says no next token."""
    if request.data.get("pool") == "mean" and (stack not in ("encoder", "decoder") or "generate" in request.data):
        raise TracerError("session.pool")


def prepared(request: Request) -> Setup:
    """Work a request out. Raises TracerError for what does not fit together."""
    if request.checkpoint is not None:
        found: Setup = request.checkpoint.prepared(request)
        return found
    if "pair" in request.data:
        raise TracerError("checkpoints.pair")
    settings = _settings(request)
    inputs.refuse_two_readings(request, settings.model)
    side, target = _sides(request, settings)
    draft = _frame(request, settings, side, target, {})
    told = bool(request.parameters or request.edits)  # arrays and stages whose shapes tell sizes, by the names of a first plan
    names = planned(request, settings, draft) if told else None
    sizes = sizes_of(request, settings, draft, names)
    fill(settings, sizes, request.is_seeded)
    frame = _frame(request, settings, side, target, sizes)
    if names is None:
        names = planned(request, settings, frame)
    given = by_full_name(request, names)
    frame.learned = {name: len(array) for name, array in given.items() if name.endswith("positions.W_P")}
    source = Parameters(settings, given, request.rows, request.is_seeded, request.seeded_rows, request.origin)
    edits = resolved_edits(request, [*names.steps, *names.parameters])
    axes = {axis.name: axis for axis in (frame.vocab,) if axis is not None}
    cells = _cells((*names.steps.values(), *names.parameters.values()), sizes)
    return Setup(settings, frame, source, edits, side, target, axes, cells=cells, narrow=_narrow(request))


def _settings(request: Request) -> Settings:
    """The settings asked for, with what a kind of model has unless told otherwise."""
    settings = Settings(**read_all(request.settings))
    if _narrow(request):
        settings.dtype = "float32"
    if settings.model == "decoder" and "mask" not in request.settings:
        settings.mask = "causal"
    if settings.model in ("rnn", "lstm", "gru") and "positions" not in request.settings:
        settings.positions = "none"  # a recurrent network knows the order from its own steps
    if settings.model not in MODELS:
        raise TracerError.near("session.unknown_model", settings.model, MODELS, known=", ".join(MODELS))
    only = any(key in request.data for key in ("target", "target_tokens"))  # a decoder alone reads the text
    if settings.model != "encoder-decoder" and (only or (_wants_target(request) and settings.model != "decoder")):
        raise TracerError("session.no_target")
    refuse_pool(request, settings.model)
    if settings.layers is None:
        settings.layers = read("layers", layers_from(request.parameters) or SIZES["layers"])
    return settings


def _narrow(request: Request) -> int:
    """How many numbers a trained model has that stays in float32, because it is larger than `WIDENED` and nothing was asked."""
    return request.singles if request.singles > WIDENED and "dtype" not in request.settings else 0


def _wants_target(request: Request) -> bool:
    return any(key in request.data for key in ("target", "target_tokens", "target_inputs", "target_ids"))


def _sides(request: Request, settings: Settings) -> tuple[Side | None, Side | None]:
    """What the encoder (or the only stack) reads, and what the decoder reads."""
    side, target = inputs.source_side(request), inputs.target_side(request)
    if side is not None and target is not None and len(side.sentences) != len(target.sentences):
        raise TracerError("session.target_count", texts=len(side.sentences), targets=len(target.sentences))
    if settings.model == "encoder-decoder" and target is None and not _wants_target(request):
        target = Side([[START]] * (len(side.sentences) if side else 1), bool(side and side.several))
    return side, target


def _frame(request: Request, settings: Settings, side: Side | None, target: Side | None, sizes: Mapping[str, int]) -> Frame:
    """The axes of the run, with the sizes known so far."""
    data, rows = request.data, request.rows
    axis = {name: Axis(name, sizes.get(name)) for name in ("d_model", "d_k", "d_v", "d_ff", "hidden")}
    head = Axis("head", sizes.get("heads"))
    closed = bool(rows.get("embedding.W_E")) and not (request.is_seeded or request.seeded_rows or "vectors" in data)
    text, vocab = source_text(request, settings, side, target, axis["d_model"], closed)
    frame = Frame(
        settings,
        text,
        axis["d_model"],
        head,
        axis["d_k"],
        axis["d_v"],
        axis["d_ff"],
        axis["hidden"],
        vocab=vocab,
        pool=data.get("pool"),
    )
    if settings.model == "encoder-decoder":
        frame.target, frame.vocab = target_text(request, settings, side, target, axis["d_model"])
    for key in _ROW_TEXTS:
        if key in data:
            setattr(
                frame,
                key.split("_")[0] if key == "memory_inputs" else key.split("_")[0] + "s",
                inputs.given_rows(key, data[key], None),
            )
    _other_widths(frame)
    frame.d_out = _output_width(request, settings)
    sentences = side.sentences if side is not None and side.several else text.token.per
    if sentences is not None or (text.rows is not None and np.ndim(text.rows) == 3):
        frame.sentence = Axis("sentence", len(sentences or text.rows))
    frame.states = {key[0]: np.atleast_2d(np.asarray(data[key], float)) for key in ("h_0", "c_0") if key in data}
    return frame


def _other_widths(frame: Frame) -> None:
    """Keys and values of another width than the queries have an axis of their own, so that nothing is mixed up."""
    for text, name in ((frame.memory, "d_memory"), (frame.keys, "d_key"), (frame.values, "d_value")):
        if text is not None and text.width is not None:
            text.width = frame.d_model if text.width.size == frame.d_model.size else Axis(name, text.width.size)


def _output_width(request: Request, settings: Settings) -> Axis | None:
    """The width that a bare attention's W_O leads to, where it is another than W_Q reads; nothing is added to it there."""
    given = {name.rsplit(".", 1)[-1]: np.shape(array) for name, array in request.parameters.items()}
    shapes = [given.get(name, ()) for name in ("W_Q", "W_O")]
    if settings.model != "attention" or any(len(shape) < 2 for shape in shapes):
        return None
    reads, leads = (shape[::-1] if settings.layout == "W x" else shape for shape in ([*one[-2:]] for one in shapes))
    return Axis("d_out", leads[1]) if reads[0] != leads[1] else None


def check_room(setup: Setup, times: int = 1) -> None:
    """Refuse a run that would not fit in memory, or whose trace nobody could read, before any memory is taken.

    times: as how many such runs it keeps, as training does with gradients and steps.
    """
    from tracer.weights.room import check_room as fits

    cells = setup.cells * times
    if setup.named is None and cells > MOST_CELLS:
        raise TracerError("session.large", cells=cells // 1_000_000, most=MOST_CELLS // 1_000_000)
    size = cells * (4 if setup.settings.dtype == "float32" else 8)
    fits(size, str((setup.named or {}).get("name", setup.settings.model)))


def _cells(steps: Iterable[Step], sizes: Mapping[str, int]) -> int:
    """How many numbers these steps hold; sizes: of the axes that were not known when they were planned."""
    return sum(math.prod(axis.size or _size(axis.name, sizes) for axis in step.axes) for step in steps)


def _size(name: str, sizes: Mapping[str, int]) -> int:
    """The size of an axis; of `heads·d_k` that of both parts."""
    return math.prod(sizes.get("heads" if part == "head" else part, 0) for part in name.split("·"))
