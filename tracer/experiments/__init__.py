"""A model run several ways, measured, told: one file an experiment.

Each module has `run(text, options) -> Iterator[Block]`: `options` are settings of the runs (seed, heads, d_model …), over which
the experiment's own choices win; `DECIDES` names those it makes itself, and a reader's option of that name is refused. Numbers
come from recorded traces; the conclusion is chosen by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.document.blocks import Block, Document

Run = Callable[[str, Mapping[str, Any]], "Iterator[Block]"]

EXPERIMENTS = {
    "recurrence": "tracer.experiments.recurrence",
    "scaling": "tracer.experiments.scaling",
    "heads": "tracer.experiments.heads",
    "positions": "tracer.experiments.positions",
    "distance": "tracer.experiments.distance",
    "mask": "tracer.experiments.mask",
    "residual": "tracer.experiments.residual",
    "norm": "tracer.experiments.norm",
    "growth": "tracer.experiments.growth",
    "nonlinearity": "tracer.experiments.nonlinearity",
    "experts": "tracer.experiments.experts",
    "cache": "tracer.experiments.cache",
    "latent": "tracer.experiments.latent",
    "conventions": "tracer.experiments.conventions",
    "looks": "tracer.experiments.attention_patterns",
    "ablate": "tracer.experiments.ablation",
    "patch": "tracer.experiments.activation_patching",
    "lens": "tracer.experiments.logit_lens",
}
"""name -> module, loaded when it is run; its title is the message `experiments.NAME`."""


def experiment(name: str) -> Run:
    """The experiment with this name. Raises TracerError naming the nearest."""
    if name not in EXPERIMENTS:
        raise TracerError.near("experiments.unknown", name, EXPERIMENTS, known=list(EXPERIMENTS))
    run: Run = import_module(EXPERIMENTS[name]).run
    return run


def document(name: str, text: str, options: Mapping[str, Any]) -> Document:
    """The experiment as a document, run whole before anything is said; as JSON it is its tables and its conclusion."""
    import numpy as np

    from tracer.document.blocks import Document, Heading, Note
    from tracer.language import say
    from tracer.session.warnings import heard

    run = experiment(name)
    decides = getattr(import_module(EXPERIMENTS[name]), "DECIDES", ())
    for key in decides:
        if key in options:
            raise TracerError("experiments.decides", name=name, key=key)
    with heard() as runs, np.errstate(all="ignore"):  # numbers that are not finite are told by the runs
        body = list(run(text, options))
    of_words = _about_vectors(text, options)
    common = [note for note in dict.fromkeys(runs[0] if runs else ()) if all(note in notes_of_run for notes_of_run in runs)]
    notes = list(dict.fromkeys([*_overruled(name, decides, options), *of_words, *common]))
    title = say("experiments.title", name=say(f"experiments.{name}"), text=text)
    warnings = {"notes": notes} if notes else {}
    data = {"experiment": name, "text": text, "settings": dict(options), **_data(body), **warnings}
    return Document(title, [Heading(1, title), *body, *map(Note, notes)], {"experiment": name, "json": data, **warnings})


def text_of(from_file: str | None = None, load: str | None = None) -> str | None:
    """The text of a trace file, or its tokens joined by spaces; None where it has none."""
    from tracer.session import make_request

    data = make_request(from_file=from_file, load=load).data
    tokens = data.get("tokens") or []
    text = data.get("text") or " ".join(word for word in tokens if isinstance(word, str))
    return str(text) if text else None


def _about_vectors(text: str, options: Mapping[str, Any]) -> list[str]:
    """How many of the text's own words a file of vectors has, whatever further words the experiment's runs read."""
    from tracer.session import make_request
    from tracer.session.run import prepare
    from tracer.session.warnings import notes_on_words

    if "embeddings" not in options:
        return []
    return notes_on_words(prepare(make_request(text, embeddings=options["embeddings"], cut=options.get("cut"))))


def _overruled(name: str, decides: Sequence[str], options: Mapping[str, Any]) -> list[str]:
    """A sentence on settings of the trace file that this experiment makes itself."""
    from tracer.language import say
    from tracer.session import make_request

    if "from_file" not in options:
        return []
    request = make_request(from_file=options["from_file"])
    keys = [key for key in (*request.settings, *request.data) if key in decides]
    return [say("experiments.overruled", name=name, file=str(options["from_file"]), keys=list(keys))] if keys else []


def _data(body: list[Block]) -> dict[str, Any]:
    """Tables under the heading they stand below, and the last sentence."""
    from tracer.document.blocks import Heading, Prose, Table

    title, tables = "", []
    for block in body:
        if isinstance(block, Heading):
            title = block.text
        elif isinstance(block, Table):
            tables.append({"title": title, "caption": block.caption, "columns": block.columns, "rows": block.rows})
    sentences = [block.text for block in body if isinstance(block, Prose)]
    return {"tables": tables, "conclusion": sentences[-1] if sentences else ""}
