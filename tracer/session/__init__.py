"""The library's front door: a request (text, model, weights, seed, edits) becomes a trace.

`gather` reads options and files, `open` opens a model by its name, `resolve` works out what follows, `run` computes.

>>> from tracer import trace
>>> t = trace("Thinking Machines", seed=7)
>>> t["scores"].array.shape, [axis.name for axis in t["scores"].axes]
((2, 2, 2), ['head', 'query', 'key'])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.record.trace import Trace
from tracer.session.gather import gather
from tracer.session.request import Request
from tracer.session.run import again, cut, plan_run, run, without_edits, word_cuts
from tracer.settings import FIELDS, MODELS
from tracer.settings.data import DATA
from tracer.settings.presets import BUILT_IN

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Unpack

    from tracer.record.trace import EditList
    from tracer.session.open import Model
    from tracer.session.run import Keep
    from tracer.settings.options import TraceOptions

__all__ = ["again", "cut", "load", "plan_run", "make_request", "run", "trace", "without_edits", "word_cuts"]


def trace(
    text: str | Sequence[str] | None = None,
    *,
    from_file: str | Path | None = None,
    load: str | Path | None = None,
    embeddings: str | Path | Mapping[str, Any] | None = None,
    edits: EditList = (),
    weights: Mapping[str, Any] | None = None,
    download: bool = False,
    keep: Keep | None = None,
    **options: Unpack[TraceOptions],
) -> Trace:
    """Trace `text` (one sentence, or a list of sentences run together) and return every number.

    from_file: a trace file (`--from`). load: a file of parameters. embeddings: a file of word vectors, or word -> vector.
    edits: address -> number(s) put in place before the run goes on. weights: parameter -> matrix. download: whether a model of
    the hub that is not in the cache may be fetched. keep: which stages are kept (names, endings, globs, or a function of the
    name); all of them where it is left out. Every setting of `tracer.settings` and every key of a trace file is an option:
    model="decoder", heads=1, seed=7, target="…". Runs are in float64; a model of more than `settings.WIDENED` numbers stays in
    float32, with a note, unless dtype is given. Raises TracerError for whatever the command line refuses.
    """
    return run(make_request(text, from_file, load, embeddings, edits, weights, download, **options), keep=keep)


def make_request(
    text: str | Sequence[str] | None = None,
    from_file: str | Path | None = None,
    load: str | Path | None = None,
    embeddings: str | Path | Mapping[str, Any] | None = None,
    edits: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
    weights: Mapping[str, Any] | None = None,
    download: bool = False,
    **options: Any,
) -> Request:
    """Build the request from the arguments of `trace`; a model that is not built in is opened here.

    download: whether a model of the hub that is not in the cache may be fetched. Raises TracerError as `gather` and
    `open.open_model` do, and where two files of weights would be read.
    """
    model = options.get("model")
    ours = not isinstance(model, str) or model in BUILT_IN
    if not ours and load is not None:
        raise TracerError("session.two_weights", model=model, file=str(load))
    if not ours and from_file is None:
        from tracer.session.open import open_model

        given = {"embeddings": embeddings, "weights": weights}
        arguments = {key: value for key, value in options.items() if key != "model"}
        arguments |= {key: value for key, value in given.items() if value is not None}
        return open_model(str(model), download).request(text, edits=edits, **arguments)
    request = gather(text, from_file, load, embeddings, edits, weights, **options)
    if request.settings.get("model", "encoder") in MODELS:
        return request
    from tracer.session.open import with_checkpoint  # loads what only models from outside need

    return with_checkpoint(request, download)


def load(
    source: str | Path,
    *,
    download: bool = False,
    embeddings: str | Path | Mapping[str, Any] | None = None,
    edits: EditList = (),
    weights: Mapping[str, Any] | None = None,
    **options: Unpack[TraceOptions],
) -> Model:
    """A model to trace many texts with.

    source: a built-in model (`"decoder"`), a bundled checkpoint's name, a file of weights, a trace file, a checkpoint's folder,
    or a name of the hub (in the local cache, or fetched where `download` says so). All other options are those of
    `tracer.trace`, and hold for every text unless `model.trace(text, …)` says otherwise: dtype="float64", scale=False, seed=7.
    Raises TracerError for a source nobody knows, whatever is wrong with it, and an unknown option.

    A checkpoint's model computes into the memory of traces that nobody holds any more (at most 256 MB of it lie idle).

    >>> model = load("encoder", heads=1, seed=7)
    >>> model.trace("Thinking Machines")["softmax"].array.shape, model.trace("One", heads=2)["softmax"].array.shape
    ((1, 2, 2), (2, 1, 1))
    """
    from tracer.session.open import ModelWithOptions, open_model

    for key in options:
        if key not in FIELDS and key not in DATA:
            raise TracerError.near("settings.unknown", key, [*FIELDS, *DATA])
    model = open_model(source, download)
    given = {"embeddings": embeddings, "edits": edits, "weights": weights}
    chosen = {**options, **{key: value for key, value in given.items() if value}}
    return ModelWithOptions(model, chosen) if chosen else model
