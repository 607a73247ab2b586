"""A worksheet in a real browser: filled in, checked, explained, kept, saved, and marked from the saved file."""

import io
import json

import pytest
from browsing import browse, need_browser

from tracer import language, trace
from tracer.exercises.answers import Answer, read_answers
from tracer.exercises.blanks import sheet
from tracer.exercises.design_marking import mark_design
from tracer.exercises.design_sheet import design_sheet
from tracer.exercises.design_told import outcome_told
from tracer.exercises.designs import design_head
from tracer.exercises.form import form_data
from tracer.exercises.hints import hints_of
from tracer.exercises.key import key_data, read_key
from tracer.exercises.paper import sheet_document
from tracer.exercises.written_number import written_number
from tracer.render import write
from tracer.render.form_page import form_page, hint_list

RUN = {"text": "cat sat", "model": "attention", "init": "integers", "positions": "none", "heads": 1, "paper": 2}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    need_browser()
    folder = tmp_path_factory.mktemp("forms")

    def ask(questions, tongue="en", exam=False, name="", count=1):
        file = folder / f"{tongue}{exam}{name}{count}.html"
        sheets = [sheet(trace(**RUN, seed=seed), ["scores", "softmax"], "hard", name=name) for seed in range(count)]
        with language.speaking(tongue):
            pages = []
            for made in sheets:
                stream = io.StringIO()
                write(sheet_document(made), "html", stream)
                pages.append((stream.getvalue(), form_data(made, exam)))
            file.write_text(form_page(pages, "T"), encoding="utf-8")
        return browse(file, questions), sheets

    return ask


def steps(*steps, **look):
    return {"steps": steps, "look": look}


STATUS = ".tt-form [role=status]"


def test_a_pupil_fills_in_checks_asks_and_saves(browser, tmp_path):
    answers = {1: "0", 2: "-1", 3: "0", 4: "-6", 5: ".62", 6: "38%", 7: "0,95", 8: "x"}  # e^-3 / (1 + e^-3) = 0.047
    fill = [("fill", str(blank), text) for blank, text in answers.items()]
    found, (made,) = browser(
        [
            {
                "name": "whole",
                **steps(
                    *fill,
                    ("label", "Name", "Ada, B."),
                    ("button", "Check"),
                    ("see", STATUS),
                    ("js", "[...document.querySelectorAll('output')].map((one) => one.innerText.trim().split('\\n')[0][0])"),
                    ("js", "[...document.querySelectorAll('[data-blank][aria-invalid=true]')].map((one) => one.dataset.blank)"),
                    ("button", "Explain blank 7"),
                    ("see", ".tt-panel"),
                    ("focused",),
                    ("press", "Escape"),
                    (
                        "js",
                        "[document.activeElement.dataset.blank, document.querySelector('.tt-panel').hidden, localStorage.length]",
                    ),
                    ("fill", "4", "-8"),
                    ("js", "document.querySelector('[data-blank=\"4\"]').nextElementSibling.textContent"),
                    ("press", "Enter"),
                    ("see", STATUS),
                    ("download", "Save answers (JSON)"),
                    ("download", "Save answers (CSV)"),
                ),
            }
        ]
    )
    assert found["whole"]["problems"] == []
    told, signs, invalid, panel, focused, closed, cleared, again, saved, table = found["whole"]["seen"]
    assert told == "5 of 8 right, 1 follow from an earlier mistake, 1 wrong, 0 left out, 1 unreadable: 6 of 8 points."
    assert signs == ["✓", "✓", "✓", "✗", "✓", "✓", "↷", "!"] and invalid == ["4", "8"]
    assert "Softmax turns each row" in panel and "own earlier numbers" in panel and "-3" in panel and "0.950" in panel
    assert (focused, closed, cleared) == ("H2", ["7", True, 0], "")
    assert again.startswith("6 of 8 right, 0 follow")
    assert saved[0] == f"answers-{made.code}-Ada-B-.json" and table[0].endswith(".csv")
    for name, text in (saved, table):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (script,) = read_answers([str(tmp_path / name)]).scripts
        assert (script.name, script.sheet) == ("Ada, B.", made.code)
        assert {blank: one.text for blank, one in script.answers.items()} == answers | {4: "-8"}


def test_a_matrix_is_run_and_a_hint_opens_by_itself(tmp_path):
    need_browser()
    run = trace("cat sat on", model="attention", heads=1, init="integers", positions="none", seed=4)
    made = design_sheet(run, ["previous"], "medium")
    stream = io.StringIO()
    write(sheet_document(made), "html", stream)
    hints = hint_list([(one.about, one.steps) for one in hints_of(made)])
    (tmp_path / "d.html").write_text(form_page([(stream.getvalue() + hints, form_data(made))], "T"), encoding="utf-8")
    keys = run["attention.W_K"].values[:2]  # the keys of the first two words, made longer
    wanted = {n + 1: str(10 * int(value)) for n, value in enumerate(keys.ravel())}
    question = steps(
        *[("fill", str(n), text) for n, text in wanted.items()],
        ("button", "Check"),
        ("see", STATUS),
        ("count", ".tt-why"),
        ("js", "[...document.querySelectorAll('details')].map((one) => one.open)"),
        ("js", "(document.querySelector('summary').click(), [...document.querySelectorAll('details')].map((one) => one.open))"),
    )
    found = browse(tmp_path / "d.html", [{"name": "design", **question}])["design"]
    told, questions, closed, opened = found["seen"]
    assert found["problems"] == [] and questions == 0
    entry = read_key(key_data([(made, ())]), "")[0]
    answers = {n: Answer(text, written_number(text)) for n, text in wanted.items()}
    marks, (outcome,) = mark_design(entry, design_head(made.trace), answers)
    right = sum(one.verdict == "right" for one in marks)
    assert told.startswith(f"{right} of 8 right") and outcome_told(design_head(made.trace), outcome) in told
    assert closed == [False] * 3 and opened == [True, False, False]


def test_answers_are_kept_only_where_the_pupil_asks(browser):
    found, _ = browser(
        [
            {
                "name": "kept",
                **steps(
                    ("fill", "1", "0.5"),
                    ("reload",),
                    ("js", "[document.querySelector('[data-blank]').value, localStorage.length]"),
                    ("fill", "1", "0.5"),
                    ("tick", True),
                    ("see", STATUS),
                    ("fill", "2", "7"),
                    ("reload",),
                    ("js", "[...document.querySelectorAll('[data-blank]')].slice(0, 2).map((one) => one.value)"),
                    ("tick", False),
                    ("see", STATUS),
                    ("reload",),
                    ("js", "[document.querySelector('[data-blank]').value, localStorage.length]"),
                ),
            }
        ]
    )
    before, told, kept, forgotten, after = found["kept"]["seen"]
    assert found["kept"]["problems"] == []
    assert before == after == ["", 0] and kept == ["0.5", "7"]
    assert "others who use it can read them" in told and "Nothing of this sheet is kept" in forgotten


def test_an_exam_only_collects(browser):
    found, (made,) = browser(
        [
            {
                "name": "exam",
                **steps(
                    ("fill", "1", "=1+1"),
                    ("press", "Enter"),
                    ("count", "button:text-is('Check'), .tt-why, .tt-panel"),
                    ("see", ".tt-form"),
                    ("js", "ttrace.marks()"),
                    ("download", "Save answers (JSON)"),
                    ("download", "Save answers (CSV)"),
                ),
            }
        ],
        exam=True,
        name="Ada",
    )
    buttons, told, marks, saved, table = found["exam"]["seen"]
    assert found["exam"]["problems"] == [] and (buttons, marks) == (0, []) and "holds no answers" in told
    assert json.loads(saved[1])["sheets"] == [{"sheet": made.code, "name": "Ada", "answers": {"1": "=1+1"}}]
    assert '"\'=1+1"' in table[1]  # a formula in a spreadsheet stays text


def test_sheets_of_one_page_do_not_disturb_each_other(browser):
    found, sheets = browser(
        [
            {
                "name": "two",
                **steps(
                    ("js", "[...document.querySelectorAll('section.sheet')].map((one) => one.ttrace.marks().length)"),
                    ("js", "document.querySelectorAll('section.sheet')[1].ttrace.fill({ 1: '3' })"),
                    ("js", "[...document.querySelectorAll('[data-blank=\"1\"]')].map((one) => one.value)"),
                ),
            }
        ],
        count=2,
    )
    assert found["two"]["problems"] == [] and found["two"]["seen"][0] == [8, 8] and found["two"]["seen"][2] == ["", "3"]
    assert sheets[0].code != sheets[1].code


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_no_rule_of_accessibility_is_broken(browser, tongue):
    before = (
        "(ttrace.fill({ 1: '0', 4: '-6', 7: '.95', 8: 'x' }), ttrace.marks(), document.querySelectorAll('.tt-why')[6].click())"
    )
    looks = {"light": {}, "dark": {"scheme": "dark"}, "narrow": {"width": 320}}
    found, _ = browser(
        [{"name": name, "audit": True, "look": {**look, "before": before}} for name, look in looks.items()], tongue
    )
    assert {name: answer["violations"] for name, answer in found.items()} == {name: [] for name in looks}


def test_a_phone_paper_and_no_script(browser):
    wide = "document.documentElement.scrollWidth <= innerWidth"
    mark = ("js", "(ttrace.fill({ 1: '0', 4: 'x' }), ttrace.marks(), document.querySelectorAll('.tt-why')[6].click())")
    found, _ = browser(
        [
            {"name": "phone", **steps(("js", wide), mark, ("js", wide), ("visible", ".tt-panel"), width=320, height=640)},
            {"name": "paper", **steps(mark, ("media", "print"), ("visible", ".tt-form"), ("visible", ".tt-panel"), ("visible", "[data-blank]"))},
            {"name": "off", **steps(("count", "[data-blank]"), ("count", ".tt-form"), ("see", "noscript"), script=False)},
        ]
    )  # fmt: skip
    assert [one for one in found["phone"]["seen"] if one is not None] == [True, True, True]
    assert [one for one in found["paper"]["seen"] if one is not None] == [False, False, True]
    assert found["off"]["seen"][:2] == [8, 0] and "Scripts are off" in found["off"]["seen"][2]
    assert all(answer["problems"] == [] for answer in found.values())
