"""What is answered without a command: the page of `ttrace --help`, and the version.

Neither needs what reads options, so that both stand there as soon as Python does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from tracer import __version__, language
from tracer.language import say

# Few, and they stay few: each takes a word away from one-word sentences.
COMMANDS = ("show", "explain", "compare", "step", "experiment", "worksheet", "check", "lesson", "train", "models")
DEFAULT = "show"
_HELP = ("-h", "--help")
WIDTH, _LEAST = 80, 50  # columns of a page of help, where nothing else says how many
_INDENT, _SPACING, _MOST_NAME = "  ", 2, 30


def front_page(words: Sequence[str]) -> str:
    """The answer to `--help` or `--version` as the first word (behind a --lang, maybe); "" where a command is asked for."""
    first = without_language(words)[:1]
    if first == ["--version"]:
        return version()
    return overview(help_width()) if first and first[0] in _HELP else ""


def version() -> str:
    return f"ttrace {__version__}"


def overview(width: int) -> str:
    """What the program is, examples, the commands with one line each; the default command's options are one step away."""
    commands = [(name, say(f"cli.command_{name}")) for name in COMMANDS]
    options = [("--version", say("cli.version")), ("--lang en|zh", say("options.lang")), ("-h, --help", say("cli.help"))]
    parts = [say("cli.about"), say("cli.examples")]
    for title, rows in ((say("cli.commands"), commands), (say("cli.options"), options)):
        parts.append("\n".join([say("cli.heading", title=title), *definitions(rows, width, _INDENT)]))
    return "\n\n".join([*parts, say("cli.more")])


def help_width(most: int = WIDTH) -> int:
    """The columns of a page of help: the terminal's, but no more than can be read and no fewer than it needs."""
    from tracer.render import width_of

    return max(min(width_of(sys.stdout), most) - 2, _LEAST)


def definitions(rows: Iterable[tuple[str, str]], width: int, indent: str) -> Iterator[str]:
    """Lines with names, which are ASCII, and beside each what it is; a long name has its line to itself."""
    rows = list(rows)
    column = min(max(len(name) for name, _ in rows), _MOST_NAME) + _SPACING
    for name, description in rows:
        first, *rest = _lines(description, width - len(indent) - column)
        if len(name) > column - _SPACING:
            yield f"{indent}{name}"
            name = ""
        yield f"{indent}{name.ljust(column)}{first}"
        yield from (f"{indent}{' ' * column}{line}" for line in rest)


def _lines(text: str, width: int) -> list[str]:
    if text.isascii() and len(text) <= width:
        return [text]  # plain help answers at once, without what measures characters
    from tracer.render.wrap import prose

    return prose(text, width)


def language_in(words: Sequence[str]) -> str:
    """The language that `--lang` asks for, or "": known before anything is worded."""
    spoken = ""
    for place, word in enumerate(words):
        if word == "--":
            break
        after = words[place + 1] if word == "--lang" and place + 1 < len(words) else ""
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else after
        spoken = value if value in language.LANGUAGES else spoken
    return spoken


def without_language(words: Sequence[str]) -> list[str]:
    """The words without a --lang that stands before the command, or beside --help; it was heard already."""
    args = list(words)
    if args[:1] == ["--lang"] and args[1:2] and args[1] in language.LANGUAGES:
        return args[2:]
    if args and args[0].startswith("--lang=") and args[0].removeprefix("--lang=") in language.LANGUAGES:
        return args[1:]
    return args[:1] if args and args[0] in (*_HELP, "--version") else args
