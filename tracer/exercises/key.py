"""The key as data: what made each sheet, and its answers; alone as JSON, or carried in a comment of the readable key.

{"format": "ttrace-key/2", "version": "0.1.0", "sheets": [{"sheet": "3f2a9c", "name": "Ada", "kind": "blanks",
 "run": ["Thinking Machines", "--seed", "3"], "places": 3, "exact": false, "follow_on": 1.0,
 "blanks": [{"blank": 1, "cell": "encoder.0.attention.scores[…]", "answer": 0.5, "points": 1.0}]}]}

cell: "" for a question that is about no cell of the run, whose answer is exact. A blank of a sheet of kind "design" has also
"design", what its matrix is to bring about; its answer is one of many. Keys of the first format ("ttrace-key/1") hold
neither version, kind, points nor follow_on: a blank is worth one point, and an answer that follows from an earlier one gets it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracer.errors import TracerError
from tracer.exercises.blanks import Question, Sheet

FORMAT = "ttrace-key/2"
_READ = ("ttrace-key/1", FORMAT)
_MARK = "ttrace key:"
_CARRIED = re.compile(rf"{_MARK}\s*(\{{.*\}})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet's part of a key. answers: blank -> (cell, right number). run: the words that make its trace.

    kind: of exercise. points: blank -> what a right answer is worth. follow_on: the share of them that an answer gets which is
    right given the pupil's own earlier ones. version: of the program that made the key, "" in one of the first format. designs:
    blank -> what its matrix is to bring about, where that is asked.
    """

    code: str
    name: str
    run: tuple[str, ...]
    places: int
    exact: bool
    answers: Mapping[int, tuple[str, float]]
    points: Mapping[int, float] = field(default_factory=dict)
    follow_on: float = 1.0
    kind: str = "blanks"
    version: str = ""
    designs: Mapping[int, str] = field(default_factory=dict)

    def points_of(self, blank: int) -> float:
        """What a right answer to a blank is worth."""
        return self.points.get(blank, 1.0)


def key_data(sheets: Sequence[tuple[Sheet, Sequence[str]]], version: str = "") -> str:
    """The key of these sheets, each with the words that make its trace, on one line. version: of the program."""
    entries = [
        {
            "sheet": sheet.code,
            "name": sheet.name,
            "kind": sheet.kind,
            "run": list(words),
            "places": sheet.places,
            "exact": sheet.exact,
            "follow_on": sheet.follow_on,
            "blanks": [_blank(sheet, blank) for blank in sheet.blanks],
        }
        for sheet, words in sheets
    ]
    return json.dumps({"format": FORMAT, "version": version, "sheets": entries}, ensure_ascii=True)


def _blank(sheet: Sheet, blank: Question) -> dict[str, Any]:
    data = {"blank": blank.number, "cell": blank.address, "answer": blank.value, "points": blank.points}
    design = sheet.designs.get(blank.number)
    return {**data, "design": design} if design else data


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
        version = str(data.get("version", ""))
        sheets = [_entry(sheet, version) for sheet in data["sheets"]] if data["format"] in _READ else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        sheets = None
    if sheets is None:
        raise TracerError("exercises.no_key", file=file)
    return sheets


def _entry(data: Mapping[str, Any], version: str) -> Entry:
    answers = {int(blank["blank"]): (str(blank["cell"]), float(blank["answer"])) for blank in data["blanks"]}
    points = {int(blank["blank"]): float(blank["points"]) for blank in data["blanks"] if "points" in blank}
    run = tuple(str(word) for word in data["run"])
    return Entry(
        str(data["sheet"]),
        str(data["name"]),
        run,
        int(data["places"]),
        bool(data["exact"]),
        answers,
        points,
        float(data.get("follow_on", 1.0)),
        str(data.get("kind", "blanks")),
        version,
        {int(blank["blank"]): str(blank["design"]) for blank in data["blanks"] if "design" in blank},
    )
