"""The library's front door: a request (text, model, weights, seed, edits) becomes a trace.

>>> from tracer import trace
>>> t = trace("Thinking Machines", seed=7)
>>> t["scores"].array.shape, [axis.name for axis in t["scores"].axes]
((2, 2, 2), ['head', 'query', 'key'])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer.errors import Inapplicable, TracerError
from tracer.memory import kept_in
from tracer.models import page
from tracer.record.edit import Edits
from tracer.record.plan import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session.notes import notes
from tracer.session.request import Request, gathered
from tracer.session.resolve.frame import Setup, check_room, prepared
from tracer.session.unread import unread
from tracer.settings import MODELS

if TYPE_CHECKING:
    from pathlib import Path


def trace(
    text: str | Sequence[str] | None = None,
    *,
    from_file: str | Path | None = None,
    load: str | Path | None = None,
    embeddings: Any = None,
    edits: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
    weights: Mapping[str, Any] | None = None,
    **options: Any,
) -> Trace:
    """Trace `text` (one sentence, or a list of sentences run together) and return every number.

    from_file: a trace file (`--from`). load: a file of parameters. embeddings: a file of word vectors, or word -> vector.
    edits: address -> number(s) put in place before the run goes on. weights: parameter -> matrix. Every setting of
    `tracer.settings` and every key of a trace file is an option: model="decoder", heads=1, seed=7, target="…".
    Raises TracerError for whatever the command line refuses.
    """
    model = options.get("model")
    if isinstance(model, str) and model not in MODELS and from_file is None and load is None:
        from tracer.session.open import opened

        own = {key: value for key, value in options.items() if key not in ("model", "download")}
        found: Trace = opened(model, bool(options.get("download"))).trace(text, edits=edits, **own)
        return found
    return run(gathered(text, from_file, load, embeddings, edits, weights, **options))


def load(source: str | Path, **options: Any) -> Any:
    """A model to trace many texts with: a weights file, a trace file, a bundled checkpoint's name, or a checkpoint's folder.

    The result has `trace(text, …) -> Trace`, with the same options as `tracer.trace`. A checkpoint's model computes into the
    memory of traces that nobody holds any more (at most 256 MB of it lie idle) and keeps at most 64 MB of its matrices laid out.
    """
    from tracer.session.open import opened

    return opened(source, many=True, **options)


def run(request: Request, base: Trace | None = None, keep: Callable[[str], bool] | None = None) -> Trace:
    """Run a request. `base`: a trace of the same request without its last edits; only what follows from them is computed.

    `keep` says which stages are kept (all of them where it is left out).
    """
    setup = prepared(request)
    if keep is None:
        check_room(setup)
    if request.data.get("generate") is not None:
        return _written(setup, request, keep)
    alone = [
        key
        for key in ("temperature", "top_k", "top_p", "cache")
        if request.data.get(key) is not None and request.data[key] is not False
    ]
    if alone:
        raise TracerError("generate.alone", key=alone[0].replace("_", "-"))
    edits = Edits(setup.edits)
    recorder = Recorder(setup.source, setup.settings.dtype, edits, base, setup.settings.paper, keep)
    with np.errstate(all="ignore"), kept_in(request.checkpoint and request.checkpoint.memory):
        page(setup.settings.model)(recorder, setup.frame)
    _refuse_missing(setup, recorder)
    return finished(setup, recorder, request, base is not None)


def generate(
    request: Request,
    count: int,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    cache: bool = False,
) -> Trace:
    """The trace of a decoder that writes up to `count` tokens on, ending with `<end>`; see `models.generate` for its stages.

    Without temperature (> 0), top_k (≥ 1) and top_p (0 … 1) the likeliest token is taken; otherwise the seed draws. cache: keys
    and values are kept from pass to pass. `facts` has `generated_ids` and `generated_tokens`. Raises TracerError.
    """
    asked: dict[str, Any] = {"generate": count, "temperature": temperature, "top_k": top_k, "top_p": top_p, "cache": cache}
    return run(request.changed(**asked))


def _written(setup: Setup, request: Request, keep: Callable[[str], bool] | None) -> Trace:
    from tracer.session.generation import Writing, refuse_beyond, refuse_masks, written

    settings, writing = setup.settings, Writing.read(request.data)
    if not setup.writes:
        raise TracerError("generate.no_decoder")
    refuse_masks(setup.frame, writing)
    refuse_beyond(setup.frame, writing)
    if writing.cache and setup.edits:
        _refuse_stages(setup)

    def recorder() -> Recorder:
        return Recorder(setup.source, settings.dtype, Edits(setup.edits), None, settings.paper, keep)

    with np.errstate(all="ignore"), kept_in(request.checkpoint and request.checkpoint.memory):
        first, result = written(recorder, setup.frame, page(settings.model), writing, settings.seed, stop=setup.stop)
    _refuse_missing(setup, first)
    trace = finished(setup, first, request)
    trace.facts = {**trace.facts, **result.facts}
    if request.checkpoint is not None and request.checkpoint.cuts:
        trace.facts["generated_text"] = request.checkpoint.tokenizer.text_of(result.ids)
    trace.notes += result.notes
    return trace


def _refuse_stages(setup: Setup) -> None:
    """With a cache a stage has other rows in every pass, so that only parameters can be edited."""
    plan = Recorder(Plan(setup.source.has), setup.settings.dtype, computes=False)
    page(setup.settings.model)(plan, setup.frame)
    for edit in setup.edits:
        if edit.address.stage not in plan.parameters:
            raise Inapplicable("generate.cache_edits", stage=edit.address.stage)


def _refuse_missing(setup: Setup, recorder: Recorder) -> None:
    """A missing matrix is an error, unless a stage set whole stands in for what came before it."""
    stands_in = any(edit.whole and edit.address.stage in recorder.steps for edit in setup.edits)
    error = setup.source.first_missing(recorder.parameters)
    if error is not None and not stands_in:
        raise error
    for name, step in recorder.steps.items():
        if step.array is None and name.endswith("scaled.divisor"):
            scores, softmax = (recorder.steps.get(name.removesuffix("scaled.divisor") + end) for end in ("scores", "softmax"))
            if scores is not None and scores.array is not None and softmax is not None and softmax.array is None:
                raise Inapplicable("session.no_d_k", stage=name.removesuffix(".divisor"))


def finished(setup: Setup, recorder: Recorder, request: Request, again: bool = False) -> Trace:
    """The trace of what a recorder holds: what was only planned, because its numbers are missing, is left out.

    again: whether part of it was taken from an earlier run.
    """
    steps = {name: step for name, step in recorder.steps.items() if step.held is not None}
    parameters = {name: step for name, step in recorder.parameters.items() if step.held is not None}
    idle = tuple(unread(setup, request, again))
    told = tuple(notes(setup, recorder, steps, idle))
    return Trace(steps, parameters, setup.model_facts(), setup.tokens(), setup.facts(), request, told, idle)


def again(trace: Trace, edits: Sequence[tuple[str, Any]] = (), settings: Mapping[str, Any] | None = None) -> Trace:
    """The same run with further edits (only what follows from them is computed), or with other settings."""
    request: Request = trace.request
    changed = request.changed(settings, edits)
    return run(changed, trace if not settings and edits else None)


def unedited(trace: Trace) -> Trace:
    """The same run without its edits; what a trace file that starts inside sets is its input, and stays."""
    from dataclasses import replace

    request: Request = trace.request
    inputs = request.edits[: request.from_files] if request.starts_inside else []
    return run(replace(request, edits=inputs, seeded=request.is_seeded))


def cut(request: Request) -> Trace:
    """How the text of a request is cut into tokens: a trace without stages; nothing is computed."""
    setup = prepared(request)
    return Trace({}, {}, setup.model_facts(), setup.tokens(), setup.facts(), request)


def planned(request: Request) -> tuple[dict[str, Step], dict[str, Step]]:
    """The stages and parameters a run would have, with their axes and without numbers."""
    setup = prepared(request)
    recorder = Recorder(Plan(setup.source.has), setup.settings.dtype, Edits(setup.edits), computes=False)
    page(setup.settings.model)(recorder, setup.frame)
    return recorder.steps, recorder.parameters
