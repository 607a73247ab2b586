"""Every lesson is a living document that holds, in both languages, with a living number for every number it quotes."""

import re

import pytest

from tracer import trace
from tracer.cli import reader
from tracer.cli.replay import Replay
from tracer.errors import TracerError
from tracer.lessons import walkthroughs
from tracer.lessons.walkthroughs import find, folder, front_matter, lessons, required_models
from tracer.living.blocks import NUMBER, pieces
from tracer.living.check import check
from tracer.living.comments import SYNTAXES

MARKDOWN = SYNTAXES[0]
FILES = sorted(folder().glob("[0-9]*.md"))
CHECKED_PAGES = folder() / "checked-pages.md"
PAGES = sorted(set(folder().glob("*.md")) - {*FILES, CHECKED_PAGES})  # made by ttrace from its own tables
NAMES = sorted({file.name[:-6] for file in FILES})
EXPLAINS = re.compile(r"^\$ ttrace explain ", re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_lesson_holds(file):
    text = file.read_text(encoding="utf-8")
    result = check(text, MARKDOWN, Replay(folder(), file.name[-5:-3], reader(), required_models(text)))
    assert [(one.line, one.reason) for one in result.broken] == []
    assert [(one.line, one.printed, one.right) for one in result.differences] == []
    assert [number for number in result.bare if len(number[1].partition(".")[2]) > 1] == [], "write them as living numbers"
    assert result.numbers > 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_lesson_says_what_it_is(file):
    text = file.read_text(encoding="utf-8")
    facts = front_matter(text)
    assert facts["title"] and facts["summary"]
    assert facts.get("next", "") in ("", *NAMES)
    assert re.search(r"^# ", text, re.MULTILINE) and len(re.findall(r"^## ", text, re.MULTILINE)) >= 3
    exercise, answer = re.split(r"^## (?:The answer|答案)$", text, flags=re.MULTILINE)
    assert EXPLAINS.search(answer), "the explained answer stands on a page of its own, after the exercise"
    assert re.search(r"^## (?:Exercise|练习)$", exercise, re.MULTILINE)
    after = find(file.name[:-6], file.name[-5:-3]).next
    assert not after or f"]({after}.{file.name[-5:]})" in answer, "the end names the lesson that follows"


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_give_the_same_commands_in_the_same_order(name):
    english, chinese = (
        list(pieces((folder() / f"{name}.{lang}.md").read_text(encoding="utf-8"), MARKDOWN)) for lang in ("en", "zh")
    )
    commands = [[piece.words for piece in some if piece.kind != NUMBER] for some in (english, chinese)]
    assert len(commands[0]) == len(commands[1])
    for english, chinese in zip(*commands, strict=True):
        same = english == chinese
        translated = len(english) == len(chinese) and not all(word.isascii() for word in chinese)  # a sentence of its own
        assert same or translated, (english, chinese)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "walkthroughs/README.md", "walkthroughs/README.zh.md"])
def test_a_front_page_holds(name):
    """Where this fails: `ttrace check --update` with the four names."""
    page = folder().parent / name
    text = page.read_text(encoding="utf-8")
    result = check(text, MARKDOWN, Replay(page.parent, "zh" if ".zh" in name else "en", reader()))
    assert [(one.line, one.reason) for one in result.broken] == []
    assert [(one.line, one.printed, one.right) for one in result.differences] == [], f"ttrace check --update {name}"
    assert text.count("\n") <= {"README.md": 130, "README.zh.md": 170}.get(name, 100)
    linked = {(page.parent / link).resolve() for link in re.findall(r"\]\(([^)#]*\.md)\)", text)}
    assert all(file.is_file() for file in linked)
    if page.parent == folder():
        assert {file for file in linked if file.name[0].isdigit()} == {file.resolve() for file in FILES}


def test_what_the_first_picture_is_said_to_show_is_what_its_numbers_say():
    """The picture itself and the numbers below it are living; this is what the words around them claim."""
    sentence = "The animal didn't cross the street because it was too {}"
    most = {}
    for end in ("tired", "narrow"):
        words = sentence.format(end).split()
        [weights] = trace(sentence.format(end), model="pronoun")["encoder.1.attention.softmax"].values
        most[end] = {word: words[int(row.argmax())] for word, row in zip(words, weights, strict=True)}
    assert (most["tired"]["it"], most["narrow"]["it"]) == ("animal", "street")
    assert sum(word == "animal" for word in most["tired"].values()) >= 9 and most["tired"]["because"] == "animal"
    assert len(set(most["narrow"].values())) > 2


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_links_of_a_lesson_lead_to_lessons_of_its_language_that_exist(file):
    links = re.findall(
        r"(?<!!)\[[^\]]*\]\(([^)\s]*)\)", re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    )
    assert all((folder() / link).is_file() and link[-6:] == file.name[-6:] for link in links), links


def test_lessons_are_found_by_number_and_by_name(tmp_path, monkeypatch):
    for name in ("01-first.en", "01-first.zh", "02-second-one.en"):
        (tmp_path / f"{name}.md").write_text(f"<!-- lesson\ntitle: {name}\nsummary: s\n-->\n# T\n", encoding="utf-8")
    monkeypatch.setattr(walkthroughs, "folder", lambda: tmp_path)
    assert [(one.name, one.lang, one.next) for one in lessons("zh")] == [
        ("01-first", "zh", "02-second-one"),
        ("02-second-one", "en", ""),
    ]
    assert {find(word, "en").name for word in ("1", "01", "first", "01-first")} == {"01-first"}
    assert find("2", "en").text == "# T\n"
    with pytest.raises(TracerError) as refused:
        find("secondone", "en")
    assert "second-one" in str(refused.value)


def test_the_verdicts_on_published_pages_hold():
    result = check(CHECKED_PAGES.read_text(encoding="utf-8"), MARKDOWN, Replay(folder(), "en", reader()))
    assert result.broken == [] and result.differences == [] and result.numbers > 20


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_a_reference_page_is_what_the_program_says_today(file):
    """Where this fails: `ttrace check --update walkthroughs/*.md`."""
    lang = file.name[-5:-3] if file.name[-6] == "." else "en"
    result = check(file.read_text(encoding="utf-8"), MARKDOWN, Replay(folder(), lang, reader()))
    assert [(one.line, one.reason) for one in result.broken] == []
    assert [(one.line, one.printed, one.right) for one in result.differences] == []
    assert result.pieces == 1
