"""The reference page: settings, trace-file keys, JSON fields, options of every command, formats, exit codes, environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import tracer.settings as settings
from tracer.document.blocks import Block, Document, Heading, Prose, Table
from tracer.language import knows, listed, say
from tracer.reference import CommandLine, mark_code
from tracer.reference.json_fields import FIELDS
from tracer.settings.kinds import takes

TABLES = ("embeddings", "target_embeddings", "weights", "set")
EXIT_CODES = ("0", "1", "2", "130")
ENVIRONMENT = {
    "TTRACE_LANG, LC_ALL, LC_MESSAGES, LANG": "lang",
    "COLUMNS": "columns",
    "NO_COLOR, FORCE_COLOR, TERM=dumb": "color",
}
SHARED = "show"  # the command whose options the others take from


def reference(commands: Sequence[CommandLine]) -> Document:
    """The whole page, for the commands of the command line."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("reference.title"))
        yield Prose(say("reference.intro"))
        yield from _settings()
        yield from _keys()
        yield from _json()
        yield from _options(commands)
        yield from _formats()
        yield from _rows("exit", "code", [(code, say(f"reference.exit_{code}")) for code in EXIT_CODES])
        variables = [(names, say(f"reference.environment_{kind}")) for names, kind in ENVIRONMENT.items()]
        yield from _rows("environment", "variable", variables)

    return Document(say("reference.title"), blocks)


def _rows(part: str, column: str, rows: Sequence[tuple[str, ...]]) -> Iterator[Block]:
    yield Heading(2, say(f"reference.{part}"))
    yield Table((say(f"reference.column_{column}"), say("reference.column_means")), rows)


def _settings() -> Iterator[Block]:
    yield Heading(2, say("reference.settings"))
    yield Prose(say("reference.settings_intro"))
    heads = [say(f"reference.column_{name}") for name in ("key", "default", "values", "models", "means")]
    rows = [
        (key, _shown(field.default), listed(takes(field.metadata) or settings.MODELS), _readers(key), say(f"options.{key}"))
        for key, field in settings.FIELDS.items()
    ]
    yield Table(heads, rows)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _readers(key: str) -> str:
    """The models that read a setting."""
    models = [model for model in settings.MODELS if not settings.idle([key], model)]
    return say("reference.all_models") if len(models) == len(settings.MODELS) else listed(models)


def _keys() -> Iterator[Block]:
    from tracer.settings.data import DATA

    yield Heading(2, say("reference.keys"))
    yield Prose(say("reference.keys_intro"))
    rows = [(key, meaning(key)) for key in DATA] + [(f"[{name}]", say(f"reference.table_{name}")) for name in TABLES]
    yield Table((say("reference.column_key"), say("reference.column_means")), rows)


def meaning(key: str) -> str:
    """What a key of a trace file means: its own sentence, or its option's."""
    message = f"reference.data_{key}"
    return say(message if knows(message) else f"options.{key}")


def _json() -> Iterator[Block]:
    yield Heading(2, say("reference.json"))
    yield Prose(mark_code(say("reference.json_intro")))
    for kind, fields in FIELDS.items():
        yield Heading(3, say(f"reference.kind_{kind}"))
        rows = [(field, say(f"reference.json_{name}")) for field, name in fields.items()]
        yield Table((say("reference.column_field"), say("reference.column_means")), rows)


def _options(commands: Sequence[CommandLine]) -> Iterator[Block]:
    """The options of `show` whole; of every other command its own, and the names of those it shares."""
    yield Heading(2, say("reference.options"))
    yield Prose(say("reference.options_intro"))
    shared = {option.names: option for command in commands if command.name == SHARED for option in command.options}
    for command in commands:
        yield Heading(3, f"ttrace {command.name}")
        yield Prose(command.about)
        listed = [option for option in command.options if command.name == SHARED or shared.get(option.names) != option]
        if listed:
            yield Table((say("reference.column_option"), say("reference.column_means")), [(o.names, o.help) for o in listed])
        others = [option.names.partition(" ")[0].rstrip(",") for option in command.options if option not in listed]
        if others:
            yield Prose(say("reference.also_shared", names=list(others)))


def _formats() -> Iterator[Block]:
    from tracer.render import FORMATS

    yield Heading(2, say("reference.formats"))
    yield Prose(say("reference.formats_intro"))
    rows = [(name, listed(format_.endings)) for name, format_ in FORMATS.items()]
    yield Table((say("reference.column_format"), say("reference.column_endings")), rows)
