"""Standard streams as a shell may leave them: every command ends with a sentence and one of the four exit codes."""

import os
import subprocess
import sys

import pytest

TTRACE = [sys.executable, "-m", "tracer"]
ENGLISH = {**os.environ, "TTRACE_LANG": "en"}
COMMANDS = {
    "show": ["a b"],
    "json": ["a b", "--format", "json"],
    "npz": ["a b", "--format", "npz"],
    "help": ["--help"],
    "version": ["--version"],
    "explain": ["explain", "a b", "softmax[0, 0, 0]"],
    "models": ["models"],
    "lesson": ["lesson", "--contents"],
    "compare": ["compare", "a b", "c d"],
    "step": ["step", "a b", "--plain"],
    "sheet": ["worksheet", "make", "a b", "--blank", "scores"],
    "train": ["train", "a b", "--model", "decoder"],
    "wrong": ["a b", "--heads", "3", "--d-model", "4"],
}


def shell(words, redirection, folder):
    script = f'set -o pipefail; "$@" {redirection}'
    command = ["bash", "-c", script, "bash", *TTRACE, *words]
    run = subprocess.run(command, cwd=folder, capture_output=True, env=ENGLISH, stdin=subprocess.DEVNULL, timeout=120)
    run.stdout, run.stderr = run.stdout.decode(errors="replace"), run.stderr.decode()
    return run


def is_clean(run):
    return not any(word in run.stderr for word in ("Traceback", "Exception ignored", "mistake in ttrace"))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "wrong"])
def test_a_full_disk_is_one_sentence(tmp_path, name):
    run = shell(COMMANDS[name], "> /dev/full", tmp_path)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1) and run.stderr.startswith("Error: The disk is full"), run.stderr


@pytest.mark.parametrize("name", ["show", "npz", "help", "lesson", "step", "sheet", "wrong"])
def test_a_closed_output_is_one_sentence_and_a_closed_error_none(tmp_path, name):
    closed = shell(COMMANDS[name], ">&-", tmp_path)
    assert closed.returncode == 2 and closed.stderr.startswith("Error: ") and closed.stderr.count("\n") == 1, closed.stderr
    silent = shell(COMMANDS[name], "2>&-", tmp_path)
    assert silent.returncode in (0, 1, 2) and silent.stderr == ""


@pytest.mark.parametrize("name", ["step", "wrong"])
@pytest.mark.parametrize("redirection", ["<&-", "<&- >&- 2>&-", "2>&1 | true", "| true"])
def test_other_streams_may_be_closed_too(tmp_path, name, redirection):
    run = shell(COMMANDS[name], redirection, tmp_path)
    assert run.returncode in (0, 1, 2) and is_clean(run), (run.returncode, run.stderr)


def test_a_closed_output_does_not_matter_where_a_file_is_written(tmp_path):
    run = shell(["a b", "-o", "page.md"], ">&-", tmp_path)
    assert (run.returncode, run.stderr) == (0, "") and "softmax" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_a_text_from_a_closed_input_is_refused(tmp_path):
    run = shell(["-"], "<&-", tmp_path)
    assert run.returncode == 2 and run.stderr.count("\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="this system has no /dev/stdout")
@pytest.mark.parametrize("redirection", ["| cat", "> log && cat log"])
def test_standard_output_has_a_name_too(tmp_path, redirection):
    run = shell(["a b", "--format", "json", "-o", "/dev/stdout"], redirection, tmp_path)
    assert run.returncode == 0 and run.stdout == shell(["a b", "--format", "json"], "", tmp_path).stdout
