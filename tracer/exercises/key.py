"""The key as data: what made each sheet, and its answers; alone as JSON, or carried in a comment of the readable key.

{"format": "ttrace-key/1", "sheets": [{"sheet": "3f2a9c", "name": "Ada", "run": ["Thinking Machines", "--seed", "3"],
 "places": 3, "exact": false, "blanks": [{"blank": 1, "cell": "encoder.0.attention.scores[…]", "answer": 0.5}]}]}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracer.errors import TracerError
from tracer.exercises.blanks import Sheet

FORMAT = "ttrace-key/1"
_MARK = "ttrace key:"
_CARRIED = re.compile(rf"{_MARK}\s*(\{{.*\}})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet's part of a key. answers: blank -> (cell, right number). run: the words that make its trace."""

    code: str
    name: str
    run: tuple[str, ...]
    places: int
    exact: bool
    answers: Mapping[int, tuple[str, float]]
    points: Mapping[int, float] = field(default_factory=dict)
    follow_on: float = 1.0

    def points_of(self, blank: int) -> float:
        """What a right answer to a blank is worth."""
        return self.points.get(blank, 1.0)


def key_data(sheets: Sequence[tuple[Sheet, Sequence[str]]]) -> str:
    """The key of these sheets, each with the words that make its trace, on one line."""
    entries = [
        {
            "sheet": sheet.code,
            "name": sheet.name,
            "run": list(words),
            "places": sheet.places,
            "exact": sheet.exact,
            "blanks": [{"blank": blank.number, "cell": blank.address, "answer": blank.value} for blank in sheet.blanks],
        }
        for sheet, words in sheets
    ]
    return json.dumps({"format": FORMAT, "sheets": entries}, ensure_ascii=True)


def as_comment(data: str) -> str:
    """The key's data as the text of a comment that nothing in it can end."""
    for sign, safe in (("<", "\\u003c"), (">", "\\u003e"), ("--", "-\\u002d"), ("*/", "*\\u002f"), ("/*", "/\\u002a")):
        data = data.replace(sign, safe)
    return f"{_MARK} {data}"


def read_key(text: str, file: str) -> list[Entry]:
    """The sheets of a key. Raises TracerError where the file is no key, or a broken one."""
    match = _CARRIED.search(text)
    try:
        data = json.loads(match.group(1) if match else text)
        sheets = [_entry(sheet) for sheet in data["sheets"]] if data["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        sheets = None
    if sheets is None:
        raise TracerError("exercises.no_key", file=file)
    return sheets


def _entry(data: Mapping[str, Any]) -> Entry:
    answers = {int(blank["blank"]): (str(blank["cell"]), float(blank["answer"])) for blank in data["blanks"]}
    run = tuple(str(word) for word in data["run"])
    return Entry(str(data["sheet"]), str(data["name"]), run, int(data["places"]), bool(data["exact"]), answers)
