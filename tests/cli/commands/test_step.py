"""`ttrace step` and `--step`: where it runs, where it refuses to, and how it ends."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

import pytest

from tracer.cli import main


def ttrace(*words: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracer", *words],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONUTF8": "1", "TTRACE_LANG": "en", **environment},
    )


@pytest.mark.parametrize("words", [("step", "a b"), ("show", "a b", "--step")])
def test_without_a_terminal_it_is_refused_and_the_plain_way_named(words):
    done = ttrace(*words)
    assert done.returncode == 2 and done.stdout == ""
    assert "--plain" in done.stderr and done.stderr.count("\n") == 1


def test_the_end_of_input_is_a_good_end():
    done = ttrace("step", "--plain", "Thinking", "Machines", typed="\nstage softmax\nwhy\n")
    assert done.returncode == 0 and done.stderr == ""
    assert "stage 2 of 19" in done.stdout and done.stdout.endswith("End of input.\n")
    assert "\x1b" not in done.stdout


def test_it_begins_at_the_stage_head_and_decimals_asked_for():
    done = ttrace(
        "step", "--plain", "a b", "--stage", "softmax", "--head", "1", "--precision", "5", typed="cell softmax[1, 0, 1]\nquit\n"
    )
    assert done.returncode == 0
    assert "stage 1 of 1" in done.stdout and "head 0" not in done.stdout and "softmax[head=1" in done.stdout


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("show", "a b", "--step", "--format", "json"), "--format"),
        (("show", "a b", "--step", "--save", "x.npz"), "--save"),
        (("step", "--plain"), "text"),
        (("step", "--plain", "a b", "--stage", "softmx"), "softmax"),
    ],
)
def test_what_does_not_go_together_is_refused(words, named):
    done = ttrace(*words)
    assert done.returncode == 2 and named in done.stderr and "Traceback" not in done.stderr


def on_terminal(term: str, typed: bytes, until: bytes) -> tuple[int, bytes]:
    """Run `ttrace step` on a terminal of 80 × 24, type when `until` was drawn; (exit code, all that was drawn)."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": term, "TTRACE_LANG": "en"}
    words = [sys.executable, "-m", "tracer", "step", "Thinking Machines"]
    app = subprocess.Popen(words, stdin=follower, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    seen, end = b"", time.monotonic() + 60  # an app that never hears its key draws on for ever
    try:
        while time.monotonic() < end and select.select([leader], [], [], 30)[0]:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break  # the other end is closed: the app has ended
            if not part:
                break
            seen += part
            if until in seen and typed:
                os.write(leader, typed)
                typed = b""
        return app.wait(30), seen
    finally:
        app.kill()
        os.close(leader)


def test_a_terminal_that_can_draw_nothing_is_refused_too():
    code, seen = on_terminal("dumb", b"", b"-")
    assert code == 2 and b"--plain" in seen


def test_on_a_terminal_the_app_opens_and_q_closes_it():
    code, seen = on_terminal("xterm", b"q", b"quit")
    assert code == 0 and b"embedding" in seen


def test_the_help_shows_examples_and_every_option_in_both_languages():
    for lang, word in (("en", "Line by line"), ("zh", "逐行")):
        done = ttrace("step", "--help", TTRACE_LANG=lang)
        assert done.returncode == 0 and word in done.stdout and "--plain" in done.stdout


@pytest.mark.parametrize("text", ["a b", "it's \x1b[31m 我", "-- x", "-x y"])
def test_quitting_with_edits_prints_the_command_that_makes_them(text, capsys):
    def printed(*words):
        with pytest.raises(SystemExit) as done:
            main([*words, "--format", "csv", "--", text])
        assert done.value.code == 0
        return capsys.readouterr().out

    typed = "set scores[0, 0, 1]=3\nset W_Q[1, 3]=0.1\nset scores[0, 0, 1]=-inf\nset embedding[0, 0]=5\nundo\n"
    done = ttrace("step", "--plain", "--dtype", "float32", "--", text, typed=typed + "quit\n")
    assert done.returncode == 0 and "\x1b" not in done.stdout
    *_, said, command = done.stdout.splitlines()
    assert said == "The edits, as a command:"
    read = subprocess.run(
        ["bash", "-c", f"for word in {command}; do printf '%s\\0' \"$word\"; done"], capture_output=True, text=True
    )
    words = read.stdout.split("\0")[:-1]
    assert words[:1] == ["ttrace"] and words[-2:] == ["--", text]
    wanted = printed("show", "--dtype", "float32", "--set", "scores[0, 0, 1]=-inf", "--set", "W_Q[1, 3]=0.1")
    assert printed(*words[1:-2]) == wanted != ""


def test_quitting_without_edits_prints_no_command():
    done = ttrace("step", "--plain", "a b", typed="set scores[0, 0, 1]=3\nundo\nquit\n")
    assert "as a command" not in done.stdout and done.stdout.endswith("> quit\n")
