"""`ttrace models [NAME]`: the trained models that came along, or one of them with its sentences and vocabulary; with --names
the names a checkpoint's parameters have elsewhere.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tracer.cli.caller import Caller
from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import options
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result, page
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from pathlib import Path

    from tracer.document.blocks import Document


class ModelsOptions(Options):
    """name: the bundled model that is shown by itself. names: the checkpoint, or file of weights, whose names are wanted.
    against: the original that its numbers are measured against. download: whether they may be fetched.
    """

    name: str | None = None
    names: str | None = None
    against: str | None = None
    download: bool = False


def models(which: ModelsOptions, output: OutputOptions, caller: Caller) -> Result:
    """List the bundled checkpoints with their cards, show one of them whole, or a checkpoint's name map."""
    if which.names and which.name:
        raise TracerError("cli.one_view", first="NAME", second="--names")
    if which.against and not which.names:
        raise TracerError("cli.against_alone")
    if which.names:
        named = (
            errors_document(which.names, which.against, which.download)
            if which.against
            else names_document(which.names, which.download)
        )
        return page(named, output.replace(width=output.width or _width(caller)))
    return page(_named(which.name) if which.name else _every(), output)


def _named(name: str) -> Document:
    """A bundled model or a toy by itself. Raises TracerError for another name, which may be one of a kind or a family."""
    from tracer.checkpoints.families import MODEL_TYPES
    from tracer.document.openable_models import toy_document
    from tracer.settings import MODELS
    from tracer.settings.presets import PRESETS
    from tracer.training.report import model_document

    if name in PRESETS:
        return toy_document(name)
    if name in MODELS or name in MODEL_TYPES:
        raise TracerError(f"cli.models_{'kind' if name in MODELS else 'family'}", name=name)
    return model_document(name)


def _every() -> Document:
    """Every bundled model, the kinds and toys, and the families whose checkpoints open."""
    from tracer.checkpoints.families import MODEL_TYPES
    from tracer.checkpoints.gguf.configuration import ARCHITECTURES
    from tracer.document.openable_models import openable_blocks
    from tracer.settings.presets import PRESETS
    from tracer.training.report import models_document

    names = {"toys": list(PRESETS), "families": list(MODEL_TYPES), "gguf": list(ARCHITECTURES)}
    return models_document(list(openable_blocks(MODEL_TYPES, list(ARCHITECTURES))), names)


def _width(caller: Caller) -> int | None:
    """The page's or the terminal's, or room for every name: a pipe has no width, and what reads it looks for whole names."""
    has_width = caller.width or sys.stdout.isatty() or os.environ.get("COLUMNS")
    return caller.width if has_width else sys.maxsize


def names_document(name: str, download: bool) -> Document:
    """Our address, the paper's symbol, the checkpoint's parameter, TransformerLens' name: parameters first, then stages."""
    from tracer.document.blocks import Document, Note, Table
    from tracer.document.symbols import symbol
    from tracer.session.open import open_model

    model = open_model(name, download)
    checkpoint, path = getattr(model, "checkpoint", None), getattr(model, "path", None)
    if path is not None:
        return _of_file(name, path)
    if checkpoint is None:
        raise TracerError("checkpoints.no_map", name=name)
    rows = [(ours, symbol(ours), theirs, lens) for ours, theirs, lens in checkpoint.name_map()]
    heads = [say(f"checkpoints.column_{column}") for column in ("ours", "symbol", "theirs", "lens")]
    title = say("checkpoints.names", name=checkpoint.name)
    listed = [dict(zip(("address", "symbol", "checkpoint", "transformer_lens"), row, strict=True)) for row in rows]
    notes = [say(message) for message in checkpoint.folder.layout_notes]
    facts = {"format": "ttrace-names/1", "names": listed, **({"notes": notes} if notes else {})}
    return Document(title, [Table(heads, rows, (), title), *map(Note, notes)], {"json": facts})


def _of_file(name: str, path: Path) -> Document:
    from tracer.document.names_document import map_document
    from tracer.session.name_map import file_map

    known = file_map(path)
    unused = dict.fromkeys(known.unread, "unread") | dict.fromkeys(known.left_out, "left_out")
    return map_document(name, known.tensors, unused, known.settings, known.assumed)


def errors_document(name: str, original: str, download: bool) -> Document:
    """How far a checkpoint's numbers are from an original's."""
    from tracer.document.names_document import against_document
    from tracer.session.name_map import tensor_errors
    from tracer.session.open import open_model

    folders = []
    for given in (name, original):
        checkpoint = getattr(open_model(given, download), "checkpoint", None)
        if checkpoint is None:
            raise TracerError("checkpoints.no_numbers_of", name=given)
        folders.append(checkpoint.folder)
    return against_document(name, original, tensor_errors(*folders))


command = Command(
    "models",
    answer=models,
    takes=(ModelsOptions, OutputOptions, Caller),
    params=[
        Argument(["name"], required=False, metavar="[NAME]"),
        Option(["--names"], metavar="NAME|DIR|FILE", group="model", message="options.model_names", path=True, documents=True),
        Option(["--against"], metavar="NAME|DIR", group="model", path=True, documents=True),
        Option(["--download"], is_flag=True, group="model"),
        *options("output"),
    ],
)
