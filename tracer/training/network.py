"""A model page run in batches, fast: one recorder, fixed axes, float32; the same rows as tracing, only shorter-lived.

Every batch has the same number of sentences and the same length, so that each operation is planned once; short sentences are
padded and masked, and count neither in the loss nor in attention.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.models import page
from tracer.models.architecture import toy
from tracer.models.frame import Frame, Text
from tracer.ops.arithmetic import exactly
from tracer.ops.row import Axes
from tracer.record.backward import backward
from tracer.record.recorder import Recorder
from tracer.record.step import Step
from tracer.settings import Settings
from tracer.training.attention_supervision import pointing_loss, pointing_stage
from tracer.training.blas import one_thread
from tracer.training.loss import loss
from tracer.training.objective import Goal
from tracer.training.optimizer import Optimizer, Update
from tracer.training.traced_step import trainable
from tracer.weights.parameters import ATTENTION_BIASES
from tracer.weights.seed import draw, stream


@dataclass(slots=True)
class Examples:
    """Encoded sentences, padded. source, target: ids (sentence × token); lengths: how many are real.

    labels: what each row of the logits should say, −1 where it says nothing; a row stands for a target's token where there
    is a target, else for a source's. pointed: where each row should look (sentence × row × source token), or None.
    """

    source: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray
    target: np.ndarray | None = None
    target_lengths: np.ndarray | None = None
    pointed: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.source)

    def at(self, rows: np.ndarray | slice) -> Examples:
        """The examples at `rows` (indices or a slice of sentences)."""
        parts = (self.source, self.lengths, self.labels, self.target, self.target_lengths, self.pointed)
        source, lengths, labels, *others = (None if part is None else part[rows] for part in parts)
        assert source is not None and lengths is not None and labels is not None
        return Examples(source, lengths, labels, *others)


class Fresh:
    """The recorder's source of parameters at step 0: drawn from the seed, or given (a checkpoint to go on from)."""

    def __init__(self, settings: Settings, given: Mapping[str, np.ndarray]) -> None:
        self.settings, self.given, self.step, self.part = settings, given, 0, 0

    def parameter(self, name: str, axes: Axes, init: str, optional: bool) -> np.ndarray:
        """A parameter of this shape: the given one, else drawn from the seed; `init` says how."""
        shape = [axis.size or 0 for axis in axes]
        if name in self.given:
            return np.array(self.given[name], self.settings.dtype)
        kind = {"unembedding": "matrix", "bias": "zeros"}.get(init, init)
        return draw(self.settings.seed, name, shape, shape[0], "uniform", kind).astype(self.settings.dtype)

    def has(self, name: str) -> bool:
        """Every optional parameter but the biases of attention, which the paper has not."""
        return name.rsplit(".", 1)[-1] not in ATTENTION_BIASES or bool(self.settings.bias)

    def chance(self, name: str, axes: Axes, rate: float) -> np.ndarray:
        """Dropout's mask at this step (and part of a batch), 0 or 1: each number is dropped with probability `rate`."""
        shape = tuple(axis.size or 0 for axis in axes)
        when = f"{self.step}|{self.part}" if self.part else str(self.step)
        bits = stream(self.settings.seed, f"dropout|{when}|{name}", int(np.prod(shape))).reshape(shape)
        return (bits >= rate * 2.0**32).astype(self.settings.dtype)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A network after a whole step. A step makes new arrays and writes into none, so that keeping these costs nothing.

    parameters: what their steps hold. m, v: the optimiser's running means. step: how many updates have been made.
    """

    step: int
    parameters: Mapping[str, Any]
    m: Mapping[str, Step]
    v: Mapping[str, Step]


class Network:
    """A model in training: its parameters (steps of one recorder, renewed in place), the optimiser's moments, the step count."""

    def __init__(
        self,
        settings: Settings,
        vocab: Sequence[str],
        sizes: tuple[int, int, int],
        optimizer: Optimizer,
        target_vocab: Sequence[str] | None = None,
        classes: Sequence[str] | None = None,
        given: Mapping[str, np.ndarray] | None = None,
        exact: bool = False,
    ) -> None:
        """sizes: sentences a batch, tokens of the longest source, tokens of the longest target (0 where there is none).

        exact: compute so that every machine gets the same bits (see `tracer.ops.arithmetic`).
        """
        self.settings, self.optimizer, self.exact = settings, optimizer, exact
        self.frame = _frame(settings, vocab, sizes, target_vocab, classes)
        self.source = Fresh(settings, given or {})
        self.r = Recorder(self.source, settings.dtype)
        self.m: dict[str, Step] = {}
        self.v: dict[str, Step] = {}

    @property
    def step(self) -> int:
        """How many updates have been made."""
        return self.source.step

    @property
    def batch(self) -> int:
        """How many sentences a batch has."""
        return self.frame.sentence.size or 0 if self.frame.sentence is not None else 0

    def forward(self, examples: Examples) -> Step:
        """The logits of one batch; the other stages stand in `self.r.steps` until the next call."""
        self.r.steps = {}
        _read(self.frame.text, examples.source, examples.lengths)
        if self.frame.target is not None and examples.target is not None and examples.target_lengths is not None:
            _read(self.frame.target, examples.target, examples.target_lengths)
        with self._computing():
            page(self.settings.model)(self.r, self.frame)
        return self.r.steps["logits"]

    def loss(self, examples: Examples, smoothing: float = 0.0, pointing: float = 0.0) -> Step:
        """The mean cross-entropy of the labelled rows, in nats, and `pointing` times that of attention (see `pointing`)."""
        counted = (examples.labels >= 0).astype(self.r.dtype)
        answer = loss(self.r, self.forward(examples), Goal(np.maximum(examples.labels, 0), counted, smoothing))
        if not pointing or examples.pointed is None:
            return answer
        looked = pointing_loss(self.r, self.r.steps[pointing_stage(self.settings)], examples.pointed)
        return self.r.add("loss.both", answer, self.r.times("loss.pointing.share", looked, factor=pointing))

    def learn(self, *batches: Examples, smoothing: float = 0.0, pointing: float = 0.0) -> float:
        """One step of training on one batch, or on several whose gradients are averaged (gradient accumulation); the mean loss
        before it. A loss that is not finite changes nothing.

        What is interrupted may leave some parameters renewed and others not: `restore` puts back what `snapshot` gave before.
        """
        before = self.step
        self.source.step = before + 1  # dropout masks are the step's own
        with self._computing():
            losses: list[float] = []
            gradients: dict[str, Step] = {}
            for self.source.part, examples in enumerate(batches):
                target = self.loss(examples, smoothing, pointing)
                losses.append(float(target.values))
                if not np.isfinite(losses[-1]):
                    self.source.step, self.source.part = before, 0
                    return losses[-1]
                self._accumulate(gradients, target, 1.0 / len(batches))
            self.source.part = 0
            self._update(gradients)
        return sum(losses) / len(losses)

    def _accumulate(self, gradients: dict[str, Step], target: Step, share: float) -> None:
        """Add a share of the parameters' gradients of this loss to those of the batches before."""
        wanted = trainable(self.r.parameters)
        seed = self.r.given("/grad.loss", np.full((), share, self.r.dtype), ())
        for name, gradient in backward(self.r, target, seed, wanted).items():
            if name in self.r.parameters:
                before = gradients.get(name)
                whole = gradient if before is None else self.r.add(f"/grad.sum.{name}", before, gradient)
                gradients[name] = _alone(whole) if share < 1.0 else whole

    def _update(self, gradients: Mapping[str, Step]) -> None:
        """Renew every parameter by its gradient."""
        wanted = trainable(self.r.parameters)
        update = Update(self.r, self.optimizer, self.step, self.settings.d_model or 1)
        clipped = update.clipped({step.name: gradients[step.name] for step in wanted if step.name in gradients})
        for parameter in wanted:
            if parameter.name not in clipped:
                continue
            name, m, v = parameter.name, None, None
            gradient = update.penalised(parameter, clipped[name])
            if self.optimizer.kind != "sgd":
                m, v = update.moments(parameter, gradient, self.m.get(name), self.v.get(name))
                self.m[name], self.v[name] = _alone(m), _alone(v)
            elif (m := update.velocity(parameter, gradient, self.m.get(name))) is not None:
                self.m[name] = _alone(m)
            parameter.held = update.after(parameter, gradient, m, v).values

    @contextmanager
    def _computing(self) -> Iterator[None]:
        with one_thread(), exactly(self.exact), np.errstate(all="ignore"):
            yield

    def snapshot(self) -> Snapshot:
        """The parameters, the optimiser's moments and the step count as they are now."""
        held = {name: step.held for name, step in self.r.parameters.items()}
        return Snapshot(self.step, held, dict(self.m), dict(self.v))

    def restore(self, snapshot: Snapshot) -> None:
        """Put back what `snapshot` returned; doing so twice changes nothing."""
        for name, held in snapshot.parameters.items():
            self.r.parameters[name].held = held
        self.m, self.v, self.source.step = dict(snapshot.m), dict(snapshot.v), snapshot.step


def _alone(step: Step) -> Step:
    """A step without what it was computed from, so that one batch's arrays are not kept alive by the next."""
    return Step(step.name, "given", (), {}, step.axes, step.array, step.level)


def _frame(
    settings: Settings,
    vocab: Sequence[str],
    sizes: tuple[int, int, int],
    target_vocab: Sequence[str] | None,
    classes: Sequence[str] | None,
) -> Frame:
    axis = {name: Axis(name, getattr(settings, name)) for name in ("d_model", "d_k", "d_v", "d_ff", "hidden")}
    words = Axis("vocab", len(vocab), vocab)
    text = Text(Axis("token", sizes[1]), words, width=axis["d_model"])
    spoken: Axis | None = words
    target = None
    if target_vocab is not None:
        spoken = Axis("vocab", len(target_vocab), target_vocab)
        target = Text(Axis("token", sizes[2]), spoken, width=axis["d_model"])
    elif classes is not None:
        spoken = Axis("class", len(classes), classes)
    return Frame(
        toy(settings), text, axis["d_model"], Axis("head", settings.heads), axis["d_k"], axis["d_v"], axis["d_ff"],
        axis["hidden"], target=target, vocab=spoken, sentence=Axis("sentence", sizes[0]),
    )  # fmt: skip


def _read(text: Text, ids: np.ndarray, lengths: np.ndarray) -> None:
    text.ids = ids
    text.real = (np.arange(ids.shape[1]) < lengths[:, None]).astype(np.float32)
