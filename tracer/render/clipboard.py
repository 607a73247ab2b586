"""The clipboard, for `--copy`: a local tool, tmux, or the terminal itself (OSC 52), which also works over SSH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from tracer.errors import TracerError
from tracer.language import say

MOST = 56_000  # bytes; terminals cut or drop longer OSC 52 sequences
_WAIT = 5.0  # seconds

Command = tuple[str, ...]

_LOCAL: tuple[tuple[str, Command], ...] = (  # (environment variable that must be set, command)
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("", ("clip.exe",)),
    ("", ("termux-clipboard-set",)),
)
_TMUX: Command = ("tmux", "load-buffer", "-w", "-")  # -w: hands it on to the terminal tmux runs in


def copy(text: str, environment: Mapping[str, str] | None = None, terminal: Callable[[], BinaryIO] | None = None) -> str:
    """Put `text` on the clipboard; returns the sentence that says where it went.

    Over SSH the local clipboard is the other machine's, so only tmux and the terminal are tried. Raises TracerError where
    nothing can take it, or where it is too long for a terminal.
    """
    environment = os.environ if environment is None else environment
    for command in commands(environment):
        if shutil.which(command[0]) and _run(command, text):
            return say("render.copied", size=len(text))
    try:
        stream = (terminal or _terminal)()
    except OSError as error:
        tools = [command[0] for _, command in _LOCAL]
        raise TracerError("render.no_clipboard", tools=tools) from error
    with stream:
        stream.write(osc52(text))
    return say("render.copied_terminal", size=len(text))


def commands(environment: Mapping[str, str]) -> Iterator[Command]:
    """The commands that reach the reader's own clipboard from here, best first."""
    if environment.get("TMUX"):
        yield _TMUX
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return
    for variable, command in _LOCAL:
        if not variable or environment.get(variable):
            yield command


def osc52(text: str) -> bytes:
    """The sequence that asks a terminal to take `text`. Raises TracerError where it is too long for one."""
    data = text.encode("utf-8", "backslashreplace")
    if len(data) > MOST:
        raise TracerError("render.clipboard_size", size=len(data), most=MOST)
    return b"\x1b]52;c;" + b64encode(data) + b"\x07"


def _run(command: Command, text: str) -> bool:
    # clip.exe reads UTF-16, every other tool UTF-8
    data = text.encode("utf-16") if command[0] == "clip.exe" else text.encode("utf-8", "backslashreplace")
    try:
        quiet = subprocess.DEVNULL  # xclip stays behind and would keep a pipe open
        return subprocess.run(command, input=data, stdout=quiet, stderr=quiet, timeout=_WAIT, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _terminal() -> BinaryIO:
    return open("CONOUT$" if sys.platform == "win32" else "/dev/tty", "wb", buffering=0)
