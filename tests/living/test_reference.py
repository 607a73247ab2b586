"""A living number's comment: a run, a cell or arithmetic on cells, a style, settings; anything else is refused where it stands."""

import pytest

from tracer.errors import TracerError
from tracer.living.arithmetic import Misplaced
from tracer.living.reference import reference_of

CELLS = {"a[0]": 0.924, "b[1, x]": -3.0, 'c["(", "]"]': 0.5, "zero[0]": 0.0}


def value(text):
    return reference_of(text).value(CELLS.__getitem__)


def test_a_reference_names_a_run_and_a_cell():
    found = reference_of(' "Thinking Machines" softmax[0, Thinking, Machines] seed=7 causal=true ')
    assert found.words == ("Thinking Machines", "--seed", "7", "--causal")
    assert found.cell == "softmax[0, Thinking, Machines]"


def test_a_setting_that_is_false_is_switched_off_and_adds_no_word_to_the_text():
    assert reference_of("love a[0] bias=false scale=false").words == ("love", "--no-bias", "--scale", "false")


def test_a_reference_may_leave_the_run_to_the_command_above():
    assert reference_of('scores[0, "2", ","]') == reference_of(' scores[0, "2", ","] ')
    assert reference_of('scores[0, "2", ","]').words == ()
    assert reference_of("above").cell == ""


@pytest.mark.parametrize("text", ["", "Thinking", 'x "open', "softmax"])
def test_a_reference_without_one_cell_is_refused(text):
    with pytest.raises(TracerError) as refused:
        reference_of(text)
    assert refused.value.message == "check.reference"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a[0]", 0.924),
        ("a[0] * 100", 92.4),
        ("a[0]*100", 92.4),
        ("100 * a[0]", 92.4),
        ("100*a[0]", 92.4),
        ("1 - a[0]", 1 - 0.924),
        ("-a[0]", -0.924),
        ("−a[0] × 2 ÷ 4", -0.462),
        ("(a[0] + b[1, x]) / 2", (0.924 - 3) / 2),
        ("a[0] + b[1, x] / 2", 0.924 - 1.5),
        ("a[0] - b[1, x] - 1", 2.924),
        ("8 / 4 / 2 * a[0]", 0.924),
        ("((2)) * -(a[0] - 1)", 0.152),
        ('c["(", "]"] * 2', 1.0),
    ],
)
def test_arithmetic_on_cells_has_its_usual_precedence(text, number):
    assert value(f" {text} ") == pytest.approx(number, rel=1e-12)
    with_run = reference_of(f'"Add 2 * 3" {text} :.1f seed=7')
    assert with_run.words == ("Add 2 * 3", "--seed", "7") and with_run.style == ".1f"
    assert with_run.value(CELLS.__getitem__) == pytest.approx(number, rel=1e-12)


def test_a_number_before_a_cell_without_a_sign_is_a_word_of_the_sentence():
    assert reference_of("Thinking 2 a[0]").words == ("Thinking", "2")
    assert reference_of("Thinking 2 * a[0]").words == ("Thinking",)
    assert reference_of("state-of-the-art a[0]").words == ("state-of-the-art",)


@pytest.mark.parametrize(
    ("text", "style", "shown"),
    [
        ("a[0]", "", None),
        ("a[0] :.2f", ".2f", "0.92"),
        ("a[0]:.1%", ".1%", "92.4%"),
        ("a[0] * 100:.0f seed=7", ".0f", "92"),
        ("a[0] seed=7 :.1e", ".1e", "9.2e-01"),
    ],
)
def test_a_style_says_how_the_number_is_written(text, style, shown):
    reference = reference_of(text)
    assert reference.style == style
    assert shown is None or reference.styled(reference.value(CELLS.__getitem__)) == shown


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a[0] hello", 5, "check.after_cell"),
        ("a[0] * hello", 7, "check.operand"),
        ("a[0] *", 6, "check.operand"),
        ("a[0] 100", 5, "check.after_cell"),
        ("a[0] b[1, x]", 5, "check.after_cell"),
        ("a[0]b[1, x]", 4, "check.after_cell"),
        ("a[0] ** 2", 6, "check.operand"),
        ("a[0] * 1e3", 7, "check.operand"),
        ("(a[0]", 0, "check.parenthesis"),
        ("a[0])", 4, "check.after_cell"),
        ("x - a[0]", 2, "check.after_cell"),
        ("x * a[0]", 2, "check.after_cell"),
        ("--set=a[0]", 0, "check.after_cell"),
        ("x --set=a[0]", 2, "check.after_cell"),
        ("a[0] :.1f :.2f", 10, "check.after_cell"),
        ("a[0] :.13f", 5, "check.style_places"),
        ("a[0] :1f", 5, "check.after_cell"),
        ("a[0] 'open", 5, "check.after_cell"),
        ("(" * 60 + "a[0]" + ")" * 60, 51, "check.too_deep"),
        ("-" * 60 + "a[0]", 0, "check.after_cell"),
        ("1 - " + "-" * 60 + "a[0]", 4, "check.after_cell"),
    ],
)
def test_what_has_no_place_is_refused_where_it_stands(text, place, message):
    with pytest.raises(Misplaced) as refused:
        reference_of(text)
    assert (refused.value.message, refused.value.place) == (message, place)


def test_nothing_is_divided_by_zero():
    with pytest.raises(TracerError) as refused:
        value("a[0] / zero[0]")
    assert refused.value.message == "check.divided_by_zero"
