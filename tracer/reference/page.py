"""A reference page by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracer.reference import CommandLine

if TYPE_CHECKING:
    from tracer.document.blocks import Document


def page(name: str, commands: Sequence[CommandLine]) -> Document:
    """One of `reference.PAGES`, in the current language; `commands` are those of the command line, which the reference lists."""
    if name == "glossary":
        from tracer.reference.glossary import glossary

        return glossary()
    if name == "api":
        from tracer.reference.api import api

        return api()
    from tracer.reference.reference import reference

    return reference(commands)
