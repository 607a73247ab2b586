"""A parameter and the file it came from, in the words of an error."""

from __future__ import annotations

from tracer.errors import Worded, quoted
from tracer.language import say


def named(name: str, origin: str) -> str:
    """A parameter and the file it came from, where it came from one, as an error quotes them."""
    given = quoted({"name": name, "file": origin})
    return Worded(say("weights.of", name=given["name"], origin=given["file"])) if origin else name
