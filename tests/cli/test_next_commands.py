"""What a reader may type next: the commands run as they are printed, of the same run; and the screen that is too short."""

import io
import os
import shlex

import pytest

from tracer.cli.output import OutputOptions
from tracer.cli.result import Page, Result, Text
from tracer.cli.writer import write_result
from tracer.document.blocks import Document, Prose


def next_of(out):
    return [shlex.split(line) for line in out.splitlines() if line.startswith("  ttrace ")]


@pytest.mark.parametrize(
    "words",
    [
        ["Thinking Machines"],
        ["it's", "me", "--heads", "3", "--d-model", "6", "--seed", "4", "--precision", "2"],
        ["--lang", "zh", "show", "show", "me"],
        ["--d-ff", "3", "--", "--x", "y"],
        ["a b", "--also", "c", "--width", "100"],
        ["a b", "--model", "lstm", "--color", "never"],
        ["a b", "--model", "encoder-decoder", "--target", "x y", "--all", "--parameters"],
        ["a b", "--set", "scores[0, a, b]=3", "--detail"],
        ["a b", "--model", "decoder", "--generate", "2", "--token", "b"],
    ],
)
def test_each_command_runs_as_printed_and_is_of_the_same_run(ttrace, monkeypatch, words):
    code, out, _ = ttrace(*words)
    explained, view, stepped = next_of(out)
    assert code == 0 and stepped[:2] == ["ttrace", "step"]
    code, said, error = ttrace(*explained[1:], "--format", "json") if "--" not in explained else ttrace(*explained[1:])
    assert code == 0 and not error and said
    code, said, error = ttrace(*view[1:])
    assert code == 0 and not error and len(said.splitlines()) < len(out.splitlines())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    code, said, error = ttrace(*stepped[1:2], "--plain", *stepped[2:])
    assert code == 0 and not error


def test_the_explained_number_stands_in_the_trace(ttrace):
    _, out, _ = ttrace("a b c", "--seed", "9")
    _, said, _ = ttrace(*next_of(out)[0][1:])
    number = said.rstrip().split("= ")[-1].split()[0] if "≈" not in said else said.split("≈ ")[1].split()[0]
    assert number in out


@pytest.mark.parametrize(
    "words", [["--stage", "q"], ["--layer", "0"], ["--only", "table"], ["-o", "x.txt"], ["--changed"], ["--format", "text"]]
)
def test_nothing_of_it_stands_in_a_part_or_a_page(ttrace, words, tmp_path):
    _, out, _ = ttrace("a b", "--set", "scores[0, 0, 1]=3", *words)
    file = tmp_path / "x.txt"
    said = out + (file.read_text() if file.exists() else "")
    assert "What to type next" not in said and "--stage takes" not in said


@pytest.mark.parametrize("absolute", [True, False])
def test_a_path_stays_as_it_was_typed(ttrace, tmp_path, absolute):
    (tmp_path / "run.toml").write_text('text = "a b"\nheads = 1\n')
    path = str(tmp_path / "run.toml") if absolute else "./run.toml"
    _, out, _ = ttrace("--from", path)
    assert [words[words.index("--from") + 1] for words in next_of(out)] == [path] * 3


def test_a_text_from_standard_input_cannot_be_read_again(ttrace, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a b")))
    code, out, _ = ttrace("-")
    assert code == 0 and "--stage takes" in out and "What to type next" not in out


def test_a_text_too_long_to_be_typed_again_is_not_printed_three_times_more(ttrace):
    code, out, _ = ttrace(" ".join(["word"] * 60), "--head", "0")
    assert code == 0 and "--stage takes" in out and "What to type next" not in out


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        return 1


def long_page(color="auto"):
    return Page(Document("", [Prose(f"line {number}") for number in range(30)]), OutputOptions(color=color))


@pytest.mark.parametrize(("height", "wanted"), [(24, True), (30, False), (0, False)])
def test_a_screen_that_is_too_short_says_how_to_page(monkeypatch, height, wanted):
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((80, height)))
    monkeypatch.setenv("NO_COLOR", "1")
    aside = io.StringIO()
    write_result(Result([long_page()]), Terminal(), aside)
    assert (f"30 lines on a screen of {height}" in aside.getvalue()) == wanted


def test_a_pipe_and_a_page_among_other_text_say_nothing_of_pages(monkeypatch):
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((80, 3)))
    for result, out in ((Result([long_page()]), io.StringIO()), (Result([long_page(), Text("and\n")]), Terminal())):
        aside = io.StringIO()
        write_result(result, out, aside)
        assert not aside.getvalue()
