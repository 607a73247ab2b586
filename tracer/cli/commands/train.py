"""`ttrace train`: training steps of a text with every number, or a whole small model on a task."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.options import ONLY_SHOWN, Command, given, options
from tracer.cli.output import send
from tracer.cli.run_options import selection_of
from tracer.cli.setting_options import setting_values
from tracer.cli.training_options import KEYS, step_options, steps_trace, told, training_option
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.training.checkpoint import Keeper
    from tracer.training.loop import Training
    from tracer.training.watch import Watch


def train(text: tuple[str, ...], **values: Any) -> int | None:
    """Trace training steps, or train a task."""
    _refuse_idle(values)
    if values["task"]:
        if text:
            raise TracerError("training.text_and_task")
        return _task(values)
    _steps(text, values)
    return None


_ONLY_TASK = {"watch", "watch_to", "resume"}
_WATCHED = {"stages", "target"}  # of a task only what is watched while it trains
_OF_TABLES = {"layers_shown", "only_heads", "only_tokens_shown", "columns", "precision", "detail", "no_formula", "everything"}
_ONLY_TEXT = {
    "show", "listing", "labels", "pool", "ignore_label", "class_weights", "reduction", "also", "pair", "text_file", "target_ids",
    "model", "download", "from_file", "embeddings", "edits", "set_file", "paper", "parameters", *_OF_TABLES,
}  # fmt: skip


def _refuse_idle(values: Mapping[str, Any]) -> None:
    """Refuse options that this kind of training would pass over."""
    from tracer.cli.output import DATA_FORMATS, format_of

    if values["task"]:
        idle = _ONLY_TEXT if values["watch"] else _ONLY_TEXT | _WATCHED
    else:
        shows = values["show"] or values["stages"] or values["listing"] or format_of(values) in DATA_FORMATS
        idle = _ONLY_TASK if shows else _ONLY_TASK | _OF_TABLES | {"parameters"}
    for option in given():
        if option.name in idle:
            raise TracerError("training.idle_of_task" if values["task"] else "training.idle_of_text", option=option.opts[0])


def _steps(text: tuple[str, ...], values: Mapping[str, Any]) -> None:
    """Training steps of a text: a line each, or with --show (and in formats that store numbers) everything."""
    from tracer.cli.output import DATA_FORMATS, format_of

    name = format_of(values)
    trace = steps_trace(text, values)
    if values["listing"]:
        from tracer.document.listing import list_document

        send(list_document(trace.steps, trace.parameters, selection_of(values)), values)
    elif name in DATA_FORMATS:
        from tracer.document.data import data_document

        send(data_document(trace, selection_of(values)), values)
    elif values["show"] or values["stages"]:
        from tracer.document.build import document

        send(document(trace, selection_of(values)), values)
    else:
        from tracer.training.report import steps_document

        assert trace.request is not None
        send(steps_document(trace, trace.request.data["steps"], " ".join(text)), values)


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
    return Training(found, values["steps"], settings, told(values, KEYS), given, values.get("load") or "")


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


_OWN = [
    training_option("--task", metavar="NAME|FILE.tsv"),
    training_option("--show", is_flag=True),
    training_option("--resume", is_flag=True),
    training_option("--watch", metavar="TEXT"),
    training_option("--watch-to", metavar="FILE"),
]
command = Command(
    "train",
    callback=train,
    params=[
        click.Argument(["text"], nargs=-1),
        *_OWN,
        *step_options(),
        *options("text", "model", "weights", "changes", "conventions", "looking", "output", without=ONLY_SHOWN),
    ],
)
