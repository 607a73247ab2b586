"""Every shared option once: its name, its help, its group; a command says which groups it takes.

Options about the model are made from `tracer.settings`, so that a key of a trace file and its option cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import click
from click.core import ParameterSource

from tracer import settings
from tracer.cli.help import Context
from tracer.errors import TracerError
from tracer.language import say

SIZES = ("layers", "heads", "d_model", "d_k", "d_v", "d_ff", "hidden")
GROUPS = ("text", "model", "weights", "changes", "looking", "output", "generation", "training", "conventions")


class Option(click.Option):
    """An option whose help is a message, worded when shown, standing in a group of the help page."""

    def __init__(self, *args: Any, group: str = "", message: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.message = group, message or f"options.{self.name}"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = say(self.message)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help begins with its examples and shows its options in groups."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {"help_option_names": ["-h", "--help"], "max_content_width": 100})
        super().__init__(*args, **kwargs)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        formatter.write(say(f"cli.about_{self.name}") + "\n")
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                title = param.group if isinstance(param, Option) and param.group else "other"
                groups.setdefault(title, []).append(record if title != "other" else (record[0], say("cli.help")))
        for title in (*GROUPS, "other"):
            if title in groups:
                with formatter.section(say(f"options.group_{title}")):
                    formatter.write_dl(groups[title])


def _columns(_: Any, __: Any, raw: str | None) -> tuple[int | None, int | None] | None:
    if raw is None:
        return None
    start, colon, stop = raw.partition(":")
    try:
        first = int(start) if start else None
        return (first, int(stop) if stop else None) if colon else (int(raw), int(raw) + 1)
    except ValueError:
        raise TracerError("cli.columns", value=raw) from None


def _number_list(name: str) -> Callable[[Any, Any, str | None], list[int] | None]:
    def read(_: Any, __: Any, raw: str | None) -> list[int] | None:
        if raw is None:
            return None
        try:
            return [int(part) for part in raw.split(",")]
        except ValueError:
            raise TracerError("cli.numbers", name=name, value=raw) from None

    return read


def _text() -> list[click.Parameter]:
    option = _in("text")
    return [
        option("--also", multiple=True, metavar="TEXT"),
        option("--pair", metavar="TEXT"),
        option("--file", "text_file", metavar="FILE"),
        option("--target", multiple=True, metavar="TEXT"),
        option("--target-ids", callback=_number_list("--target-ids"), metavar="0,5,9"),
        option("--tokens", "only_tokens", is_flag=True),
    ]


def _in(group: str) -> Callable[..., click.Parameter]:
    """A maker of options that stand in this group of the help page."""
    return lambda *names, **attributes: Option(list(names), group=group, **attributes)


def _setting(key: str, group: str) -> click.Parameter:
    """The option for one setting, from its own description."""
    meta = settings.FIELDS[key].metadata
    name = "--" + key.replace("_", "-").lower()
    kind = meta.get("kind", "text")
    if kind == "flag":
        return Option([f"{name}/--no-{name[2:]}", key], default=None, group=group, message=f"options.{key}")
    if kind in ("size", "whole"):
        return Option([name, key], metavar="N", group=group, message=f"options.{key}")
    choices = meta.get("choices", ())
    metavar = "|".join(choices) if choices and len("|".join(choices)) < 44 else "VALUE"
    if kind == "number":
        metavar = "NUMBER"
    if kind == "scale":
        metavar = "true|false|d_model|NUMBER"
    return Option([name, key], metavar=metavar, group=group, message=f"options.{key}")


def _model() -> list[click.Parameter]:
    option = _in("model")
    keys = (
        *SIZES,
        "norm",
        "norm_kind",
        "activation",
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
        option("--model", metavar="NAME|DIR"),
        *[_setting(key, "model") for key in keys],
        option("--causal/--no-causal", "causal", default=None),
        option("--no-scale", "no_scale", is_flag=True),
        option("--download", is_flag=True),
    ]


def _weights() -> list[click.Parameter]:
    option = _in("weights")
    return [
        _setting("seed", "weights"),
        _setting("init", "weights"),
        option("--from", "from_file", metavar="FILE"),
        option("--load", metavar="FILE"),
        option("--embeddings", metavar="FILE"),
        option("--save", metavar="FILE"),
    ]


def _changes() -> list[click.Parameter]:
    option = _in("changes")
    return [
        option("--set", "edits", multiple=True, metavar="CELL=VALUE"),
        option("--set-file", metavar="FILE"),
        _setting("paper", "changes"),
        option("--changed", is_flag=True),
    ]


def _looking() -> list[click.Parameter]:
    option = _in("looking")
    return [
        option("--stage", "stages", multiple=True, metavar="STAGE"),
        option("--layer", "layers_shown", multiple=True, type=int, metavar="N"),
        option("--head", "only_heads", multiple=True, type=int, metavar="N"),
        option("--token", "only_tokens_shown", multiple=True, metavar="TOKEN"),
        option("--columns", callback=_columns, metavar="A:B"),
        option("--precision", type=click.IntRange(0, 12), metavar="N"),
        option("--detail", is_flag=True),
        option("--no-formula", is_flag=True),
        option("--parameters", is_flag=True),
        option("--all", "everything", is_flag=True),
        option("--list", "listing", is_flag=True),
    ]


def _output() -> list[click.Parameter]:
    option = _in("output")
    return [
        option("--format", "format_", metavar="FORMAT"),
        option("-o", "--output", "output", metavar="FILE"),
        option("--width", type=click.IntRange(20, 10000), metavar="N"),
        option("--color", type=click.Choice(["auto", "always", "never"]), default="auto"),
        option("--ascii", is_flag=True),
        option("--lang", type=click.Choice(["en", "zh"]), expose_value=False),
    ]


def _page() -> list[click.Parameter]:
    option = _in("output")
    return [
        option("--figure", type=click.Choice(["heads", "lines", "positions", "network", "curve"])),
        option("--flavour", metavar="NAME"),
        option("--embed", is_flag=True),
        option("--copy", is_flag=True),
        option("--step", "step", is_flag=True),
    ]


def _generation() -> list[click.Parameter]:
    option = _in("generation")
    return [
        option("--generate", type=click.IntRange(0), metavar="N"),
        option("--temperature", type=float, metavar="T"),
        option("--top-k", type=click.IntRange(1), metavar="K"),
        option("--top-p", type=float, metavar="P"),
        option("--cache", is_flag=True),
        Option(["--pool"], type=click.Choice(["none", "mean"]), group="model"),
    ]


def _conventions() -> list[click.Parameter]:
    taken = {*SIZES, "model", "seed", "init", "paper"} | {str(param.name) for param in _model()}
    return [_setting(key, "conventions") for key in settings.FIELDS if key not in taken]


_MAKERS: dict[str, Callable[[], list[click.Parameter]]] = {
    "text": _text,
    "model": _model,
    "weights": _weights,
    "changes": _changes,
    "looking": _looking,
    "output": _output,
    "page": _page,
    "generation": _generation,
    "conventions": _conventions,
}
ONLY_SHOWN = ("save", "only_tokens", "changed")  # of those, what only the main command does
RUN = ("text", "model", "weights", "changes", "generation", "conventions")  # what it takes to make a trace


def options(*groups: str, without: Collection[str | None] = ()) -> list[click.Parameter]:
    """The options of these groups, in order. without: names of those that the command would not act upon."""
    return [param for group in groups for param in _MAKERS[group]() if param.name not in without]


def given() -> list[click.Option]:
    """The options that stand on the command line that is being run."""
    context = click.get_current_context()
    told = (one for one in context.command.params if isinstance(one, click.Option) and one.name)
    return [one for one in told if context.get_parameter_source(one.name or "") is ParameterSource.COMMANDLINE]
