"""What a run is made of, as options say it: to a request, and to a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracer import language
from tracer.cli.look_options import LookOptions, ViewOptions
from tracer.cli.option_group import Options
from tracer.cli.options import most_of
from tracer.cli.setting_options import setting_values
from tracer.cli.shared_runs import shared, shared_part
from tracer.confine import is_confined
from tracer.errors import TracerError
from tracer.full_width import split_edit
from tracer.settings.data import data_keys

if TYPE_CHECKING:
    from tracer.record.trace import Trace
    from tracer.session.request import Request

_NO_SETTINGS: Mapping[str, Any] = {}
GENERATION = (*data_keys("generation"), "pool")


class RunOptions(Options):
    """words: the positional ones. settings: keys of `tracer.settings` with their checked values, of those that were given.

    The other fields are named as the options are (text_file is --file, from_file --from, edits --set).
    """

    words: tuple[str, ...] = ()
    text_file: str | None = None
    also: tuple[str, ...] = ()
    cut_words: str | None = None
    cut_characters: bool = False
    pair: str | None = None
    target: tuple[str, ...] = ()
    target_ids: list[int] | None = None
    model: str | None = None
    download: bool = False
    from_file: str | None = None
    load: str | None = None
    embeddings: str | None = None
    edits: tuple[str, ...] = ()
    set_file: str | None = None
    save: str | None = None
    generate: int | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    cache: bool = False
    pool: str | None = None
    settings: Mapping[str, Any] = _NO_SETTINGS

    @classmethod
    def values(cls, context: click.Context) -> dict[str, Any]:
        """The options' values, and the settings among them, checked. Raises TracerError."""
        return {**super().values(context), "settings": setting_values(context.params)}

    def with_settings(self, **changes: Any) -> RunOptions:
        """The same run with other values of some settings; a seed of None is left to the run."""
        merged = {key: value for key, value in {**self.settings, **changes}.items() if value is not None}
        return self.replace(settings=merged)

    @property
    def text(self) -> str | None:
        """The words joined by a space, standard input for `-`, or a file's content; None where there is none of them."""
        from tracer.files.text import read_text

        if self.text_file:
            if self.words:
                raise TracerError("cli.two_texts")
            return read_text(self.text_file)
        if self.words == ("-",):
            return read_text("-")
        return " ".join(self.words) if self.words else None

    @property
    def cut(self) -> str | None:
        """How Chinese is to be cut; None where the text decides. Raises TracerError where both options are given."""
        if self.cut_words and self.cut_characters:
            raise TracerError("cli.said_twice", first="--words", second="--characters")
        return self.cut_words or ("characters" if self.cut_characters else None)

    @property
    def data(self) -> dict[str, Any]:
        """The data keys given as options (all but text, files and edits), named as in a trace file."""
        data: dict[str, Any] = dict(self.settings)
        if self.cut is not None:
            data["cut"] = self.cut
        if self.also:
            data["also"] = list(self.also)
        if self.pair is not None:
            if not self.pair.strip():
                raise TracerError("tokens.empty")
            data["pair"] = self.pair
        if self.target:
            data["target"] = list(self.target) if len(self.target) > 1 else self.target[0]
        if self.target_ids:
            data["target_ids"] = self.target_ids
        if self.model is not None:
            data["model"] = self.model
            data["download"] = self.download
        values = {key: getattr(self, key) for key in GENERATION}
        return {**data, **{key: value for key, value in values.items() if value is not None and value is not False}}


def request_of(run: RunOptions) -> Request:
    """The request that the options make."""
    from tracer.session import make_request

    text = run.text
    request = make_request(text, run.from_file, run.load, run.embeddings, edits_of(run), **run.data)
    if text is None and not request.data and not request.edits and not request.rows:
        raise TracerError("tokens.empty")
    if is_confined():
        _refuse_large(request.settings)
    return request


def _refuse_large(settings: Mapping[str, Any]) -> None:
    """What a document's trace file says is bounded as its options are."""
    for key, value in settings.items():
        most = most_of(key)
        for size in value if isinstance(value, (list, tuple)) else (value,):
            if most is not None and isinstance(size, int) and size > most:
                raise TracerError("confine.most", name=key, value=size, most=most)


def edits_of(run: RunOptions) -> list[tuple[str, Any]]:
    """The edits of --set-file and --set, in that order: (address, number or nested numbers)."""
    edits: list[tuple[str, Any]] = []
    if run.set_file:
        from tracer.files.formats import load

        stored = load(run.set_file)
        edits += list(stored.data.get("set", {}).items()) or list(stored.parameters.items())
    return edits + [one_edit(text) for text in run.edits]


def one_edit(text: str) -> tuple[str, Any]:
    """`scores[0, it, street]=3` as (address, value); the value is a number or rows of numbers as JSON writes them."""
    import json

    address, value = split_edit(text)
    if not address:
        raise TracerError("cli.edit_form", text=text)
    try:
        return address, float(value)
    except ValueError:
        try:
            return address, json.loads(value)
        except (ValueError, RecursionError):
            raise TracerError("cli.edit_value", text=text, value=value) from None


def trace_of(run: RunOptions, look: LookOptions | None = None, view: ViewOptions | None = None, ends: bool = False) -> Trace:
    """Run what was asked for: a model of ours, a saved or bundled one, or a checkpoint.

    look, view: what will be shown of it; of a checkpoint nothing else is kept. Left out: everything is. ends: whether the run may
    end behind the last stage that is shown, since nothing tells what comes later.
    """
    whole = look is None or look.parameters or run.save or run.generate or (view is not None and (view.changed or view.figure))
    stages = () if whole or look is None else tuple(look.stages)
    name = language.current(), repr(run)
    if ends and stages and look is not None and not look.layers_shown:  # which layers there are only a whole run knows
        return shared_part(name, stages, lambda part: _traced(run, part, True))
    return shared((name, stages), lambda: _traced(run, stages, False))


def _traced(run: RunOptions, stages: Sequence[str], ends: bool) -> Trace:
    """A run of which these stages will be shown, all of them where none is named."""
    from tracer.session import run as traced

    request = request_of(run)
    return traced(request, keep=stages_kept(request, stages), until=stages if ends else ())


def stages_kept(request: Request, stages: Sequence[str]) -> tuple[str, ...] | None:
    """Of a checkpoint only the stages asked for are kept, so that a large one fits; None keeps all.

    `run` raises TracerError for a stage the model has not (near misses are named).
    """
    return tuple(stages) if request.checkpoint is not None and stages else None
