"""Trace files in JSON: the same keys as in TOML."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tracer.errors import TracerError
from tracer.files import layout, line_numbers
from tracer.files.readers import Source, deep
from tracer.files.stored_run import Stored
from tracer.files.syntax_problem import syntax_problem
from tracer.files.trace_file import document_of, stored_from


class _Twice(Exception):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise _Twice
    return table


def read(path: Path) -> Stored:
    """The trace file at `path`; raises TracerError with file and line where it is not JSON or not a trace file."""
    text = layout.text_of(path)
    file = str(path)
    try:
        document = json.loads(text, object_pairs_hook=_once)
        if deep(document):
            raise RecursionError
    except _Twice:
        key, line = line_numbers.twice(text)
        raise TracerError("weights.key_twice", file=file, line=line, key=key) from None
    except RecursionError:
        raise TracerError("weights.deep", file=file) from None
    except json.JSONDecodeError as problem:
        place = {"line": problem.lineno, "column": problem.colno, "problem": syntax_problem(problem.msg)}
        raise TracerError("weights.syntax", file=file, syntax="JSON", **place) from None
    except ValueError:  # a whole number of thousands of digits
        raise TracerError("weights.digits", file=file) from None
    if not isinstance(document, dict):
        raise TracerError("weights.object", file=file)
    return stored_from(document, Source(text, file, toml=False))


def write(stored: Stored, stream: BinaryIO) -> None:
    """`stored` as a trace file; reading it gives the same numbers bit for bit."""
    for piece in _table(document_of(stored), 0):
        stream.write(piece.encode())
    stream.write(b"\n")


def _spelt(value: Any) -> Any:
    """The value with infinities as the words that JSON has in their place."""
    if isinstance(value, list):
        return [_spelt(element) for element in value]
    return repr(value) if isinstance(value, float) and math.isinf(value) else value


def _table(table: dict[str, Any], indent: int) -> Iterator[str]:
    pad = "  " * (indent + 1)
    for place, (key, value) in enumerate(table.items()):
        yield ("{\n" if place == 0 else ",\n") + pad + layout.quote(key) + ": "
        yield from _table(value, indent + 1) if isinstance(value, dict) else layout.values(_spelt(value), indent + 1)
    yield "\n" + "  " * indent + "}" if table else "{}"
