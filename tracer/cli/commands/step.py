"""`ttrace step TEXT`: step through a run on a full screen, or line by line with --plain."""

from __future__ import annotations

from tracer.cli.caller import Caller
from tracer.cli.command import Command, Given
from tracer.cli.look_options import LookOptions
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import RUN, options
from tracer.cli.output import OutputOptions
from tracer.cli.result import Result
from tracer.cli.run_options import RunOptions
from tracer.cli.stepping import step_through


class StepOptions(Options):
    """plain: line by line, without a screen."""

    plain: bool = False


def step(run: RunOptions, look: LookOptions, output: OutputOptions, given: Given, caller: Caller, options: StepOptions) -> Result:
    """Trace the text and return the dialogue that steps through it."""
    return step_through(run, look, output, given, caller, options.plain)


command = Command(
    "step",
    answer=step,
    documents=False,
    takes=(RunOptions, LookOptions, OutputOptions, Given, Caller, StepOptions),
    params=[
        Argument(["words"], nargs=-1, metavar="[TEXT]..."),
        *[option for option in options(*RUN, "looking", "output") if option.steps],
        Option(["--plain"], is_flag=True, group="output", message="stepper.plain"),
    ],
)
