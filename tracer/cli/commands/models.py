"""`ttrace models`: the trained models that came along; with --names the names a checkpoint's parameters have elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from tracer.cli.options import Command, Option, options
from tracer.cli.output import send
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.document.blocks import Document


def models(**values: Any) -> None:
    """List the bundled checkpoints with their cards, or a checkpoint's name map."""
    if values["names"]:
        send(names_document(values["names"], values["download"]), {**values, "width": values["width"] or _width()})
        return
    from tracer.training.report import models_document

    send(models_document(), values)


def _width() -> int | None:
    """The terminal's, or room for every name: a pipe has no width, and what reads it looks for whole names."""
    return None if sys.stdout.isatty() or os.environ.get("COLUMNS") else sys.maxsize


def names_document(name: str, download: bool) -> Document:
    """Our address, the paper's symbol, the checkpoint's parameter, TransformerLens' name: parameters first, then stages."""
    from tracer.document.blocks import Document, Table
    from tracer.document.symbols import symbol
    from tracer.session.loading import opened

    checkpoint = getattr(opened(name, download), "checkpoint", None)
    if checkpoint is None:
        raise TracerError("checkpoints.no_map", name=name)
    rows = [(ours, symbol(ours), theirs, lens) for ours, theirs, lens in checkpoint.name_map()]
    heads = [say(f"checkpoints.column_{column}") for column in ("ours", "symbol", "theirs", "lens")]
    title = say("checkpoints.names", name=checkpoint.name)
    listed = [dict(zip(("address", "symbol", "checkpoint", "transformer_lens"), row, strict=True)) for row in rows]
    return Document(title, [Table(heads, rows, (), title)], {"json": {"format": "ttrace-names/1", "names": listed}})


command = Command(
    "models",
    callback=models,
    params=[
        Option(["--names"], metavar="NAME|DIR", group="model", message="options.model_names"),
        Option(["--download"], is_flag=True, group="model"),
        *options("output"),
    ],
)
