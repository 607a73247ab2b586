"""Resolve a request to a built-in model: all settings and sizes, axes, parameters, edits by full name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.architecture import toy
from tracer.models.frame import Frame
from tracer.record.step import Step
from tracer.session.prepared import Prepared, take_half
from tracer.session.request import Request
from tracer.session.resolve.memory import name_widths, take_memory
from tracer.session.resolve.side import START, Side, way_of_cutting
from tracer.session.resolve.sizes import by_full_name, fill, known_plan, plan_model, resolved_edits, sizes_of, take_vectors
from tracer.session.resolve.source import source_side, source_text
from tracer.session.resolve.target import refuse_two_readings, target_side, target_text, wants_target
from tracer.settings import MODELS, SIZES, TRANSLATE, WIDENED, Settings, read, read_all, usual
from tracer.weights.needs import layers_from
from tracer.weights.parameters import Parameters


def refuse_pool(request: Request, stack: str) -> None:
    """Raise TracerError for `pool` unless the model is one stack or a recurrent network and generates no text."""
    pool = request.data.pool or "none"
    if pool != "none" and (stack in (*TRANSLATE, "attention") or request.data.generate is not None):
        raise TracerError("session.pool", pool=pool)


def refuse_two_sources(request: Request, settings: Settings) -> None:
    """Raise TracerError for keys and values from different rows where both follow from one latent."""
    data = request.data
    if settings.latent_kv and ("value_inputs" in data or {"key_inputs", "memory_inputs"} <= data.keys()):
        raise TracerError("session.latent_sources")


def resolve(request: Request) -> Prepared:
    """Resolve a request to a built-in model. Raises TracerError for settings, sizes or data that contradict each other."""
    if request.data.pair is not None:
        raise TracerError("checkpoints.pair")
    settings = _settings(request)
    half = take_half(settings, "float64")
    refuse_two_readings(request, settings.model)
    refuse_two_sources(request, settings)
    side, target = _sides(request, settings)
    vectors_width = take_vectors(request, side)
    frame = _frame(request, settings, side, target)
    shapes_tell = bool(request.parameters or request.edits)  # sizes, by the names of a plan that does not know them yet
    plan = known_plan(request, settings, frame) if shapes_tell else None
    sizes = sizes_of(request, settings, frame, plan, vectors_width)
    fill(settings, sizes, request.is_seeded)
    frame = _sized(frame, settings, sizes)
    plan_has_sizes = plan is None
    if plan is None and not _surely_fits(frame, settings, sizes):
        plan = plan_model(request, settings, frame)
    given = {} if plan is None else by_full_name(request, plan)
    frame.learned = {name: len(array) for name, array in given.items() if name.endswith("positions.W_P")}
    source = Parameters(settings, given, request.rows, request.is_seeded, request.seeded_rows, request.origin)
    return Prepared(
        settings,
        frame,
        source,
        [] if plan is None else resolved_edits(request, plan),
        {} if frame.vocab is None else {frame.vocab.name: frame.vocab},
        counted=None if plan is None else _cells((*plan.steps.values(), *plan.parameters.values()), sizes),
        half=half,
        narrow=_narrow(request),
        vectors=request.data.vectors or "",
        **_words(request, side),
        unused=request.unused,
        assumed={key: getattr(settings, key) for key in request.unsaid if key not in request.settings.keys() - request.implied},
        preset=request.preset,
        begins=request.begins,
        plan=plan,
        plan_has_sizes=plan_has_sizes,
    )


def _words(request: Request, side: Side | None) -> dict[str, Any]:
    """What a run says of words and their vectors."""
    words = tuple(side.words) if side is not None else ()
    found = tuple(word for word in words if word in request.rows.get("embedding.W_E", {}))
    return {"words": words, "words_found": found, "other_words": request.other_words}


def _settings(request: Request) -> Settings:
    """The settings asked for, with what a kind of model has unless told otherwise."""
    given = read_all(request.settings)
    settings = Settings(**{**usual(str(given.get("model", ""))), **given})
    if _narrow(request):
        settings.dtype = "float32"
    if settings.model not in MODELS:
        raise TracerError.near("session.unknown_model", settings.model, MODELS, known=list(MODELS))
    only = request.data.has_any("target", "target_tokens")  # a decoder alone reads the text
    if settings.model not in TRANSLATE and (only or (wants_target(request) and settings.model != "decoder")):
        raise TracerError("session.no_target")
    refuse_pool(request, settings.model)
    if settings.layers is None:
        settings.layers = read("layers", layers_from(request.parameters) or SIZES["layers"])
    return settings


def _narrow(request: Request) -> int:
    """How many numbers a trained model has that stays in float32, because it is larger than `WIDENED` and nothing was asked."""
    return request.singles if request.singles > WIDENED and "dtype" not in request.settings else 0


def _sides(request: Request, settings: Settings) -> tuple[Side | None, Side | None]:
    """What the encoder (or the only stack) reads, and what the decoder reads."""
    side, target = source_side(request), target_side(request)
    request.how_cut = way_of_cutting(request)
    if side is not None and target is not None and len(side.sentences) != len(target.sentences):
        raise TracerError("session.target_count", texts=len(side.sentences), targets=len(target.sentences))
    if settings.model in TRANSLATE and target is None and not wants_target(request):
        target = Side([[START]] * (len(side.sentences) if side else 1), bool(side and side.several))
    return side, target


def _frame(request: Request, settings: Settings, side: Side | None, target: Side | None) -> Frame:
    """What the model reads, looked up once; the axes that parts of the model share have no sizes yet (see `_sized`)."""
    data, width = request.data, Axis("d_model", None)
    more_words = request.is_seeded or request.seeded_rows or data.vectors is not None
    closed = bool(request.rows.get("embedding.W_E")) and not more_words
    text, vocab = source_text(request, settings, side, target, width, closed)
    frame = Frame(toy(settings), text, width, *_shared_axes({}), vocab=vocab, pool=data.pool)
    if settings.model in TRANSLATE:
        frame.target, frame.vocab = target_text(request, settings, side, target, width)
    take_memory(frame, request)
    name_widths(frame)
    frame.d_out = _output_width(request, settings)
    sentences = side.sentences if side is not None and side.several else text.token.per
    if sentences is not None or (text.rows is not None and np.ndim(text.rows) == 3):
        frame.sentence = Axis("sentence", len(sentences or text.rows))
    states = {"h": data.h_0, "c": data.c_0}
    frame.states = {name: np.atleast_2d(np.asarray(rows, float)) for name, rows in states.items() if rows is not None}
    return frame


def _sized(frame: Frame, settings: Settings, sizes: Mapping[str, int]) -> Frame:
    """The frame with the sizes of its shared axes; its texts take the new axis of their width over."""
    d_model = Axis("d_model", sizes.get("d_model"))
    head, d_k, d_v, d_ff, hidden = _shared_axes(sizes)
    sized = replace(
        frame,
        architecture=toy(settings),
        d_model=d_model,
        head=head,
        d_k=d_k,
        d_v=d_v,
        d_ff=d_ff,
        hidden=hidden,
        kv_head=None,
        latent=None,
        proj=None,
        _joint={},
    )
    for text in (sized.text, sized.target):
        if text is not None and text.width is frame.d_model:
            text.width = d_model
    name_widths(sized)
    return sized


def _shared_axes(sizes: Mapping[str, int]) -> tuple[Axis, Axis, Axis, Axis, Axis]:
    """head, d_k, d_v, d_ff and hidden, with the sizes that are known."""
    d_k, d_v, d_ff, hidden = (Axis(name, sizes.get(name)) for name in ("d_k", "d_v", "d_ff", "hidden"))
    return Axis("head", sizes.get("heads")), d_k, d_v, d_ff, hidden


def _output_width(request: Request, settings: Settings) -> Axis | None:
    """The width that a bare attention's W_O leads to, where it is another than W_Q reads; nothing is added to it there."""
    given = {name.rsplit(".", 1)[-1]: request.shape(name) for name in request.parameters}
    shapes = [given.get(name, ()) for name in ("W_Q", "W_O")]
    if settings.model != "attention" or any(len(shape) < 2 for shape in shapes):
        return None
    reads, leads = (shape[-2:] for shape in shapes)
    return Axis("d_out", leads[1]) if reads[0] != leads[1] else None


_FEW = 10_000_000  # numbers, which there is room for
_STEPS = 200  # a layer of both stacks has fewer stages, and fewer parameters
_STEPS_OF_EXPERT = 20  # so has an expert


def _surely_fits(frame: Frame, settings: Settings, sizes: Mapping[str, int]) -> bool:
    """Whether a run is so small, by a bound far above what it takes, that nothing needs to be planned to see it fits."""
    sides = [side for side in (frame.text, frame.target, frame.memory, frame.keys, frame.values) if side is not None]
    counts = [side.token.size for side in sides] + [frame.sentence.size if frame.sentence is not None else 1]
    if None in counts or "d_model" not in sizes and "hidden" not in sizes:
        return False
    tokens = sum(count or 0 for count in counts[:-1])
    heads = sizes.get("heads", 1)
    vocab = frame.vocab.size or 0 if frame.vocab is not None else 0
    shared = (settings.shared_experts or 0) * sizes.get("d_ff", 1)
    widest = max(*sizes.values(), heads * max(sizes.get("d_k", 1), sizes.get("d_v", 1), tokens), vocab, tokens, shared)
    steps = _STEPS + _STEPS_OF_EXPERT * (settings.experts or 0)
    layers = steps * ((settings.layers or 1) + (settings.decoder_layers or 0)) + _STEPS
    return layers * widest * (tokens * (counts[-1] or 1) + widest) <= _FEW


def _cells(steps: Iterable[Step], sizes: Mapping[str, int]) -> int:
    """How many numbers these steps hold; sizes: of the axes that were not known when they were planned."""
    return sum(math.prod(axis.size or _size(axis.name, sizes) for axis in step.axes) for step in steps)


def _size(name: str, sizes: Mapping[str, int]) -> int:
    """The size of an axis; of `heads·d_k` that of both parts."""
    return math.prod(sizes.get("heads" if part == "head" else part, 0) for part in name.split("·"))
