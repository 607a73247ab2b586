"""A lesson's commands as code cells: names once, a trace made only where it is another, a shell where Python has no words."""

from typing import NamedTuple

import pytest

from tracer.document.blocks import Code, Document, Prose, Snippet
from tracer.errors import TracerError
from tracer.lessons.notebook import CodeCells
from tracer.lessons.player import lesson_document
from tracer.living.commands import Outcome


class Python(NamedTuple):
    trace: str
    shows: str


class Known:
    """A runner that knows its answers."""

    def lacks(self, words):
        return "gone/model" if "gone/model" in words else ""

    def python(self, words):
        return None if words[0] == "shell" else Python(f"trace({words[0]!r})", "t")

    def shell(self, words):
        return "!ttrace shell"

    def documents(self, words):
        return [Document("", [Prose(f"shown {words[0]}")])]

    def run(self, words):
        return Outcome("no\n", 2) if "wrong" in words else Outcome("printed\n", 0)


def test_names_are_imported_once_and_a_trace_is_made_where_it_is_another():
    cells = CodeCells(Known())
    first, again, other, shell = (cells.cell([word]) for word in ("a", "a", "b", "shell"))
    assert first.code.startswith("from tracer import trace\n") and first.code.endswith("# ttrace a\nt = trace('a')\nt")
    assert again.code == "# ttrace a\nt" and other.code == "# ttrace b\nt = trace('b')\nt"
    assert first.blocks == (Prose("shown a"),)
    assert shell == Snippet("!ttrace shell", printed="printed\n")


def test_a_shell_may_come_first():
    assert CodeCells(Known()).cell(["shell"]).code.startswith("from tracer import trace\n")


@pytest.mark.parametrize("words", [["shell", "wrong"], ["a", "gone/model"]])
def test_what_is_refused_or_not_here_has_no_cell(words):
    with pytest.raises(TracerError):
        CodeCells(Known()).cell(words)


def test_a_lesson_has_code_where_its_commands_stand_and_keeps_what_is_not_ours():
    text = "# T\n\n```console\n$ ttrace a\nold\n$ ls\n$ ttrace shell wrong\nError: no\n```\n"
    runner = Known()
    blocks = list(lesson_document(text, runner, "T", cells=CodeCells(runner)).blocks())
    assert [type(block) for block in blocks[1:]] == [Snippet, Code, Code]
    assert blocks[2] == Code("$ ls") and blocks[3] == Code("$ ttrace shell wrong\nError: no")
