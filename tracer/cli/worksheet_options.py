"""What `ttrace worksheet make` and `again` take: the options, and the values they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import MOST_SHEETS, about_runs, options

if TYPE_CHECKING:
    from tracer.exercises.sheet_code import Recipe


class SheetOptions(Options):
    """blank: stages, each word of several with commas between. variants, names: how many sheets, or whose. key: its file.

    exam: a page that only collects answers. points: of blanks or stages. follow_on: per cent of them for what follows.
    appendix: what helps with e^x. kind: of exercise. design: what matrices of kind "design" are to bring about. qr: with the
    sheet's code as one. hints: at its end. recipe: the sheet to make once more.
    """

    blank: tuple[str, ...] = ()
    difficulty: str = "medium"
    precision: int | None = None
    variants: int | None = None
    names: str | None = None
    key: str | None = None
    exam: bool = False
    points: tuple[str, ...] = ()
    follow_on: float = 100.0
    appendix: str | None = None
    kind: str = "blanks"
    design: tuple[str, ...] = ()
    qr: bool = False
    hints: bool = False
    recipe: Recipe | None = None


class AgainOptions(Options):
    """The code on a sheet, where its key goes, whether the sheet carries its code as a QR code, and hints."""

    code: str
    key: str | None = None
    qr: bool = False
    hints: bool = False


MAKE_PARAMS = [
    Argument(["words"], nargs=-1, metavar="TEXT..."),
    Option(["--blank"], multiple=True, metavar="STAGE,…", group="looking", message="exercises.option_blank", documents=True),
    Option(
        ["--difficulty"],
        type=click.Choice(["easy", "medium", "hard"]),
        default="medium",
        group="looking",
        message="exercises.option_difficulty",
        documents=True,
    ),
    Option(["--precision"], type=click.IntRange(0, 12), metavar="N", group="looking", documents=True),
    Option(
        ["--kind"],
        type=click.Choice(["blanks", "shapes", "predict", "match", "gradient", "unscaled", "mistake", "design"]),
        default="blanks",
        group="looking",
        message="exercises.option_kind",
        documents=True,
    ),
    Option(["--design"], multiple=True, metavar="NAME,…", group="looking", message="design.option_design", documents=True),
    Option(
        ["--appendix"],
        type=click.Choice(["exp", "calculator"]),
        group="looking",
        message="exercises.option_appendix",
        documents=True,
    ),
    Option(
        ["--variants"],
        type=click.IntRange(1, 1000),
        metavar="N",
        group="output",
        message="exercises.option_variants",
        documents=True,
        most=MOST_SHEETS,
    ),
    Option(["--names"], metavar="FILE", group="output", message="exercises.option_names", documents=True, path=True),
    Option(["--points"], multiple=True, metavar="N|STAGE=N,…", group="output", message="marking.option_points", documents=True),
    Option(
        ["--follow-on"],
        type=click.FloatRange(0, 100),
        default=100.0,
        metavar="PERCENT",
        group="output",
        message="marking.option_follow_on",
        documents=True,
    ),
    Option(["--qr"], is_flag=True, group="output", message="exercises.option_qr", documents=True),
    Option(["--hints"], is_flag=True, group="output", message="hints.option", documents=True),
    Option(["--exam"], is_flag=True, group="output", message="form.option_exam", documents=True),
    Option(["--key"], metavar="FILE", group="output", message="exercises.option_key", writes=True, carried=False),
    *about_runs(),
    Option(["--format", "format_"], metavar="FORMAT", group="output", message="quizzes.option_format", documents=True),
    *(option for option in options("output") if option.name != "format_"),
]
AGAIN_PARAMS = [
    Argument(["code"], metavar="CODE"),
    Option(["--key"], metavar="FILE", group="output", message="exercises.option_key", writes=True, carried=False),
    Option(["--qr"], is_flag=True, group="output", message="exercises.option_qr", documents=True),
    Option(["--hints"], is_flag=True, group="output", message="hints.option", documents=True),
    *options("output"),
]
