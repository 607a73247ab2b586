"""A model run several ways, measured, told: one file an experiment.

Each module has `run(text, options) -> Iterator[Block]`: `options` are settings of the runs (seed, heads, d_model …), over which the
experiment's own choices win. Numbers come from recorded traces; the conclusion is chosen by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    "mask": "tracer.experiments.mask",
    "residual": "tracer.experiments.residual",
    "norm": "tracer.experiments.norm",
    "nonlinearity": "tracer.experiments.nonlinearity",
    "conventions": "tracer.experiments.conventions",
}
"""name -> module, loaded when it is run; its title is the message `experiments.NAME`."""


def experiment(name: str) -> Run:
    """The experiment with this name. Raises TracerError naming the nearest."""
    if name not in EXPERIMENTS:
        raise TracerError.near("experiments.unknown", name, EXPERIMENTS, known=", ".join(EXPERIMENTS))
    run: Run = import_module(EXPERIMENTS[name]).run
    return run


def document(name: str, text: str, options: Mapping[str, Any]) -> Document:
    """The experiment as a document; runs are made as its blocks are read."""
    from tracer.document.blocks import Document, Heading
    from tracer.language import say

    run = experiment(name)
    title = say("experiments.title", name=say(f"experiments.{name}"), text=text)

    def blocks() -> Iterator[Block]:
        yield Heading(1, title)
        yield from run(text, options)

    return Document(title, blocks, {"experiment": name})
