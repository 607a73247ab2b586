"""Run a request: the model page over a recorder, then the trace with its warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer.address import matching
from tracer.errors import Inapplicable, TracerError
from tracer.files.origin import named_as_stored
from tracer.memory.pool import Memory, kept_in
from tracer.models import page
from tracer.record.edit import Edits
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.session.arguments import kept
from tracer.session.prepared import Prepared, check_room, most_cells
from tracer.session.request import Request, request_of
from tracer.session.resolve.frame import resolve
from tracer.session.resolve.side import END, START
from tracer.session.warnings import hear, notes
from tracer.settings.data import data_keys

if TYPE_CHECKING:
    from tracer.word_cut import WordCut

Keep = Callable[[str], bool] | Sequence[str]
_OF_WRITING = tuple(key for key in data_keys("generation") if key != "generate")  # of no use without it


def prepare(request: Request) -> Prepared:
    """Resolve a request. Raises TracerError for settings, sizes or data that contradict each other."""
    if request.checkpoint is not None:
        return request.checkpoint.prepared(request)
    with _tensors_named(request):
        return resolve(request)


@contextmanager
def _tensors_named(request: Request) -> Iterator[None]:
    """What is wrong with a parameter of a file of PyTorch's names is told by the name it has there, too."""
    try:
        yield
    except TracerError as error:
        if request.stored:
            named_as_stored(error, request.stored, request.loaded)
        raise


def run(request: Request, base: Trace | None = None, keep: Keep | None = None, until: Sequence[str] = ()) -> Trace:
    """Run a request and return its trace.

    base: a trace of the same request without its last edits; stages that do not depend on them are reused.

    keep: which stages are kept, as patterns (names, endings, globs) or as a function of the name; all of them where it is left
    out. until: patterns of stages; the run may end behind the last of them. Raises TracerError for a pattern that no stage of the
    model has (near misses are named).
    """
    prepared = prepare(request)
    if keep is None:
        check_room(prepared)
    chosen = None if keep is None else kept(keep)
    keep_stage = chosen if chosen is None or callable(chosen) else _matching(prepared, chosen)
    if request.data.generate is not None:
        return _written(prepared, request, keep_stage)
    for key in _OF_WRITING:
        if (value := request.data.get(key)) is not None and value is not False:
            raise TracerError("generate.alone", key=key.replace("_", "-"))
    settings = prepared.settings
    kind, ended = _kind_of_run(prepared, request, until)
    recorder = kind(
        prepared.source,
        settings.dtype,
        Edits(prepared.edits),
        base,
        settings.paper,
        keep_stage,
        half=prepared.half,
        plans=prepared.kernels,
    )
    with np.errstate(all="ignore"), kept_in(_memory(request)), _tensors_named(request), suppress(*ended):
        page(settings.model)(recorder, prepared.frame)
    _refuse_missing(prepared, recorder)
    return finish(prepared, recorder, request, base is not None)


def _memory(request: Request) -> Memory | None:
    """The buffer pool of a checkpoint that runs many texts."""
    return None if request.checkpoint is None else request.checkpoint.memory


def _kind_of_run(
    prepared: Prepared, request: Request, until: Sequence[str]
) -> tuple[Callable[..., Recorder], tuple[type[BaseException], ...]]:
    """What records the run, and the exception that ends it; for nearly every run a recorder, and none."""
    if not until:
        return Recorder, ()
    from tracer.session.partial_run import Reached, last_stage, partial_recorder

    last = last_stage(prepared, request, _named(prepared, until))
    return (partial_recorder(last), (Reached,)) if last else (Recorder, ())


def _matching(prepared: Prepared, patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a stage has one of these names or endings, or matches one of these globs."""
    return _named(prepared, patterns).__contains__


def _named(prepared: Prepared, patterns: Sequence[str]) -> set[str]:
    """The stages and parameters that have one of these names or endings, or match one of these globs."""
    names = [*prepared.names.steps, *prepared.names.parameters]
    return {name for pattern in patterns for name in matching(pattern, names)}


def _written(prepared: Prepared, request: Request, keep: Callable[[str], bool] | None) -> Trace:
    from tracer.session.generation import Writing, generate, refuse_beyond, refuse_masks

    settings, writing = prepared.settings, Writing.read(request.data)
    if not prepared.writes:
        raise TracerError("generate.no_decoder")
    refuse_masks(prepared.frame, writing)
    refuse_beyond(prepared.frame, writing)
    if writing.cache and prepared.edits:
        _refuse_stages(prepared)

    def recorder() -> Recorder:
        return Recorder(prepared.source, settings.dtype, Edits(prepared.edits), None, settings.paper, keep, half=prepared.half)

    with np.errstate(all="ignore"), kept_in(_memory(request)), _tensors_named(request):
        first, result = generate(
            recorder,
            prepared.frame,
            page(settings.model),
            writing,
            settings.seed,
            stop=prepared.stop,
            most=most_cells(prepared),
        )
    _refuse_missing(prepared, first)
    trace = finish(prepared, first, request)
    trace.facts = {**trace.facts, **result.facts}
    if request.checkpoint is not None and request.checkpoint.cuts:
        trace.facts["generated_text"] = request.checkpoint.tokenizer.text_of(result.ids)
    elif request.own_vocabulary:
        trace.facts["generated_text"] = _text_of(result.facts["generated_tokens"], request.own_vocabulary)
    trace.notes += result.notes
    return trace


def _text_of(tokens: Sequence[str], kind: str) -> str:
    """What a model of ours wrote, as text; the marks of beginning and end are none of it."""
    from tracer.tokens.characters import join_characters
    from tracer.tokens.words import join_words

    words = [token for token in tokens if token not in (START, END)]
    return join_characters(words) if kind == "characters" else join_words(words)


def _refuse_stages(prepared: Prepared) -> None:
    """With a cache a stage has other rows in every pass, so that only parameters can be edited."""
    for edit in prepared.edits:
        if edit.address.stage not in prepared.names.parameters:
            raise Inapplicable("generate.cache_edits", stage=edit.address.stage)


def _refuse_missing(prepared: Prepared, recorder: Recorder) -> None:
    """A missing matrix is an error, unless a stage set whole stands in for what came before it."""
    stands_in = any(edit.whole and edit.address.stage in recorder.steps for edit in prepared.edits)
    error = prepared.source.first_missing(recorder.parameters)
    if error is not None and not stands_in:
        raise error
    for name, step in recorder.steps.items():
        if step.held is None and name.endswith("scaled.divisor"):
            scores, softmax = (recorder.steps.get(name.removesuffix("scaled.divisor") + end) for end in ("scores", "softmax"))
            if scores is not None and scores.held is not None and softmax is not None and softmax.held is None:
                raise Inapplicable("session.no_d_k", stage=name.removesuffix(".divisor"))


def finish(prepared: Prepared, recorder: Recorder, request: Request, again: bool = False) -> Trace:
    """The trace of a recorder's steps; stages without numbers (missing inputs) are left out.

    again: whether part of it was taken from an earlier run.
    """
    steps = {name: step for name, step in recorder.steps.items() if step.held is not None}
    parameters = {name: step for name, step in recorder.parameters.items() if step.held is not None}
    idle = _idle(prepared, request, again)
    ends_early = bool(recorder.steps) and next(reversed(recorder.steps.values())).held is None
    warnings = tuple(notes(prepared, recorder.parameters, steps, idle, ends_early))
    hear(warnings)
    facts = prepared.model_facts(), prepared.tokens(), prepared.facts()
    return Trace(steps, parameters, *facts, request, warnings, idle, half=prepared.half)


def _idle(prepared: Prepared, request: Request, again: bool) -> tuple[str, ...]:
    """What was given and no number depends on; where nothing but a text was given, there is nothing to look for."""
    if not request.settings and request.data.keys() <= {"text"}:
        return ()
    from tracer.session.unused_settings import unread

    return tuple(unread(prepared, request, again))


def again(trace: Trace, edits: Sequence[tuple[str, Any]] = (), settings: Mapping[str, Any] | None = None) -> Trace:
    """The same run with further edits (only what follows from them is computed), or with other settings."""
    changed = request_of(trace).changed(settings, edits)
    return run(changed, trace if not settings and edits else None)


def without_edits(trace: Trace) -> Trace:
    """The same run without its edits; what a trace file that starts inside sets is its input, and stays."""
    request = request_of(trace)
    inputs = request.edits[: request.from_files] if request.starts_inside else []
    return run(replace(request, edits=inputs, seeded=request.is_seeded))


def cut(request: Request) -> Trace:
    """Tokenise a request's text: a trace without stages; nothing is computed."""
    prepared = prepare(request)
    steps = () if request.checkpoint is None else tuple(request.checkpoint.cutting(request.data))
    return Trace({}, {}, prepared.model_facts(), prepared.tokens(), prepared.facts(), request, cutting=steps)


def word_cuts(request: Request) -> tuple[list[WordCut], str]:
    """Each word of a request's texts with the steps that cut it into pieces; or none, and a sentence that says why.

    Raises TracerError for a model that has no tokenizer.
    """
    from tracer.tokens.cutting.raw_cut import NotFollowed

    checkpoint = request.checkpoint
    if checkpoint is None:
        raise TracerError("tokens.steps_none")
    try:
        cuts = list(checkpoint.word_cuts(request.data))
    except NotFollowed as reason:
        return [], str(reason)
    return cuts, "" if cuts else str(TracerError("tokens.steps_nothing"))


def plan_run(request: Request) -> tuple[dict[str, Step], dict[str, Step]]:
    """(stages, parameters) of a run by name, with axes and without numbers."""
    recorder = prepare(request).planned()
    return recorder.steps, recorder.parameters
