"""`ttrace lesson`: the list, a lesson printed with its live output, other sentences and seeds, other formats."""

import json

import pytest
from rich.cells import cell_len

from tracer.cli.commands import lesson as lesson_module
from tracer.language import template
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


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_the_prompt_fits_80_columns(spoken):
    assert cell_len(template("lessons.prompt", spoken).format(page=10, count=12) + " ") <= 80
