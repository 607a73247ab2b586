"""Old and new text: every number that differs is told, with its line; padding is no difference."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.living.diff import checksum, differences, numbers


def found(old, new, line=1):
    return [(one.line, one.printed, one.right, one.number) for one in differences(old, new, line)]


def test_a_number_that_differs_is_told_with_its_line():
    assert found("a\nb  0.1  0.25\n", "a\nb  0.1  -0.3\n", 10) == [(11, "0.25", "-0.3", True)]


def test_padding_and_rules_follow_the_numbers():
    assert found("| x |  0.1 |\n|---|-----:|\n", "| x | 0.1 |\n|---|----:|\n") == []


def test_other_words_are_told_as_words():
    assert found("one 1\n", "two 1\n") == [(1, "one 1", "two 1", False)]


def test_a_passage_that_is_missing_is_told_once():
    assert found("a\nb\n", "a\nx 1\ny 2\nb\n") == [(2, "", "x 1\ny 2", False)]
    assert found("a\nx 1\ny 2\nb\n", "a\nb\n") == [(2, "x 1\ny 2", "", False)]


def test_a_line_more_does_not_blame_the_lines_below():
    assert found("a 1\nb 2\nc 3\n", "new\na 1\nb 2\nc 4\n") == [(1, "", "new", False), (3, "3", "4", True)]


def test_numbers_are_read_with_signs_and_exponents_but_not_out_of_names():
    assert numbers("-0.1 −2 3e-05 ∞ W_1 h2 d_k=64 x[0, 1]") == ["-0.1", "−2", "3e-05", "∞", "64", "0", "1"]


def test_shades_of_a_table_are_no_numbers():
    assert numbers('<td style="background:rgb(1 2 3/0.5)">0.7</td>') == ["0.7"]
    assert numbers("table.cell(fill: rgb(37, 99, 235, 38%))[$0.632$]") == ["0.632"]


def test_a_checksum_is_of_the_numbers_alone():
    assert checksum("a 0.1 b 2") == checksum("c   0.1\n2") != checksum("a 0.1 b 3")


LINES = st.lists(st.text("ab 0123456789.-", max_size=10), max_size=6).map("\n".join)


@given(LINES)
def test_a_text_does_not_differ_from_itself(text):
    assert found(text, text) == []


@given(LINES, LINES)
def test_without_a_difference_the_numbers_agree(old, new):
    if not found(old, new):
        assert numbers(old) == numbers(new)
