"""--embed: an output that carries the command that made it; and the words that make a worksheet's trace again."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

import tracer
from tracer.cli.option import Option
from tracer.cli.option_group import Options
from tracer.cli.setting_options import setting_values
from tracer.errors import TracerError
from tracer.language import current


class Embed(Options):
    """What an output carries. provenance: version, model, seed, conventions and files. lang: "" where the words name it.

    words: the command that makes the output again; what it leaves out of format and language is added when it is written.
    """

    words: tuple[str, ...]
    provenance: str
    lang: str = ""


def embed_of(context: click.Context) -> Embed:
    """What an output of the command line behind `context` carries: files seen from the folder it goes to, its language.

    Raises TracerError where a text came from standard input, which no second run can read.
    """
    output = context.params.get("output")
    folder = os.path.dirname(os.path.abspath(output)) if output else os.getcwd()
    spoken = getattr(context.find_root().obj, "words", ())  # of the caller, whoever that is
    words = run_words(spoken, context.command.params, lambda option: option.carried, folder)
    lang = "" if any(word.startswith("--lang") for word in _options(words)) else current()
    return Embed(tuple(words), provenance(context.params), lang)


def command_of(context: click.Context) -> str:
    """The command line behind `context` without how its output is written; "" where a text came from standard input."""
    spoken = getattr(context.find_root().obj, "words", ())
    if "-" in spoken:
        return ""
    unsaid = ("format_", "lang", "flavour")
    words = run_words(spoken, context.command.params, lambda option: option.carried and option.name not in unsaid, ".")
    return shlex.join(["ttrace", *words])


def embed_output(text: str, name: str, embed: Embed, has_format: bool) -> str:
    """The output, in the format `name`, between comments that hold its command and its provenance.

    has_format: the command names its format itself. Raises TracerError for words that no comment can carry.
    """
    from tracer.living.embed import embed_command as carried

    more = [*([] if has_format else ["--format", name]), *(["--lang", embed.lang] if embed.lang else [])]
    return carried(text, name, with_options(embed.words, more), embed.provenance)


def with_options(words: Sequence[str], more: Sequence[str]) -> list[str]:
    """A command line with further options, before what `--` makes text."""
    before = _options(words)
    return [*before, *more, *words[len(before) :]]


def provenance(params: Mapping[str, Any]) -> str:
    """Version, model, seed, conventions and files of a run, in a short line."""
    settings = setting_values(params)
    files = [os.path.basename(params[key]) for key in ("from_file", "load", "embeddings") if params.get(key)]
    parts = [f"ttrace {tracer.__version__}", str(params.get("model") or (files[0] if params.get("from_file") else "encoder"))]
    if "seed" in settings or not files:
        parts.append(f"seed {settings.pop('seed', 0)}")
    parts += [name for name in files if name != parts[1]]
    return " · ".join([*parts, *(f"{key}={value}" for key, value in settings.items())])


def run_words(words: Sequence[str], params: Sequence[click.Parameter], keeps: Callable[[Option], bool], folder: str) -> list[str]:
    """The command line with those of its options that `keeps` says, files as seen from `folder`; "": as they were typed.

    Raises TracerError where a text came from standard input, which no second run can read.
    """
    if "-" in words:
        raise TracerError("check.from_stdin")
    named = {name: option for option in params if isinstance(option, Option) for name in (*option.opts, *option.secondary_opts)}
    before = _options(words)
    result: list[str] = []
    place = 0
    while place < len(before):
        word = before[place]
        name, equals, value = word.partition("=")
        option = named.get(name) or (named.get(word[:2]) if not word.startswith("--") else None)
        place += 1
        if option is None:
            result.append(word)
            continue
        written = [word]
        if name in named and not equals and place < len(before) and _takes(option, before[place]):
            written = [word, before[place]]
            place += 1
        if not keeps(option):
            continue
        if option.path and name in named and (equals or len(written) == 2):
            written = [name, _from(folder, value if equals else written[1])]
        result += written
    return [*result, *words[len(before) :]]


def _takes(option: Option, word: str) -> bool:
    """Whether an option takes the word behind it for its value; one whose value may be left out takes few words."""
    if option.may_take:
        return word in option.may_take
    return not option.is_flag and not (isinstance(option.flag_value, str) and word.startswith("-"))


def _options(words: Sequence[str]) -> list[str]:
    """What stands before `--`."""
    return list(words[: words.index("--")] if "--" in words else words)


def _from(folder: str, path: str) -> str:
    """A file as seen from the folder the output stands in; what is no file, or is typed again where it was, stays as it is."""
    return os.path.relpath(path, folder).replace(os.sep, "/") if folder and os.path.exists(path) else path
