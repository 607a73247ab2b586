"""Watching a stage: a picture at every look, the first before anything was learned."""

from __future__ import annotations

import numpy as np
import pytest
from small_task import small

from tracer import TracerError
from tracer.training.loop import Training
from tracer.training.watch import MOST, Watch


def test_the_strip_begins_untrained_ends_trained_and_has_a_picture_a_head() -> None:
    training = Training(small(steps=10))
    watch = Watch(training, "a b c", "encoder.0.attention.softmax")
    for progress in training.run():
        if progress.metric is not None:
            watch.look()
    figure = watch.figure()
    panels = figure.data["panels"]
    assert figure.kind == "heads" and figure.data["across"] == MOST and len(panels) == 2 * MOST
    assert panels[0]["rows"] == ["a", "b", "c"]
    assert [seen[0] for seen in watch.seen] == list(range(11))
    assert panels[MOST - 1]["title"].startswith("step 10")
    assert not np.array_equal(panels[0]["values"], panels[MOST - 1]["values"])
    np.testing.assert_allclose(np.sum(panels[-1]["values"], axis=-1), 1.0, atol=1e-5)


def test_a_stage_that_is_no_table_and_one_that_is_not_there_are_refused() -> None:
    training = Training(small())
    with pytest.raises(TracerError):
        Watch(training, "a b", "nothing")
    with pytest.raises(TracerError):
        Watch(training, "a d", "encoder.0.attention.softmax")
