"""GIFT: plain text for question banks, one numerical question a blank, each on a line of its own.

GIFT has no fields inside tables, so every question tells its whole exercise and asks for one number of it. A pool is a category
a blank, of which a quiz takes a random question; else each exercise is a category. Format: docs.moodle.org, "GIFT format".
"""

from __future__ import annotations

import re
from typing import BinaryIO

from tracer.document.blocks import Prose
from tracer.document.quiz import Exercise, Gap, Quiz, decimal
from tracer.language import say
from tracer.render.quizzes.markup import Markup, literal
from tracer.sanitize import sanitize

_SIGNS = re.compile(r"[\\#=~{}:]")


def write(quiz: Quiz, stream: BinaryIO) -> None:
    """Write the quiz as UTF-8 text."""
    parts = []
    if quiz.pool:
        for number, alternatives in quiz.by_blank().items():
            parts.append(_category(say("quizzes.question", title=quiz.title, number=number)))
            parts += [_question(exercise, gap) for exercise, gap in alternatives]
    else:
        for exercise in quiz.exercises:
            parts.append(_category(exercise.title))
            parts += [_question(exercise, gap) for gap in exercise.gaps]
    stream.write("\n".join(parts).encode())


def escaped(text: str) -> str:
    """Text in which no sign means anything to GIFT.

    >>> escaped("a{=b}: 50% #1")
    'a\\\\{\\\\=b\\\\}\\\\: 50% \\\\#1'
    """
    return _SIGNS.sub(lambda sign: "\\" + sign[0], text)


def _category(title: str) -> str:
    """From here on, questions go into this category; a slash in its name is doubled, since one leads to a category inside.

    Moodle undoes only escaped backslashes here.
    """
    name = sanitize(title).replace("/", "//").replace("\\", "\\\\")
    return f"$CATEGORY: $course$/top/ttrace/{name}\n"


def _question(exercise: Exercise, gap: Gap) -> str:
    """One question on one line; usual wrong answers are told their mistake, everybody the working."""
    markup = Markup()
    name = say("quizzes.question", title=exercise.title, number=gap.number)
    asked = Prose(gap.question)
    text, working = markup.html([*exercise.blocks, asked]), markup.html([gap.working])
    tolerance = decimal(gap.tolerance())
    answers = f"#={decimal(gap.answer())}:{tolerance}" + "".join(
        f" =%0%{decimal(number)}:{tolerance}#{escaped(literal(mistake))}" for number, mistake in gap.wrong()
    )
    return f"::{escaped(sanitize(name))}::[html]{escaped(text)}{{{answers}####{escaped(working)}}}\n"
