"""Commands of a document: plain text whatever the reader's terminal says, and documents inside documents only so far."""

import json

import pytest

from tracer.cli import reader
from tracer.cli.replay import Replay
from tracer.errors import TracerError
from tracer.living.check import check
from tracer.living.comments import syntax_of


def test_what_a_document_runs_is_never_coloured(tmp_path, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in Replay(tmp_path, "en", reader()).run(["a b", "--stage", "softmax"]).text


def test_what_a_document_runs_is_80_columns_wide_however_wide_its_readers_screen_is(tmp_path, monkeypatch):
    words = ["a b", "--stage", "norm"]
    monkeypatch.setenv("COLUMNS", "200")
    wide, narrow = (Replay(tmp_path, "en", reader()).run([*words, *more]).text for more in ((), ("--width", "80")))
    assert wide == narrow != Replay(tmp_path, "en", reader()).run([*words, "--width", "200"]).text


def test_a_lesson_that_checks_a_page_is_the_same_notebook_when_a_document_asks_for_it(tmp_path, ttrace):
    """A document asks for the notebook of lesson 22, which checks a page: one level deeper than the reader's own."""
    code, out, _ = ttrace("lesson", "22", "--export", "ipynb")
    again = json.loads(Replay(tmp_path, "en", reader()).run(["lesson", "22", "--format", "ipynb"]).text)
    assert code == 0 and [cell["source"] for cell in again["cells"]] == [cell["source"] for cell in json.loads(out)["cells"]]


def test_a_page_that_checks_itself_comes_to_an_end(tmp_path):
    (tmp_path / "page.md").write_text("```console\n$ ttrace check page.md\n```\n", encoding="utf-8")
    outcome = Replay(tmp_path, "en", reader()).run(["check", "page.md"])
    assert outcome.code in (1, 2)


def test_what_all_commands_of_a_document_print_is_bounded_however_often_one_stands_there(tmp_path, monkeypatch):
    monkeypatch.setattr("tracer.cli.replay._MOST_PRINTED", 1 << 12)
    replay, printed = Replay(tmp_path, "en", reader()), 0
    with pytest.raises(TracerError, match="print more than"):
        for _ in range(1 << 12):
            printed += len(replay.run(["a b", "--tokens"]).text)
    assert 1 << 12 < printed < 1 << 13


def test_a_document_whose_commands_print_too_much_is_told_once(tmp_path, monkeypatch):
    monkeypatch.setattr("tracer.cli.replay._MOST_PRINTED", 1 << 12)
    text = "<!-- ttrace a b --tokens --><!-- /ttrace -->\n" * 200
    checked = check(text, syntax_of("d.md"), Replay(tmp_path, "en", reader()))
    assert len(checked.broken) == 1 and 0 < checked.pieces < 200 and len(checked.text) < len(text) + (1 << 13)
