"""Answers come from spreadsheets in several forms and from pages; what cannot be read is told where it stands, and stops nothing."""

import json
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import TracerError
from tracer.exercises.answers import FORMAT, read_answers


@pytest.fixture
def read(tmp_path):
    def read(*texts):
        files = []
        for number, text in enumerate(texts):
            files.append(str(tmp_path / f"{number}.csv"))
            Path(files[-1]).write_text(text, encoding="utf-8")
        return read_answers(files)

    return read


def flat(answers):
    return [
        (script.name, script.sheet, blank, answer.number.value)
        for script in answers.scripts
        for blank, answer in script.answers.items()
        if answer.text
    ]


@pytest.mark.parametrize(
    "text",
    [
        "blank,answer\n1,0.5\n2,-3\n",
        "answer,blank\n0.5,1\n−3,2\n",
        "1,0.5\n2,-3\n",
        "题号,答案\n1,1/2\n(2),-3\n",
        "blank;answer\r\n1;0,5\r\n2;-3\r\n",
        "blank\tanswer\n1\t0.5\n\n2\t-3\n3\t\n",
        "blank,answer\n1,0.5\n2,-3\n3\n",
    ],
)
def test_a_row_an_answer(read, text):
    assert flat(read(text)) == [("", "", 1, 0.5), ("", "", 2, -3.0)]


@pytest.mark.parametrize(
    "text",
    [
        "name,1,2\nAda,0.5,\nBob,1,2\n",
        "Name;1;2\nAda;0,5;\nBob;1;2\n",
        'name,1,2\nAda,"0,5"\nBob,1,2\n',
        "Zeit;Name;Q1;Q2\nx;Ada;50%;\ny;Bob;1;2\n",
        "name,blank,answer\nAda,1,.5\nBob,1,1\nBob,2,2\n",
    ],
)
def test_a_row_a_pupil(read, text):
    assert flat(read(text)) == [("Ada", "", 1, 0.5), ("Bob", "", 1, 1.0), ("Bob", "", 2, 2.0)]


def test_a_sheet_may_be_named_by_its_code(read):
    assert flat(read("sheet,blank,answer\n3f2a9c,1,2\n")) == [("", "3f2a9c", 1, 2.0)]


def test_what_a_page_saved(read):
    saved = {"format": FORMAT, "sheets": [{"sheet": "3f2a9c", "name": "Ada ", "answers": {"1": "0,5", "2": "", "3": 2}}]}
    assert flat(read(json.dumps(saved))) == [("Ada", "3f2a9c", 1, 0.5), ("Ada", "3f2a9c", 3, 2.0)]


def test_several_files_follow_one_another(read):
    assert [name for name, *_ in flat(read("name,1\nAda,1\n", "name;1\nBob;1\n"))] == ["Ada", "Bob"]


def test_a_file_among_several_that_cannot_be_read_stops_no_other(read, tmp_path):
    answers = read("name,1\nAda,1\n", "{", "", "name,1\nBob,1\n")
    assert [name for name, *_ in flat(answers)] == ["Ada", "Bob"]
    problems = [script.problem.message for script in answers.scripts if script.problem is not None]
    assert problems == ["marking.no_saved_answers", "marking.no_answers"]
    several = read_answers([str(tmp_path / "gone.csv"), str(tmp_path / "0.csv")])
    assert several.scripts[0].problem is not None and len(flat(several)) == 1


def test_columns_without_a_meaning_are_told(read):
    remarks = read("mail,name,1\nx,Ada,1\n").remarks
    assert len(remarks) == 1 and "mail" in remarks[0]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("name,1,2\nAda,0,5,1\nBob,1,2\n", ["marking.row_length", None]),
        ('name,1,2\nAda,"0.5,1\nBob,1,2\n', ["marking.row_quotes", None]),
        ("name,blank,answer\nAda,1.5,1\nBob,1,2\n", ["marking.no_blank", None]),
        ("name,blank,answer\nAda,,1\nBob,1,2\nBob,2,1,7\n", ["marking.no_blank", None, "marking.row_length"]),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_the_others_are_read(read, text, problems):
    answers = read(text)
    assert [None if one.problem is None else one.problem.message for one in answers.scripts] == problems
    assert ("Bob", "", 1) in [one[:3] for one in flat(answers)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [("1,1", (1.0, "")), ("1,1.0", (1.0, "")), (",1", (1.0, "")), ("1,2", (None, "twice")), ("x,1", (None, "twice"))],
)
def test_a_blank_answered_twice_counts_where_both_agree(read, cells, expected):
    first, second = cells.split(",")
    for text in (f"name,1,2,1\nAda,{first},9,{second}\n", f"name,blank,answer\nAda,1,{first}\nAda,1,{second}\n"):
        answer = read(text).scripts[0].answers[1]
        assert (answer.number.value, answer.number.problem) == expected


def test_each_pupil_s_own_cells_tell_what_a_comma_is(read):
    answers = read('name,1,2\nAda,"0,5","1,234"\nBob,0.5,"1,234"\nCy,1,"1,234"\n')
    numbers = [script.answers[2].number for script in answers.scripts]
    assert [(number.value, number.problem) for number in numbers] == [(1.234, ""), (1234.0, ""), (None, "two_readings")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "marking.no_answers"),
        (" , \n\n", "marking.no_answers"),
        ("blank,answer\n", "marking.no_answers"),
        ("a,b,c,d\n1,2,3,4\n", "marking.columns"),
        ("name,answer\nAda,1\n", "marking.columns"),
        ("{}", "marking.no_saved_answers"),
        ('{"format": "ttrace-key/1", "sheets": []}', "marking.no_saved_answers"),
        (f'{{"format": "{FORMAT}", "sheets": [{{"sheet": "x", "name": "y", "answers": {{"one": "1"}}}}]}}', "marking.no_saved_answers"),
    ],
)  # fmt: skip
def test_a_file_without_answers_is_refused(read, text, message):
    with pytest.raises(TracerError) as refused:
        read(text)
    assert refused.value.message == message and str(refused.value)


@given(
    st.lists(
        st.sampled_from(
            ["name", "blank", "answer", "1", "2", "-0,5", "1/2", "x", '"', ",", ";", "\t", "\n", "\r", "\0", "我", "{"]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_file_is_read_or_refused_in_a_sentence(text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.csv"
        file.write_text(text, encoding="utf-8", newline="")
        try:
            assert all(script.row > 0 for script in read_answers([str(file)]).scripts)
        except TracerError as refused:
            assert str(refused)


def test_a_workbook_is_read_as_its_cells_would_be_in_csv(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    rows = [
        ["Name", "Q1", "Q2", "(3)", "Mood"],
        ["Ada", 0.5, "1/2", "50%", "good"],
        ["Bob", "1,234", 0.25, None],
        ["Cy", "0,5", "1,234", datetime(2026, 1, 2)],
        [None, None],
        ["Di", "#DIV/0!", True, "abc", "", "stray"],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("notes").append(["x"])
    book.save(tmp_path / "a.xlsx")
    answers = read_answers([str(tmp_path / "a.xlsx")])
    ada, bob, cy, di = answers.scripts
    assert [ada.answers[blank].number.value for blank in (1, 2, 3)] == [0.5, 0.5, 0.5] and ada.row == 2
    assert bob.answers[1].number.problem == "two_readings" and bob.answers[2].number.value == 0.25 and bob.answers[3].text == ""
    assert cy.answers[2].number.value == 1.234 and cy.answers[3].number.problem == "date"
    assert di.row == 6 and di.problem.message == "marking.row_length"
    assert [di.answers[blank].number.problem for blank in (1, 2, 3)] == ["spreadsheet_error", "not_a_number", "not_a_number"]
    assert any("Mood" in remark for remark in answers.remarks) and any("notes" in remark for remark in answers.remarks)
    book.remove(book["notes"])
    book.active.delete_rows(1, 9)
    book.active.append(["blank", "answer"])
    book.active.append([1, "1,234"])
    book.active.append([2, 0.5])
    book.save(tmp_path / "b.xlsx")
    (script,) = read_answers([str(tmp_path / "b.xlsx")]).scripts
    assert script.answers[1].number.problem == "two_readings" and script.answers[2].number.value == 0.5


def test_a_pipe_is_read_once(monkeypatch):
    reads = []
    monkeypatch.setattr("tracer.exercises.answers.read_bytes", lambda path: reads.append(path) or b"1,0.5\n2,7\n")
    (script,) = read_answers(["-"]).scripts
    assert reads == ["-"] and [answer.number.value for answer in script.answers.values()] == [0.5, 7]
