"""`ttrace experiment NAME TEXT`: a model run several ways, measured, told."""

from __future__ import annotations

from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import about_runs, options, without
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result, page
from tracer.cli.run_options import RunOptions
from tracer.errors import TracerError


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
    given = {key: value for key, value in run.data.items() if value is not False or key in run.settings}
    if which.name == "patch" and len(run.words) == 2:
        given["other"], run = run.words[1], run.replace(words=run.words[:1])
    text = run.text
    for key, file in (("from_file", run.from_file), ("load", run.load)):
        if file:
            given[key], text = file, text if text is not None else text_of(**{key: file})
    if text is None:
        raise TracerError("tokens.empty")
    if run.embeddings:
        given["embeddings"] = run.embeddings
    if which.at:
        given["at"] = which.at
    return page(document(which.name, text, given), output)


# Options of a run that an experiment does not take, and why.
REFUSED = {
    "--also": "experiments.one_text",
    "--set": "experiments.own_changes",
    "--set-file": "experiments.own_changes",
    **dict.fromkeys(("--generate", "--temperature", "--top-k", "--top-p", "--cache"), "experiments.one_pass"),
}


command = Command(
    "experiment",
    answer=experiment,
    takes=(ExperimentOptions, RunOptions, OutputOptions),
    params=[
        Argument(["name"]),
        Argument(["words"], nargs=-1, metavar="[TEXT]..."),
        Option(["--at"], metavar="TOKEN", group="looking", message="training.option_at", documents=True),
        *[option for option in about_runs() if option.opts[0] not in REFUSED],
        *without(options("output", "parts", "page"), "figure", "brief", "live", "step"),
    ],
    refuses=REFUSED,
)
