"""The tasks by name: each module has `make(name, seed) -> Task`, and is loaded when its task is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from tracer.errors import TracerError
from tracer.training.task import Task

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
        raise TracerError.near("training.task", name, BUILT_IN, known=", ".join(BUILT_IN))
    make: Callable[[str, int], Task] = import_module(module).make
    return make(name, seed)
