"""`ttrace lesson`: the list, a lesson printed with its live output, other sentences and seeds, other formats."""

import json
import re
from html.parser import HTMLParser

import pytest
from rich.cells import cell_len
from small_course import write_course

from tracer.cli.commands import lesson as lesson_module
from tracer.language import template
from tracer.lessons import walkthroughs
from tracer.lessons.walkthroughs import folder, lessons


def test_the_list_says_where_to_begin(ttrace):
    code, out, _ = ttrace("lesson")
    assert code == 0 and "01-thinking-machines" in out and "ttrace lesson 01" in out


def test_the_table_of_contents_links_both_languages_from_here(ttrace, monkeypatch):
    monkeypatch.chdir(folder())
    code, out, _ = ttrace("lesson", "--contents")
    assert code == 0 and out.startswith(
        "1. [Thinking Machines](./01-thinking-machines.en.md) ([中文](./01-thinking-machines.zh.md)): "
    )
    _, out, _ = ttrace("lesson", "--contents", "--lang", "zh")
    assert len(out.splitlines()) == len(lessons("zh")) and "[English](./01-thinking-machines.en.md)" in out


def test_in_a_checkout_the_links_lead_to_its_own_lessons_wherever_the_program_is_installed(ttrace, monkeypatch, tmp_path):
    (tmp_path / "walkthroughs").mkdir()
    for file in folder().glob("*.md"):
        (tmp_path / "walkthroughs" / file.name).write_text("", encoding="utf-8")
    _, out, _ = ttrace("lesson", "--contents")
    assert out.startswith("1. [Thinking Machines](walkthroughs/01-thinking-machines.en.md) ")
    (tmp_path / "walkthroughs" / "01-thinking-machines.en.md").unlink()
    assert "](walkthroughs/" not in ttrace("lesson", "--contents")[1], "a folder of that name with other things in it"


def test_without_a_terminal_the_whole_lesson_is_printed(ttrace):
    code, out, _ = ttrace("lesson", "01")
    assert code == 0 and '$ ttrace "Thinking Machines"' in out and "0.714" in out and "<!--" not in out
    assert ttrace("lesson", "thinking-machines")[1] == out


def test_another_sentence_and_seed_change_the_numbers(ttrace):
    code, out, _ = ttrace("lesson", "01", "--text", "Deep Blue", "--seed", "5")
    assert code == 0 and '$ ttrace "Deep Blue"' in out and "--seed 5" in out and "Blue  " in out
    assert "0.714" not in out


def test_a_sentence_with_fewer_words_is_told_where_it_does_not_fit(ttrace):
    code, out, _ = ttrace("lesson", "01", "--text", "Deep")
    assert code == 0 and "Error:" in out and "Deep" in out


def test_an_unknown_lesson_has_a_near_miss(ttrace):
    code, _, err = ttrace("lesson", "thinking-machine")
    assert code == 2 and "thinking-machines" in err


@pytest.mark.parametrize("name", lesson_module.PAGE_FORMATS)
def test_a_lesson_is_written_in_every_page_format(ttrace, tmp_path, name):
    code, out, err = ttrace("lesson", "01", "--export", name)
    assert (code, err) == (0, "")
    assert "0.714" in out and "Exercise" in out
    if name == "ipynb":
        assert json.loads(out)["nbformat"] == 4
    if name == "markdown":
        (tmp_path / "page.md").write_text(out, encoding="utf-8")
        assert ttrace("check", "page.md")[0] == 0


def test_what_is_written_in_a_format_stays_so_on_a_page_and_a_checked_page_is_told(ttrace):
    code, out, _ = ttrace("lesson", "onto-the-page", "--export", "html")
    assert code == 0 and "begin{bmatrix}" in out
    assert "pages/stale.md, line 9: 0.714 no longer follows" in out


def test_a_format_for_numbers_is_refused(ttrace):
    assert ttrace("lesson", "01", "--export", "npz")[0] == 2


@pytest.fixture
def terminal(monkeypatch, ttrace):
    def play(*answers):
        said = iter(answers)

        def answer(prompt):
            try:
                return next(said)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)
        monkeypatch.setattr("tracer.cli.caller.Caller.at_terminal", True)
        return ttrace("lesson", "01")

    return play


def test_pages_come_one_by_one(terminal):
    assert "Predict" not in terminal("")[1] and "Predict" in terminal("", "")[1]
    code, out, _ = terminal(*[""] * 9)
    assert code == 0 and out.rstrip().split("\n")[-1].startswith(("Next:", "This was"))


def test_a_reader_goes_back_and_changes_things(terminal):
    code, out, _ = terminal("", "b", "", "t Deep Blue", "s 9", "s " + "9" * 5000, "nonsense", "q")
    assert code == 0 and out.count("A Transformer reads") == 2
    assert '$ ttrace "Deep Blue"' in out and "--seed 9" in out and "seed cannot be 999" in out and "Type Enter" in out


@pytest.fixture
def few(tmp_path, monkeypatch):
    write_course(tmp_path / "walkthroughs")
    monkeypatch.setattr(walkthroughs, "folder", lambda: tmp_path / "walkthroughs")


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.elements = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.links += [dict(attributes)["href"]] if tag == "a" else []


def test_a_folder_holds_the_course_and_every_link_leads_to_a_page_of_it(few, tmp_path, ttrace):
    code, out, err = ttrace("lesson", "--export", "course/of mine", "--format", "page")
    assert (code, err) == (0, "") and out.startswith("6 pages are in course/of mine; open course/of mine/index.html.")
    folder = tmp_path / "course" / "of mine"
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        page = Links(text)
        assert page.links and all((folder / link).is_file() for link in page.links), file.name
        spoken = "zh" if ".zh." in file.name else "en"
        assert f'<html lang="{spoken}">' in text and "<b>" not in text and "nothing" not in page.links
        answering = [tag for tag, a in page.elements if tag == "script" and a.get("type") == "application/json"]
        assert len(answering) == (0 if file.name.startswith("index") else 1)
        assert len(re.findall(r"(?m)^answer\(", text)) == len(answering)
    first = Links((folder / "01-one.en.html").read_text(encoding="utf-8")).links
    around = ["index.en.html", "02-two.en.html", "01-one.zh.html"]
    assert first == [*around, "02-two.en.html", *around]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--export", "page"], "ttrace lesson 1 --export page"),
        (["--export", "there", "--format", "latex"], "ttrace lesson --export FOLDER --format page"),
        (["--export", "there", "--format", "page", "--seed", "3"], "leave --text, --seed and -o out"),
        (["1", "--export", "html", "--format", "page"], "two formats"),
        (["--export", "file", "--format", "page"], "file"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is(few, tmp_path, ttrace, words, said):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    code, out, err = ttrace("lesson", *words)
    assert code == 2 and said in out + err and "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "walkthroughs"]


def test_one_lesson_is_a_page_that_answers_too(few, ttrace):
    text = ttrace("lesson", "1", "--format", "page")[1]
    assert text == ttrace("lesson", "1", "--export", "page")[1]
    assert 'class="tt-run"' in text and "script-src" in text and "data-cell" in text
    assert "<script" not in ttrace("lesson", "1", "--export", "html")[1]


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_the_prompt_fits_80_columns(spoken):
    assert cell_len(template("lessons.prompt", spoken).format(page=10, count=12) + " ") <= 80
