"""`ttrace worksheet make|again|mark|puzzle`: exercises from a trace, marked with errors followed through, and hidden mistakes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

import tracer
from tracer.cli.caller import Caller
from tracer.cli.command import Command
from tracer.cli.embed import run_words, with_options
from tracer.cli.help import Context, TellsHelp
from tracer.cli.option import Option
from tracer.cli.options import options
from tracer.cli.output import OutputOptions
from tracer.cli.permission import call_of_code
from tracer.cli.progress import progress
from tracer.cli.quiz_files import quiz_parts
from tracer.cli.result import Part, Result, Text
from tracer.cli.run_options import RunOptions, trace_of
from tracer.cli.worksheet_files import FORM_FORMATS, Made, hint_text, join_sheets, key_format, key_text, render_text
from tracer.cli.worksheet_marks import mark_command, puzzle_command
from tracer.cli.worksheet_options import AGAIN_PARAMS, MAKE_PARAMS, AgainOptions, SheetOptions
from tracer.errors import TracerError
from tracer.full_width import half_width_value
from tracer.language import current, say, speaking
from tracer.render import formats
from tracer.render.quizzes import SYSTEMS

if TYPE_CHECKING:
    from tracer.document.blocks import Document
    from tracer.exercises.blanks import Sheet

PAGE_FORMATS = ("terminal", "text", "markdown", "latex", "typst", "html", "page", "ipynb")
_MAKES_THE_SHEET = ("blank", "difficulty", "precision", "points", "follow_on", "appendix", "kind", "design")  # beside its run


def make(sheets: SheetOptions, run: RunOptions, output: OutputOptions, caller: Caller) -> Result:
    """Make worksheets, and with --key the file of their answers."""
    name = _format(output)
    if sheets.exam and name not in FORM_FORMATS:
        raise TracerError("form.exam_format", format=name)
    _check_qr(sheets, name)
    if sheets.hints and sheets.exam:
        raise TracerError("hints.exam")
    if sheets.hints and name in SYSTEMS:
        raise TracerError("hints.format", known=list(PAGE_FORMATS), word=SYSTEMS[name].name)
    stages = _stages(sheets, name)
    if run.also:
        raise TracerError("exercises.several")
    key = key_format(sheets.key) if sheets.key else ""
    if sheets.key and output.output and os.path.realpath(sheets.key) == os.path.realpath(output.output):
        raise TracerError("exercises.same_file", file=sheets.key)
    names = _names(sheets)
    if len(names) > 1 and not sheets.key and name not in SYSTEMS:  # which hold the answers themselves
        raise TracerError("exercises.names_key")
    worksheets = _sheets(stages, names, sheets, run, caller)
    from tracer.exercises.paper import key_document, sheet_document
    from tracer.exercises.usual import mistakes_of_class

    parts: list[Part]
    if name in SYSTEMS:
        parts = quiz_parts([sheet for sheet, _ in worksheets], name, output.output)
    else:
        hints = [hint_text(sheet, name, output) if sheets.hints else "" for sheet, _ in worksheets]
        texts = _texts(worksheets, partial(sheet_document, exam=sheets.exam, hints=sheets.hints and not any(hints)), name, output)
        written = list(zip((sheet for sheet, _ in worksheets), texts, hints, strict=True))
        parts = [Text(join_sheets(name, written, sheets.exam, sheets.qr), output.output)]
    parts += _told(worksheets, sheets)
    if sheets.key:
        wants_mistakes = key != "json" and sheets.kind == "blanks"
        mistakes = mistakes_of_class([sheet for sheet, _ in worksheets]) if wants_mistakes else ()
        documents = partial(key_document, mistakes=mistakes)
        keys = [] if key == "json" else list(_texts(worksheets, documents, key, output))
        parts.insert(0, Text(key_text(worksheets, key, keys), sheets.key))
    return Result(parts)


def _stages(sheets: SheetOptions, name: str) -> list[str]:
    """The stages to leave blank; none where problems are asked for, which are printed or written for other programs."""
    stages = _parts(sheets.blank)
    if sheets.design and sheets.kind != "design":
        raise TracerError("design.without_kind")
    if sheets.kind != "blanks":
        if stages:
            raise TracerError("exercises.kind_blank", kind=sheets.kind)
        if sheets.kind == "design" and name in SYSTEMS:
            raise TracerError("design.format", word=SYSTEMS[name].name, known=list(PAGE_FORMATS))
    elif not stages:
        raise TracerError("exercises.no_blank_stage")
    return stages


def _parts(words: Sequence[str]) -> list[str]:
    """Words with commas between as one list."""
    return [part for word in words for part in half_width_value(word).split(",") if part]


def _check_qr(sheets: SheetOptions, name: str) -> None:
    """Raises TracerError where a QR code is asked for that cannot be printed, or by which a pupil could make the key."""
    from tracer.render.qr import QR

    if sheets.qr and sheets.exam:
        raise TracerError("exercises.qr_exam")
    if sheets.qr and name not in QR:
        raise TracerError("exercises.qr_format", known=list(QR), word=name)


def _format(output: OutputOptions) -> str:
    """The format of the sheets: a page's, or another program's. Raises TracerError for any other."""
    known = [*PAGE_FORMATS, *SYSTEMS]
    if output.format_ and output.format_ in SYSTEMS:
        return output.format_
    if output.format_ and output.format_ not in formats():
        raise TracerError.near("render.format", output.format_, known, formats=known)
    if output.format not in PAGE_FORMATS:
        raise TracerError("exercises.sheet_format", word=output.format, known=known)
    return output.format


def _told(worksheets: Made, sheets: SheetOptions) -> list[Text]:
    """How often a sheet was drawn, beside it, where no key says so."""
    from tracer.exercises.paper import draws_told

    drawn_again = [sheet for sheet, _ in worksheets if sheet.draws > 1]
    return [] if sheets.key else [Text(f"{draws_told(sheet)}\n", aside=True) for sheet in drawn_again]


def _names(sheets: SheetOptions) -> list[str]:
    """Whose sheets: a name a line, or as many sheets without a name as asked for."""
    if not sheets.names:
        return [sheets.recipe.name if sheets.recipe else ""] * (sheets.variants or 1)
    from tracer.files.text import read_text

    file = sheets.names
    names: list[str] = []
    for number, line in enumerate(read_text(file).split("\n"), 1):
        if name := line.strip():
            if name in names:
                raise TracerError("exercises.names_repeated", file=file, line=number, name=name)
            names.append(name)
    if not names:
        raise TracerError("exercises.names_empty", file=file)
    if sheets.variants and sheets.variants != len(names):
        raise TracerError("exercises.names_count", variants=sheets.variants, names=len(names))
    return names


def _sheets(stages: Sequence[str], names: Sequence[str], sheets: SheetOptions, run: RunOptions, caller: Caller) -> Made:
    """A sheet a name, each from a seed of its own, with the words that make its trace."""
    from tracer.exercises.blanks import sheet
    from tracer.exercises.design_sheet import design_sheet
    from tracer.exercises.problems import problem_sheet
    from tracer.exercises.scheme import with_scheme
    from tracer.exercises.worth import draw_sheet

    points, designs = _parts(sheets.points), _parts(sheets.design)
    result: Made = []
    seeded = len(names) > 1 or "seed" in run.settings

    def make(seed: int | None, name: str) -> Sheet:
        trace = trace_of(run.with_settings(seed=seed))
        if sheets.kind == "design":
            return design_sheet(trace, designs, sheets.difficulty, sheets.precision, name)
        if sheets.kind != "blanks":
            return problem_sheet(trace, sheets.kind, sheets.difficulty, sheets.precision, name)
        return sheet(trace, stages, sheets.difficulty, sheets.precision, name)

    with progress("exercises.progress_made", len(names)) as report:
        for variant, name in enumerate(names):
            others = [other for other, _ in result]
            made = draw_sheet(partial(make, name=name), _seed(run) + variant if seeded else None, others)
            words = _run_words(sheets, caller, [] if made.seed is None else ["--seed", str(made.seed)])
            if others and others[0].numbers == made.sheet.numbers:
                raise TracerError("exercises.not_seeded")
            finished = replace(with_scheme(made.sheet, points, sheets.follow_on / 100), appendix=sheets.appendix or "")
            result.append((_with_code(finished, made.seed, sheets, caller), words))
            report(variant + 1)
    return result


def _with_code(sheet: Sheet, seed: int | None, sheets: SheetOptions, caller: Caller) -> Sheet:
    """The sheet with the code that makes it again; one that was made again has to be what it was."""
    from tracer.exercises.sheet_code import Recipe, code_of

    draws = sheets.recipe.draws if sheets.recipe else sheet.draws
    if sheets.recipe and sheets.recipe.sheet != sheet.code:
        raise TracerError("exercises.other_again", version=sheets.recipe.version, ours=tracer.__version__)

    def makes_the_sheet(option: Option) -> bool:
        return option.documents and ((option.runs and option.name != "seed") or option.name in _MAKES_THE_SHEET)

    words = run_words(caller.words, _make.params, makes_the_sheet, os.getcwd())[2:]
    words = with_options(words, [] if seed is None else ["--seed", str(seed)])
    recipe = Recipe(tracer.__version__, sheet.code, tuple(words), sheet.name, current(), draws)
    return replace(sheet, draws=draws, again=code_of(recipe))


def again(wanted: AgainOptions, output: OutputOptions, caller: Caller) -> Result:
    """Make the sheet of a code once more, and with --key its key. Raises TracerError where it is not the same any more."""
    from tracer.exercises.sheet_code import read_code

    recipe = read_code(wanted.code)
    maker = caller.replace(words=("worksheet", "make", *recipe.words))
    with speaking(caller.language_of(caller.words) or recipe.lang):
        sheets, run, _, _ = call_of_code(maker, wanted.code).arguments
        return make(sheets.replace(key=wanted.key, qr=wanted.qr, hints=wanted.hints, recipe=recipe), run, output, maker)


def _texts(worksheets: Made, document: Callable[[Sheet], Document], name: str, output: OutputOptions) -> Iterator[str]:
    """Each sheet, or its key, as the text of a format."""
    with progress("exercises.progress_written", len(worksheets)) as report:
        for done, (sheet, _) in enumerate(worksheets, 1):
            yield render_text(document(sheet), name, output)
            report(done)


def _seed(run: RunOptions) -> int:
    return int(run.settings.get("seed", 0))


def _run_words(sheets: SheetOptions, caller: Caller, seed: Sequence[str]) -> list[str]:
    """The words that make a sheet's trace again, seen from the folder of the key."""
    folder = os.path.dirname(os.path.abspath(sheets.key)) if sheets.key else os.getcwd()

    def makes_the_run(option: Option) -> bool:
        return option.runs and option.name != "seed"

    return with_options(run_words(caller.words, _make.params, makes_the_run, folder)[2:], seed)


class _Worksheet(TellsHelp, click.Group):
    """The three commands; its help is a message."""

    context_class = Context

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        formatter.write(say("cli.about_worksheet") + "\n")

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            raise TracerError.near("exercises.no_command", args[0], self.commands)
        return super().resolve_command(ctx, args)


_make = Command("make", answer=make, takes=(SheetOptions, RunOptions, OutputOptions, Caller), params=MAKE_PARAMS)
_again = Command("again", answer=again, takes=(AgainOptions, OutputOptions, Caller), params=AGAIN_PARAMS)
command = _Worksheet(
    "worksheet",
    commands={subcommand.name or "": subcommand for subcommand in (_make, _again, mark_command, puzzle_command)},
    params=[option for option in options("output") if option.name == "lang"],
    context_settings={"help_option_names": ["-h", "--help"]},
)
