"""The tasks by name: each module has `make(name, seed) -> Task`, and is loaded when its task is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from tracer.errors import TracerError
from tracer.training.task import Draw, Pair, Task

BUILT_IN = {  # name: the module that makes it
    "pronoun": "tracer.training.tasks.pronoun",
    "pronoun-free": "tracer.training.tasks.pronoun",
    "pronoun-zh": "tracer.training.tasks.pronoun_zh",
    "translate": "tracer.training.tasks.translate",
    "letters": "tracer.training.tasks.stories",
    "copy": "tracer.training.tasks.copy_reverse",
    "reverse": "tracer.training.tasks.copy_reverse",
}
_PAIRS_FILE = "tracer.training.tasks.pairs_file"  # a user's own pairs


def task(name: str, seed: int = 0) -> Task:
    """The built-in task of this name, or the pairs of a file ending in .tsv.

    Raises TracerError for an unknown name (the nearest is named) and for what `pairs_file.pairs` refuses.
    """
    module = _PAIRS_FILE if name.lower().endswith(".tsv") else BUILT_IN.get(name)
    if module is None:
        raise TracerError.near("training.task", name, BUILT_IN, known=list(BUILT_IN))
    make: Callable[[str, int], Task] = import_module(module).make
    return make(name, seed)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the sentences of a built-in task are made of: patterns with slots in braces, the words of each slot, and examples."""

    patterns: Sequence[str]
    slots: Mapping[str, Sequence[str] | Mapping[str, str]]
    samples: Sequence[Pair]


def grammar(name: str, count: int = 6) -> Grammar | None:
    """The grammar of a built-in task with `count` different sentences of it, always the same; None where it has none."""
    module = import_module(BUILT_IN[name]) if name in BUILT_IN else None
    if module is None or not hasattr(module, "PATTERNS"):
        return None
    draw = Draw(0, f"{name}|samples")
    samples: dict[Pair, None] = {}
    while len(samples) < count:
        samples[module.sentence(draw)[0]] = None
    return Grammar(module.PATTERNS, module.SLOTS, list(samples))
