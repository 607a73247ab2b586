"""A document is held against what its commands print now; what can be mended is, what cannot is told."""

import pytest
from doubles import Answers
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.living.check import check, like
from tracer.living.commands import Outcome
from tracer.living.comments import SYNTAXES

MARKDOWN = SYNTAXES[0]

PAGE = """# Page

```console
$ ttrace x
old 0.25
other 7
```

It is <!-- ttrace: z[0, 1] -->0.50<!-- /ttrace --> here.
"""


def checked(text, outputs=(), cells=()):
    return check(text, MARKDOWN, Answers(outputs, cells))


def told(result):
    return [(one.line, one.printed, one.right) for one in result.differences]


def test_a_page_that_holds_is_left_as_it_is():
    result = checked(PAGE, {"x": "old 0.25\nother 7\n"}, {"z[0, 1]": 0.4999})
    assert told(result) == [] and result.broken == [] and result.text == PAGE
    assert (result.pieces, result.numbers) == (2, 3)


def test_every_number_that_no_longer_follows_is_told_and_mended():
    result = checked(PAGE, {"x": "old 0.24\nother 7\n"}, {"z[0, 1]": 0.38})
    assert told(result) == [(5, "0.25", "0.24"), (9, "0.50", "0.38")]
    assert result.text == PAGE.replace("0.25", "0.24").replace("0.50", "0.38")


QUOTED = PAGE.replace("here.", "and <!-- ttrace: above -->0.25<!-- /ttrace --> too.")


@pytest.mark.parametrize(
    ("printed", "cell", "wrong"),
    [
        ("0.25", 0.5, []),
        ("0.26", 0.5, []),
        ("0.24", 0.49, []),
        ("0.27", 0.5, [(5, "0.25", "0.27"), (9, "0.25", "")]),
        ("0.25", 0.52, [(9, "0.50", "0.52")]),
    ],
)
def test_of_a_run_in_float32_one_unit_of_the_last_place_is_allowed_and_counted(printed, cell, wrong):
    runner = Answers({"x": f"old {printed}\nother 7\n"}, {"z[0, 1]": cell}, in_single=True)
    result = check(QUOTED, MARKDOWN, runner)
    assert told(result) == wrong and result.singles == result.pieces == 3
    assert (result.text == QUOTED) == (not wrong)


def test_counts_and_runs_in_float64_are_held_exactly():
    counts = check(PAGE, MARKDOWN, Answers({"x": "old 0.25\nother 8\n"}, {"z[0, 1]": 0.5}, in_single=True))
    assert told(counts) == [(6, "7", "8")]
    double = checked(PAGE, {"x": "old 0.26\nother 7\n"}, {"z[0, 1]": 0.49})
    assert told(double) == [(5, "0.25", "0.26"), (9, "0.50", "0.49")] and double.singles == 0


def test_updating_twice_changes_nothing_more():
    outputs, cells = {"x": "\n\nnew 1\n\n"}, {"z[0, 1]": 2.0}
    once = checked(PAGE, outputs, cells).text
    again = checked(once, outputs, cells)
    assert again.text == once and told(again) == []


def test_the_number_belongs_to_the_run_above_it():
    runner = Answers({"x": "old 0.25\nother 7\n"}, {"z[0, 1]": 0.5})
    check(PAGE, MARKDOWN, runner)
    assert runner.asked == [["x"], ["x", "z[0, 1]"]]


def test_a_number_without_a_run_is_broken_and_the_rest_is_checked():
    text = "a <!-- ttrace: z[0] -->1<!-- /ttrace --> b <!-- ttrace: x y[0] -->1<!-- /ttrace -->"
    result = checked(text, {}, {"y[0]": 2.0})
    assert [one.line for one in result.broken] == [1] and told(result) == [(1, "1", "2")]


def test_a_refusal_breaks_a_block_unless_the_page_shows_it():
    refusal = {"x": ("Error: no such stage.\n", 2)}
    result = checked(PAGE, refusal, {"z[0, 1]": 0.5})
    assert result.broken[0].line == 4 and "no such stage" in result.broken[0].reason
    shown = checked("```console\n$ ttrace x\nError: another.\n```\n", refusal)
    assert shown.broken == [] and told(shown) == [(3, "Error: another.", "Error: no such stage.")]


def test_a_number_quoted_from_above_must_be_printed_there():
    text = "```console\n$ ttrace x\na 0.25\n```\n\nSee <!-- ttrace: above -->0.25<!-- /ttrace -->.\n"
    assert told(checked(text, {"x": "a 0.25\n"})) == []
    gone = checked(text, {"x": "a 0.24\n"})
    assert told(gone) == [(3, "0.25", "0.24"), (6, "0.25", "")] and gone.unfixed == 1


def test_an_output_with_a_fence_of_its_own_asks_for_a_longer_one():
    text = "```console\n$ ttrace x\n```\n"
    assert "````" in checked(text, {"x": "```math\n1\n```\n"}).broken[0].reason
    longer = checked(f"`{text[:-4]}````\n", {"x": "```math\n1\n```\n"})
    assert longer.broken == [] and "```math\n" in longer.text


def test_two_commands_of_one_block_stay_apart():
    text = "```console\n$ ttrace x\n1\n\n$ ttrace y\n2\n```\n"
    assert checked(text, {"x": "3\n", "y": "4\n"}).text == text.replace("1", "3").replace("2", "4")


def test_an_updated_block_says_its_new_checksum():
    text = "<!-- ttrace x -->\n<!-- made by ttrace 1 · numbers 00000000 -->\n5\n<!-- /ttrace -->\n"
    result = checked(text, {"x": "6\n"})
    assert "numbers 00000000" not in result.text and "\n6\n<!--" in result.text
    assert told(checked(result.text, {"x": "6\n"})) == []


def test_a_plain_number_that_a_command_prints_too_is_named():
    result = checked(PAGE + "\nAbout 0.25, or 0.99, `7`.\n", {"x": "old 0.25\nother 7\n"}, {"z[0, 1]": 0.5})
    assert result.bare == [(11, "0.25")]
    assert (
        checked(PAGE + "\nSee arXiv 2002.05202.\n", {"x": "old 0.25\nSource: arXiv 2002.05202.\n"}, {"z[0, 1]": 0.5}).bare == []
    )


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("0.37", 0.36759, "0.37"),
        ("0.4", 0.36759, "0.4"),
        ("", 0.36759, "0.368"),
        ("37%", 0.36759, "37%"),
        ("36.8 %", 0.36759, "36.8 %"),
        ("−1.25", -1.254, "−1.25"),
        ("-1.25", -1.254, "-1.25"),
        ("1.000", 1.0, "1.000"),
        ("0.50", 1.0, "1.00"),
        ("0.000", 0.0, "0.000"),
        ("0.50", 0.0, "0"),
        ("3", 3.2, "3"),
        ("-∞", float("-inf"), "-∞"),
    ],
)
def test_a_number_is_written_as_it_was(old, value, new):
    assert like(old, value) == new


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("**0.37**", 0.36759, "**0.37**"),
        ("$-1.25$", -1.2, "$-1.20$"),
        ("3.7e-01", 0.5, "5.0e-01"),
        (r"36.8\%", 0.5, r"50.0\%"),
        ("0.000000000001", 0.5, "0.500000000000"),
    ],
)
def test_what_stands_around_a_number_stays(old, value, new):
    assert like(old, value) == new


@pytest.mark.parametrize(
    "old", ["about 0.5", "0.5 of it", "1,234.5", "1/3", "0.5 × 2", "0.5 0.6", "x", "0." + "1" * 300, "1.2.3"]
)
def test_more_than_one_number_is_left_and_told(old):
    text = f"a <!-- ttrace: x z[0] -->{old}<!-- /ttrace --> b <!-- ttrace: x z[0] -->0.1<!-- /ttrace -->"
    result = checked(text, {}, {"z[0]": 0.25})
    assert len(result.broken) == 1 and told(result) == [(1, "0.1", "0.3")] and result.text == text.replace("-->0.1<", "-->0.3<")


@pytest.mark.parametrize(
    ("comment", "old", "new"),
    [
        ("z[0] * 100", "92.4", "92.4"),
        ("z[0] * 100", "92.3", "92.4"),
        ("z[0] * 100 :.0f", "92.4", "92"),
        ("z[0] :.1%", "**92.4%**", "**92.4%**"),
        ("z[0] :.1%", "0.924", "92.4%"),
        ("1 - z[0]", "$0.1$", "$0.1$"),
        ("1 - z[0]", "", "0.0760"),
        ("0 - z[0]:.1f", "−1", "−0.9"),
    ],
)
def test_arithmetic_on_a_cell_is_worked_out_and_written_as_it_says(comment, old, new):
    text = f"It is <!-- ttrace: x {comment} -->{old}<!-- /ttrace --> here.\n"
    result = checked(text, {}, {"z[0]": 0.924})
    assert result.broken == [] and result.text == text.replace(f"-->{old}<", f"-->{new}<")
    assert told(result) == ([] if old == new else [(1, old.strip("*$"), new.strip("*$"))])


def test_a_per_cent_sign_beside_arithmetic_without_a_style_is_not_guessed_about():
    text = "<!-- ttrace: x z[0] * 100 -->92.4%<!-- /ttrace --> <!-- ttrace: x z[0] / 0 -->1<!-- /ttrace -->"
    result = checked(text, {}, {"z[0]": 0.924})
    assert len(result.broken) == 2 and result.text == text and ":.1%" in result.broken[0].reason


BROKEN_ABOVE = """```console
$ ttrace x
a 0.25
```

{broken}

Is <!-- ttrace: z[0] -->0.5<!-- /ttrace -->, <!-- ttrace: above -->0.25<!-- /ttrace -->, <!-- ttrace: y z[0] -->0.1<!-- /ttrace -->.
"""


@pytest.mark.parametrize(
    "broken",
    [
        "```console\n$ ttrace refused\n```",
        "```console\n$ ttrace w | head\n```",
        "<!-- ttrace w -->",
        "<!-- ttrace w; y -->\nq\n<!-- /ttrace -->",
        "```console\n$ ttrace w\n```\n\n```console\n$ ttrace refused\n```",
    ],
)
def test_after_a_broken_command_no_number_is_held_against_the_one_before_it(broken):
    outputs = {"x": "a 0.25\n", "w": "b 0.75\n", "refused": ("Error: no.\n", 2)}
    text = BROKEN_ABOVE.replace("{broken}", broken)
    result = checked(text, outputs, {"z[0]": 0.9})
    assert [piece.line for piece in result.broken[1:]] == [text.count("\n")] * 2, result.broken
    assert [difference[1:] for difference in told(result) if difference[1] in ("0.5", "0.25", "0.1")] == [("0.1", "0.9")]
    assert "-->0.5<" in result.text and "-->0.25<" in result.text and "-->0.9<" in result.text


@given(st.floats(-1000, 1000), st.integers(1, 6))
def test_a_number_written_once_stays(value, places):
    shown = like("0." + "0" * places, value)
    assert like(shown, value) == shown


AWAY = """```console
$ ttrace x --model big
old 0.25
```

Here <!-- ttrace: above -->0.25<!-- /ttrace -->, <!-- ttrace: z[0] -->0.1<!-- /ttrace -->
and <!-- ttrace: y z[0] -->0.1<!-- /ttrace -->.
"""


def test_what_needs_a_model_that_is_not_here_is_left_as_it_stands():
    runner = Answers({}, {"z[0]": 0.2}, away="big")
    result = check(AWAY, MARKDOWN, runner)
    assert result.broken == [] and result.away == {"big": 3} and runner.asked == [["y", "z[0]"]]
    assert told(result) == [(7, "0.1", "0.2")]


def test_what_needs_a_library_that_is_not_installed_is_left_as_it_stands():
    result = check(AWAY, MARKDOWN, Answers({}, {"z[0]": 0.2}, extra="big"))
    assert result.broken == [] and result.extras == {"models": [2, 6, 6]}
    assert told(result) == [(7, "0.1", "0.2")] and result.pieces == 1


def test_a_document_that_printed_an_error_is_not_held_against_a_library_that_is_missing():
    result = check("```console\n$ ttrace x\nError: another.\n```\n", MARKDOWN, Answers(extra="x"))
    assert result.extras == {"models": [2]} and told(result) == [] and result.pieces == 0


FRAGMENTS = [
    "```console\n",
    "```\n",
    "````\n",
    "$ ttrace x\n",
    "$ ttrace x | y\n",
    "$ ls\n",
    "out 0.25\n",
    "\n",
    "> ",
    "   ",
    "1. ",
    "text ",
]
FRAGMENTS += [
    "<!-- ttrace x -->",
    "<!-- ttrace: z[0, 1] -->",
    "<!-- ttrace: above -->",
    "<!-- /ttrace -->",
    "<!-- made by ttrace 1 -->",
]
FRAGMENTS += ["0.5", "`", "<!--", "-->", "# h\n", "\u2028", "\r"]


class Same(Answers):
    """Answers every command and every cell."""

    def run(self, words):
        return Outcome("out 0.25\nnew 7\n", 0)

    def cell(self, words, address):
        return 0.38


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_any_page_is_checked_and_one_update_is_enough(text):
    result = check(text, MARKDOWN, Same())
    again = check(result.text, MARKDOWN, Same())
    assert again.text == result.text
    assert len(again.differences) == again.unfixed
    assert len(again.broken) == len(result.broken)
