"""A class of thirty whose file holds every kind of bad cell: each pupil gets marks, and each bad cell its sentence."""

import io
import json
from pathlib import Path

import pytest

from tracer import language, trace
from tracer.exercises.blanks import sheet
from tracer.exercises.key import key_data
from tracer.exercises.marked_document import marked_document
from tracer.render import write

# pupil: (what stands in the cell of blank 5, whose number is 0.622; the verdict; a piece of the sentence about it)
CELLS = {
    "Ada": ("0.622", "right", ""),
    "Ben": ("0,622", "right", ""),
    "Cai": ("62.2%", "right", ""),
    "Dee": ("62,2 %", "right", ""),
    "Eli": ("6.22e-1", "right", ""),
    "Fay": ("6.22×10⁻¹", "right", ""),
    "Gus": ("622/1000", "right", ""),
    "Hal": ("０．６２２", "right", ""),
    "Ida": (" '.622 ", "right", ""),
    "Jan": ("+0。622", "right", ""),
    "Kim": ("≈ 0.622", "right", ""),
    "Leo": ("", "missing", ""),
    "Mia": ("–", "missing", ""),
    "Ned": ("abc", "unreadable", "no number"),
    "Ola": ("?", "unreadable", "no number"),
    "Pam": ("#DIV/0!", "unreadable", "error of the spreadsheet"),
    "Quy": ("#N/A", "unreadable", "error of the spreadsheet"),
    "Rex": ("1/2/2026", "unreadable", "date"),
    "Sam": ("2-Jan", "unreadable", "date"),
    "Tom": ("1,622", "unreadable", "two ways"),
    "Uma": ("1/0", "unreadable", "divides by zero"),
    "Val": ("1e999", "unreadable", "too large"),
    "Wim": ("nan", "unreadable", "no number"),
    "Xia": ("=SUM(A1)", "unreadable", "no number"),
    "Yan": ("-0.622", "wrong", ""),
    "Zoe": ("0.62", "wrong", ""),
    "李雷": ("1,234.5", "wrong", ""),
    "Ægir": ("1 234,5", "wrong", ""),
}


def cell(text):
    return f'"{text}"' if "," in text else text


@pytest.fixture(scope="module")
def made():
    run = trace("cat sat", model="attention", init="integers", positions="none", heads=1)
    return sheet(run, ["scores", "softmax"], "hard")


@pytest.fixture
def marked(made, tmp_path):
    key = tmp_path / "key.json"
    key.write_text(key_data([(made, ["cat sat"])]), encoding="utf-8")

    def marked(*texts, encoding="utf-8", each=False, tongue="en"):
        files = [tmp_path / f"class{number}.csv" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_bytes(text.encode(encoding))
        with language.speaking(tongue):
            document, all_right = marked_document(str(key), list(map(str, files)), lambda words: made.trace, each)
            stream = io.StringIO()
            write(document, "markdown", stream)
        return document.facts["json"], stream.getvalue(), all_right

    return marked


def table(made, delimiter=","):
    whole = {one.number: f"{one.value:.3f}" for one in made.blanks}
    rows = [delimiter.join(["Zeitstempel", "Name", *(f"Q{number}" for number in whole)])]
    for name, (text, *_) in CELLS.items():
        cells = (dict.fromkeys(whole, "") if name == "Tom" else whole) | {
            5: text
        }  # Tom's other cells do not tell what his comma is
        rows.append(delimiter.join(["x", name, *map(cell, cells.values())]))
    rows[9:9] = [f'x{delimiter}"Lost{delimiter}1{delimiter}2', delimiter.join(["x", "Ada", "7"])]
    rows.append(delimiter.join(["x", "Long", *["1"] * 20]))
    rows.append(delimiter.join(["x", "", "1"]))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [("utf-8", ",", "\n"), ("utf-8-sig", ";", "\r\n"), ("utf-16", "\t", "\r\n"), ("gb18030", ",", "\n")],
)
def test_a_class_of_thirty_with_every_kind_of_bad_cell(made, marked, encoding, delimiter, end):
    assert f"{made.blanks[4].value:.3f}" == "0.622"
    marks, text, all_right = marked(table(made, delimiter).replace("\n", end), encoding=encoding)
    pupils = {pupil["name"]: pupil for pupil in marks["pupils"]}
    assert not all_right and len(pupils) == 29 and len(marks["not_marked"]) == 3
    assert len(marks["pupils"]) + len(marks["not_marked"]) == 32  # of them one row without a name, one repeated
    for name, (written, verdict, reason) in CELLS.items():
        answer = pupils[name]["answers"][4]
        comma = name == "Tom" and delimiter != ","  # where a comma does not part columns it is a decimal one
        assert answer["verdict"] == ("wrong" if comma else verdict), name
        assert pupils[name]["points"] == (0 if name == "Tom" else 7 + (verdict == "right"))
        assert not reason or comma or any(name in line and written in line and reason in line for line in lines(text)), name
    assert sum(pupil["right"] for pupil in marks["pupils"]) == 7 * 27 + 11


def lines(text):
    """The document's lines without the marks of its format."""
    return text.replace("\\", "").split("\n")


def test_slips_of_the_pen_are_named(made, marked):
    causes = {name: one["causes"] for one in marked(table(made))[0]["pupils"] for name in [one["name"]]}
    assert (causes["Yan"], causes["Zoe"], causes["Ada"]) == (["sign"], ["decimals"], [])


def test_one_pupil_is_told_every_answer(made, marked):
    marks, text, all_right = marked("name,1,2\nAda,0,x\n")
    assert "Marked: Ada" in text and "unreadable" in text and "An answer is right where" in text and not all_right
    assert len(marks["pupils"]) == 1 and "Blank by blank" not in text


def test_every_pupil_s_answers_are_told_where_asked_for(made, marked):
    text = table(made)
    assert "Marked: Ben" not in marked(text)[1] and "Marked: Ben" in marked(text, each=True)[1]


def test_a_file_a_pupil(marked):
    marks, text, _ = marked("name,1\nAda,0\n", "name;1\nBob;9\n", "name,1\nAda,0\n")
    assert [one["name"] for one in marks["pupils"]] == ["Ada", "Bob"] and len(marks["not_marked"]) == 1
    assert Path(marks["not_marked"][0]["file"]).name == "class2.csv"


def test_marks_are_told_in_chinese(made, marked):
    text = marked(table(made), tongue="zh")[1]
    assert "逐空统计" in text and "不是数" in text and "Blank" not in text


@pytest.mark.parametrize("name", ["csv", "json", "html", "page", "terminal", "latex", "typst"])
def test_marks_are_written_in_every_format(made, tmp_path, name):
    (tmp_path / "k.json").write_text(key_data([(made, ["x"])]), encoding="utf-8")
    (tmp_path / "a.csv").write_text("name,1,2\n=cmd(),0,x\n<b>Bob</b>,1,2\n", encoding="utf-8")
    with language.speaking("en"):
        document, _ = marked_document(str(tmp_path / "k.json"), [str(tmp_path / "a.csv")], lambda words: made.trace)
        stream = io.StringIO()
        write(document, name, stream)
    text = stream.getvalue()
    if name == "csv":
        assert text.splitlines()[0].startswith("name,points,of,right") and "\n'=cmd()," in text and "is no number" in text
    if name in ("html", "page"):
        assert "<b>Bob" not in text
    if name == "json":
        assert json.loads(text)["pupils"][1]["name"] == "<b>Bob</b>"
