"""Moodle XML: each exercise one question with embedded answers ("Cloze"), its blanks fields in the tables themselves.

A class's pool is one category, of which a quiz takes a random question for each pupil; where sheets are somebody's, each has a
category of its own. Usual wrong answers are told their mistake. The workings are the question's general feedback, shown when the
quiz's review options say so. Format: docs.moodle.org, "Moodle XML format" and "Embedded Answers (Cloze) question type".
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import BinaryIO

from tracer.document.blocks import Block
from tracer.document.quiz import Exercise, Gap, Quiz, decimal
from tracer.render.quizzes.markup import BORDERED, Markup, literal, slot, workings
from tracer.render.quizzes.package import DECLARATION, Pictures, xml

_TABLE = BORDERED.replace("<table", '<table class="table table-bordered table-sm w-auto"')


def write(quiz: Quiz, stream: BinaryIO) -> None:
    """Write the quiz as the XML that Moodle's question bank imports."""
    parts = [f"{DECLARATION}<quiz>\n"]
    if quiz.pool:
        parts.append(_category(quiz.title))
    for exercise in quiz.exercises:
        if not quiz.pool:
            parts.append(_category(exercise.title))
        parts.append(_question(exercise))
    stream.write("".join([*parts, "</quiz>\n"]).encode())


def cdata(text: str) -> str:
    """Text as a CDATA section that nothing in it can end.

    >>> cdata("a]]>b")
    '<![CDATA[a]]]]><![CDATA[>b]]>'
    """
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _category(title: str) -> str:
    """From here on, questions go into this category; a slash in its name is doubled, since one leads to a category inside."""
    path = "$course$/top/ttrace/" + xml(title).replace("/", "//")
    return f'  <question type="category">\n    <category><text>{path}</text></category>\n  </question>\n'


def _question(exercise: Exercise) -> str:
    gaps, weights = {gap.number: gap for gap in exercise.gaps}, exercise.weights()
    text, files = _html(exercise.blocks, lambda number: field(gaps[number], weights[number]))
    feedback, feedback_files = _html(workings(exercise))
    return (
        f'  <question type="cloze">\n    <name><text>{xml(exercise.title)}</text></name>\n'
        f'    <questiontext format="html">\n      <text>{cdata(text)}</text>\n{files}    </questiontext>\n'
        f'    <generalfeedback format="html">\n      <text>{cdata(feedback)}</text>\n{feedback_files}    </generalfeedback>\n'
        f"    <penalty>0.3333333</penalty>\n    <hidden>0</hidden>\n  </question>\n"
    )


def field(gap: Gap, weight: int) -> str:
    """A blank as a field for a number. weight: how much of the question's mark it is worth, beside the other fields' weights.

    >>> field(Gap(3, "S", -1250, 3, 1, None), 1)
    '<strong>(3)</strong> {1:NUMERICAL:=-1.250:0.0015}'
    """
    tolerance = decimal(gap.tolerance())
    wrong = "".join(f"~%0%{decimal(number)}:{tolerance}#{_feedback(mistake)}" for number, mistake in gap.wrong())
    answer = f"{{{weight}:NUMERICAL:={decimal(gap.answer())}:{tolerance}{wrong}}}"
    return f"<strong>({gap.number})</strong> {answer}"


def _feedback(words: str) -> str:
    """A sentence inside a field, where a tilde would begin another answer."""
    return literal(words).replace("~", "&#126;")


def _html(blocks: Sequence[Block], field: Callable[[int], str] = slot) -> tuple[str, str]:
    """(the blocks as HTML, the elements of the files it shows)."""
    pictures = Pictures(shown="@@PLUGINFILE@@/")
    html = Markup(field, table=_TABLE, source=pictures.source).html(blocks)
    files = [
        f'      <file name="{name}" path="/" encoding="base64">{b64encode(picture).decode()}</file>\n'
        for name, picture in pictures.files.items()
    ]
    return html, "".join(files)
