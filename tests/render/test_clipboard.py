"""The clipboard: the reader's own, wherever the command runs."""

import base64
import io
import os
import stat

import pytest

from tracer.errors import TracerError
from tracer.render import clipboard


class Terminal(io.BytesIO):
    def close(self):
        self.kept = self.getvalue()
        super().close()


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """A folder of stand-in tools, the only ones that can be found; each writes what it is given to a file."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    known = {command[0] for _, command in clipboard._LOCAL} | {"tmux"}
    monkeypatch.setattr(clipboard.shutil, "which", lambda name: name if (tmp_path / name).exists() and name in known else None)

    def make(name, code=0):
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\ncat > "{tmp_path}/{name}.got"\nexit {code}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return tmp_path / f"{name}.got"

    return make


def test_a_local_tool_takes_the_text(tools):
    got = tools("xclip")
    assert "3" in clipboard.copy("机器\n", {"DISPLAY": ":0"})
    assert got.read_text() == "机器\n"


def test_a_tool_that_fails_gives_way_to_the_next(tools):
    tools("wl-copy", code=1)
    got = tools("xsel")
    clipboard.copy("x", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    assert got.read_text() == "x"


def test_over_ssh_the_terminal_is_asked_and_not_the_other_machines_clipboard(tools):
    got = tools("xclip")
    terminal = Terminal()
    clipboard.copy("机器", {"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, lambda: terminal)
    assert not got.exists()
    assert terminal.kept == b"\x1b]52;c;" + base64.b64encode("机器".encode()) + b"\x07"


def test_tmux_hands_the_text_on_also_over_ssh(tools):
    got = tools("tmux")
    clipboard.copy("x", {"TMUX": "/tmp/tmux-0/default,1,0", "SSH_TTY": "/dev/pts/0"})
    assert got.read_text() == "x"
    assert next(clipboard.commands({"TMUX": "x"})) == ("tmux", "load-buffer", "-w", "-")


def test_what_is_too_long_for_a_terminal_is_refused_in_one_sentence(tools):
    with pytest.raises(TracerError, match="56000"):
        clipboard.copy("x" * 56_001, {}, Terminal)


def test_without_any_clipboard_the_sentence_names_the_tools(tools):
    def nowhere():
        raise OSError

    with pytest.raises(TracerError, match="xclip.*-o FILE"):
        clipboard.copy("x", {}, nowhere)
