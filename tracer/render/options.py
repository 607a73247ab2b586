"""How a format writes: the options that every renderer is handed, each of which takes what concerns it."""

from __future__ import annotations

from tracer.frozen import Frozen


class Options(Frozen):
    """How a format writes; each takes what concerns it.

    width: columns a line may take. color: whether terminal escapes may be written. ascii: no character whose width
    depends on the terminal. flavour: a format's own variant, "" for its usual one. live: whether a
    fragment carries its run and the script that lets it answer. whole: LaTeX as an article of its own, not a part to paste.
    command: what makes a deck again, for its title slide, or "".
    """

    width: int = 80
    color: bool = False
    ascii: bool = False
    flavour: str = ""
    live: bool = False
    whole: bool = False
    command: str = ""
