"""`ttrace worksheet make|mark|puzzle`: exercises from a trace, marked with errors followed through, and hidden mistakes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from tracer.cli.help import Context
from tracer.cli.options import ONLY_SHOWN, RUN, Command, Option, options
from tracer.cli.output import format_of, send
from tracer.cli.run_options import trace_of
from tracer.cli.worksheet_files import Made, joined, key_format, put, rendered, write_key
from tracer.errors import TracerError
from tracer.language import current, say

PAGE_FORMATS = ("terminal", "text", "markdown", "latex", "typst", "html", "page", "ipynb")
_OWN = (
    "--blank",
    "--difficulty",
    "--key",
    "--variants",
    "--names",
    "--seed",
    "--format",
    "-o",
    "--output",
    "--width",
    "--color",
    "--precision",
)


def make(words: tuple[str, ...], **values: Any) -> None:
    """Trace, leave blanks, write the sheets and their key."""
    name = format_of(values)
    if name not in PAGE_FORMATS:
        raise TracerError("exercises.sheet_format", word=name, known=", ".join(PAGE_FORMATS))
    stages = [part for said in values["blank"] for part in said.split(",") if part]
    if not stages:
        raise TracerError("exercises.no_blank_stage")
    if values["also"]:
        raise TracerError("exercises.several")
    key = key_format(values["key"]) if values["key"] else ""
    if values["key"] and values["output"] and os.path.realpath(values["key"]) == os.path.realpath(values["output"]):
        raise TracerError("exercises.same_file", file=values["key"])
    sheets = _sheets(words, stages, _names(values), values)
    from tracer.exercises.paper import key_document, sheet_document

    made = joined(name, [(sheet, rendered(sheet_document(sheet), name, values)) for sheet, _ in sheets])
    if values["key"]:
        write_key(
            sheets, key, [rendered(key_document(sheet), key, values) for sheet, _ in sheets if key != "json"], values["key"]
        )
    put(made, values["output"])


def _names(values: dict[str, Any]) -> list[str]:
    """Whose sheets: a name a line, or as many sheets without a name as asked for."""
    if not values["names"]:
        return [""] * (values["variants"] or 1)
    from tracer.tokens.source import read_text

    file = values["names"]
    names: list[str] = []
    for line, text in enumerate(read_text(file).split("\n"), 1):
        if name := text.strip():
            if name in names:
                raise TracerError("exercises.names_repeated", file=file, line=line, name=name)
            names.append(name)
    if not names:
        raise TracerError("exercises.names_empty", file=file)
    if values["variants"] and values["variants"] != len(names):
        raise TracerError("exercises.names_count", variants=values["variants"], names=len(names))
    return names


def _sheets(words: Sequence[str], stages: Sequence[str], names: Sequence[str], values: dict[str, Any]) -> Made:
    """A sheet a name, each from a seed of its own, with the words that make its trace."""
    from tracer.exercises.blanks import sheet

    if len(names) > 1 and not values["key"]:
        raise TracerError("exercises.names_key")
    found: Made = []
    for variant, name in enumerate(names):
        seed = _seed(values) + variant
        seeded = len(names) > 1 or values["seed"] is not None
        trace = trace_of(words, {**values, "seed": seed if seeded else None})
        run = _run(values, ["--seed", str(seed)] if seeded else [])
        found.append((sheet(trace, stages, values["difficulty"], values["precision"], name), run))
        if variant and found[0][0].numbers == found[-1][0].numbers:
            raise TracerError("exercises.not_seeded")
    return found


def _seed(values: dict[str, Any]) -> int:
    from tracer import settings

    return int(settings.read("seed", values["seed"] or 0))


def _run(values: dict[str, Any], seed: list[str]) -> list[str]:
    """The words that make a sheet's trace again, seen from the folder of the key."""
    from tracer.cli.embed import run_words

    words = run_words(_OWN, os.path.dirname(os.path.abspath(values["key"])) if values["key"] else os.getcwd())[2:]
    end = words.index("--") if "--" in words else len(words)
    return [*words[:end], *seed, *words[end:]]


def mark(key: str, answers: str, **values: Any) -> int:
    """Mark every pupil's answers; 1 where one is not right."""
    from tracer.cli.replay import Replay
    from tracer.exercises.marked_document import marked_document

    document, right = marked_document(key, answers, Replay(os.path.dirname(key) or ".", current()).trace)
    send(document, values)
    return 0 if right else 1


def puzzle(words: tuple[str, ...], reveal: bool, guess: str | None, **values: Any) -> int:
    """Hide a mistake, check a guess, or tell it."""
    from tracer.exercises.puzzle import guessed, puzzle_document, reveal_document
    from tracer.exercises.puzzle import puzzle as hidden

    if values["also"]:
        raise TracerError("exercises.several")
    found = hidden(trace_of(words, values), _seed(values))
    if guess is not None:
        right, said = guessed(found, guess)
        click.echo(said)
        return 0 if right else 1
    send(reveal_document(found) if reveal else puzzle_document(found), values)
    return 0


class _Worksheet(click.Group):
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


_words = click.Argument(["words"], nargs=-1, metavar="TEXT...")
_make = Command(
    "make",
    callback=make,
    params=[
        _words,
        Option(["--blank"], multiple=True, metavar="STAGE,…", group="looking", message="exercises.option_blank"),
        Option(
            ["--difficulty"],
            type=click.Choice(["easy", "medium", "hard"]),
            default="medium",
            group="looking",
            message="exercises.option_difficulty",
        ),
        Option(["--precision"], type=click.IntRange(0, 12), metavar="N", group="looking"),
        Option(["--variants"], type=click.IntRange(1, 1000), metavar="N", group="output", message="exercises.option_variants"),
        Option(["--names"], metavar="FILE", group="output", message="exercises.option_names"),
        Option(["--key"], metavar="FILE", group="output", message="exercises.option_key"),
        *options(*RUN, "output", without=ONLY_SHOWN),
    ],
)
_mark = Command(
    "mark",
    callback=mark,
    params=[click.Argument(["key"], metavar="KEY"), click.Argument(["answers"], metavar="ANSWERS"), *options("output")],
)
_puzzle = Command(
    "puzzle",
    callback=puzzle,
    params=[
        _words,
        Option(["--reveal"], is_flag=True, group="looking", message="exercises.option_reveal"),
        Option(["--guess"], metavar="CELL", group="looking", message="exercises.option_guess"),
        *options(*RUN, "output", without=ONLY_SHOWN),
    ],
)
command = _Worksheet(
    "worksheet",
    commands={one.name or "": one for one in (_make, _mark, _puzzle)},
    context_settings={"help_option_names": ["-h", "--help"]},
)
