"""The cells of a notebook and where they stand in its file, whatever the file's layout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracer.errors import TracerError
from tracer.living.places import Lines

_BLANK = re.compile(r"[ \t\r\n]*+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its JSON, and where that begins and ends in the file."""

    value: dict[str, Any]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prose:
    """What a notebook says, as one text; lines: for each of its lines, from 1, the line of the file it stands on."""

    text: str
    lines: tuple[int, ...]


def notebook_cells(text: str) -> tuple[dict[str, Any], list[Cell]]:
    """(the notebook, its cells; what is no object among them is left out). Raises TracerError where it is no notebook."""
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        cells = None
    if not isinstance(cells, list):
        raise TracerError("check.no_notebook")
    spans = list(_elements(text, "cells"))
    return notebook, [Cell(cell, *span) for cell, span in zip(cells, spans, strict=True) if isinstance(cell, dict)]


def source_lines(cell: dict[str, Any]) -> list[str]:
    """The lines of a cell, with what ends them."""
    return _lines(cell.get("source", ""))


def prose(text: str) -> Prose:
    """What all cells and their outputs say, with a blank line between. Raises TracerError where it is no notebook."""
    lines = Lines(text)
    sentences: list[str] = []
    stand: list[int] = []
    for cell in notebook_cells(text)[1]:
        for written in (source_lines(cell.value), *outputs(cell.value)):
            for place, line in zip(places(text, cell, written), written, strict=True):
                sentences.append(line.rstrip("\r\n").replace("\r", " ").replace("\n", " "))
                stand.append(lines.line(place))
            sentences.append("")
            stand.append(stand[-1] if stand else 1)
    return Prose("\n".join(sentences), tuple(stand) or (1,))


def places(text: str, cell: Cell, written: list[str]) -> Iterator[int]:
    """Where each line of a cell stands in the file; of a line that cannot be found, where the one before it does."""
    place = cell.start
    ascii_only = _encoded((written or [""])[0], True) != _encoded((written or [""])[0], False)
    ascii_only = ascii_only and text.find(_encoded(written[0], False), cell.start, cell.end) < 0
    searching = True
    for line in written:
        encoded = _encoded(line, ascii_only)
        at = text.find(encoded, place, cell.end) if searching and encoded else -1
        searching = searching and (at >= 0 or not encoded)
        yield place if at < 0 else at
        place = place if at < 0 else at + len(encoded)


def _encoded(line: str, ascii_only: bool) -> str:
    return json.dumps(line.rstrip("\r\n"), ensure_ascii=ascii_only)[1:-1]


def outputs(cell: dict[str, Any]) -> Iterator[list[str]]:
    """The lines of each text a cell put out."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        for kind, value in data.items() if isinstance(data, dict) else ():
            if kind.startswith("text/") and kind != "text/html":
                yield _lines(value)
        yield _lines(output.get("text", ""))


def _lines(source: Any) -> list[str]:
    """Lines as a notebook keeps them: one text, or a list of them."""
    if isinstance(source, str):
        return source.splitlines(keepends=True)
    return [str(line) for line in source] if isinstance(source, list) else []


def _elements(text: str, key: str) -> Iterator[tuple[int, int]]:
    """Where the elements of a list stand that is the last value of `key` in an object; the text is an object that is right."""
    decoder = json.JSONDecoder()
    spans: list[tuple[int, int]] = []
    place = _next(text, text.index("{") + 1)
    while text[place] != "}":
        name, place = decoder.raw_decode(text, place)
        place = _next(text, _next(text, place) + 1)  # after the colon
        if name == key and text[place] == "[":
            spans, end = [], _next(text, place + 1)
            while text[end] != "]":
                start = end
                _, end = decoder.raw_decode(text, start)
                spans.append((start, end))
                end = _next(text, end)
                end = _next(text, end + 1) if text[end] == "," else end
            place = end + 1
        else:
            _, place = decoder.raw_decode(text, place)
        place = _next(text, place)
        place = _next(text, place + 1) if text[place] == "," else place
    yield from spans


def _next(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place
