"""`ttrace TEXT`: every stage of a run, or what of it was asked for."""

from __future__ import annotations

from typing import Any

import click

from tracer.cli.options import RUN, Command, options
from tracer.cli.output import DATA_FORMATS, format_of, send
from tracer.cli.run_options import request_of, selection_of, trace_of
from tracer.errors import TracerError
from tracer.language import say

_VIEWS = {"step": "--step", "listing": "--list", "only_tokens": "--tokens", "figure": "--figure", "changed": "--changed"}

_OF_NUMBERS = {"save": "--save", "only_heads": "--head", "only_tokens_shown": "--token", "columns": "--columns"}
_OF_STAGES = {"stages": "--stage", "layers_shown": "--layer", "parameters": "--parameters", "detail": "--detail"}


def show(text: tuple[str, ...], **values: Any) -> None:
    """Trace and show."""
    _refuse_two_views(values)
    if values["step"]:
        from tracer.cli.commands.step import opened_on

        opened_on(text, values)
        return
    if values["listing"]:
        _list(text, values)
        return
    format_of(values)  # a wrong one is refused before anything is computed
    if values["only_tokens"]:
        from tracer.document.listing import tokens_document
        from tracer.session import cut

        send(tokens_document(cut(request_of(text, values))), values)
        return
    trace = trace_of(text, values)
    if values["save"]:
        from tracer.session.saving import save

        save(values["save"], trace)
    send(_document(trace, values, text), values)


def _refuse_two_views(values: dict[str, Any]) -> None:
    """Each of these decides what is shown; a list has no numbers to cut or store, and tokens belong to no stage."""
    views = [option for key, option in _VIEWS.items() if values[key]]
    if len(views) > 1:
        raise TracerError("cli.one_view", first=views[0], second=views[1])
    if values["listing"] or values["only_tokens"]:
        idle = _OF_NUMBERS if values["listing"] else {**_OF_NUMBERS, **_OF_STAGES}
        if second := next((option for key, option in idle.items() if values[key]), ""):
            raise TracerError("cli.one_view", first=views[0], second=second)


def _document(trace: Any, values: dict[str, Any], words: tuple[str, ...]) -> Any:
    selection = selection_of({**values, "paper_places": _paper(trace)})
    if values["figure"]:
        from tracer.document.figures import figure_document

        return figure_document(trace, values["figure"], selection)
    if values["changed"] and format_of(values) in DATA_FORMATS:
        raise TracerError("cli.changed_data", format=format_of(values))
    if values["changed"]:
        from tracer.document.changes import changes_document
        from tracer.session import unedited

        return changes_document(unedited(trace), trace, selection)
    if format_of(values) in DATA_FORMATS:
        from tracer.document.data import data_document

        return data_document(trace, selection)
    from tracer.document.build import document

    return document(trace, selection)


def _paper(trace: Any) -> int | None:
    """Paper mode shows the decimals it rounds to."""
    return trace.request.settings.get("paper") if trace.request is not None else None


def _list(words: tuple[str, ...], values: dict[str, Any]) -> None:
    """The stages of this run with their shapes, without computing anything."""
    from tracer.document.listing import list_document
    from tracer.session import planned

    request = request_of(words, values)
    steps, parameters = planned(request)
    note = say("document.list_generate") if "generate" in request.data else ""
    send(list_document(steps, parameters, selection_of(values), note), values)


command = Command(
    "show",
    callback=show,
    params=[click.Argument(["text"], nargs=-1), *options(*RUN, "looking", "output", "page")],
)
