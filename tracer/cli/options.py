"""Every shared option once: its name, its help, its group and its properties; a command says which groups it takes.

Options about the model are made from `tracer.settings`, so that a key of a trace file and its option cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

import tracer.settings as settings
from tracer.cli.option import Option
from tracer.errors import TracerError
from tracer.full_width import half_width_value

if TYPE_CHECKING:
    from tracer.document.places import Places

SIZES = ("layers", "heads", "kv_heads", "latent_kv", "latent_q", "d_model", "d_k", "d_v", "d_ff", "hidden", "proj_size")
MOST_LAYERS, MOST_WIDTH, MOST_STEPS, MOST_WRITTEN, MOST_SHEETS = 128, 16384, 1000, 512, 100  # what a document may ask for


def _places(context: click.Context, option: click.Parameter, raw: str | None) -> Places | None:
    if raw is None:
        return None
    from tracer.document.places import read_places

    return read_places(raw, option.opts[0])


def _stages(_: Any, __: Any, raw: tuple[str, ...]) -> tuple[str, ...]:
    """Each stage of words that hold several with commas between."""
    return tuple(stage for word in raw for stage in half_width_value(word).split(","))


def _number_list(name: str) -> Callable[[Any, Any, str | None], list[int] | None]:
    def read(_: Any, __: Any, raw: str | None) -> list[int] | None:
        if raw is None:
            return None
        try:
            return [int(part) for part in half_width_value(raw).split(",")]
        except ValueError:
            raise TracerError("cli.numbers", name=name, value=raw) from None

    return read


def _in(group: str, **properties: Any) -> Callable[..., Option]:
    """A maker of options that stand in this group of the help page and share these properties."""
    return lambda *names, **attributes: Option(names, **{"group": group, **properties, **attributes})


def _text() -> list[Option]:
    option = _in("text", runs=True, documents=True, training="text")
    return [
        option("--also", multiple=True, metavar="TEXT"),
        option("--pair", metavar="TEXT"),
        option("--file", "text_file", metavar="FILE", path=True),
        option("--target", multiple=True, metavar="TEXT", training="watched"),
        option("--target-ids", callback=_number_list("--target-ids"), metavar="0,5,9"),
        option("--words", "cut_words", type=click.Choice(["words", "auto"]), may_take=("auto",), metavar="[auto]"),
        option("--characters", "cut_characters", is_flag=True),
        option("--tokens", "only_tokens", is_flag=True, view=3, runs=False),
    ]


def _setting(key: str, group: str, training: str = "") -> Option:
    """The option for one setting, from its own description."""
    meta = settings.FIELDS[key].metadata
    name = "--" + key.replace("_", "-").lower()
    kind = meta.get("kind", "text")
    option = _in(group, runs=True, documents=True, message=f"options.{key}", training=training)
    if kind == "flag":
        return option(f"{name}/--no-{name[2:]}", key, default=None)
    if kind in ("size", "sizes", "whole"):
        return option(name, key, metavar="N,N…" if kind == "sizes" else "N", most=most_of(key))
    choices = meta.get("choices", ())
    metavar = "|".join(choices) if choices and len("|".join(choices)) < 44 else "VALUE"
    if kind == "number":
        metavar = "NUMBER"
    if kind == "scale":
        metavar = "true|false|d_model|NUMBER"
    return option(name, key, metavar=metavar)


def most_of(key: str) -> int | None:
    """The largest value a document may give a setting; None where any value costs the same."""
    if key == "layers":
        return MOST_LAYERS
    return MOST_WIDTH if key in SIZES else None


def _model() -> list[Option]:
    option = _in("model", runs=True, documents=True)
    keys = (
        *SIZES,
        "norm",
        "norm_kind",
        "activation",
        "gated",
        "experts",
        "experts_per_token",
        "positions",
        "scale",
        "bias",
        "epsilon",
        "dtype",
        "bidirectional",
        "dropout",
        "final_norm",
        "tied",
    )
    return [
        option("--model", metavar="NAME|DIR", path=True, training="text"),
        *[_setting(key, "model") for key in keys],
        option("--causal/--no-causal", "causal", default=None),
        option("--no-scale", "no_scale", is_flag=True),
        option("--download", is_flag=True, documents=False, training="text"),
    ]


def _weights() -> list[Option]:
    option = _in("weights", runs=True, documents=True)
    return [
        _setting("seed", "weights"),
        _setting("init", "weights"),
        option("--from", "from_file", metavar="FILE", path=True, training="text"),
        option("--load", metavar="FILE", path=True),
        option("--embeddings", metavar="FILE", path=True, training="text"),
        option("--save", metavar="FILE", runs=False, documents=False, writes=True, carried=False, cuts="cells"),
    ]


def _changes() -> list[Option]:
    option = _in("changes", runs=True, documents=True, training="text")
    return [
        option("--set", "edits", multiple=True, metavar="CELL=VALUE"),
        option("--set-file", metavar="FILE", path=True),
        _setting("paper", "changes", training="text"),
        option("--changed", is_flag=True, view=5, runs=False),
    ]


def _looking() -> list[Option]:
    option = _in("looking", documents=True)
    return [
        option(
            "--stage",
            "stages",
            multiple=True,
            callback=_stages,
            metavar="STAGE",
            cuts="stages",
            compares=True,
            training="watched",
        ),
        option("--layer", "layers_shown", multiple=True, type=int, metavar="N", cuts="stages", compares=True, tables=True),
        option("--head", "only_heads", multiple=True, type=int, metavar="N", cuts="cells", compares=True, tables=True),
        option("--token", "only_tokens_shown", multiple=True, metavar="TOKEN", cuts="cells", compares=True, tables=True),
        option("--rows", callback=_places, metavar="WORD|A:B|largest N|diagonal", cuts="cells", tables=True, page=True),
        option("--columns", callback=_places, metavar="WORD|A:B|largest N|diagonal", cuts="cells", tables=True),
        option("--precision", type=click.IntRange(0, 12), metavar="N", compares=True, tables=True),
        option("--detail", is_flag=True, cuts="stages", tables=True),
        option("--no-formula", is_flag=True, tables=True, page=True),
        option("--parameters", is_flag=True, cuts="stages", tables=True),
        option("--all", "everything", is_flag=True, tables=True),
        option("--list", "listing", is_flag=True, view=2, training="text"),
    ]


def _output() -> list[Option]:
    option = _in("output", documents=True)
    return [
        option("--format", "format_", metavar="FORMAT", page=True),
        option("-o", "--output", "output", metavar="FILE", page=True, documents=False, writes=True, carried=False),
        option("--width", type=click.IntRange(20, 10000), metavar="N"),
        option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", carried=False),
        option("--ascii", is_flag=True),
        option("--lang", type=click.Choice(["en", "zh"]), expose_value=False),
    ]


def _page() -> list[Option]:
    option = _in("output", documents=True, page=True)
    return [
        option("--figure", type=click.Choice(["heads", "lines", "positions", "network", "curve"]), view=4),
        option("--brief", is_flag=True, view=6, group="looking"),
        option("--flavour", metavar="NAME"),
        option("--live", is_flag=True),
        option("--embed", is_flag=True, carried=False),
        option("--copy", is_flag=True, documents=False, writes=True, carried=False),
        option("--step", "step", is_flag=True, view=1, page=False, documents=False, writes=True),
    ]


def _parts() -> list[Option]:
    option = _in("output", documents=True, page=True)
    return [
        option("--only", type=click.Choice(["working", "formula", "table", "figure", "sentence"]), multiple=True),
        option("--title", metavar="TEXT|none"),
    ]


def _generation() -> list[Option]:
    option = _in("generation", runs=True, documents=True)
    return [
        option("--generate", type=click.IntRange(0), metavar="N", most=MOST_WRITTEN),
        option("--temperature", type=float, metavar="T"),
        option("--top-k", type=click.IntRange(1), metavar="K"),
        option("--top-p", type=float, metavar="P"),
        option("--cache", is_flag=True),
        option("--pool", type=click.Choice(["none", "mean", "last"]), group="model"),
    ]


def _conventions() -> list[Option]:
    taken = {*SIZES, "model", "seed", "init", "paper"} | {str(param.name) for param in _model()}
    return [_setting(key, "conventions") for key in settings.FIELDS if key not in taken]


_MAKERS: dict[str, Callable[[], list[Option]]] = {
    "text": _text,
    "model": _model,
    "weights": _weights,
    "changes": _changes,
    "looking": _looking,
    "output": _output,
    "page": _page,
    "parts": _parts,
    "generation": _generation,
    "conventions": _conventions,
}
RUN = ("text", "model", "weights", "changes", "generation", "conventions")  # what it takes to make a trace


def options(*groups: str) -> list[Option]:
    """The options of these groups, in order."""
    return [option for group in groups for option in _MAKERS[group]()]


def about_runs(*groups: str) -> list[Option]:
    """Of these groups (all that it takes to make a trace, where none is named) what decides the numbers."""
    return [option for option in options(*(groups or RUN)) if option.runs]


def without(params: Iterable[Option], *names: str) -> list[Option]:
    """The options except those with these names."""
    return [option for option in params if option.name not in names]
