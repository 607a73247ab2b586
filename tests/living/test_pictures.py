"""A picture in a document is drawn again and held against its file."""

import pytest
from doubles import Answers

from tracer.living.check import check
from tracer.living.comments import SYNTAXES

MARKDOWN = SYNTAXES[0]
DRAWN = "<svg>0.5</svg>\n"


def page(command="x --figure heads -o pictures/a.svg", shown="![words](pictures/a.svg)"):
    return f"<!-- ttrace {command} -->\n{shown}\n<!-- /ttrace -->\n\nIt is <!-- ttrace: z[0] -->0.5<!-- /ttrace -->.\n"


def checked(text, files=(), drawn=DRAWN, options="--format svg x --figure heads"):
    return check(text, MARKDOWN, Answers({options: drawn}, {"z[0]": 0.5}, files=files))


@pytest.mark.parametrize("command", ["x --figure heads -o pictures/a.svg", "x --output=pictures/a.svg --figure heads"])
def test_a_picture_that_is_what_its_command_draws_holds_and_its_words_stay(command):
    text = page(command)
    result = checked(text, {"pictures/a.svg": DRAWN})
    assert (result.broken, result.differences, result.pictures, result.pieces) == ([], [], {}, 2)
    assert result.text == text


@pytest.mark.parametrize("files", [{}, {"pictures/a.svg": "<svg>0.4</svg>\n"}])
def test_a_picture_that_is_not_is_told_and_drawn_again(files):
    text = page()
    result = checked(text, files)
    assert [(one.line, one.picture) for one in result.differences] == [(1, "pictures/a.svg")]
    assert result.pictures == {"pictures/a.svg": DRAWN} and result.text == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (page("x --figure heads -o a.png", "![](a.png)"), "SVG"),
        (page("x --figure heads -o b.svg"), "does not show it"),
    ],
)
def test_a_picture_that_cannot_be_held_breaks_its_block_and_what_is_about_its_run(text, reason):
    result = checked(text)
    assert [one.line for one in result.broken] == [1, 5] and reason in result.broken[0].reason
