"""`ttrace train`: training steps of a text with every number, or a whole small model on a task."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.options import Command, Option, options, setting_values
from tracer.cli.output import send
from tracer.cli.running import request_of, selection_of
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.training.checkpoint import Keeper
    from tracer.training.loop import Training
    from tracer.training.watch import Watch

KEYS = ("label_smoothing", "optimizer", "learning_rate", "betas", "optimizer_epsilon", "schedule", "warmup")
TEXT_KEYS = ("labels", "pool", "ignore_label", "class_weights", "reduction")


def train(text: tuple[str, ...], **values: Any) -> int | None:
    """Trace training steps, or train a task."""
    if values["task"]:
        if text:
            raise TracerError("training.text_and_task")
        return _task(values)
    _steps(text, values)
    return None


def _steps(text: tuple[str, ...], values: Mapping[str, Any]) -> None:
    """Training steps of a text: a line each, or with --show (and in formats that store numbers) everything."""
    from tracer.cli.output import DATA_FORMATS, format_of
    from tracer.training.step import traced

    if not (text or values["from_file"] or values["text_file"]):
        raise TracerError("training.needs_text")
    name = format_of(values)
    request = request_of(text, values)
    request.data.update(_told(values, (*KEYS, *TEXT_KEYS)))
    steps = values["steps"] or int(request.data.get("steps", 1))
    request.data["steps"] = steps
    trace = traced(request, steps)
    if name in DATA_FORMATS:
        from tracer.document.data import data_document

        send(data_document(trace, selection_of(values)), values)
    elif values["show"] or values["stages"]:
        from tracer.document.build import document

        send(document(trace, selection_of(values)), values)
    else:
        from tracer.training.report import steps_document

        send(steps_document(trace, steps, " ".join(text)), values)


def _told(values: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: values[key] for key in keys if values.get(key) is not None}


def _task(values: Mapping[str, Any]) -> int | None:
    """Train a task to its end, or until it is stopped; say how it went."""
    _one_thread()
    from tracer.training.checkpoint import Keeper, card_of, resumed, save_model
    from tracer.training.report import task_document

    file = values["output"]
    if file and Path(file).suffix != ".safetensors":
        raise TracerError("training.only_safetensors", file=file)
    if values["resume"] and not file:
        raise TracerError("training.resume_needs_file")
    training, keeper = _training(values), Keeper(file)
    if values["resume"] and keeper.file is not None:
        resumed(keeper.file, training)
    watch = _watch(values, training)
    keeper(training)
    if not _run(training, keeper, watch):
        return 130
    card = save_model(file, training) if file else card_of(training, f"{training.task.name}.safetensors")
    keeper.done()
    send(task_document(training, card, file or ""), {**values, "output": None})
    if watch is not None:
        send(watch.document(), {**values, "output": values["watch_to"]})
    return None


def _one_thread() -> None:
    """Products this small are slower on several threads than on one, and on one they are the same on every machine's cores.

    NumPy reads this when it is loaded, which in this command is later than now.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def _training(values: Mapping[str, Any]) -> Training:
    """The run that was asked for: the task's own model and ways, and what the options change of them."""
    from tracer.training.loop import Training
    from tracer.training.task import task

    settings = setting_values(values)
    found = task(values["task"], settings.get("seed", 0))
    given = None
    if values.get("load"):
        from tracer.weights.files import load

        given = load(values["load"]).parameters
    return Training(found, values["steps"], settings, _told(values, KEYS), given, values.get("load") or "")


def _watch(values: Mapping[str, Any], training: Training) -> Watch | None:
    if not values["watch"]:
        return None
    from tracer.training.watch import Watch

    stage = (values["stages"] or ("softmax",))[0]
    return Watch(training, values["watch"], stage, values["target"][0] if values["target"] else None)


def _run(training: Training, keeper: Keeper, watch: Watch | None) -> bool:
    """Train with a bar on the screen; whether the end was reached. Ctrl-C keeps the state."""
    try:
        _learn(training, keeper, watch)
    except KeyboardInterrupt:
        keeper(training)
        told = {"step": training.network.step, "steps": training.steps, "file": str(keeper.file or "")}
        click.echo(say("training.stopped" if keeper.file else "training.stopped_unsaved", **told), err=True)
        return False
    except TracerError as error:
        if error.message == "training.not_finite" and keeper.file is not None:
            raise TracerError("training.not_finite_kept", **error.values, file=str(keeper.file), good=keeper.good) from None
        raise
    return True


def _learn(training: Training, keeper: Keeper, watch: Watch | None) -> None:
    name, metric = training.task.name, say(f"training.column_{training.task.metric}")
    with click.progressbar(length=training.steps, label=name, file=sys.stderr) as bar:
        bar.update(training.network.step)
        for progress in training.run(keeper):
            if progress.metric is not None:
                bar.label = f"{name}  {say('training.column_loss')} {progress.loss:.4f}  {metric} {progress.metric:.4f}"
                if watch is not None:
                    watch.look()
            bar.update(1)


def _numbers(_: Any, param: click.Parameter, raw: str | None) -> list[float] | None:
    if raw is None:
        return None
    try:
        return [float(part) for part in raw.split(",")]
    except ValueError:
        raise TracerError("cli.numbers", name=param.opts[0], value=raw) from None


def _labels(_: Any, __: Any, raw: str | None) -> list[int | str] | None:
    """Class numbers, or words where one is no number."""
    if raw is None:
        return None
    parts = [part.strip() for part in raw.split(",")]
    try:
        return [int(part) for part in parts]
    except ValueError:
        return list(parts)


def _option(*names: str, **attributes: Any) -> Option:
    key = names[-1].lstrip("-").replace("-", "_")
    return Option(list(names), group="training", message=f"training.option_{key}", **attributes)


_OWN = [
    _option("--task", metavar="NAME|FILE.tsv"),
    _option("--steps", type=click.IntRange(1), metavar="N"),
    _option("--show", is_flag=True),
    _option("--resume", is_flag=True),
    _option("--watch", metavar="TEXT"),
    _option("--watch-to", metavar="FILE"),
    _option("--labels", callback=_labels, metavar="A,B,C"),
    _option("--pool", type=click.Choice(["none", "mean"])),
    _option("--label-smoothing", type=float, metavar="NUMBER"),
    _option("--ignore-label", type=int, metavar="N"),
    _option("--class-weights", callback=_numbers, metavar="A,B,C"),
    _option("--reduction", type=click.Choice(["mean", "sum"])),
    _option("--optimizer", type=click.Choice(["adam", "sgd"])),
    _option("--learning-rate", type=float, metavar="NUMBER"),
    _option("--betas", callback=_numbers, metavar="A,B"),
    _option("--optimizer-epsilon", type=float, metavar="NUMBER"),
    _option("--schedule", type=click.Choice(["constant", "noam", "linear"])),
    _option("--warmup", type=click.IntRange(1), metavar="N"),
]
command = Command(
    "train",
    callback=train,
    params=[
        click.Argument(["text"], nargs=-1),
        *_OWN,
        *options("text", "model", "weights", "changes", "conventions", "looking", "output"),
    ],
)
