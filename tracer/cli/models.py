"""`ttrace models`: the trained models that came along, and what they say of themselves."""

from __future__ import annotations

from typing import Any

from tracer.cli.options import Command, options
from tracer.cli.output import send


def models(**values: Any) -> None:
    """List the bundled checkpoints with their cards."""
    from tracer.training.report import models_document

    send(models_document(), values)


command = Command("models", callback=models, params=options("output"))
