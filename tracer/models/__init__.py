"""Architectures: a page of short functions over a recorder for each, and the table of their names."""

from __future__ import annotations

from collections.abc import Callable

from tracer.models.frame import Frame
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.settings import RECURRENT

Page = Callable[[Recorder, Frame], Step]


def page(model: str) -> Page:
    """The page that runs the model with this name."""
    if model in RECURRENT:
        from tracer.models.recurrent import recurrent

        return recurrent
    if model == "seq2seq":
        from tracer.models.seq2seq import seq2seq

        return seq2seq
    if model in ("bert", "gpt", "llama", "t5"):
        from importlib import import_module

        family: Page = getattr(import_module(f"tracer.models.{model}"), model)
        return family
    from tracer.models import transformer

    pages: dict[str, Page] = {
        "attention": transformer.bare_attention,
        "encoder": transformer.encoder,
        "decoder": transformer.decoder,
        "encoder-decoder": transformer.encoder_decoder,
        "bart": transformer.encoder_decoder,
    }
    return pages[model]
