"""Living pieces are found where they are meant, and only there."""

import pytest

from tracer.living.blocks import Broken, Piece, pieces
from tracer.living.comments import SYNTAXES

MARKDOWN, HTML, LATEX, TYPST = SYNTAXES


def of(text, syntax=MARKDOWN):
    return list(pieces(text, syntax))


def one(text, syntax=MARKDOWN):
    (piece,) = of(text, syntax)
    assert isinstance(piece, Piece), piece
    return piece, text[piece.start : piece.end]


def test_a_console_command_owns_the_lines_below_it():
    text = "a\n\n```console\n$ ttrace x\nout 1\nout 2\n$ ttrace y\n```\n"
    first, second = of(text)
    assert (first.line, first.words, text[first.start : first.end]) == (4, ("x",), "out 1\nout 2\n")
    assert (second.line, second.words, text[second.start : second.end]) == (7, ("y",), "")


def test_a_fence_in_a_list_has_its_indentation():
    piece, inside = one("1. item\n\n   ```console\n   $ ttrace x\n   out\n   ```\n")
    assert piece.prefix == "   " and inside == "   out\n"


def test_a_command_may_go_on_in_the_next_line():
    piece, inside = one("```console\n$ ttrace x \\\n    --heads 1\nout\n```\n")
    assert piece.words == ("x", "--heads", "1") and inside == "out\n"


def test_other_programs_and_other_fences_are_left_alone():
    assert of("```console\n$ ls -la\nfile\n```\n\n```sh\n$ ttrace x\n```\n\n    $ ttrace x\n") == []


def test_a_command_that_cannot_run_is_broken_and_the_rest_is_found():
    first, second = of("```console\n$ ttrace x | head\n$ ttrace y\nout\n```\n")
    assert isinstance(first, Broken) and first.line == 2 and "|" in first.reason
    assert second.words == ("y",)


def test_a_fence_left_open_ends_with_the_document():
    assert one("```console\n$ ttrace x\nout\n")[1] == "out\n"


def test_a_block_carries_its_command():
    text = "<!-- ttrace x --format markdown -->\n<!-- made by ttrace 1 · numbers 00000000 -->\n| 1 |\n<!-- /ttrace -->\n"
    piece, inside = one(text)
    assert piece.words == ("x", "--format", "markdown") and inside == "| 1 |\n"
    assert text[slice(*piece.made)].endswith("00000000 -->")


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        (HTML, "<p>x</p><!-- ttrace x -->\n<b>1</b>\n<!-- /ttrace -->"),
        (LATEX, "50\\% of\n% ttrace x\n<b>1</b>\n% /ttrace\n"),
        (TYPST, "/* ttrace x */\n<b>1</b>\n/* /ttrace */"),
    ],
)
def test_each_language_has_its_comments(syntax, text):
    piece, inside = one(text, syntax)
    assert piece.words == ("x",) and inside == "<b>1</b>\n"


def test_a_number_stands_between_two_comments():
    piece, inside = one("It is <!-- ttrace: x z[0, 1] --> 0.5 <!-- /ttrace -->.")
    assert inside == "0.5" and piece.reference.cell == "z[0, 1]"
    assert one("is\n% ttrace: x z[0, 1]\n0.5% /ttrace\n", LATEX)[1] == "0.5"


def test_a_lone_backtick_hides_nothing_of_another_paragraph():
    number = "<!-- ttrace: x z[0] -->1<!-- /ttrace -->"
    assert len(of(f"One ` here.\n\nIs {number}.\n\nAnd ` there.\n")) == 1
    assert of(f"One ` here,\nis {number},\nand ` there.\n") == []


def test_what_is_only_shown_is_not_meant():
    assert of("Write `<!-- ttrace: x z[0] -->1<!-- /ttrace -->`.\n\n```html\n<!-- ttrace x -->\n```\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "It is\n{}.\n",
        "{}\n",
        "- {} in a list\n",
        "1. first\n\n   {} in its second paragraph\n",
        "> {} quoted\n",
        "| a | b |\n|---|---|\n| x | {} |\n| {other} | y |\n",
        "# {} in a heading\n",
    ],
)
def test_a_number_may_stand_anywhere(text):
    number = "<!-- ttrace: x z[0, 1] -->0.5<!-- /ttrace -->"
    text = text.replace("{}", number).replace("{other}", number)
    assert [text[piece.start : piece.end] for piece in of(text)] == ["0.5"] * text.count("0.5")


@pytest.mark.parametrize(
    ("syntax", "before", "after"), [(MARKDOWN, "<!--", "-->"), (HTML, "<!--", "-->"), (TYPST, "/*", "*/"), (LATEX, "%", "\n")]
)
@pytest.mark.parametrize(
    "stray",
    [
        *["of the total", "%", "--seed 7", "= 0.5", ", rounded", "的百分之一", "seed=", ":.1", "1"],
        *["²", "[0]", "seed=7 * 2", "'", "&amp; &lt; * 2"],
    ],
)
def test_what_follows_a_cell_is_refused_with_its_column(syntax, before, after, stray):
    start = f'Here {before} ttrace: "a &amp; b" softmax[0, a, b] '
    (piece,) = of(f"first\n{start}{stray} {after}0.5 {before} /ttrace {after}", syntax)
    wrong = start + ("seed=7 " if stray.startswith("seed=7 ") else "")
    assert isinstance(piece, Broken) and piece.line == 2, piece
    assert f"column {len(wrong) + 1}: " in piece.reason, piece.reason


@pytest.mark.parametrize(
    "text", ["softmax", "", "100 softmax", "softmax[0, 0, 0]*", "x(softmax[0, 0, 0])", "x * softmax[0, 0, 0]", "x" * 10**5]
)
def test_what_is_no_cell_is_refused_in_a_sentence(text):
    (broken,) = of(f"a <!-- ttrace: {text} -->1<!-- /ttrace -->")
    assert isinstance(broken, Broken) and "column" in broken.reason and len(broken.reason) < 400


def test_comments_without_a_partner_are_broken():
    lost, left = of("a <!-- /ttrace -->\n\n<!-- ttrace x -->\n\ntext\n")
    assert (lost.line, left.line) == (1, 3)
    assert isinstance(lost, Broken) and isinstance(left, Broken)


def test_an_open_comment_does_not_swallow_the_next_block():
    left, piece = of("<!-- ttrace x -->\n1\n\n<!-- ttrace y -->\n2\n<!-- /ttrace -->\n")
    assert isinstance(left, Broken) and piece.words == ("y",)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda one: one.name)
@pytest.mark.parametrize("hostile", ["-->", "--!>", "<!--", "*/", "/*", "&lt;", "%", "$\\input{}", "a--b", "//"])
def test_no_word_ends_its_comment(syntax, hostile):
    command = f'ttrace "{hostile} x"'
    text = f"{syntax.comment(command)}\nbody\n{syntax.comment('/ttrace')}\n"
    piece, inside = one(text, syntax)
    assert inside == "body\n" and piece.words == (f"{hostile} x",)
