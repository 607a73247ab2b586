"""What stands behind a model's name that is no bundled checkpoint: the toys, and the families of checkpoints that open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.document.blocks import Block, Document, Heading, Note, Prose, Table
from tracer.language import listed, say
from tracer.settings import MODELS
from tracer.settings.presets import PRESETS


def openable_blocks(families: Sequence[str], gguf: Sequence[str]) -> Iterator[Block]:
    """Which names `--model` takes beside those of bundled models. families: values of `model_type`. gguf: of `architecture`."""
    yield Heading(2, say("document.models_kinds_title"))
    yield Prose(say("document.models_kinds", known=list(MODELS)))
    yield Prose(say("document.models_toys", known=list(PRESETS)))
    yield Heading(2, say("document.models_families_title"))
    yield Prose(say("document.models_families", count=len(families), known=list(families)))
    yield Prose(say("document.models_gguf", known=list(gguf)))


def toy_document(name: str) -> Document:
    """A toy's settings, those of the real model that it shares; raises KeyError for a name that is none."""
    preset = PRESETS[name]
    heads = (say("document.column_setting"), say("document.column_value"))
    rows = [(key, _written(value)) for key, value in preset.items()]
    blocks: list[Block] = [
        Heading(1, name),
        Prose(say("session.preset", name=name, model=preset["model"])),
        Table(heads, rows, (), say("document.models_toy_settings")),
        Note(say("document.models_toy_use", name=name)),
    ]
    return Document(name, blocks, {"json": {"name": name, "settings": preset}})


def _written(value: object) -> str:
    """A setting's value as a trace file and an option write it."""
    return str(value).lower() if isinstance(value, bool) else listed(value) if isinstance(value, (list, tuple)) else str(value)
