"""The known causes, one row each, in the order in which they are believed where several explain as much."""

from __future__ import annotations

from tracer.diagnosis.cause import Cause
from tracer.diagnosis.causes import attention, embedding, feed_forward, linear, masks, norms, rotary, sublayers
from tracer.diagnosis.trial import Setup


def known_causes(setup: Setup) -> list[Cause]:
    """Every row that can be tried on this run."""
    rows = [embedding, attention, masks, rotary, linear, norms, sublayers, feed_forward]
    return [cause for table in rows for cause in table.causes(setup)]
