"""Training steps of a text as one trace: the options that describe them, for every command that can show such a trace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.option import Option
from tracer.cli.option_group import Options
from tracer.cli.options import MOST_STEPS
from tracer.cli.progress import progress
from tracer.cli.run_options import RunOptions, request_of
from tracer.errors import TracerError
from tracer.full_width import half_width_value
from tracer.settings.data import data_keys

if TYPE_CHECKING:
    from tracer.record.trace import Trace

KEYS = data_keys("optimization")


class TrainingOptions(Options):
    """How many steps, and all that decides what a step does; None where an option was not given."""

    steps: int | None = None
    labels: list[int | str] | None = None
    label_smoothing: float | None = None
    ignore_label: int | None = None
    pad_label: int | None = None
    class_weights: list[float] | None = None
    reduction: str | None = None
    optimizer: str | None = None
    learning_rate: float | None = None
    betas: list[float] | None = None
    optimizer_epsilon: float | None = None
    optimizer_momentum: float | None = None
    nesterov: bool | None = None
    weight_decay: float | None = None
    clip_norm: float | None = None
    accumulate: int | None = None
    schedule: str | None = None
    warmup: int | None = None

    @property
    def any_given(self) -> bool:
        """Whether anything says how to train."""
        return any(getattr(self, key) is not None for key in self._fields)

    @property
    def data(self) -> dict[str, Any]:
        """The training keys given, named as in a trace file, except the number of steps."""
        return {key: value for key in self._fields if key != "steps" and (value := getattr(self, key)) is not None}

    @property
    def of_optimizer(self) -> dict[str, Any]:
        """The keys among them that training on a task reads too."""
        return {key: value for key, value in self.data.items() if key in KEYS}


def steps_trace(run: RunOptions, training: TrainingOptions) -> Trace:
    """The training steps asked for (one, where nothing says how many); `trace.request.data["steps"]` says how many they are.

    Raises TracerError where there is no text, and whatever `tracer.training.traced_step.traced` refuses.
    """
    from tracer.training.traced_step import trace_steps

    if not (run.words or run.from_file or run.text_file):
        raise TracerError("training.needs_text")
    request = request_of(run)
    request.data.update(training.data)
    steps = training.steps or int(request.data.get("steps", 1))
    request.data["steps"] = steps
    with progress("training.progress", steps) as report:
        return trace_steps(request, steps, report)


def _numbers(_: Any, param: click.Parameter, raw: str | None) -> list[float] | None:
    if raw is None:
        return None
    try:
        return [float(part) for part in half_width_value(raw).split(",")]
    except ValueError:
        raise TracerError("training.numbers", name=param.opts[0], value=raw) from None


def _labels(_: Any, __: Any, raw: str | None) -> list[int | str] | None:
    """Class numbers, or words where one is no number."""
    if raw is None:
        return None
    parts = [part.strip() for part in re.split("[,，]", raw)]
    try:
        return [int(part) for part in parts]
    except ValueError:
        return list(parts)


def training_option(*names: str, **attributes: Any) -> Option:
    """An option of the group on training, worded in that area."""
    key = names[-1].lstrip("-").replace("-", "_")
    return Option(names, group="training", message=f"training.option_{key}", **{"documents": True, **attributes})


def step_options() -> list[Option]:
    """The options of traced training steps."""
    of_text = {"training": "text"}
    return [
        training_option("--steps", type=click.IntRange(1), metavar="N", most=MOST_STEPS),
        training_option("--labels", callback=_labels, metavar="A,B,C", **of_text),
        training_option("--pool", type=click.Choice(["none", "mean", "last"]), **of_text),
        training_option("--label-smoothing", type=float, metavar="NUMBER"),
        training_option("--ignore-label", type=int, metavar="N", **of_text),
        training_option("--pad-label", type=click.IntRange(0), metavar="N", **of_text),
        training_option("--class-weights", callback=_numbers, metavar="A,B,C", **of_text),
        training_option("--reduction", type=click.Choice(["mean", "sum"]), **of_text),
        training_option("--optimizer", type=click.Choice(["adam", "adamw", "sgd"])),
        training_option("--learning-rate", type=float, metavar="NUMBER"),
        training_option("--betas", callback=_numbers, metavar="A,B"),
        training_option("--optimizer-epsilon", type=float, metavar="NUMBER"),
        training_option("--optimizer-momentum", type=float, metavar="NUMBER"),
        training_option("--nesterov", is_flag=True, default=None),
        training_option("--weight-decay", type=float, metavar="NUMBER"),
        training_option("--clip-norm", type=float, metavar="NUMBER"),
        training_option("--accumulate", type=click.IntRange(1), metavar="N"),
        training_option("--schedule", type=click.Choice(["constant", "noam", "linear", "cosine"])),
        training_option("--warmup", type=click.IntRange(1), metavar="N"),
    ]
