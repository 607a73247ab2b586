"""Worked examples of teaching pages, each as a trace file a reader could have written, against the numbers the page prints.

A page's own mistakes are asserted to be mistakes: ours differs from the printed number and is the right one.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import trace

CASES = Path(__file__).parent.parent / "cases" / "published"
TRACES = Path(__file__).parents[2] / "walkthroughs" / "traces" / "published"
STAGES: dict[str, dict[str, Any]] = tomllib.loads((CASES / "stages.toml").read_text("utf-8"))
FILES = sorted(path.stem for path in TRACES.glob("*.toml"))
PAIRS = [(name, printed) for name, stages in STAGES.items() for printed in stages]
TINY = 1e-6  # of a unit: a number that lies on the half itself


@cache
def page(name: str) -> dict[str, Any]:
    return json.loads((CASES / f"{name.partition('.')[0]}.json").read_text("utf-8"))


@cache
def run(name: str) -> Any:
    return trace(from_file=TRACES / f"{name}.toml")


def entry(name: str, printed: str) -> dict[str, Any]:
    """The row of stages.toml, its short forms written out."""
    row = STAGES[name][printed]
    return row if isinstance(row, dict) else {"at": row}


def numbers(raw: Any) -> np.ndarray:
    """Printed cells as an array: null (nothing printed) is nan, "-inf" is -∞."""
    if isinstance(raw, list):
        return np.array([numbers(part) for part in raw])
    return np.array(np.nan if raw is None else float(raw))


def units_of(name: str, printed: str, shape: tuple[int, ...]) -> np.ndarray:
    """One unit of the last printed place, a cell."""
    places = page(name)["decimals"]
    if isinstance(places, dict):
        places = places.get(printed, places["default"])
    return np.broadcast_to(10.0 ** -np.array(places, dtype=float), shape)


def at(name: str, place: str | list[str]) -> np.ndarray:
    """The cells at `stage[0, :].T` of the run, or those at several places side by side."""
    if isinstance(place, list):
        return np.concatenate([at(name, one) for one in place], axis=-1)
    found = re.fullmatch(r"([\w.]+?)(?:\[(.*)\])?(\.T)?", place)
    assert found, place
    stage, index, turned = found.groups()
    parts = index.split(",") if index else []
    known = {":": slice(None), "None": None}
    array = run(name)[stage].array[tuple(known[p] if p in known else int(p) for p in map(str.strip, parts))]
    return array.T if turned else array


def computed(name: str, row: dict[str, Any]) -> np.ndarray:
    ours = np.asarray(at(name, row["at"]), dtype=float)
    if row.get("root"):
        ours = np.sqrt(ours)
    return ours / at(name, row["over"]) if "over" in row else ours


def listed(name: str, printed: str, kind: str) -> dict[tuple[int, ...], tuple[float, float]]:
    """The cells that a page's JSON lists as errors or slips: place -> (printed, right)."""
    rows = [row for row in page(name).get(kind, ()) if row["stage"] == printed]
    return {tuple(cell): (told, right) for row in rows for cell, told, right in row.get("cells", ())}


def far(ours: np.ndarray, told: np.ndarray, units: np.ndarray, within: float) -> np.ndarray:
    """Where a printed number is not ours, rounded."""
    with np.errstate(invalid="ignore"):
        return np.array(~((ours == told) | np.isnan(told) | (np.abs(ours - told) <= units * (within + TINY))))


@pytest.mark.parametrize(("name", "printed"), PAIRS, ids=[f"{name}-{printed}" for name, printed in PAIRS])
def test_the_trace_file_gives_the_numbers_the_page_prints(name: str, printed: str) -> None:
    row, told = entry(name, printed), numbers(page(name)["expected"][printed])
    ours, units = computed(name, row), units_of(name, printed, told.shape)
    assert ours.shape == told.shape, f"{name}: {printed} is {told.shape} on the page, {row['at']} is {ours.shape}"
    differs = far(ours, told, units, row.get("units", 0.5))
    if row.get("shows") == "contradiction":
        assert differs.any(), f"{name}: {printed} comes out as printed, and should not"
        return
    if "shows" not in row:
        for kind in ("published_errors", "last_digit_slips"):
            for cell in listed(name, printed, kind):
                differs[cell] = False
    shown = [f"{printed}{list(map(int, c))}: printed {told[tuple(c)]}, ours {ours[tuple(c)]}" for c in np.argwhere(differs)]
    assert not shown, f"{name}, {row['at']}: " + "; ".join(shown)


WRONG = [
    (name, printed, kind, cell)
    for name, printed in PAIRS
    if "shows" not in entry(name, printed)
    for kind in ("published_errors", "last_digit_slips")
    for cell in listed(name, printed, kind)
]


@pytest.mark.parametrize(
    ("name", "printed", "kind", "cell"), WRONG, ids=[f"{n}-{p}-{'.'.join(map(str, c))}" for n, p, _, c in WRONG]
)
def test_a_wrong_number_of_a_page_is_wrong_and_ours_is_the_right_one(
    name: str, printed: str, kind: str, cell: tuple[int, ...]
) -> None:
    row = entry(name, printed)
    shape = numbers(page(name)["expected"][printed]).shape
    unit = float(units_of(name, printed, shape)[cell])
    ours, (told, right) = float(computed(name, row)[cell]), listed(name, printed, kind)[cell]
    # the right values stand with ten digits; where a page went on from rounded numbers they are only as sure as those
    sure = row["units"] * unit if "units" in row else max(1e-9, 1e-3 * unit)
    assert abs(ours - right) <= sure, f"{name}, {row['at']}: ours {ours}, right {right}"
    units_off = abs(ours - told) / unit
    if kind == "published_errors":
        assert units_off > row.get("units", 0.5) + TINY, f"{name}: {printed}{cell} is listed as wrong: {told}, ours {ours}"
    else:
        rounded = round(ours / unit) * unit
        assert abs(rounded - told) <= unit * (1 + TINY), f"{name}: {printed}{cell}: {told} is no slip for {ours}"


def test_every_printed_stage_and_every_listed_mistake_of_every_page_is_looked_at() -> None:
    pages = {path.stem for path in CASES.glob("*.json")}
    assert pages == {name.partition(".")[0] for name in STAGES}
    seen = {(name.partition(".")[0], printed) for name, printed in PAIRS}
    assert seen == {(name, printed) for name in pages for printed in page(name)["expected"]}
    told = {(n.partition(".")[0], p, c) for n, p, _, c in WRONG}
    kinds = ("published_errors", "last_digit_slips")
    cells = {(n, p, c) for n in pages for p in page(n)["expected"] for kind in kinds for c in listed(n, p, kind)}
    assert told == cells


def test_the_published_table_tells_every_page_with_its_counts() -> None:
    """`walkthroughs/checked-pages.md`: numbers compared, last digits, others. Where this fails, correct its table."""
    text = (TRACES.parents[1] / "checked-pages.md").read_text("utf-8")
    table = [row.split(" | ") for row in text.splitlines() if re.fullmatch(r"\|.*\| \d+ \| \d+ \| \d+ \|", row)]
    counted = []
    for path in CASES.glob("*.json"):
        shown = [numbers(stage) for stage in page(path.stem)["expected"].values()]
        wrong = [
            sum(len(row.get("cells", ())) for row in page(path.stem).get(kind, ()))
            for kind in ("last_digit_slips", "published_errors")
        ]
        counted.append((sum(int((~np.isnan(stage)).sum()) for stage in shown), *wrong))
    assert sorted(tuple(int(cell.strip(" |")) for cell in row[-3:]) for row in table) == sorted(counted)
    for name in (path.stem for path in CASES.glob("*.json")):
        title = page(name)["title"].partition(" (")[0]
        assert any(title in row[0] for row in table), title


def test_every_trace_file_is_run() -> None:
    assert sorted(STAGES) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_trace_file_says_the_same_as_json(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "same.json"
    copy.write_text(json.dumps(tomllib.loads((TRACES / f"{name}.toml").read_text("utf-8"))), "utf-8")
    first, second = run(name), trace(from_file=copy)
    assert list(first.steps) == list(second.steps)
    for stage, step in first.steps.items():
        np.testing.assert_array_equal(step.array, second.steps[stage].array)
