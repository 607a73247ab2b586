"""The loop: batches drawn from the seed, a look at sentences never learned from, a checkpoint, and when to stop.

Everything random is a function of the seed and the number of the step, so that a run that is resumed goes on bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.settings import Settings, read_all
from tracer.training.goal import smoothing as _smoothing
from tracer.training.measure import measured
from tracer.training.network import Examples, Network
from tracer.training.optimizer import Optimizer
from tracer.training.task import Task, encoded
from tracer.weights.seed import stream

LOOKS = 20  # validations in a run
PATIENCE = 8  # validations without a better loss after which a run stops


class NotFinite(TracerError):
    """The loss is no longer a number."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: after `step` of `steps`; the batch's loss; and, where sentences were validated, the task's metric."""

    step: int
    steps: int
    loss: float
    metric: float | None = None


@dataclass
class State:
    """What a run remembers beside its parameters: the best validation loss and how many validations ago it was."""

    best: float = float("inf")
    since: int = 0
    enough: int = 0
    looks: list[tuple[int, float, float]] = field(default_factory=list)  # step, validation loss, metric


class Training:
    """A run of a task. Half of the sentences never learned from say when to stop, the other half judge the result."""

    def __init__(
        self,
        task: Task,
        steps: int | None = None,
        settings: Mapping[str, Any] | None = None,
        training: Mapping[str, Any] | None = None,
        given: Mapping[str, np.ndarray] | None = None,
        origin: str = "",
    ) -> None:
        """settings, training: what is to differ from the task's own. given: parameters to begin with, of the file `origin`.

        Raises TracerError for given parameters of another shape, and for a choice that `Optimizer.of` refuses.
        """
        self.task, self.steps = task, steps or task.steps
        self.asked = {**(settings or {}), **(training or {})}
        told = {**task.training, **(training or {})}
        every = encoded([*task.train, *task.held], task.vocab, task.target_vocab, task.classes)
        held, middle = len(task.train), len(task.train) + (len(task.held) + 1) // 2
        self.train, self.check = every.at(slice(0, held)), every.at(slice(held, middle))
        self.judge = every.at(slice(middle, None)) if middle < len(every) else self.check
        self.settings = _settings({**task.settings, **(settings or {})})
        self.optimizer, self.smoothing = Optimizer.of({**told, "steps": self.steps}), _smoothing(told)
        longest = 0 if every.target is None else every.target.shape[1]
        self.sizes = (task.batch, every.source.shape[1], longest)
        self.network = self._network({})
        if given is not None:
            self._begin_with(given, origin)
        self.state = State()

    def _network(self, given: Mapping[str, np.ndarray]) -> Network:
        task = self.task
        network = Network(self.settings, task.vocab, self.sizes, self.optimizer, task.target_vocab, task.classes, given)
        network.forward(self.check.at(np.zeros(task.batch, np.intp)))  # every parameter is drawn now
        return network

    def _begin_with(self, given: Mapping[str, np.ndarray], origin: str) -> None:
        for name, step in self.network.r.parameters.items():
            shape = np.shape(given[name]) if name in given else ()
            if shape != step.values.shape:
                sizes = {"given": _times(shape), "needed": _times(step.values.shape)}
                raise TracerError("training.shape", file=origin, name=name, **sizes)
            step.held = np.array(given[name], self.settings.dtype)

    def batch(self, step: int) -> Examples:
        """The sentences of step 1, 2 …: drawn with repetition."""
        seed = self.settings.seed
        return self.train.at(stream(seed, f"batch|{step}", self.task.batch).astype(np.intp) % len(self.train))

    def run(self, save: Callable[[Training], None] | None = None) -> Iterator[Progress]:
        """Train to the end, or until `enough` or `PATIENCE` says stop. `save` is called at each validation.

        Raises NotFinite where the loss is no longer a number: it names the step, and the first stage that was none.
        """
        every = max(1, self.steps // LOOKS)
        while self.network.step < self.steps:
            step = self.network.step + 1
            with np.errstate(all="ignore"):
                loss = self.network.learn(self.batch(step), self.smoothing, self.task.pointing)
            if not np.isfinite(loss):
                raise NotFinite("training.not_finite", step=step, stage=self.began())
            if step % every and step < self.steps:
                yield Progress(step, self.steps, loss)
                continue
            metric = self.validated()
            if save is not None:
                save(self)
            yield Progress(step, self.steps, loss, metric)
            if self.state.enough >= 3 or self.state.since >= PATIENCE:
                return

    def validated(self) -> float:
        """The metric on the first half of the unseen sentences; the state notes how it goes."""
        state, loss = self.state, measured(self.network, self.check, "cross-entropy")
        metric = measured(self.network, self.check, self.task.metric)
        state.looks.append((self.network.step, loss, metric))
        state.since = 0 if loss < state.best else state.since + 1
        state.best = min(state.best, loss)
        state.enough = state.enough + 1 if not self.task.better(self.task.enough, metric) else 0
        return metric

    def began(self) -> str:
        """The first stage of the last pass that holds a number that is none (a mask's −∞ is meant)."""
        for step in (*self.network.r.parameters.values(), *self.network.r.steps.values()):
            if step.op != "mask" and not np.isfinite(step.values).all():
                return step.name
        return "loss"

    def parameters(self) -> dict[str, np.ndarray]:
        """The parameters as they are now, by name."""
        return {name: np.array(step.values) for name, step in self.network.r.parameters.items()}

    def result(self) -> float:
        """The metric on the second half of the unseen sentences, which nothing was decided by."""
        return measured(self.network, self.judge, self.task.metric)


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "–"


def _settings(told: Mapping[str, Any]) -> Settings:
    """The model's settings with every size; d_k and d_v follow from d_model and the heads; numbers are float32 unless asked."""
    width, heads = told["d_model"], told["heads"]
    if width % heads:
        raise TracerError("session.heads", heads=heads, d_model=width)
    settings = Settings(**read_all({"d_k": width // heads, "d_v": width // heads, "dtype": "float32", **told}))
    if settings.model == "decoder":
        settings.mask = "causal"
    return settings


def fit(
    task: Task,
    steps: int | None = None,
    report: Callable[[Progress], None] | None = None,
    save: Callable[[Training], None] | None = None,
) -> Training:
    """Train a task from its beginning to its end; the training holds the network, its parameters and what was measured."""
    training = Training(task, steps)
    for progress in training.run(save):
        if report is not None:
            report(progress)
    return training
