"""Commands as Python: the words that make the same, and none where Python has no words for it."""

import ast

import pytest

from tracer.cli import reader
from tracer.cli.python_call import python_of, shell_of


def call(*words):
    return reader().through(words, 80).read(words)


@pytest.mark.parametrize(
    ("words", "trace", "shows"),
    [
        (["Thinking", "Machines"], "trace('Thinking Machines')", "t"),
        (["a b", "--heads", "1", "--seed", "7"], "trace('a b', heads=1, seed=7)", "t"),
        (["a b", "--causal", "--no-scale"], "trace('a b', scale=False, mask='causal')", "t"),
        (["a b", "--stage", "q", "--stage", "k", "--head", "1"], "trace('a b')", "t.show('q', 'k', heads=(1,))"),
        (["a b", "--no-formula", "--precision", "5"], "trace('a b')", "t.show(precision=5, formula=False)"),
        (["a b", "--figure", "heads"], "trace('a b')", "t.figure('heads')"),
        (["a b", "--set", "q[0,0,0]=1"], "trace('a b', edits={'q[0,0,0]': 1.0})", "t"),
        (["--from", "x.toml"], "trace(from_file='x.toml')", "t"),
        (["explain", "a b", "q[0,0,0]"], "trace('a b')", "t.explain('q[0,0,0]')"),
        (
            ["explain", "a b", "q[0,0,0]", "--depth", "2", "--model", "gru"],
            "trace('a b', model='gru')",
            "t.explain('q[0,0,0]', depth=2)",
        ),
    ],
)
def test_a_command_has_its_python(words, trace, shows):
    python = python_of(call(*words))
    assert (python.trace, python.shows) == (trace, shows)
    ast.parse(f"t = {python.trace}\n{python.shows}")


@pytest.mark.parametrize(
    "words",
    [
        ["a b", "--tokens"],
        ["a b", "--list"],
        ["a b", "--set", "q[0,0,0]=1", "--changed"],
        ["-"],
        ["a b", "--format", "latex"],
        ["explain", "a b", "q[0,0,0]", "-o", "x.md"],
        ["a b", "--save", "x.toml"],
        ["a b", "--set", "q[0,0,0]=inf"],
        ["explain", "a b", "q[0,0,0]", "--forward"],
        ["explain", "a b", "q[0,0,0]", "--precision", "3"],
        ["compare", "a b", "a c"],
        ["models"],
    ],
)
def test_what_python_cannot_say_has_none(words):
    assert python_of(call(*words)) is None


def test_a_long_call_has_a_line_for_each_argument():
    python = python_of(call("a " * 30, "--heads", "1", "--layers", "2", "--seed", "12345"))
    assert python.trace.splitlines()[1].startswith("    'a a") and ast.parse(python.trace)


def test_words_for_a_shell_are_quoted_and_fix_what_a_terminal_decides():
    words = ["compare", "it's $(x)", "b", "--width", "60"]
    assert shell_of(words, call(*words)) == "!ttrace compare 'it'\"'\"'s $(x)' b --width 60 --color never --lang en 2>&1 | cat"
