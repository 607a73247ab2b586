"""A second goal some tasks have, said openly in their cards: attention itself should look at the word that is meant.

It is −log of the weight that one head of the last layer gives to the right places, averaged over the rows that have any.
"""

from __future__ import annotations

import numpy as np

from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step
from tracer.settings import Settings

HEAD = 0  # the head that learns to point


def pointing_stage(settings: Settings) -> str:
    """The attention weights that are judged: the last layer's, in an encoder–decoder those over the source."""
    last = (settings.layers or 1) - 1
    return (
        f"decoder.{last}.cross.softmax" if settings.model == "encoder-decoder" else f"{settings.model}.{last}.attention.softmax"
    )


def pointing_loss(r: Recorder, weights: Step, pointed: np.ndarray) -> Step:
    """pointed: sentence × query × key, 1 where the row should look; rows without a 1 do not count."""
    with r.at("loss.pointing"):
        head = r.select("head", weights, axis="head", at=HEAD, level=DETAIL)
        counts = pointed.any(axis=-1).astype(r.dtype)
        places = r.given("places", pointed, head.axes, DETAIL)
        counted = r.given("counted", counts, head.axes[:-1], DETAIL)
        others = r.given("others", 1.0 - counts, head.axes[:-1], DETAIL)  # their logarithm is 0
        share = r.sum("share", r.multiply("there", head, places, level=DETAIL), over="key")
        certain = r.log("log", r.add("all", share, others, level=DETAIL), level=DETAIL)
        over = tuple(axis.name for axis in counted.axes)
        total = r.sum("total", r.negate("each", certain, level=DETAIL), over=over, level=DETAIL)
    return r.divide("loss.pointing", total, r.sum("loss.pointing.count", counted, over=over, level=DETAIL))
