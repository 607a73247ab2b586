"""How a stage of one sentence changes as training goes on: a strip of heat maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Block, Document, Figure
from tracer.errors import TracerError
from tracer.language import say
from tracer.record.step import Step
from tracer.session.request import Request
from tracer.settings.data import Inputs
from tracer.tokens.characters import characters
from tracer.tokens.words import require_text, split_by
from tracer.training.checkpoint import stored_of
from tracer.training.loop import Training

MOST = 8  # pictures a strip


class Watch:
    """Traces `text` each time `look` is called and keeps the numbers of `stage`; `figure` shows them over time."""

    def __init__(self, training: Training, text: str, stage: str, target: str | None = None) -> None:
        self.training, self.stage, self.seen = training, stage, list[tuple[int, Step]]()
        require_text(text)
        letters = training.task.cut == "characters"
        self.data: dict[str, Any] = {"tokens": characters(text) if letters else split_by(text, training.task.vocab)}
        if target is not None:
            self.data["target"] = target
        self.look()

    def look(self) -> None:
        """Trace the sentence through the parameters as they are now."""
        from tracer.session import run

        stored = stored_of(self.training, None)
        rows = {table: stored.rows(table) for table in ("embedding.W_E", "decoder.embedding.W_E")}
        request = Request(
            settings=dict(stored.settings), data=Inputs({**stored.data, **self.data}), parameters=stored.without_rows(),
            rows={table: table_rows for table, table_rows in rows.items() if table_rows}, seeded=False,
            own_vocabulary=self.training.task.cut,
        )  # fmt: skip
        step = run(request)[self.stage]
        if len(step.axes) not in (2, 3):
            raise TracerError("training.watch_axes", stage=step.name)
        self.seen.append((self.training.network.step, step))

    def document(self) -> Document:
        """The strip: one row of pictures a head, at most `MOST` moments, the first and the last among them."""

        def blocks() -> Iterator[Block]:
            yield self.figure()

        return Document(say("training.watch_title", stage=self.seen[0][1].name), blocks)

    def figure(self) -> Figure:
        """The pictures as one figure of heads, a panel a moment."""
        places = sorted({round(place) for place in np.linspace(0, len(self.seen) - 1, min(MOST, len(self.seen)))})
        moments = [self.seen[place] for place in places]
        step = moments[0][1]
        rows, columns = step.axes[-2], step.axes[-1]
        panels = [
            _panel(when, values[head] if heads else values, rows, columns, head if heads else None)
            for heads in [len(step.axes) == 3]
            for head in range(step.axes[0].size or 1 if heads else 1)
            for when, values in ((when, seen.values) for when, seen in moments)
        ]
        data = {"panels": panels, "row_axis": rows.name, "column_axis": columns.name, "across": len(moments)}
        return Figure("heads", say("training.watch_title", stage=step.name), data)


def _panel(when: int, values: np.ndarray, rows: Axis, columns: Axis, head: int | None) -> dict[str, Any]:
    title = say("training.watch_panel", step=when) if head is None else say("training.watch_panel_head", step=when, head=head)
    return {"title": title, "values": values, "rows": list(rows.labels), "columns": list(columns.labels)}
