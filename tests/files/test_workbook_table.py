"""Workbooks as spreadsheet programs save them, and as nobody should trust them."""

import io
import zipfile
from datetime import date, datetime, time

import pytest

openpyxl = pytest.importorskip("openpyxl")

from tracer.errors import MissingExtra, TracerError  # noqa: E402
from tracer.files.workbook_table import is_workbook, workbook_table  # noqa: E402


def saved(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path.read_bytes()


def read(data):
    return workbook_table(data, "a.xlsx")


def test_cells_are_what_a_person_would_have_written(tmp_path):
    cells = [
        0.5,
        -3,
        2.0,
        1e-7,
        " 0,25 ",
        None,
        True,
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4),
        time(1, 2),
        "#N/A",
        "姓名",
        "=1/0",
        None,
    ]
    table = read(saved(tmp_path / "a.xlsx", ("empty", []), ("marks", [[], cells]), ("notes", [["x"]])))
    (row,) = table.rows
    assert row.cells == (
        *("0.5", "-3", "2", "1e-07", "0,25", "", "TRUE", "2026-01-02", "2026-01-02", "01:02:00", "#N/A", "姓名", "=1/0"),
    )
    assert (row.number, row.typed, table.title, table.others) == (2, {0, 1, 2, 3}, "marks", ("notes",))


def test_what_is_no_workbook_or_a_spoilt_one_is_told(tmp_path, monkeypatch):
    good = saved(tmp_path / "a.xlsx", ("one", [[1]]))
    assert is_workbook(good)
    archive = zipfile.ZipFile(io.BytesIO(good))
    parts = {name: archive.read(name) for name in archive.namelist()}

    def packed(**changes):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in {**parts, **{name: data for name, data in changes.items() if data is not None}}.items():
                if changes.get(name, data) is not None:
                    made.writestr(name, data)
        return stream.getvalue()

    monkeypatch.setattr("tracer.files.workbook_table._MOST_BYTES", 1 << 20)
    sheet = "xl/worksheets/sheet1.xml"
    entity = b'<!DOCTYPE x [<!ENTITY e "1">]>' + parts[sheet]
    for changes, message in (
        ({sheet: b"<worksheet"}, "marking.damaged_workbook"),
        ({sheet: entity}, "marking.damaged_workbook"),
        ({sheet: parts[sheet].replace(b"<v>1</v>", b"")}, "marking.no_answers"),
        ({"xl/big.bin": bytes(1 << 20)}, "tokens.long"),
    ):
        with pytest.raises(TracerError) as refused:
            read(packed(**changes))
        assert refused.value.message == message
    assert not is_workbook(b"PK\x03\x04broken") and not is_workbook(packed(**{"xl/workbook.xml": None}))
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match="sheets"):
        read(good)
