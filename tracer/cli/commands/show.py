"""`ttrace TEXT`: every stage of a run, or what of it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.cli.caller import Caller
from tracer.cli.command import Command, Given
from tracer.cli.look_options import LookOptions, RedrawOptions, ViewOptions
from tracer.cli.option import Argument, Option
from tracer.cli.options import RUN, options
from tracer.cli.output import DATA_FORMATS, OutputOptions
from tracer.cli.result import Result, page
from tracer.cli.run_options import RunOptions, request_of, trace_of
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.document.blocks import Document
    from tracer.document.selection import Selection
    from tracer.record.trace import Trace

_NOT_BRIEF = ("stages", "rows", "columns", "detail", "no_formula", "parameters")  # what a path of one token has no tables for


_WHOLE = ("page", "html", "ipynb", "xlsx")  # formats in which a stage knows who reads it, or is computed anew


def show(
    run: RunOptions,
    redraw: RedrawOptions,
    look: LookOptions,
    view: ViewOptions,
    output: OutputOptions,
    given: Given,
    caller: Caller,
) -> Result:
    """Trace the text and return the trace's document; with --redraw that of the first seed worth computing, and which it is."""
    _refuse_two_views([option for option, value in given.options if value])
    if not redraw.redraw:
        return _show(run, look, view, output, given, caller)
    from itertools import chain

    from tracer.cli.redraw import redraw_told, redrawn, seeded_caller

    _ = output.format
    run, seed, count = redrawn(run)
    result = _show(run, look, view, output, given, seeded_caller(caller, command.params, seed))
    return Result(chain(result.parts, [redraw_told(seed, count)]), result.code)


def _show(run: RunOptions, look: LookOptions, view: ViewOptions, output: OutputOptions, given: Given, caller: Caller) -> Result:
    if view.step:
        from tracer.cli.stepping import step_through

        return step_through(run, look, output, given, caller)
    if view.listing:
        return page(_listing(run, look), output)
    _ = output.format  # a wrong one is refused before anything is computed
    if view.only_tokens:
        return page(_tokens(run, look.detail), output)
    trace = trace_of(run, look, view, ends=output.format not in _WHOLE)
    if run.save:
        from tracer.session.saving import save

        save(run.save, trace)
    document = _document(trace, look, view, output.format)
    if output.format == "ipynb" and not output.only:  # a cell that runs shows a stage whole
        document = _notebook(document, trace, run, look, view)
    if output.is_screen and look.shows_all and not (view.figure or view.changed or view.brief):
        document = _guided(document, trace, look, caller)
    if output.format in ("page", "html") and document.living is not None:
        document = document.replace(living=document.living.replace(command=_again(caller)))
    return page(document, output)


def _tokens(run: RunOptions, detail: bool) -> Document:
    """How the text is cut; detail: with the steps by which each word became pieces."""
    from tracer.document.listing_documents import tokens_document
    from tracer.session import cut, word_cuts

    request = request_of(run)
    document = tokens_document(cut(request))
    if not detail:
        return document
    from tracer.document.word_cuts import with_word_cuts

    return with_word_cuts(document, *word_cuts(request))


def _guided(document: Document, trace: Trace, look: LookOptions, caller: Caller) -> Document:
    """A whole trace with its contents at its head and what to type next at its end."""
    from tracer.cli.next_commands import next_commands
    from tracer.document.guide import guided
    from tracer.document.selection import select_steps

    steps = select_steps(trace, look.selection())
    return guided(document, steps, next_commands(trace, caller.words, command.params, _NOT_BRIEF))


def _again(caller: Caller) -> tuple[str, str]:
    """The command line that traces this again, before and from `--` on: options can stand between. Empty where a text came from
    standard input.
    """
    from shlex import join

    from tracer.cli.embed import run_words

    if "-" in caller.words:
        return "", ""
    of_run = [option for option in command.params if option.name not in ("format_", "lang", "live")]  # not how it is written
    words = ["ttrace", *run_words(caller.words, command.params, lambda option: option.carried and option in of_run, ".")]
    end = words.index("--") if "--" in words else len(words)
    return join(words[:end]), join(words[end:])


def _refuse_two_views(given: list[Option]) -> None:
    """Each view decides what is shown; a list has no numbers to cut or store, and tokens belong to no stage."""
    views = sorted((option for option in given if option.view), key=lambda option: option.view)
    if len(views) > 1:
        raise TracerError("cli.one_view", first=views[0].opts[0], second=views[1].opts[0])
    if views and views[0].name == "brief":
        idle = [option for option in given if option.name in _NOT_BRIEF]
    elif views and views[0].name in ("listing", "only_tokens"):
        tokens = views[0].name == "only_tokens"
        without = ("cells", "stages") if tokens else ("cells",)
        cuts = [option for option in given if option.cuts in without and not (tokens and option.name == "detail")]
        idle = sorted(cuts, key=lambda option: option.cuts)
    else:
        idle = []
    if idle:
        raise TracerError("cli.one_view", first=views[0].opts[0], second=idle[0].opts[0])


def _document(trace: Trace, look: LookOptions, view: ViewOptions, format: str) -> Document:
    selection = look.selection(_paper(trace), view.changed)
    if view.figure:
        from tracer.document.figures import figure_document

        return figure_document(trace, view.figure, selection)
    if view.changed and format in DATA_FORMATS:
        raise TracerError("cli.changed_data", format=format)
    if view.brief:
        return _brief(trace, selection, format)
    if view.changed:
        from tracer.document.changes_document import changes_document
        from tracer.session import without_edits

        return changes_document(without_edits(trace), trace, selection)
    if format == "xlsx":
        from tracer.document.workbook import workbook_document

        return workbook_document(trace, selection)
    if format in DATA_FORMATS:
        from tracer.document.data_document import data_document

        return data_document(trace, selection)
    from tracer.document.trace_document import document

    return document(trace, selection)


def _brief(trace: Trace, selection: Selection, format: str) -> Document:
    """The path of one token; a format that stores numbers has this token's rows of the path's stages."""
    if format == "xlsx":
        raise TracerError("cli.brief_sheet")
    if format in DATA_FORMATS:
        from tracer.document.data_document import data_document
        from tracer.document.token_path import token_path

        path = token_path(trace, selection)
        return data_document(trace, selection.replace(tokens=(str(path.at),)), path.steps)
    from tracer.document.brief_document import brief_document

    return brief_document(trace, selection)


def _notebook(document: Document, trace: Trace, run: RunOptions, look: LookOptions, view: ViewOptions) -> Document:
    """The document with cells that run, where Python has words for the run and the view."""
    from tracer.cli.python_call import figure_call, trace_call
    from tracer.document.notebook_document import figure_notebook, notebook_document

    python = trace_call(run)
    if python is None or view.changed or view.brief or "generated_ids" in trace.facts:
        return document
    if view.figure:
        return figure_notebook(document, python, figure_call(look, view))
    return notebook_document(trace, look.selection(_paper(trace)), python)


def _paper(trace: Trace) -> int | None:
    """Paper mode shows the decimals it rounds to."""
    return trace.request.settings.get("paper") if trace.request is not None else None


def _listing(run: RunOptions, look: LookOptions) -> Document:
    """The stages of this run with their shapes, without computing anything."""
    from tracer.document.listing_documents import list_document
    from tracer.session import plan_run

    request = request_of(run)
    steps, parameters = plan_run(request)
    note = say("document.list_generate") if "generate" in request.data else ""
    return list_document(steps, parameters, look.selection(), note)


def _trace(run: RunOptions, redraw: RedrawOptions, *_: object) -> Trace:
    if not redraw.redraw:
        return trace_of(run)
    from tracer.cli.redraw import redrawn

    return trace_of(redrawn(run)[0])


command = Command(
    "show",
    answer=show,
    trace=_trace,
    takes=(RunOptions, RedrawOptions, LookOptions, ViewOptions, OutputOptions, Given, Caller),
    params=[
        Argument(["words"], nargs=-1, metavar="[TEXT]..."),
        *options(*RUN),
        Option(["--redraw"], is_flag=True, group="weights", message="exercises.option_redraw", documents=True, cuts="cells"),
        *options("looking", "output", "parts", "page"),
    ],
)
