"""The loop: batches drawn from the seed, a look at sentences never learned from, a checkpoint, and when to stop.

Everything random is a function of the seed and the number of the step, so that a run that is resumed goes on bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tracer.errors import Inapplicable, TracerError
from tracer.memory.available import check_room
from tracer.session.unused_settings import unread_settings
from tracer.settings import HALVES, Settings, read_all, usual
from tracer.training.evaluate import evaluate
from tracer.training.micro_batches import accumulated
from tracer.training.network import Examples, Network, Snapshot
from tracer.training.objective import smoothing as _smoothing
from tracer.training.optimizer import Optimizer, with_momentum
from tracer.training.task import Task, encode
from tracer.weights.seed import stream

LOOKS = 20  # validations in a run
PATIENCE = 8  # validations without a better loss after which a run stops
MOST_LOGITS = 1_000_000_000  # that a look computes: about half a minute
MOST_OF_STEP = 1 << 27  # that a step computes: a few seconds
_OF_LOGITS = 6  # arrays of their size that a step keeps: shifted, exponentials, probabilities, gradients


class NotFinite(TracerError):
    """The loss is no longer a number; `values` has the training step and the first stage that was none."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: after `step` of `steps`; the batch's loss; and, where sentences were validated, the task's metric."""

    step: int
    steps: int
    loss: float
    metric: float | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What a run remembers beside its parameters: the best validation loss, how many validations ago it was, how many in a
    row were good enough, and of each validation (step, loss, metric)."""

    best: float = float("inf")
    since: int = 0
    enough: int = 0
    looks: tuple[tuple[int, float, float], ...] = ()

    @property
    def over(self) -> bool:
        """Whether going on is of no use: it is good enough for good, or has long got no better."""
        return self.enough >= 3 or self.since >= PATIENCE


@dataclass(frozen=True, slots=True)
class Whole:
    """A run after a whole step and what follows it: all that a stopped run goes on from, put in place at once."""

    network: Snapshot
    state: State = State()


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
        exact: bool = False,
    ) -> None:
        """settings, training: what is to differ from the task's own. given: parameters to begin with, of the file `origin`.

        exact: come to the same parameters, to the byte, on any machine and NumPy; a step then takes about twice as long.

        Raises TracerError for given parameters of another shape, for a choice that `Optimizer.of` refuses, and for so many words
        that a look at the unseen sentences would take minutes or a batch would not fit in memory.
        """
        self.task, self.steps, self.exact, self.origin = task, steps or task.steps, exact, origin
        self.asked = {**(settings or {}), **(training or {})}
        options = {**task.training, **(training or {})}
        self.settings = _settings({**task.settings, **(settings or {})})
        _refuse_large(task, self.settings.dtype)
        every = encode([*task.train, *task.held], task.vocab, task.target_vocab, task.classes)
        held, middle = len(task.train), len(task.train) + (len(task.held) + 1) // 2
        self.train, self.check = every.at(slice(0, held)), every.at(slice(held, middle))
        self.judge = every.at(slice(middle, None)) if middle < len(every) else self.check
        if self.settings.tied and list(task.target_vocab or task.classes or task.vocab) != task.vocab:
            raise TracerError("training.tied", task=task.name)
        options = with_momentum(options, settings or {}, self.settings.norm_kind)
        self.optimizer, self.smoothing = Optimizer.of({**options, "steps": self.steps}), _smoothing(options)
        self.accumulate = accumulated(options)  # batches a step
        longest = 0 if every.target is None else every.target.shape[1]
        self.sizes = (task.batch, every.source.shape[1], longest)
        self.network = self._network({})
        if given is not None:
            self._begin_with(given, origin)
        self.whole = Whole(self.network.snapshot())

    def unread(self) -> list[str]:
        """What was asked for and nothing of this training depends on: settings of the model, keys of the optimiser.

        Every parameter is drawn uniformly or loaded as it is, so that neither `init` nor `layout` is read.
        """
        idle = unread_settings(self.network, self.asked)
        idle += [key for key in ("init", "layout") if key in self.asked]
        if self.optimizer.momentum and "optimizer_momentum" not in self.asked:
            idle = [key for key in idle if key != "momentum"]  # it is SGD's
        return idle + self.optimizer.unread(self.asked)

    def _network(self, given: Mapping[str, np.ndarray]) -> Network:
        task = self.task
        network = Network(
            self.settings, task.vocab, self.sizes, self.optimizer, task.target_vocab, task.classes, given, self.exact
        )
        network.forward(self.check.at(np.zeros(task.batch, np.intp)))  # every parameter is drawn now
        return network

    def _begin_with(self, given: Mapping[str, np.ndarray], origin: str) -> None:
        for name, step in self.network.r.parameters.items():
            shape = np.shape(given[name]) if name in given else ()
            if shape != step.values.shape:
                sizes = {"given": _times(shape), "needed": _times(step.values.shape)}
                raise TracerError("training.shape", file=origin, name=name, **sizes)
            step.held = np.array(given[name], self.settings.dtype)

    def batch(self, step: int, part: int = 0) -> Examples:
        """The sentences of step 1, 2 …, or of a further batch of it: drawn with repetition."""
        seed, name = self.settings.seed, f"batch|{step}|{part}" if part else f"batch|{step}"
        return self.train.at(stream(seed, name, self.task.batch).astype(np.intp) % len(self.train))

    @property
    def state(self) -> State:
        """How the validations went, up to the last whole step."""
        return self.whole.state

    def run(self, save: Callable[[Training], None] | None = None) -> Iterator[Progress]:
        """Train to the end, or until `enough` or `PATIENCE` says stop. `save` is called at each validation.

        It begins at the last whole step: where a run was interrupted, at whatever place, another goes on as if it had not been.

        Raises NotFinite where the loss is no longer a number: it names the step, and the first stage that was none.
        """
        self.network.restore(self.whole.network)
        every = max(1, self.steps // LOOKS)
        while self.network.step < self.steps and not self.state.over:
            step = self.network.step + 1
            with np.errstate(all="ignore"):
                batches = [self.batch(step, part) for part in range(self.accumulate)]
                loss = self.network.learn(*batches, smoothing=self.smoothing, pointing=self.task.pointing)
            if not np.isfinite(loss):
                raise NotFinite("training.not_finite", step=step, stage=self.began())
            validates = step % every == 0 or step == self.steps
            self.whole = Whole(self.network.snapshot(), self.validate() if validates else self.state)
            if validates and save is not None:
                save(self)
            yield Progress(step, self.steps, loss, self.state.looks[-1][2] if validates else None)

    def validate(self) -> State:
        """The state after a look at the first half of the unseen sentences."""
        state, loss = self.state, evaluate(self.network, self.check, "cross-entropy")
        metric = evaluate(self.network, self.check, self.task.metric)
        return State(
            best=min(state.best, loss),
            since=0 if loss < state.best else state.since + 1,
            enough=state.enough + 1 if not self.task.better(self.task.enough, metric) else 0,
            looks=(*state.looks, (self.network.step, loss, metric)),
        )

    def began(self) -> str:
        """The first stage of the last pass that holds NaN or an infinity which no mask put there."""
        for step in (*self.network.r.parameters.values(), *self.network.r.steps.values()):
            if step.op != "mask" and not np.isfinite(step.values).all():
                return step.name
        return "loss"

    def parameters(self) -> dict[str, np.ndarray]:
        """The parameters as they are now, by name."""
        return {name: np.array(step.values) for name, step in self.network.r.parameters.items()}

    def result(self) -> float:
        """The metric on the second half of the unseen sentences, which nothing was decided by."""
        return evaluate(self.network, self.judge, self.task.metric)


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "–"


def _settings(given: Mapping[str, Any]) -> Settings:
    """The model's settings with every size; d_k and d_v follow from d_model and the heads; numbers are float32 unless asked."""
    width, heads = given["d_model"], given["heads"]
    if width % heads:
        raise TracerError("session.heads", heads=heads, d_model=width)
    sizes = {"d_k": width // heads, "d_v": width // heads}
    settings = Settings(**read_all({**usual(str(given.get("model", ""))), **sizes, "dtype": "float32", **given}))
    if settings.dtype in HALVES:
        raise Inapplicable("training.half", dtype=settings.dtype)
    return settings


def _refuse_large(task: Task, dtype: str) -> None:
    """Raise TracerError where the logits over all words are too many, before any are computed."""
    judged = (len(task.held) + 1) // 2
    rows = max(len(pair.target) + 1 if pair.target else len(pair.source) for pair in (*task.train, *task.held))
    words = len(task.target_vocab or task.classes or task.vocab)
    if (count := judged * rows * words) > MOST_LOGITS:
        facts = {"file": task.name, "sentences": judged, "words": words}
        raise TracerError("training.words", count=count // 1_000_000, most=MOST_LOGITS // 1_000_000, **facts)
    if (count := task.batch * rows * words) > MOST_OF_STEP:
        facts = {"file": task.name, "batch": task.batch, "words": words}
        raise TracerError("training.step_words", count=count // 1_000_000, most=MOST_OF_STEP // 1_000_000, **facts)
    check_room(count * np.dtype(dtype).itemsize * _OF_LOGITS, task.name)


def fit(
    task: Task,
    steps: int | None = None,
    report: Callable[[Progress], None] | None = None,
    save: Callable[[Training], None] | None = None,
    exact: bool = False,
) -> Training:
    """Train a task from its beginning to its end; the training holds the network, its parameters and what was measured.

    The same seed gives the same parameters, to the bit, on the same machine, BLAS kernel and NumPy (one thread is used);
    with `exact` on any.
    """
    training = Training(task, steps, exact=exact)
    for progress in training.run(save):
        if report is not None:
            report(progress)
    return training
