"""The course as pages: one a lesson and language between its neighbours, and the indices."""

import pytest
from doubles import Answers
from small_course import write_course

import tracer
from tracer import language
from tracer.document.blocks import Prose, Run, spans
from tracer.document.trace_document import document
from tracer.errors import TracerError
from tracer.lessons import walkthroughs
from tracer.lessons.course import course


@pytest.fixture
def few(tmp_path, monkeypatch):
    write_course(tmp_path / "walkthroughs")
    monkeypatch.setattr(walkthroughs, "folder", lambda: tmp_path / "walkthroughs")


class Runs(Answers):
    def __init__(self):
        super().__init__({"a b --stage scores": "new\n"})

    def documents(self, words):
        return [document(tracer.trace("a b"))]


def test_each_lesson_is_a_page_between_its_neighbours_and_each_language_has_an_index(few):
    with language.speaking("zh"):
        pages = {name: (lang, page) for name, lang, page in course(lambda lesson: Runs())}
    assert sorted(pages) == ["01-one.en.html", "01-one.zh.html", "02-two.en.html", "index.en.html", "index.html", "index.zh.html"]
    assert pages["index.html"][0] == "zh" and pages["02-two.en.html"][0] == "en"
    with language.speaking("en"):
        runs = [block for block in pages["01-one.en.html"][1].blocks() if isinstance(block, Run)]
    assert len(runs) == 1 and runs[0].graph["command"] == ['ttrace "a b" --stage scores', ""]
    assert runs[0].graph["steps"]
    with language.speaking("zh"):
        lines = [block.text for block in pages["01-one.zh.html"][1].blocks() if isinstance(block, Prose)]
    assert str(lines[0]) == str(lines[-1]) == "全部课程 · English"
    assert [span.to for span in spans(lines[0]) if span.to] == ["index.zh.html", "01-one.en.html"]


def test_a_course_in_one_language_has_one_index_and_none_is_refused(few, tmp_path):
    for file in (tmp_path / "walkthroughs").glob("*.en.md"):
        file.unlink()
    with language.speaking("en"):
        pages = {name: page for name, _, page in course(lambda lesson: Runs())}
    assert sorted(pages) == ["01-one.zh.html", "index.html", "index.zh.html"]
    (tmp_path / "walkthroughs" / "01-one.zh.md").unlink()
    with pytest.raises(TracerError, match="no lessons"):
        list(course(lambda lesson: Runs()))
