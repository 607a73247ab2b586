"""`ttrace worksheet mark` and `puzzle`: answers marked with errors followed through, and hidden mistakes."""

from __future__ import annotations

import os

import click

from tracer.cli.caller import Caller
from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import about_runs, options
from tracer.cli.output import OutputOptions
from tracer.cli.progress import progress
from tracer.cli.result import Result, page, text
from tracer.cli.run_options import RunOptions, trace_of
from tracer.errors import TracerError


class MarkOptions(Options):
    """A key, files of answers, and folders that the commands in the key may open files of. each: every pupil's answers, too."""

    key: str
    answers: tuple[str, ...]
    each: bool = False
    allow: tuple[str, ...] = ()


class PuzzleOptions(Options):
    """reveal: tell the mistake. guess: the cell somebody takes for the first wrong one. hint: the number of one to give."""

    reveal: bool = False
    hint: int | None = None
    guess: str | None = None


def mark(marked: MarkOptions, output: OutputOptions, caller: Caller) -> Result:
    """Mark every pupil's answers; the exit code is 1 where one of them is wrong."""
    from tracer.cli.replay import Replay
    from tracer.exercises.marked_document import marked_document
    from tracer.language import current

    runner = Replay(os.path.dirname(marked.key) or ".", current(), caller, allow=marked.allow)
    document, right = marked_document(
        marked.key, marked.answers, runner.trace, marked.each, lambda count: progress("marking.progress", count)
    )
    return page(document, output, 0 if right else 1)


def puzzle(which: PuzzleOptions, run: RunOptions, output: OutputOptions) -> Result:
    """Show a run with one hidden mistake, judge a guess (--guess), give a hint (--hint), or reveal the mistake (--reveal)."""
    from tracer.exercises.puzzle import hint, judge_guess, puzzle_document, reveal_document
    from tracer.exercises.puzzle import puzzle as hidden

    if run.also:
        raise TracerError("exercises.several")
    mistake = hidden(trace_of(run), int(run.settings.get("seed", 0)))
    if which.guess is not None:
        right, sentence = judge_guess(mistake, which.guess)
        return text(sentence + "\n", 0 if right else 1)
    if which.hint is not None:
        return text(hint(mistake, which.hint) + "\n")
    return page(reveal_document(mistake) if which.reveal else puzzle_document(mistake), output)


mark_command = Command(
    "mark",
    answer=mark,
    takes=(MarkOptions, OutputOptions, Caller),
    params=[
        Argument(["key"], metavar="KEY", paths=True),
        Argument(["answers"], nargs=-1, required=True, metavar="ANSWERS...", paths=True),
        Option(["--each"], is_flag=True, group="looking", message="marking.option_each", documents=True),
        Option(["--allow"], multiple=True, metavar="DIR", group="text", message="confine.allow"),
        *options("output"),
    ],
)
puzzle_command = Command(
    "puzzle",
    answer=puzzle,
    takes=(PuzzleOptions, RunOptions, OutputOptions),
    params=[
        Argument(["words"], nargs=-1, metavar="TEXT..."),
        Option(["--reveal"], is_flag=True, group="looking", message="exercises.option_reveal", documents=True),
        Option(
            ["--hint"],
            type=click.IntRange(1, 3),
            metavar="1|2|3",
            group="looking",
            message="exercises.option_hint",
            documents=True,
        ),
        Option(["--guess"], metavar="CELL", group="looking", message="exercises.option_guess", documents=True),
        *about_runs(),
        *options("output"),
    ],
)
