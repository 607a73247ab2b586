"""What a trained model says of itself: its task, data, command, what was measured on sentences never seen, and its limits.

The card holds numbers and names and stands in the model's file; its sentences are worded when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tracer.errors import TracerError
from tracer.files.formats import load
from tracer.language import knows, say
from tracer.weights.bundled import bundled_names, file_of


@dataclass(frozen=True, slots=True)
class Card:
    """value: the metric on `held` sentences that nothing was decided by; baseline: the same without learning.

    largest, strong: of the rows that should look somewhere, the share whose largest weight is there, and that have 0.8 or
    more there; None where the grammar does not say. pointing: the weight of the second goal, 0 where there was none.
    sha256: of the tensors (see `tracer.weights.digest`). exact: whether every machine comes to these; else numpy, blas, kernel,
    simd and threads say what did (see `tracer.training.blas.Machine`).
    """

    task: str
    seed: int
    steps: int
    command: str
    sentences: int
    held: int
    metric: str
    value: float
    baseline: float
    cut: str = "words"
    largest: float | None = None
    strong: float | None = None
    pointing: float = 0.0
    dtype: str = ""
    sha256: str = ""
    exact: bool = False
    numpy: str = ""
    blas: str = ""
    kernel: str = ""
    simd: str = ""
    threads: int | None = None

    def stored(self) -> dict[str, Any]:
        """The card as a file keeps it, without what is unknown."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def of(cls, about: dict[str, Any]) -> Card | None:
        """The card behind what a file says; None where it says nothing that we understand."""
        try:
            return cls(**about)
        except TypeError:
            return None

    def measured(self) -> Iterator[str]:
        """The result, beside what guessing gives; one sentence each."""
        yield say(f"training.metric_{self.metric}", value=self.value, held=self.held)
        yield say("training.baseline_bits" if self.metric == "bits" else "training.baseline", value=self.baseline)
        if self.largest is not None and self.strong is not None:
            yield say("training.looked", largest=self.largest, strong=self.strong)
        if self.pointing:
            yield say("training.pointed", weight=self.pointing)

    def computed(self) -> Iterator[str]:
        """What the parameters depend on, and their digest; nothing where an older file does not say."""
        if self.exact:
            yield say("training.computed_exactly", dtype=self.dtype)
        elif self.numpy and self.threads is None:
            yield say("training.computed_by", dtype=self.dtype, numpy=self.numpy, blas=self.blas, simd=self.simd)
        elif self.numpy:
            yield say(
                "training.computed_by_kernel", dtype=self.dtype, numpy=self.numpy, blas=self.blas, kernel=self.kernel,
                simd=self.simd, threads=self.threads,
            )  # fmt: skip
        if self.sha256:
            yield say("training.sha256", sha256=self.sha256)

    def sentence(self, part: str) -> str:
        """What the card says about a part (about, data, limits), of its own task or of any."""
        message = f"training.{part}_{self.task.replace('-', '_')}"
        return say(message if knows(message) else f"training.{part}_own", task=self.task, sentences=self.sentences)


def cards() -> dict[str, Card]:
    """The card of every bundled checkpoint by name. Raises TracerError where one has none."""
    result = {}
    for name in bundled_names():
        card = Card.of(load(file_of(name)).about)
        if card is None:
            raise TracerError("training.no_card", name=name)
        result[name] = card
    return result
