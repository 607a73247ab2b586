"""`ttrace lesson`: the lessons in order; `ttrace lesson NAME` plays one, page by page, with your own sentence or seed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from tracer.cli.caller import Caller
from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import options
from tracer.cli.output import OutputOptions
from tracer.cli.reference import CommandTable, reference_result
from tracer.cli.replay import Replay
from tracer.cli.result import Dialogue, Page, Result, Text, page, text
from tracer.errors import TracerError
from tracer.language import current, say, speaking
from tracer.settings import read

if TYPE_CHECKING:
    from tracer.lessons.walkthroughs import Lesson

PAGE_FORMATS = ("markdown", "html", "page", "latex", "typst", "ipynb", "text")


class LessonOptions(Options):
    """name: None for the list. text, seed: the reader's own. contents: the list as Markdown.

    export: a format, or where no lesson is named the folder for the whole course.
    """

    name: str | None = None
    text: str | None = None
    seed: int | None = None
    contents: bool = False
    export: str | None = None


def lesson(wanted: LessonOptions, output: OutputOptions, caller: Caller, table: CommandTable) -> Result:
    """List, play or export; a reference page is shown by its name."""
    from tracer.lessons.walkthroughs import contents, find, folder
    from tracer.reference import PAGES

    if wanted.name and wanted.export:
        if output.format_:
            raise TracerError("lessons.two_formats", word=wanted.export, format=output.format_)
        output = output.replace(format_=wanted.export)
    if wanted.name in PAGES:
        if wanted.text or wanted.seed is not None:
            raise TracerError("reference.unchanging", name=wanted.name)
        return reference_result(wanted.name, table, output, wanted.contents)
    if wanted.contents:
        return text(contents(current()) + "\n")
    if wanted.name is None and wanted.export:
        return Result(_course(wanted, output, caller))
    if wanted.name is None:
        return _list(output)
    chosen = find(wanted.name, current())
    runner = Replay(folder(), chosen.lang, caller, chosen.needs)
    if output.format_ or output.output:
        return _export(chosen, wanted, output, runner)
    player = _Player(chosen, wanted, OutputOptions(width=output.width, color=output.color, ascii=output.ascii), runner)
    return Result((Dialogue(player.play),) if caller.at_terminal else player.every_page())


def _list(output: OutputOptions) -> Result:
    """Every lesson with one line, where to begin, how to go on."""
    from tracer.document.blocks import Document, Heading, Prose, Table
    from tracer.lessons.walkthroughs import folder, lessons

    known = lessons(current())
    if not known:
        raise TracerError("lessons.none", folder=str(folder()))
    heads = (say("lessons.column_name"), say("lessons.column_about"))
    rows = [(entry.name, say("lessons.line", title=entry.title, summary=entry.summary)) for entry in known]
    begin = Prose(say("lessons.begin", name=known[0].name.partition("-")[0]))
    pages = Prose(say("reference.other_pages"))
    return page(Document(say("lessons.title"), [Heading(1, say("lessons.title")), Table(heads, rows), begin, pages]), output)


def _export(chosen: Lesson, wanted: LessonOptions, output: OutputOptions, runner: Replay) -> Result:
    """The lesson as a page: Markdown stays Markdown, other formats get the tables and formulas of their own."""
    from tracer.lessons.player import lesson_document, play
    from tracer.lessons.substitute import adapt

    name = output.format
    if name not in PAGE_FORMATS:
        raise TracerError("lessons.format", word=name, known=list(PAGE_FORMATS))
    markdown = play(adapt(chosen.text, wanted.text or "", wanted.seed), runner)
    if name != "markdown":
        return page(lesson_document(markdown, runner, chosen.title, name == "page"), output)
    return Result((Text(markdown, output.output),))


def _course(wanted: LessonOptions, output: OutputOptions, caller: Caller) -> Iterator[Text]:
    """Every lesson and an index as pages in a folder, in both languages; what was written is told at the end."""
    from tracer.cli.writer import page_text
    from tracer.files.formats import make_folder
    from tracer.lessons.course import course
    from tracer.lessons.walkthroughs import folder

    target = str(wanted.export)
    if output.format_ != "page":
        raise TracerError("lessons.course", word=target if target in PAGE_FORMATS else "page")
    if wanted.text or wanted.seed is not None or output.output:
        raise TracerError("lessons.course_alone")
    make_folder(target)
    count = 0
    for name, lang, document in course(lambda one: Replay(folder(), one.lang, caller, one.needs)):
        with speaking(lang):
            text_of_page = page_text(Page(document, output))
        yield Text(text_of_page, os.path.join(target, name))
        count += 1
    yield Text(say("lessons.course_done", count=count, folder=target, index=os.path.join(target, "index.html")) + "\n")


class _Player:
    """One lesson on a terminal: pages, and what the reader changes."""

    def __init__(self, chosen: Lesson, wanted: LessonOptions, output: OutputOptions, runner: Replay) -> None:
        self.lesson, self.runner, self.output = chosen, runner, output
        self.take(wanted.text or "", wanted.seed)

    def take(self, sentence: str, seed: int | None) -> None:
        """Another sentence or seed. Raises TracerError where no command can hold it; then all stays as it was."""
        from tracer.lessons.markdown import pages
        from tracer.lessons.substitute import adapt

        self.pages = pages(adapt(self.lesson.text, sentence, seed))
        self.sentence, self.seed = sentence, seed

    def parts(self, number: int) -> Iterator[Page | Text]:
        """One page; only what it needs is run."""
        from tracer.lessons.markdown import pages
        from tracer.lessons.player import play, screen_document

        markdown = play("\n\n".join(self.pages[: number + 1]), self.runner)
        yield Page(screen_document(pages(markdown)[number]), self.output)
        if number == 0 and (self.sentence or self.seed is not None):
            yield Text(say("lessons.changed") + "\n")

    def every_page(self) -> Iterator[Page | Text]:
        """The whole lesson, for whoever cannot answer."""
        for number in range(len(self.pages)):
            yield from self.parts(number)
        yield self.after()

    def play(self, write: Callable[[Page | Text], None]) -> None:
        """Page after page; an answer may change the sentence or the seed and shows the page again."""
        number, shown = 0, -1
        while number < len(self.pages):
            if shown != number:
                for part in self.parts(number):
                    write(part)
                shown = number
            try:
                answer = input(say("lessons.prompt", page=number + 1, count=len(self.pages)) + " ").strip()
            except EOFError:
                write(Text("\n"))
                return
            word, _, rest = answer.partition(" ")
            if not answer:
                number += 1
            elif word in ("q", "b"):
                number = len(self.pages) + 1 if word == "q" else max(number - 1, 0)
            elif refusal := self._change(word, rest.strip()):
                write(Text(refusal + "\n"))
            else:
                shown = -1
        if number == len(self.pages):
            write(self.after())

    def _change(self, word: str, rest: str) -> str:
        """Take another sentence or seed; what is wrong with the answer, or ""."""
        try:
            if word == "t" and rest:
                self.take(rest, self.seed)
            elif word == "s" and rest.isdecimal():
                self.take(self.sentence, read("seed", rest))
            else:
                raise TracerError("lessons.answer")
        except TracerError as error:
            return str(error)
        return ""

    def after(self) -> Text:
        """What comes next."""
        following = self.lesson.next
        sentence = say("lessons.next", name=following.partition("-")[0], title=following) if following else say("lessons.last")
        return Text(sentence + "\n")


command = Command(
    "lesson",
    answer=lesson,
    takes=(LessonOptions, OutputOptions, Caller, CommandTable),
    params=[
        Argument(["name"], required=False, metavar="[NAME]"),
        Option(["--text"], metavar="TEXT", group="looking", message="lessons.text", documents=True),
        Option(["--seed"], type=click.IntRange(0), metavar="N", group="looking", message="lessons.seed", documents=True),
        Option(["--contents"], is_flag=True, group="output", message="lessons.contents", documents=True),
        Option(["--export"], metavar="FORMAT|FOLDER", group="output", message="lessons.export", carried=False),
        *options("output"),
    ],
)
