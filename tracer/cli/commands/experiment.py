"""`ttrace experiment NAME TEXT`: a model run several ways, measured, told."""

from __future__ import annotations

from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import options, without
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result, page
from tracer.cli.run_options import RunOptions
from tracer.errors import TracerError
from tracer.settings import FIELDS


class ExperimentOptions(Options):
    """name: of the experiment. at: the token that is looked at, where the experiment looks at one."""

    name: str
    at: str | None = None


def experiment(which: ExperimentOptions, run: RunOptions, output: OutputOptions) -> Result:
    """Run an experiment and return its document."""
    from tracer.experiments import document, text_of
    from tracer.experiments import experiment as known

    _ = output.format
    known(which.name)
    given = dict(run.settings)
    if which.name == "patch" and len(run.words) == 2:
        given["other"], run = run.words[1], run.replace(words=run.words[:1])
    text = run.text
    if run.from_file:
        given["from_file"], text = run.from_file, text if text is not None else text_of(run.from_file)
    if text is None:
        raise TracerError("tokens.empty")
    if run.cut is not None:
        given["cut"] = run.cut
    if run.embeddings:
        given["embeddings"] = run.embeddings
    if which.at:
        given["at"] = which.at
    if run.model is not None:
        given["model"] = run.model
    return page(document(which.name, text, given), output)


def _taken() -> list[Option]:
    """The settings of the runs, and where the text comes from."""
    more = ("text_file", "cut_words", "cut_characters", "causal", "no_scale", "model", "from_file", "embeddings")
    params = options("text", "model", "weights", "conventions")
    return [param for param in params if (param.name in FIELDS or param.name in more) and param.name != "dtype"]


command = Command(
    "experiment",
    answer=experiment,
    takes=(ExperimentOptions, RunOptions, OutputOptions),
    params=[
        Argument(["name"]),
        Argument(["words"], nargs=-1, metavar="[TEXT]..."),
        Option(["--at"], metavar="TOKEN", group="looking", message="training.option_at", documents=True),
        *_taken(),
        *without(options("output", "parts", "page"), "figure", "brief", "live", "step"),
    ],
)
