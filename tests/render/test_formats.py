"""The registry of formats: names, endings, streams, widths and colours."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from documents import document

from tracer.errors import TracerError
from tracer.render import FORMATS, color_of, format_named, formats, of_file, width_of, write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TTRACE_LANG", "en")


def test_every_format_of_the_design_has_a_name() -> None:
    promised = "terminal text markdown latex beamer typst html page reveal svg ipynb csv json npz xlsx png pdf"
    assert set(formats()) == set(promised.split())


def test_no_two_formats_share_an_ending() -> None:
    endings = [ending for format_ in FORMATS.values() for ending in format_.endings]
    assert len(endings) == len(set(endings))


def test_an_unknown_format_names_its_nearest() -> None:
    with pytest.raises(TracerError, match="Did you mean json"):
        format_named("jsn")
    with pytest.raises(TracerError, match="there are terminal, text, markdown"):
        format_named("xxxxxx")


def test_an_ending_tells_the_format_and_an_unknown_one_lists_the_known() -> None:
    assert of_file("a/b.c/Trace.NPZ") == "npz"
    assert of_file("notes.md") == "markdown"
    with pytest.raises(TracerError, match=r"notes\.rtf .*\.tex, \.typ"):
        of_file("notes.rtf")


def test_a_binary_format_finds_the_bytes_behind_a_text_stream() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw)
    write(document(), "npz", stream)
    assert np.load(io.BytesIO(raw.getvalue()))["tokens"].tolist() == ["Thinking", "Machines"]


def test_a_text_format_writes_text() -> None:
    stream = io.StringIO()
    write(document(), "json", stream)
    assert json.loads(stream.getvalue())["tokens"] == ["Thinking", "Machines"]


@pytest.mark.parametrize(
    ("environment", "terminal", "choice", "colored"),
    [
        ({}, True, "auto", True),
        ({}, False, "auto", False),
        ({"NO_COLOR": "1"}, True, "auto", False),
        ({"NO_COLOR": ""}, True, "auto", True),
        ({"FORCE_COLOR": "1"}, False, "auto", True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, "auto", False),
        ({"TERM": "dumb"}, True, "auto", False),
        ({"NO_COLOR": "1"}, False, "always", True),
        ({"FORCE_COLOR": "1"}, True, "never", False),
    ],
)
def test_colour_follows_the_choice_then_the_environment_then_the_terminal(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], terminal: bool, choice: str, colored: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert color_of(Terminal() if terminal else io.StringIO(), choice) is colored


def test_the_width_is_the_one_asked_for_then_the_environments_then_80(monkeypatch: pytest.MonkeyPatch) -> None:
    assert width_of(io.StringIO()) == 80
    monkeypatch.setenv("COLUMNS", "123")
    assert width_of(io.StringIO()) == 123
    assert width_of(io.StringIO(), 60) == 60
    for odd in ("0", "-5", "wide", "²", "9" * 5000):
        monkeypatch.setenv("COLUMNS", odd)
        assert width_of(io.StringIO()) == 80


def test_a_file_is_80_wide_whatever_terminal_stands_beside_it(tmp_path: Any) -> None:
    with open(tmp_path / "out.txt", "w") as stream:
        assert width_of(stream) == 80


def test_the_registry_loads_no_format_before_it_is_asked_for() -> None:
    code = "import sys, tracer.render; print([m for m in ('rich', 'numpy', 'tracer.render.terminal') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_terminal_loads_no_heavy_part_of_rich() -> None:
    code = (
        "import sys, io; from tracer.render import write; from tracer.document.blocks import *\n"
        "write(Document('', [Heading(1, 'x'), Matrix('a', 'X', np.eye(2), None, None)]), 'terminal', io.StringIO())\n"
        "print([m for m in ('rich.markdown', 'rich.traceback', 'rich.syntax', 'pygments', 'rich.progress') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
