"""`ttrace train`: training steps of a text with every number, or a whole small model on a task."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.caller import Caller
from tracer.cli.command import Command, Given
from tracer.cli.look_options import LookOptions, ViewOptions
from tracer.cli.option import Argument
from tracer.cli.option_group import Options
from tracer.cli.options import about_runs, options
from tracer.cli.output import DATA_FORMATS, OutputOptions
from tracer.cli.result import Page, Part, Result, page
from tracer.cli.run_options import RunOptions
from tracer.cli.training_options import TrainingOptions, step_options, steps_trace, training_option
from tracer.errors import TracerError
from tracer.language import say
from tracer.sanitize import sanitize

if TYPE_CHECKING:
    from tracer.document.blocks import Document
    from tracer.record.trace import Trace
    from tracer.training.checkpoint import Keeper
    from tracer.training.loop import Training
    from tracer.training.watch import Watch


class TaskOptions(Options):
    """task: its name or file. show: every number of a text's steps. resume, exact, watch, watch_to: of a task's training."""

    task: str | None = None
    show: bool = False
    resume: bool = False
    exact: bool = False
    watch: str | None = None
    watch_to: str | None = None


class Train(Options):
    """All groups of options of `train`."""

    task: TaskOptions
    steps: TrainingOptions
    run: RunOptions
    look: LookOptions
    view: ViewOptions
    output: OutputOptions
    given: Given
    caller: Caller

    @classmethod
    def of(cls, context: click.Context) -> Train:
        """Every group of options, read from click's context."""
        return cls(
            TaskOptions.of(context),
            TrainingOptions.of(context),
            RunOptions.of(context),
            LookOptions.of(context),
            ViewOptions.of(context),
            OutputOptions.of(context),
            Given.of(context),
            Caller.of(context),
        )

    @property
    def shows_stages(self) -> bool:
        """Whether of a text's steps the stages are shown, and not a line a step."""
        return bool(self.task.show or self.look.stages or self.view.listing or self.output.format in DATA_FORMATS)


def train(wanted: Train) -> Result:
    """Trace training steps on a text, or train a model on a task."""
    _refuse_idle(wanted)
    if not wanted.task.task:
        return page(_steps(wanted), wanted.output)
    if wanted.run.words:
        raise TracerError("training.text_and_task")
    return _task(wanted, wanted.task.task)


def _refuse_idle(wanted: Train) -> None:
    """Refuse options that this kind of training would pass over."""
    for option, _ in wanted.given.options:
        if wanted.task.task:
            idle = option.training == "text" or option.tables or (option.training == "watched" and not wanted.task.watch)
        else:
            idle = option.training == "task" or (option.tables and not wanted.shows_stages)
        if idle:
            raise TracerError("training.idle_of_task" if wanted.task.task else "training.idle_of_text", option=option.opts[0])


def _steps(wanted: Train) -> Document:
    """Training steps of a text: a line each, or with --show (and in formats that store numbers) everything."""
    trace = _trace(wanted)
    if wanted.view.listing:
        from tracer.document.listing_documents import list_document

        return list_document(trace.steps, trace.parameters, wanted.look.selection())
    if wanted.output.format == "xlsx":
        from tracer.document.workbook import workbook_document

        return workbook_document(trace, wanted.look.selection())
    if wanted.output.format in DATA_FORMATS:
        from tracer.document.data_document import data_document

        return data_document(trace, wanted.look.selection())
    if wanted.shows_stages:
        from tracer.document.trace_document import document

        return document(trace, wanted.look.selection())
    from tracer.document.trace_document import text_of
    from tracer.training.report import steps_document

    text = " ".join(wanted.run.words) or text_of(trace) or wanted.run.from_file or ""
    return steps_document(trace, trace.run_request.data["steps"], text)


def _trace(wanted: Train) -> Trace:
    return steps_trace(wanted.run, wanted.steps)


def _task(wanted: Train, name: str) -> Result:
    """Train a task to its end, or until it is stopped; say how it went."""
    _one_thread()
    from tracer.training.checkpoint import Keeper, card_of, resume, save_model
    from tracer.training.report import task_document

    file = wanted.output.output
    if file and Path(file).suffix != ".safetensors":
        raise TracerError("training.only_safetensors", file=file)
    if wanted.task.resume and not file:
        raise TracerError("training.resume_needs_file")
    training, keeper = _training(wanted, name), Keeper(file)
    if wanted.task.resume and keeper.file is not None:
        resume(keeper.file, training)
    watch = _watch(wanted, training)
    keeper(training)
    if not _run(training, keeper, watch, wanted.caller):
        return Result((), 130)
    card = save_model(file, training) if file else card_of(training)
    keeper.done()
    parts: list[Part] = [Page(task_document(training, card, file or ""), wanted.output.replace(output=None))]
    if watch is not None:
        parts.append(Page(watch.document(), wanted.output.replace(output=wanted.task.watch_to)))
    return Result(parts)


def _one_thread() -> None:
    """Products this small are slower on several threads than on one, and their last digits depend on how many there are.

    NumPy's library reads this when it is loaded, which in this command is later than now; what the user set would change the
    result. The training itself asks OpenBLAS for one thread, however it was loaded; the card says what was used.
    """
    for setting in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ[setting] = "1"


def _training(wanted: Train, name: str) -> Training:
    """The run that was asked for: the task's own model and ways, and what the options change of them."""
    from tracer.training.loop import Training
    from tracer.training.tasks import task

    settings, load = dict(wanted.run.settings), wanted.run.load
    chosen = task(name, settings.get("seed", 0))
    parameters = None
    if load:
        from tracer.files.formats import load as read

        parameters = read(load).parameters
    return Training(chosen, wanted.steps.steps, settings, wanted.steps.of_optimizer, parameters, load or "", wanted.task.exact)


def _watch(wanted: Train, training: Training) -> Watch | None:
    if not wanted.task.watch:
        return None
    from tracer.training.watch import Watch

    stage = (wanted.look.stages or ("softmax",))[0]
    return Watch(training, wanted.task.watch, stage, wanted.run.target[0] if wanted.run.target else None)


def _run(training: Training, keeper: Keeper, watch: Watch | None, caller: Caller) -> bool:
    """Train with a bar on the screen; whether the end was reached. Ctrl-C keeps the state."""
    from tracer.training.loop import NotFinite

    try:
        _learn(training, keeper, watch, caller)
    except KeyboardInterrupt:
        keeper(training)
        where = {"step": keeper.good, "steps": training.steps, "file": str(keeper.file or "")}
        click.echo(say("training.stopped" if keeper.file else "training.stopped_unsaved", **where), err=True)
        return False
    except NotFinite as error:
        if keeper.file is not None:
            raise TracerError("training.not_finite_kept", **error.values, file=str(keeper.file), good=keeper.good) from None
        raise
    return True


def _learn(training: Training, keeper: Keeper, watch: Watch | None, caller: Caller) -> None:
    name, metric = sanitize(training.task.name), say(f"training.column_{training.task.metric}")
    bar = click.progressbar(length=training.steps, label=name, file=sys.stderr, hidden=not caller.is_reader)
    with bar:
        bar.update(training.network.step)
        for progress in training.run(keeper):
            if progress.metric is not None:
                bar.label = f"{name}  {say('training.column_loss')} {progress.loss:.4f}  {metric} {progress.metric:.4f}"
                if watch is not None:
                    watch.look()
            bar.update(1)


_OWN = [
    training_option("--task", metavar="NAME|FILE.tsv", path=True),
    training_option("--show", is_flag=True, training="text"),
    training_option("--resume", is_flag=True, training="task", documents=False, writes=True),
    training_option("--exact", is_flag=True, training="task"),
    training_option("--watch", metavar="TEXT", training="task"),
    training_option("--watch-to", metavar="FILE", training="task", documents=False, writes=True, carried=False),
]
command = Command(
    "train",
    answer=train,
    trace=_trace,
    takes=(Train,),
    params=[
        Argument(["words"], nargs=-1, metavar="[TEXT]..."),
        *_OWN,
        *step_options(),
        *about_runs("text", "model", "weights", "changes", "conventions"),
        *options("looking", "output"),
    ],
    refuses=dict.fromkeys(("--generate", "--temperature", "--top-k", "--top-p", "--cache"), "training.writes_nothing"),
)
