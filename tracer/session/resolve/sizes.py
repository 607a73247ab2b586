"""Sizes of a run: set, inferred from given arrays and stages, or the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.address import parse, resolve_shown
from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.frame import Frame, Text
from tracer.record.edit import Edit, Edits, given_shape
from tracer.record.recorder import Recorder
from tracer.record.step import SHOWN
from tracer.session.prepared import dry_run
from tracer.session.request import Request
from tracer.session.resolve.side import Side
from tracer.settings import D_FF_TIMES, SIZES, STEPWISE, Settings
from tracer.tokens.words import has_unspaced, split
from tracer.weights.needs import Need, by_ending, sizes_from, transpose
from tracer.weights.parameters import Parameters

_LONGEST_WORD = 4  # characters; Chinese words are seldom longer
_GIVEN = (*SIZES, "decoder_heads", "cross_heads", "kv_heads", "latent_kv", "latent_q", "d_ff", "d_k", "d_v")
_MOST_HEADS = 16  # tried for a width that a file of word vectors decides


def plan_model(request: Request, settings: Settings, frame: Frame) -> Recorder:
    """Dry run of this model including every optional parameter that was given."""
    given = request.parameters
    source = Parameters(settings, {}, {}, request.is_seeded, request.seeded_rows)

    def available(name: str) -> bool:
        parts = name.split(".")
        return source.has(name) or any(".".join(parts[start:]) in given for start in range(len(parts)))

    return dry_run(settings, frame, available, Edits(_raw_edits(request)))


_MOST_PLANS = 16
_plans: dict[Any, Recorder] = {}


def known_plan(request: Request, settings: Settings, frame: Frame) -> Recorder:
    """`plan_model` for names and sizes: requests that differ in words alone share a plan, so a loaded model plans a length once.

    The labels of its axes may be another text's.
    """
    key = None if request.edits else _form(request, settings, frame)
    try:
        plan = _plans.get(key)
    except TypeError:  # a mask of rows
        key, plan = None, None
    if plan is None:
        plan = plan_model(request, settings, frame)
        if key is not None:
            if len(_plans) >= _MOST_PLANS:
                _plans.clear()
            _plans[key] = plan
    return plan


def _form(request: Request, settings: Settings, frame: Frame) -> Any:
    """All that a plan without edits depends on: what is given and how large it is, not what it says."""
    sides = (frame.text, frame.target, frame.memory, frame.keys, frame.values)
    axes = (frame.d_model, frame.vocab, frame.sentence, frame.d_out)
    return (
        *settings.form(),
        *((name, request.shape(name)) for name in request.parameters),
        (request.is_seeded, request.seeded_rows, *request.rows, frame.pool, frame.start, *frame.states),
        tuple(None if axis is None else axis.size for axis in axes),
        tuple(None if side is None else _form_of_side(side) for side in sides),
    )


def _form_of_side(side: Text) -> Any:
    sentences = None if side.token.per is None else tuple(map(len, side.token.per))
    given = tuple(part is None for part in (side.ids, side.rows, side.real, side.segments))
    return side.token.size, sentences, *(None if axis is None else axis.size for axis in (side.vocab, side.width)), given


def by_full_name(request: Request, names: Recorder) -> dict[str, Any]:
    """The arrays given, by full name, in the order of y = x W.

    An embedding table may be there unread, where rows take its place.
    """
    if not request.parameters:
        return {}
    from tracer.files.stored_run import TABLES

    tables = [table for table in TABLES.values() if table in request.parameters]
    full_names = [*names.parameters, *tables]
    given = by_ending(request.parameters, full_names)
    if request.settings.get("layout") == "W x":
        ordered = by_ending({name: name for name in request.turned if name in request.parameters}, full_names)
        for name, step in names.parameters.items():
            if name in given and name not in ordered:
                given[name] = transpose(Need(name, step.axes, step.attrs["init"]), given[name], request.origin)
    return given


def _raw_edits(request: Request) -> list[Edit]:
    return [Edit(parse(address), values) for address, values in request.edits]


def resolved_edits(request: Request, names: Recorder) -> list[Edit]:
    """The edits by full stage name; names: a plan of the model. Raises TracerError for an unknown or ambiguous stage."""
    every = [*names.steps, *names.parameters]
    shown = [name for name, step in names.steps.items() if step.level == SHOWN]
    result = []
    for address, values in request.edits:
        place = parse(address)
        result.append(Edit(place.replace(stage=resolve_shown(place.stage, shown, every)), values))
    return result


def sizes_of(
    request: Request, settings: Settings, frame: Frame, names: Recorder | None, vectors_width: int | None
) -> dict[str, int]:
    """Sizes that were given or follow from given data, by axis name.

    names: a plan of the model, where arrays or whole stages were given whose shapes tell sizes. vectors_width: of a file of
    word vectors.
    """
    result = {key: size for key in _GIVEN if (size := getattr(settings, key)) is not None}
    if isinstance(settings.d_ff, tuple):
        result["d_ff"] = max(settings.d_ff)
    if names is not None:
        _from_shapes(request, settings, names, result)
    for table in filter(None, request.rows.values()):  # a file of vectors may have none of the words
        result.setdefault("d_model", len(next(iter(table.values()))))
    if vectors_width is not None:
        result["d_model"] = vectors_width
        if "d_k" not in result and settings.model != "attention":
            result.setdefault("heads", _heads_that_fit(vectors_width, settings))
    if frame.text.rows is not None and frame.text.width is not None:
        result.setdefault("d_model", frame.text.width.size or 0)
    return result


def _heads_that_fit(width: int, settings: Settings) -> int:
    """The default number of heads, or the next that divides a width which nobody chose, each head wider than 1.

    A rotary d_k has to be even.
    """
    even = 2 if settings.positions == "rope" else 1
    fitting = (heads for heads in range(SIZES["heads"], _MOST_HEADS + 1) if width % (even * heads) == 0 and heads < width)
    return next(fitting, 1)


def _from_shapes(request: Request, settings: Settings, names: Recorder, sizes: dict[str, int]) -> None:
    """What the arrays given and the stages set whole tell."""
    needs = [Need(name, step.axes, step.attrs["init"]) for name, step in names.parameters.items()]
    given = by_full_name(request, names)
    for edit in resolved_edits(request, names):
        if edit.whole and edit.address.stage in names.steps:
            _from_stage(names.steps[edit.address.stage].axes, edit, sizes)
    heads = sizes.get("heads") or _single_head(settings, given)
    for axis, size in sizes_from(needs, given, heads, settings.kv_heads).items():
        sizes.setdefault(axis, size)


def _single_head(settings: Settings, given: Mapping[str, Any]) -> int | None:
    """A hand-written attention with whole matrices has one head unless it says otherwise."""
    per_head = any(np.ndim(array) == 3 for name, array in given.items() if name.rsplit(".", 1)[-1].startswith("W_"))
    return 1 if settings.model == "attention" and given and not per_head else None


def _from_stage(axes: tuple[Axis, ...], edit: Edit, sizes: dict[str, int]) -> None:
    """The sizes a stage set whole tells, matched from the last axis."""
    given = given_shape(edit.values, edit.address.stage)
    for axis, size in zip(reversed(axes), reversed(given), strict=False):
        if axis.size is None:
            sizes.setdefault(axis.name, size)
    if axes and axes[0].name == "head":
        sizes.setdefault("heads", given[0] if len(given) == len(axes) else 1)


def take_vectors(request: Request, side: Side | None) -> int | None:
    """Read word vectors of this text's words from a file and return their width; other words are drawn, with a note."""
    if request.data.vectors is None:
        return None
    from tracer.files.word_vectors import load_vectors

    words = side.words if side else []
    joined = _joined(side, request) if side else []
    lower = {word: word.lower() for word in words if word.lower() != word}
    characters = [char for word in words if len(word) > 1 and has_unspaced(word) for char in split(word)]
    vectors, width = load_vectors(request.data.vectors, [*words, *joined, *lower.values(), *characters])
    if request.settings.get("d_model", width) != width:
        widths = {"file": request.data.vectors, "width": width, "d_model": request.settings["d_model"]}
        raise TracerError("session.vectors_width", **widths)
    rows = {word: row for word, row in vectors.items() if word in set(words)}
    request.rows["embedding.W_E"] = {**request.rows.get("embedding.W_E", {}), **rows}
    request.other_words = {
        "whole": tuple(word for word in joined if word in vectors),
        "lower": tuple(low for word, low in lower.items() if low in vectors and word not in vectors),
        "characters": tuple(dict.fromkeys(char for char in characters if char in vectors)) if len(rows) < len(words) else (),
    }
    request.seeded_rows = True
    if request.seeded is None:
        request.seeded = not request.parameters or "seed" in request.settings
    return width


def _joined(side: Side, request: Request) -> list[str]:
    """Neighbouring tokens that the text writes without a space, joined: words of Chinese, which is cut character by character."""
    texts = [request.data.text or "", *(request.data.also or ())]
    pairs = (
        "".join(sentence[at : at + length])
        for sentence in side.sentences
        for length in range(2, _LONGEST_WORD + 1)
        for at in range(len(sentence) - length + 1)
    )
    return [word for word in dict.fromkeys(pairs) if any(word in text for text in texts)]


def fill(settings: Settings, sizes: dict[str, int], seeded: bool) -> None:
    """Set sizes that are still unknown to their defaults (seeded runs only); d_k and d_v follow from d_model and heads."""
    if settings.model == "attention":
        sizes.setdefault("heads", 1)
    if seeded or "d_model" in sizes:
        for key, size in SIZES.items():
            if seeded or key == "heads":
                sizes.setdefault(key, size)
        if seeded:
            sizes.setdefault("d_ff", D_FF_TIMES * sizes["d_model"])
    if settings.latent_kv:
        _fill_latent(settings, sizes)
    if "d_k" not in sizes and {"d_model", "heads"} <= sizes.keys() and settings.model not in STEPWISE:
        divides = sizes["d_model"] % sizes["heads"] == 0
        if not divides and (seeded or settings.heads is not None):
            raise TracerError("session.heads", heads=sizes["heads"], d_model=sizes["d_model"])
        if divides:
            sizes["d_k"] = sizes["d_model"] // sizes["heads"]
    if "d_k" in sizes:
        sizes.setdefault("d_v", sizes["d_k"])
    _refuse_contradictions(settings, sizes)
    for key in (*SIZES, "d_ff", "d_k", "d_v"):
        if key in sizes and not isinstance(getattr(settings, key), tuple):
            setattr(settings, key, sizes[key])


def _fill_latent(settings: Settings, sizes: dict[str, int]) -> None:
    """Widths of a head of latent attention: d_h of content, d_model / heads unless told; beside it half as many columns, an even
    number, that tell positions. d_k is both, d_v as wide as the content.

    Raises TracerError where d_k leaves no column of content, or is not the sum of both.
    """
    turns = settings.positions == "rope"
    turned = (settings.rotary_columns or sizes.get("d_R")) if turns else 0
    content = sizes.get("d_h")
    if content is None and (d_k := sizes.get("d_k")) is not None:
        turned = max(2, d_k // 6 * 2) if turned is None else turned
        content = d_k - turned
        if content < 1:
            raise TracerError("session.latent_width", d_k=d_k, columns=turned)
    if content is None and {"d_model", "heads"} <= sizes.keys() and sizes["d_model"] % sizes["heads"] == 0:
        content = sizes["d_model"] // sizes["heads"]
    if content is None:
        return
    turned = max(2, content // 4 * 2) if turned is None else turned
    if sizes.get("d_k", content + turned) != content + turned:
        raise TracerError("session.latent_sum", d_k=sizes["d_k"], d_h=content, columns=turned)
    settings.rotary_columns = turned or settings.rotary_columns
    sizes |= {"d_h": content, "d_R": turned, "d_k": content + turned}
    sizes.setdefault("d_v", content)


def _layers_of_lists(settings: Settings) -> set[int]:
    """How many sizes a list of one a layer may have: of both stacks, or of each alike where they have as many layers."""
    layers = settings.layers or 1
    if settings.model != "encoder-decoder":
        return {layers}
    decoder_layers = settings.decoder_layers or layers
    return {layers + decoder_layers} | ({layers} if decoder_layers == layers else set())


def _refuse_contradictions(settings: Settings, sizes: Mapping[str, int]) -> None:
    """Raise TracerError for rotary positions over an odd width, for heads that keys and values cannot be shared by, and for more
    experts a token than there are.
    """
    d_k, columns = sizes.get("d_k", 2), settings.rotary_columns
    if settings.positions == "rope" and columns is not None and (columns % 2 or columns > d_k):
        raise TracerError("session.rotary_columns", columns=columns, d_k=d_k)
    if settings.positions == "rope" and columns is None and d_k % 2:
        raise TracerError("session.rope_odd", d_k=d_k)
    if settings.experts and settings.experts_per_token > settings.experts:
        raise TracerError("session.experts", chosen=settings.experts_per_token, experts=settings.experts)
    counts = _layers_of_lists(settings)
    if isinstance(settings.d_ff, tuple) and len(settings.d_ff) not in counts:
        raise TracerError("session.d_ff_layers", sizes=len(settings.d_ff), counts=sorted(map(str, counts)))
    if settings.latent_q and not settings.latent_kv:
        raise TracerError("session.latent_q")
    if settings.latent_kv and settings.kv_heads:
        raise TracerError("session.latent_kv_heads")
    _refuse_heads_apart(settings, sizes)
    if settings.model == "lstm" and settings.proj_size and settings.proj_size >= sizes.get("hidden", settings.proj_size + 1):
        raise TracerError("session.proj_size", proj_size=settings.proj_size, hidden=sizes["hidden"])
    heads, shared = sizes.get("heads"), settings.kv_heads
    if heads and shared and heads % shared:
        raise TracerError("session.kv_heads", heads=heads, kv_heads=shared)


def _refuse_heads_apart(settings: Settings, sizes: Mapping[str, int]) -> None:
    """Raise TracerError for heads of the decoder, or of cross-attention, that cannot share the columns of the encoder's heads."""
    apart = {key: count for key in ("decoder_heads", "cross_heads") if (count := getattr(settings, key)) is not None}
    if apart and settings.latent_kv:
        raise TracerError("session.latent_heads", key=next(iter(apart)))
    for key, count in apart.items():
        for width in ("d_k", "d_v"):
            columns = sizes.get("heads", 1) * sizes.get(width, count)
            if columns % count:
                raise TracerError("session.heads_apart", key=key, heads=count, width=width, columns=columns)
        d_k = sizes.get("heads", 1) * sizes.get("d_k", 2 * count) // count
        if settings.positions == "rope" and (d_k % 2 if settings.rotary_columns is None else d_k < settings.rotary_columns):
            raise TracerError("session.rope_odd", d_k=d_k)
        if settings.kv_heads and count % settings.kv_heads:
            raise TracerError("session.kv_heads", heads=count, kv_heads=settings.kv_heads)
