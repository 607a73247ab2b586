"""What of a trace is shown, as options say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.cli.option_group import Options

if TYPE_CHECKING:
    from tracer.document.places import Places
    from tracer.document.selection import Selection


class RedrawOptions(Options):
    """redraw: whether the run is drawn again until its numbers are worth computing."""

    redraw: bool = False


class LookOptions(Options):
    """What of the stages and numbers is shown, and how they are written; fields are named as the options' values are."""

    stages: tuple[str, ...] = ()
    layers_shown: tuple[int, ...] = ()
    only_heads: tuple[int, ...] = ()
    only_tokens_shown: tuple[str, ...] = ()
    rows: Places | None = None
    columns: Places | None = None
    precision: int | None = None
    detail: bool = False
    no_formula: bool = False
    parameters: bool = False
    everything: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether no stage was chosen: what is shown is the whole run."""
        return not self.stages and not self.layers_shown

    def selection(self, paper: int | None = None, changed: bool = False) -> Selection:
        """What a document shows of a trace. paper: the decimals that paper mode rounds to."""
        from tracer.document.selection import Selection

        return Selection(
            stages=self.stages,
            layers=self.layers_shown,
            heads=self.only_heads,
            tokens=self.only_tokens_shown,
            rows=self.rows,
            columns=self.columns,
            precision=self.precision if self.precision is not None else paper,
            detail=self.detail,
            formula=not self.no_formula,
            parameters=self.parameters,
            changed=changed,
            everything=self.everything,
        )


class ViewOptions(Options):
    """What is shown instead of all stages: at most one of these."""

    only_tokens: bool = False
    changed: bool = False
    listing: bool = False
    brief: bool = False
    figure: str | None = None
    step: bool = False
