"""`ttrace lesson`: the lessons in order; `ttrace lesson NAME` plays one, page by page, with your own sentence or seed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.options import Command, Option, options
from tracer.cli.output import format_of, send
from tracer.errors import TracerError
from tracer.language import current, say

if TYPE_CHECKING:
    from tracer.cli.replay import Replay
    from tracer.lessons.walkthroughs import Lesson

PAGE_FORMATS = ("markdown", "html", "page", "latex", "typst", "ipynb", "text")
_LOOKS = ("width", "color", "ascii")


def lesson(name: str | None, **values: Any) -> None:
    """List, play or export; a reference page is shown by its name."""
    from tracer.lessons.walkthroughs import contents, find, folder
    from tracer.reference import PAGES

    if name in PAGES:
        from tracer.cli.reference import send_page

        send_page(name, values)
        return
    if values["contents"]:
        click.echo(contents(current()))
        return
    if name is None:
        _list(values)
        return
    chosen = find(name, current())
    if values["export"] or values["output"]:
        _export(chosen, values)
        return
    from tracer.cli.replay import Replay

    player = _Player(chosen, Replay(folder(), chosen.lang, chosen.needs), values)
    if _on_terminal():
        player.play()
    else:
        player.show_all()


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _list(values: dict[str, Any]) -> None:
    """Every lesson with one line, where to begin, how to go on."""
    from tracer.document.blocks import Document, Heading, Prose, Table
    from tracer.lessons.walkthroughs import folder, lessons

    known = lessons(current())
    if not known:
        raise TracerError("lesson.none", folder=str(folder()))
    heads = (say("lesson.column_name"), say("lesson.column_about"))
    rows = [(one.name, say("lesson.line", title=one.title, summary=one.summary)) for one in known]
    begin = Prose(say("lesson.begin", name=known[0].name.partition("-")[0]))
    pages = Prose(say("reference.other_pages"))
    send(Document("", [Heading(1, say("lesson.title")), Table(heads, rows), begin, pages]), {**values, "format_": None})


def _export(chosen: Lesson, values: dict[str, Any]) -> None:
    """The lesson as a page: Markdown stays Markdown, other formats get the tables and formulas of their own."""
    from tracer.cli.replay import Replay
    from tracer.lessons.adapt import adapted
    from tracer.lessons.player import lesson_document, played
    from tracer.lessons.walkthroughs import folder

    values = {**values, "format_": values["export"]}
    name = format_of(values)
    if name not in PAGE_FORMATS:
        raise TracerError("lesson.format", word=name, known=", ".join(PAGE_FORMATS))
    runner = Replay(folder(), chosen.lang, chosen.needs)
    text = played(adapted(chosen.text, values["text"] or "", values["seed"]), runner)
    if name != "markdown":
        send(lesson_document(text, runner, chosen.title), values)
    elif values["output"]:
        from tracer.weights.files import atomic

        with atomic(values["output"], text=True) as stream:
            stream.write(text)
    else:
        click.echo(text, nl=False)


class _Player:
    """One lesson on a terminal: pages, and what the reader changes."""

    def __init__(self, chosen: Lesson, runner: Replay, values: dict[str, Any]) -> None:
        self.lesson, self.runner = chosen, runner
        self.look = {key: values.get(key) for key in _LOOKS}
        self.sentence, self.seed = values["text"] or "", values["seed"]
        self.take(self.sentence, self.seed)

    def take(self, sentence: str, seed: int | None) -> None:
        """Another sentence or seed. Raises TracerError where no command can hold it; then all stays as it was."""
        from tracer.lessons.adapt import adapted
        from tracer.lessons.reading import pages

        self.pages = pages(adapted(self.lesson.text, sentence, seed))
        self.sentence, self.seed = sentence, seed

    def show(self, number: int) -> None:
        """One page; only what it needs is run."""
        from tracer.lessons.player import played, screen_document
        from tracer.lessons.reading import pages

        text = played("\n\n".join(self.pages[: number + 1]), self.runner)
        send(screen_document(pages(text)[number]), self.look)
        if number == 0 and (self.sentence or self.seed is not None):
            click.echo(say("lesson.changed"))

    def show_all(self) -> None:
        for number in range(len(self.pages)):
            self.show(number)
        self.after()

    def play(self) -> None:
        """Page after page; an answer may change the sentence or the seed and shows the page again."""
        number, shown = 0, -1
        while number < len(self.pages):
            if shown != number:
                self.show(number)
                shown = number
            try:
                answer = input(say("lesson.prompt", page=number + 1, count=len(self.pages)) + " ").strip()
            except EOFError:
                click.echo()
                return
            word, _, rest = answer.partition(" ")
            if not answer:
                number += 1
            elif word in ("q", "b"):
                number = len(self.pages) + 1 if word == "q" else max(number - 1, 0)
            else:
                shown = -1 if self._changed(word, rest.strip()) else shown
        if number == len(self.pages):
            self.after()

    def _changed(self, word: str, rest: str) -> bool:
        """Whether the answer changed something; what is wrong with it is said."""
        try:
            if word == "t" and rest:
                self.take(rest, self.seed)
            elif word == "s" and rest.isdecimal():
                self.take(self.sentence, int(rest))
            else:
                raise TracerError("lesson.answer")
        except TracerError as error:
            click.echo(str(error))
            return False
        return True

    def after(self) -> None:
        """What comes next."""
        following = self.lesson.next
        click.echo(say("lesson.next", name=following.partition("-")[0], title=following) if following else say("lesson.last"))


command = Command(
    "lesson",
    callback=lesson,
    params=[
        click.Argument(["name"], required=False, metavar="[NAME]"),
        Option(["--text"], metavar="TEXT", group="looking", message="lesson.text"),
        Option(["--seed"], type=click.IntRange(0), metavar="N", group="looking", message="lesson.seed"),
        Option(["--contents"], is_flag=True, group="output", message="lesson.contents"),
        Option(["--export"], metavar="FORMAT", group="output", message="lesson.export"),
        *[option for option in options("output") if option.name != "format_"],
    ],
)
