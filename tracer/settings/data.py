"""Every key of a run that is no setting, once: the text it reads, rows given in its place, how it writes on, how it learns.

A key is what a trace file calls it; the command line has the same name with `-` for `_`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple


class DataKey(NamedTuple):
    """kind: what the key holds (see `tracer.files.data_values`). group: what it is about. checkpoint: whether one reads it."""

    kind: str
    group: str
    checkpoint: bool = False
    choices: tuple[str, ...] = ()


DATA: dict[str, DataKey] = {
    "text": DataKey("word", "text", True),
    "also": DataKey("words", "text", True),
    "pair": DataKey("word", "text", True),
    "tokens": DataKey("word_lists", "text", True),
    "cut": DataKey("choice", "cutting", choices=("characters", "words", "auto")),
    "target": DataKey("word_or_words", "target", True),
    "target_tokens": DataKey("word_lists", "target", True),
    "target_ids": DataKey("wholes", "target", True),
    "inputs": DataKey("matrices", "rows"),
    "target_inputs": DataKey("matrices", "rows"),
    "memory_inputs": DataKey("matrices", "rows"),
    "key_inputs": DataKey("matrices", "rows"),
    "value_inputs": DataKey("matrices", "rows"),
    "h_0": DataKey("matrices", "states"),
    "c_0": DataKey("matrices", "states"),
    "vocab": DataKey("word_list", "names"),
    "classes": DataKey("word_list", "names"),
    "causal": DataKey("flag", "mask"),
    "generate": DataKey("whole", "generation", True),
    "temperature": DataKey("number", "generation", True),
    "top_k": DataKey("whole", "generation", True),
    "top_p": DataKey("number", "generation", True),
    "cache": DataKey("flag", "generation", True),
    "labels": DataKey("labels", "objective"),
    "label_smoothing": DataKey("number", "optimization"),
    "ignore_label": DataKey("whole", "objective"),
    "pad_label": DataKey("whole", "objective"),
    "class_weights": DataKey("array", "objective"),
    "reduction": DataKey("choice", "objective", choices=("mean", "sum")),
    "loss": DataKey("choice", "objective", choices=("cross-entropy", "kl", "mse", "bce")),
    "targets": DataKey("matrices", "objective"),
    "upstream_gradient": DataKey("matrices", "objective"),
    "pool": DataKey("choice", "objective", True, choices=("none", "mean", "last")),
    "optimizer": DataKey("choice", "optimization", choices=("adam", "adamw", "sgd")),
    "learning_rate": DataKey("number", "optimization"),
    "betas": DataKey("array", "optimization"),
    "optimizer_epsilon": DataKey("number", "optimization"),
    "optimizer_momentum": DataKey("number", "optimization"),
    "nesterov": DataKey("flag", "optimization"),
    "weight_decay": DataKey("number", "optimization"),
    "clip_norm": DataKey("number", "optimization"),
    "accumulate": DataKey("whole", "optimization"),
    "schedule": DataKey("choice", "optimization", choices=("constant", "noam", "linear", "cosine")),
    "warmup": DataKey("whole", "optimization"),
    "steps": DataKey("whole", "steps"),
}


def data_keys(*groups: str) -> tuple[str, ...]:
    """The keys of these groups, in order."""
    return tuple(key for key, entry in DATA.items() if entry.group in groups)


class Inputs(MutableMapping[str, Any]):
    """The data keys of one run: an attribute a key, None where it was not given; as a mapping it has the given ones, in order.

    Values are as a trace file or a caller gave them: rows are arrays or nested lists, a text that may stand alone is a string.
    vectors: a file of word vectors, read when the words of the text are known.
    """

    text: str | None = None
    also: list[str] | None = None
    pair: str | None = None
    tokens: list[Any] | None = None  # words, or one list of them a sentence
    cut: str | None = None  # how Chinese is cut; None: at the writer's spaces where there are some, else by characters
    target: str | list[str] | None = None
    target_tokens: list[Any] | None = None
    target_ids: list[Any] | None = None
    inputs: Any = None  # rows: token × d_model, or one matrix a sentence
    target_inputs: Any = None
    memory_inputs: Any = None
    key_inputs: Any = None
    value_inputs: Any = None
    h_0: Any = None  # rows: layer and direction × hidden
    c_0: Any = None
    vocab: list[str] | None = None
    classes: list[str] | None = None
    generate: int | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    cache: bool | None = None
    labels: Any = None  # class numbers or words: one a row, one list a sentence, or a single one
    label_smoothing: float | None = None
    ignore_label: int | None = None
    pad_label: int | None = None
    class_weights: Any = None
    reduction: str | None = None
    loss: str | None = None
    targets: Any = None  # rows as the output's, for the losses mse and bce
    upstream_gradient: Any = None  # rows as the output's: the gradient of some later loss, in place of a loss here
    pool: str | None = None
    optimizer: str | None = None
    learning_rate: float | None = None
    betas: Any = None
    optimizer_epsilon: float | None = None
    optimizer_momentum: float | None = None
    nesterov: bool | None = None
    weight_decay: float | None = None
    clip_norm: float | None = None
    accumulate: int | None = None
    schedule: str | None = None
    warmup: int | None = None
    steps: int | None = None
    vectors: str | None = None

    def __init__(self, given: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        self.update(given or {}, **more)

    def __getitem__(self, key: str) -> Any:
        return self.__dict__[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if key not in INPUT_KEYS:
            raise KeyError(key)
        if value is None:
            self.__dict__.pop(key, None)
        else:
            self.__dict__[key] = value

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def __delitem__(self, key: str) -> None:
        del self.__dict__[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)

    def __repr__(self) -> str:
        return f"Inputs({', '.join(f'{key}={value!r}' for key, value in self.items())})"

    def changed(self, **changes: Any) -> Inputs:
        """A copy with other values; None takes a key out."""
        return Inputs(self.__dict__, **changes)

    def has_any(self, *keys: str) -> bool:
        """Whether one of these keys was given."""
        return any(key in self.__dict__ for key in keys)


INPUT_KEYS = frozenset(Inputs.__annotations__)
