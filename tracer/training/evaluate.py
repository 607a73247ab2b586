"""How well a model does on sentences: one number a task, and how often attention looks where the grammar says."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from tracer.ops.arithmetic import exactly, exp, log, sum_over
from tracer.ops.reproducible import LN_2
from tracer.ops.ties import first_largest
from tracer.training.attention_supervision import HEAD, pointing_stage
from tracer.training.network import Examples, Network


def evaluate(network: Network, examples: Examples, metric: str) -> float:
    """accuracy: share of labelled rows whose largest logit is the label. exact: share of sentences with every row right (which
    is when greedy writing gives the target). bits: mean −log₂ probability of the label. cross-entropy: the same in nats.
    """
    judge, by_sentence = _JUDGES[metric]
    total, count = 0.0, 0
    for batch in batches(examples, network.batch):
        labelled = np.asarray(batch.labels >= 0)
        with exactly(network.exact), np.errstate(all="ignore"):
            right = judge(network.forward(batch).values, np.maximum(batch.labels, 0))
        if by_sentence:
            total += float(np.asarray((right | ~labelled).all(axis=-1))[batch.kept].sum())
            count += batch.kept.stop
        else:
            total += math.fsum((right * labelled)[batch.kept].ravel().tolist())
            count += int(labelled[batch.kept].sum())
    return total / count


def attention_hit_rate(network: Network, examples: Examples) -> tuple[float, float]:
    """Of the rows that should look somewhere: the share whose largest weight is there, and the share with 0.8 there or more."""
    largest, strong, count = 0, 0, 0
    for batch in batches(examples, network.batch):
        assert batch.pointed is not None
        network.forward(batch)
        weights = network.r.steps[pointing_stage(network.settings)].values[:, HEAD]
        has_target = np.asarray(batch.pointed.any(axis=-1))
        has_target[batch.kept.stop :] = False
        best = np.take_along_axis(batch.pointed, first_largest(weights)[..., None], axis=-1)[..., 0] > 0
        largest += int(best[has_target].sum())
        with exactly(network.exact):
            strong += int((sum_over(weights * batch.pointed, -1)[has_target] >= 0.8).sum())
        count += int(has_target.sum())
    return largest / count, strong / count


class Batch(Examples):
    """One batch of the full size; `kept` are the sentences that are no repetition."""

    kept = slice(0)


def batches(examples: Examples, size: int) -> Iterator[Batch]:
    """The sentences in order; the last batch is filled up with the first sentence."""
    for start in range(0, len(examples), size):
        rows = np.arange(start, start + size)
        part = examples.at(np.where(rows < len(examples), rows, 0))
        batch = Batch(part.source, part.lengths, part.labels, part.target, part.target_lengths, part.pointed)
        batch.kept = slice(min(size, len(examples) - start))
        yield batch


def _right(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    result: np.ndarray = first_largest(logits) == labels
    return result


def _nats(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    label_logits = np.take_along_axis(shifted, labels[..., None], axis=-1)[..., 0]
    return np.asarray(log(sum_over(exp(shifted), -1)) - label_logits)


def _bits(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return _nats(logits, labels) / LN_2


_Judge = Callable[[np.ndarray, np.ndarray], np.ndarray]
_JUDGES: dict[str, tuple[_Judge, bool]] = {
    "accuracy": (_right, False),
    "exact": (_right, True),
    "bits": (_bits, False),
    "cross-entropy": (_nats, False),
}
