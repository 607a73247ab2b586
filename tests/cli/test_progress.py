"""Long runs say how far they have come: on a terminal only, after a while only, and not where a document asked."""

import io

import pytest

from tracer.cli import progress
from tracer.confine import confined_to
from tracer.session import trace


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by half a second whenever somebody looks."""
    ticks = iter(range(10**6))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(ticks) / 2)


def said(monkeypatch, stream, run):
    monkeypatch.setattr("sys.stderr", stream)
    run()
    return stream.getvalue()


def count_to(number):
    with progress.progress("training.progress", number) as report:
        for done in range(1, number + 1):
            report(done)


def test_on_a_terminal_a_line_moves_and_is_gone_at_the_end(monkeypatch, clock):
    text = said(monkeypatch, Terminal(), lambda: count_to(5))
    assert "4 of 5 training steps" in text and "1 of 5" not in text, "within the first second nothing is said"
    assert text.endswith("\r\x1b[K") and "\n" not in text


def test_an_interrupted_run_takes_its_line_with_it(monkeypatch, clock):
    def stopped():
        with pytest.raises(KeyboardInterrupt), progress.progress("training.progress", 9) as report:
            for done in range(5):
                report(done)
            raise KeyboardInterrupt

    assert said(monkeypatch, Terminal(), stopped).endswith("\r\x1b[K")


def test_a_short_run_a_file_and_a_document_hear_nothing(monkeypatch, clock):
    assert said(monkeypatch, Terminal(), lambda: count_to(1)) == ""
    assert said(monkeypatch, io.StringIO(), lambda: count_to(50)) == ""
    with confined_to(["."]):
        assert said(monkeypatch, Terminal(), lambda: count_to(50)) == ""


def test_drawing_a_large_parameter_and_writing_on_are_reported(monkeypatch, clock):
    def run():
        with progress.run_progress():
            trace("a b", model="rnn", layers=2, hidden=1100)
            trace("a b", model="decoder", generate=4)

    text = said(monkeypatch, Terminal(), run)
    assert "Drawing recurrent.1.W_h from the seed" in text and "4 of at most 4 tokens written" in text
    assert text.endswith("\r\x1b[K") and said(monkeypatch, io.StringIO(), run) == ""


def test_the_output_is_the_same_with_and_without_it(ttrace, monkeypatch, clock):
    """Of a class's sheets and of a text's training steps."""
    for words in (
        ("worksheet", "make", "a b", "--blank", "scores", "--variants", "3", "--key", "key.json"),
        ("train", "a b", "--model", "decoder", "--steps", "4"),
        ("a b", "--layers", "4", "--stage", "norm"),
    ):
        quiet = ttrace(*words)
        heard = Terminal()
        with monkeypatch.context() as patched:
            patched.setattr("sys.stderr", heard)
            loud = ttrace(*words)
        assert loud[:2] == quiet[:2] and quiet[0] == 0 and " of " in heard.getvalue()


def test_a_long_run_says_which_layer_it_computes_and_many_short_ones_say_nothing(monkeypatch, clock):
    def run(layers):
        with progress.run_progress():
            trace("a b", layers=layers)
            trace("a b", model="encoder-decoder", target="c", layers=layers)
            trace("a b", model="lstm", hidden=2, layers=layers)

    text = said(monkeypatch, Terminal(), lambda: run(9))
    assert all(f"{stack} layer 8 of 9" in text for stack in ("encoder", "decoder", "recurrent")) and text.endswith("\r\x1b[K")
    assert said(monkeypatch, Terminal(), lambda: run(1)) == said(monkeypatch, io.StringIO(), lambda: run(9)) == ""
