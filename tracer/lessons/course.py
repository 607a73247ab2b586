"""The whole course as pages that link to one another: one a lesson and an index, in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from tracer.document.blocks import Document
from tracer.errors import TracerError
from tracer.language import LANGUAGES, current, say, speaking
from tracer.lessons.player import DocumentRunner, lesson_document, play
from tracer.lessons.walkthroughs import Lesson, contents, folder, lessons
from tracer.living.commands import Runner


class LessonRunner(Runner, DocumentRunner, Protocol):
    """Runs the commands of a lesson, for their text and for their documents."""


def course(runner: Callable[[Lesson], LessonRunner]) -> Iterator[tuple[str, str, Document]]:
    """(file name, language, page) of each page; `index.html` is the index in the language of now.

    runner: what runs a lesson's commands. A page is made when it is asked for; its blocks are to be written in its own language.
    Raises TracerError where there are no lessons.
    """
    first = current()
    known = {lang: written for lang in LANGUAGES if (written := [one for one in lessons(lang) if one.lang == lang])}
    if not known:
        raise TracerError("lessons.none", folder=str(folder()))
    for lang, written in known.items():
        with speaking(lang):
            index = _index(written, known)
        yield _index_file(lang), lang, index
        if lang == first or first not in known:
            yield "index.html", lang, index
        for place, lesson in enumerate(written):
            with speaking(lang):
                page = _page(lesson, written, place, runner(lesson))
            yield _file(lesson), lang, page


def _index_file(lang: str) -> str:
    """The file of a language's index: `index.en.html`."""
    return f"index.{lang}.html"


def _file(lesson: Lesson) -> str:
    return f"{lesson.name}.{lesson.lang}.html"


def _links() -> dict[str, str]:
    """Where a link to a lesson's Markdown leads on a page beside it, and the indices."""
    pages = {f"{here}{lesson.file.name}": _file(lesson) for lang in LANGUAGES for lesson in lessons(lang) for here in ("", "./")}
    return {**pages, **{_index_file(lang): _index_file(lang) for lang in LANGUAGES}}


def _index(written: list[Lesson], languages: Iterable[str]) -> Document:
    """The list of the lessons of one language, and where the other's is."""
    lang = written[0].lang
    others = [f"[{say('lessons.course_same')}]({_index_file(other)})" for other in languages if other != lang]
    parts = [f"# {say('lessons.title')}", say("lessons.course_about", first=written[0].file.name), contents(lang, "."), *others]
    return lesson_document("\n\n".join(parts), _Nothing(), say("lessons.title"), links=_links())


class _Nothing:
    """Runs nothing: an index has no commands."""

    def documents(self, words: object) -> list[Document]:
        return []


def _page(lesson: Lesson, known: list[Lesson], place: int, runner: LessonRunner) -> Document:
    """A lesson between lines that lead to its neighbours."""
    around = _around(lesson, known, place)
    return lesson_document(f"{around}\n\n{play(lesson.text, runner)}\n\n{around}\n", runner, lesson.title, True, _links())


def _around(lesson: Lesson, known: list[Lesson], place: int) -> str:
    """One line of Markdown: the lesson before, the index, the lesson after, the other language."""
    from tracer.render.markdown import escape

    before, after = known[place - 1] if place else None, known[place + 1] if place + 1 < len(known) else None
    links = [f"[← {escape(before.title)}]({before.file.name})"] if before else []
    links.append(f"[{say('lessons.course_index')}]({_index_file(lesson.lang)})")
    links += [f"[{escape(after.title)} →]({after.file.name})"] if after else []
    other = lesson.file.with_name(f"{lesson.name}.{_other(lesson.lang)}.md")
    links += [f"[{say('lessons.course_same')}]({other.name})"] if other.is_file() else []
    return " · ".join(links)


def _other(lang: str) -> str:
    return next(name for name in LANGUAGES if name != lang)
