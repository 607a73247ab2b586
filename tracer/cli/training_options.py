"""Training steps of a text as one trace: the options that describe them, for every command that can show such a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.options import Option
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace

KEYS = ("label_smoothing", "optimizer", "learning_rate", "betas", "optimizer_epsilon", "schedule", "warmup")
TEXT_KEYS = ("labels", "pool", "ignore_label", "class_weights", "reduction")


def asks_for_steps(values: Mapping[str, Any]) -> bool:
    """Whether a command's values say how to train."""
    return any(values.get(key) is not None for key in ("steps", *KEYS, *TEXT_KEYS) if key != "pool")  # every run may pool


def steps_trace(text: Sequence[str], values: Mapping[str, Any]) -> Trace:
    """The training steps asked for (one, where nothing says how many); `trace.request.data["steps"]` says how many they are.

    Raises TracerError where there is no text, and whatever `tracer.training.step.traced` refuses.
    """
    from tracer.cli.run_options import request_of
    from tracer.training.step import traced

    if not (text or values.get("from_file") or values.get("text_file")):
        raise TracerError("training.needs_text")
    request = request_of(text, values)
    request.data.update(told(values, (*KEYS, *TEXT_KEYS)))
    steps = values.get("steps") or int(request.data.get("steps", 1))
    request.data["steps"] = steps
    return traced(request, steps)


def told(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Those of the keys that were given."""
    return {key: values[key] for key in keys if values.get(key) is not None}


def _numbers(_: Any, param: click.Parameter, raw: str | None) -> list[float] | None:
    if raw is None:
        return None
    try:
        return [float(part) for part in raw.split(",")]
    except ValueError:
        raise TracerError("training.numbers", name=param.opts[0], value=raw) from None


def _labels(_: Any, __: Any, raw: str | None) -> list[int | str] | None:
    """Class numbers, or words where one is no number."""
    if raw is None:
        return None
    parts = [part.strip() for part in raw.split(",")]
    try:
        return [int(part) for part in parts]
    except ValueError:
        return list(parts)


def training_option(*names: str, **attributes: Any) -> Option:
    """An option of the group on training, worded in that area."""
    key = names[-1].lstrip("-").replace("-", "_")
    return Option(list(names), group="training", message=f"training.option_{key}", **attributes)


def step_options() -> list[click.Parameter]:
    """How many steps, and all that decides what a step does."""
    return [
        training_option("--steps", type=click.IntRange(1), metavar="N"),
        training_option("--labels", callback=_labels, metavar="A,B,C"),
        training_option("--pool", type=click.Choice(["none", "mean"])),
        training_option("--label-smoothing", type=float, metavar="NUMBER"),
        training_option("--ignore-label", type=int, metavar="N"),
        training_option("--class-weights", callback=_numbers, metavar="A,B,C"),
        training_option("--reduction", type=click.Choice(["mean", "sum"])),
        training_option("--optimizer", type=click.Choice(["adam", "sgd"])),
        training_option("--learning-rate", type=float, metavar="NUMBER"),
        training_option("--betas", callback=_numbers, metavar="A,B"),
        training_option("--optimizer-epsilon", type=float, metavar="NUMBER"),
        training_option("--schedule", type=click.Choice(["constant", "noam", "linear"])),
        training_option("--warmup", type=click.IntRange(1), metavar="N"),
    ]
