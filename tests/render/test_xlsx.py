"""Workbooks: LibreOffice computes every cell again and finds the trace; what is given can be changed; nothing from outside acts."""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from tracer import Trace, language, trace
from tracer.document.blocks import Document, Prose
from tracer.document.selection import Selection
from tracer.document.workbook import workbook_document
from tracer.errors import MissingExtra, TracerError
from tracer.render import write
from tracer.render.notation.spreadsheet import INFINITE
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

OFFICE = shutil.which("soffice")
REQUIRED = "REQUIRE_OFFICE" in os.environ  # as .ci/run sets it: what is missing fails there, and every kind of run is computed
EXACT = 1e-12


@pytest.fixture(autouse=True, scope="module")
def english():
    language.use("en")
    yield
    language.use(None)


RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    "encoder": ("Thinking Machines", {}),
    "attention, edited": ("The cat sat", {"model": "attention", "edits": {"softmax[0, 1, 2]": 0.5}}),
    "decoder of two sentences": ("The cat sat", {"also": ["It ran"], "model": "decoder"}),
    "encoder-decoder": ("The cat", {"model": "encoder-decoder", "target": "Le chat"}),
    "rnn on paper": ("The cat", {"model": "rnn", "paper": 2}),
    "lstm": ("The cat", {"model": "lstm"}),
    "gru both ways": ("The cat", {"model": "gru", "bidirectional": True}),
    "gelu, norm before": ("The cat", {"activation": "gelu", "norm": "pre", "final_norm": True}),
    "gelu-tanh, RMS norm, RoPE": ("The cat", {"activation": "gelu-tanh", "norm_kind": "rms", "positions": "rope"}),
    "silu, batch norm, mask": (
        "The cat",
        {"activation": "silu", "norm_kind": "batch", "variance": "sample", "mask_fill": -1e9, "mask": "causal"},
    ),
    "learned positions, weights without what is masked": (
        "The cat",
        {"positions": "learned", "mask": "causal", "mask_fill": "renormalise", "activation": "sigmoid", "bias": True},
    ),
    "softmax over queries, another epsilon, W x": (
        "The cat",
        {
            "softmax_over": "query",
            "epsilon_at": "deviation",
            "epsilon": 0.1,
            "layout": "W x",
            "activation": "tanh",
            "pool": "mean",
        },
    ),
    "gru of other authors": ("The cat", {"model": "gru", "gru_update": "take", "gru_reset": "before"}),
}
TRAINED: dict[str, dict[str, Any]] = {
    "decoder, trained": {"model": "decoder"},
    "encoder-decoder, trained by SGD": {"model": "encoder-decoder", "target": "Le chat", "optimizer": "sgd"},
    "decoder, trained by AdamW": {"model": "decoder", "optimizer": "adamw", "clip_norm": 0.5, "schedule": "cosine"},
    "encoder, trained": {"labels": ["a", "b"]},
    "rnn, trained": {"model": "rnn", "labels": ["a", "b"]},
    "lstm, trained": {"model": "lstm", "labels": ["a", "b"]},
    "gru, trained": {"model": "gru", "labels": ["a", "b"]},
}
COMPUTED = [*RUNS, *TRAINED] if REQUIRED else ["encoder", "gru both ways", "rnn, trained"]


def workbook(run: Trace, **selection: Any) -> bytes:
    stream = io.BytesIO()
    write(workbook_document(run, Selection(**selection)), "xlsx", stream)
    return stream.getvalue()


def without_results(data: bytes) -> bytes:
    """The workbook without the numbers that stand with its formulas, so that whoever opens it must compute."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(result, "w") as bare:
        for name in book.namelist():
            part = book.read(name)
            bare.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part) if "worksheets" in name else part)
    return result.getvalue()


def recalculated(folder: Path, books: dict[str, bytes]) -> dict[str, Any]:
    """The workbooks as LibreOffice computes them."""
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(without_results(data))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = [str(folder / f"{name}.xlsx") for name in books]
    subprocess.run([str(OFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), *files], check=True, capture_output=True)  # fmt: skip
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books}


def numbers(book: Any, run: Trace) -> dict[str, np.ndarray]:
    """Each stage's numbers, found below its address in the first column."""
    result = {}
    for sheet in list(book)[1:]:
        for row in range(1, sheet.max_row + 1):
            step = run.every.get(sheet.cell(row, 1).value)
            if step is not None:
                shape = step.values.shape
                left, lines = max(len(shape) - 1, 0), math.prod(shape[:-1])
                cells = [[sheet.cell(row + 5 + line, left + 1 + place).value for place in range((shape or (1,))[-1])] for line in range(lines)]  # fmt: skip
                result[step.name] = np.array(cells, dtype=float).reshape(shape)
    return result


def trained(name: str) -> Trace:
    """A training step: loss, gradients, the optimizer."""
    return trace_steps(make_request("The cat", **TRAINED[name]))


def changed() -> tuple[Trace, bytes]:
    """A run with another W_Q, and the workbook of the first run in which a reader has put that W_Q."""
    run = trace("Thinking Machines")
    book = openpyxl.load_workbook(io.BytesIO(workbook(run)))
    sheet = book["Parameters"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "encoder.0.attention.W_Q")
    sheet.cell(row + 5, 2).value = 3.0
    stream = io.BytesIO()
    book.save(stream)
    queries = np.array(run["encoder.0.attention.W_Q"].values)
    queries[0, 0] = 3.0
    return trace("Thinking Machines", edits={"W_Q": queries}), stream.getvalue()


def test_libreoffice_computes_every_trace(tmp_path: Path) -> None:
    """One test, because LibreOffice takes as long to start as to compute them all."""
    if OFFICE is None:
        assert not REQUIRED, "these tests need LibreOffice: apt-get install libreoffice-calc-nogui"
        pytest.skip("LibreOffice is not installed")
    runs = {name: trained(name) if name in TRAINED else trace(RUNS[name][0], **RUNS[name][1]) for name in COMPUTED}
    books = {name: workbook(run) for name, run in runs.items()}
    runs["changed"], books["changed"] = changed()
    for name, book in recalculated(tmp_path, books).items():
        found = numbers(book, runs[name])
        assert {step.name for step in runs[name].shown} <= found.keys(), name
        for stage, values in found.items():
            known = np.clip(runs[name].every[stage].values, -INFINITE, INFINITE)
            assert np.all(np.abs(values - known) <= EXACT * np.maximum(1, np.abs(known))), (name, stage)


def cells(data: bytes) -> dict[str, dict[str, Any]]:
    """Sheet → corner → what stands there, formulas as text."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None} for sheet in book}  # fmt: skip


def test_every_computed_cell_is_a_formula_and_holds_the_runs_number() -> None:
    run = trace("Thinking Machines")
    data = workbook(run)
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for stage, values in numbers(shown, run).items():
        np.testing.assert_allclose(values, run.every[stage].values, rtol=1e-15, atol=0)  # written with 16 digits
    for sheet, found in cells(data).items():
        formulas = [value for value in found.values() if str(value).startswith("=")]
        given = [value for value in found.values() if isinstance(value, float)]
        assert bool(formulas) == (sheet not in ("Contents", "Parameters"))
        assert bool(given) == (sheet == "Parameters")


def test_formulas_are_those_of_a_textbook() -> None:
    found = cells(workbook(trace("Thinking Machines", activation="gelu")))
    assert found["q"]["C6"] == "=SUM(MMULT('input'!B6:E6,'Parameters'!B14:B17))"
    assert found["scores"]["D6"] == "=SUMPRODUCT('q'!C6:D6,'k'!C7:D7)"
    assert found["scaled"]["C6"] == "='scores'!C6/SQRT(2)"
    row = "'scaled'!C6:D6"
    assert found["softmax"]["C6"] == f"=EXP('scaled'!C6-MAX({row}))/SUMPRODUCT(EXP({row}-MAX({row})))"
    assert found["activation"]["B6"] == "=0.5*'hidden'!B6*(1+ERF('hidden'!B6/SQRT(2)))"
    assert found["attention.norm.variance"]["A6"] == "=SUMPRODUCT(('attention.add'!B6:E6-'attention.norm.mean'!A6)^2)/4"


def test_a_stage_comes_with_what_it_came_from_and_nothing_else() -> None:
    found = cells(workbook(trace("Thinking Machines"), stages=("scores",)))
    assert list(found) == ["Contents", "Parameters", "embedding", "positions", "input", "q", "k", "scores"]


def test_headings_are_frozen_and_both_languages_stand_above_them() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(trace("Thinking Machines"))))
    sheet = book["scores"]
    assert sheet.freeze_panes == "C6"
    assert [cell.value for cell in sheet[5]] == ["head", "query", "Thinking", "Machines"]
    assert sheet["A3"].value.isascii() and not sheet["A4"].value.isascii()


def test_sheets_have_names_that_spreadsheets_take() -> None:
    for run in (trace("The cat", layers=3), trained("decoder, trained"), trace("The cat", model="lstm")):
        names = [sheet for sheet in cells(workbook(run))]
        assert len({name.lower() for name in names}) == len(names)
        assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names)


def test_words_from_outside_are_no_formulas() -> None:
    hostile = ["=1+1", "@SUM(A1)", "<b>&amp;", "http://x.example", "\x1b[31mred", "a" * 400]
    run = trace(tokens=hostile)
    data = workbook(run)
    found = cells(data)["embedding"]
    assert [str(found[f"A{row}"]).removeprefix("'") for row in range(6, 10)] == hostile[:4]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet3.xml").decode()
    assert re.findall(r"<f>([^<]*)</f>", sheet) and not re.search(r"<f>[^<]*(1\+1|SUM\(A1)", sheet)
    assert "x.example" not in sheet and "\x1b" not in str(found)


def test_the_same_run_gives_the_same_bytes() -> None:
    assert workbook(trace("The cat")) == workbook(trace("The cat"))


def test_a_document_without_stages_is_refused() -> None:
    with pytest.raises(TracerError, match="--format xlsx writes the stages"):
        write(Document("", [Prose("nothing")]), "xlsx", io.BytesIO())


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra, match=r"transformer-tracer\[sheets\]"):
        workbook(trace("The cat"))
