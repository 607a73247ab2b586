"""Commands in documents are data: read as words, only ttrace."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import TracerError
from tracer.living.commands import command_line, is_run, words_of


def test_a_command_is_read_as_a_shell_reads_its_quotes():
    assert words_of("""ttrace explain "Thinking Machines" 'scores[0, it, it]' --depth 2""") == [
        "explain",
        "Thinking Machines",
        "scores[0, it, it]",
        "--depth",
        "2",
    ]


def test_signs_inside_quotes_are_text():
    assert words_of('ttrace "a | b; c > d" "#1"') == ["a | b; c > d", "#1"]
    assert words_of("ttrace the#2 *.softmax") == ["the#2", "*.softmax"]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("rm -rf /", "check.program"),
        ("ttracer x", "check.program"),
        ("", "check.program"),
        ('ttrace "open', "check.quotes"),
        ("ttrace x | head", "check.shell"),
        ("ttrace x > file", "check.shell"),
        ("ttrace x; rm y", "check.shell"),
        ("ttrace x && rm y", "check.shell"),
        ("ttrace $(rm y)", "check.shell"),
    ],
)
def test_what_is_no_ttrace_command_is_refused_by_name(command, message):
    with pytest.raises(TracerError) as refused:
        words_of(command)
    assert refused.value.message == message


WORDS = st.lists(st.text(st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")), max_size=12), max_size=5)


@given(WORDS)
def test_a_written_command_reads_back(words):
    assert shlex.split(command_line(words)) == ["ttrace", *words]
    assert words_of(command_line(words)) == words


def test_a_word_with_a_line_break_cannot_be_written():
    with pytest.raises(TracerError) as refused:
        command_line(["a\nb"])
    assert refused.value.message == "check.unwritable"


def test_only_traces_have_cells():
    assert is_run(["Thinking Machines"]) and is_run(["explain", "x", "z[0]"])
    assert not is_run(["compare", "a", "b"]) and not is_run(["experiment", "scaling"])
