"""Trace files in TOML: read with the standard library, written here (it only reads)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tracer.errors import TracerError
from tracer.files import layout
from tracer.files.line_numbers import dotted
from tracer.files.readers import DEEPEST, Source, deep
from tracer.files.stored_run import Stored
from tracer.files.syntax_problem import syntax_problem
from tracer.files.trace_file import document_of, stored_from

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PART = r"""(?:[^.\n,=\[\]{}\#"']|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')*"""
_DOTS = re.compile(rf"(?:^|[\[{{,])(?:{_PART}\.){{16}}", re.MULTILINE)  # a look before the closer one: it may be in a string
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_SURROGATE = re.compile(r"(?<!\\)(?:\\\\)*(\\ud[89a-f]..)")


def read(path: Path) -> Stored:
    """The trace file at `path`; raises TracerError with file and line where it is not TOML or not a trace file."""
    text = layout.text_of(path)
    if _DOTS.search(text) and dotted(text) > DEEPEST:  # the parser's memory grows with the square of a key's parts
        raise TracerError("weights.deep", file=str(path))
    try:
        document = tomllib.loads(text)
        if deep(document):
            raise RecursionError
    except RecursionError:
        raise TracerError("weights.deep", file=str(path)) from None
    except tomllib.TOMLDecodeError as problem:
        raise syntax_error(str(problem), text, str(path)) from None
    except ValueError:  # a whole number of thousands of digits
        raise TracerError("weights.digits", file=str(path)) from None
    return stored_from(document, Source(text, str(path), toml=True))


def syntax_error(problem: str, text: str, file: str) -> TracerError:
    """What the parser said of a file's text, with its line and column, in the reader's language."""
    match = _PLACE.search(problem)
    line, column = match.groups() if match else (text.count("\n") + 1, 1)
    why = problem[: match.start()].strip() if match else problem.removesuffix(" (at end of document)")
    return TracerError("weights.syntax", file=file, line=line, column=column, syntax="TOML", problem=syntax_problem(why))


def write(stored: Stored, stream: BinaryIO) -> None:
    """`stored` as a trace file; reading it gives the same numbers bit for bit.

    Raises TracerError for a text that is not Unicode (a lone surrogate), which TOML cannot hold.
    """
    for piece in _pieces(document_of(stored)):
        if lone := _SURROGATE.search(piece):
            raise TracerError("weights.not_unicode", text=lone.group(1))
        stream.write(piece.encode())


def _pieces(document: dict[str, Any]) -> Iterator[str]:
    tables = {key: value for key, value in document.items() if isinstance(value, dict)}
    for key, value in document.items():
        if key not in tables:
            yield from _line(key, value)
    for key, table in tables.items():
        yield f"\n[{key}]\n"
        for name, value in table.items():
            yield from _line(name, value)


def _line(key: str, value: Any) -> Iterator[str]:
    yield (key if _BARE.fullmatch(key) else layout.quote(key)) + " = "
    yield from layout.values(value, 0)
    yield "\n"
