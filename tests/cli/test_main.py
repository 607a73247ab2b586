"""`ttrace` itself: which command is meant, help, languages, exit codes, and what the system does to it."""

import errno
import os
import re
import signal
import subprocess
import sys
import warnings

import click
import pytest
from rich.cells import cell_len

from tracer import __version__, language
from tracer.cli import COMMANDS, group, reader
from tracer.cli.help import Told
from tracer.errors import TracerError

TTRACE = [sys.executable, "-m", "tracer"]
ENGLISH = {**os.environ, "TTRACE_LANG": "en"}


def test_a_text_is_traced_by_the_default_command(ttrace):
    words = ttrace("Thinking", "Machines", "--stage", "softmax")
    assert words == ttrace("show", "Thinking Machines", "--stage", "softmax")
    assert words[0] == 0 and "0.632" in words[1]


def test_a_text_that_is_a_commands_name_stands_behind_two_dashes(ttrace):
    code, out, _ = ttrace("show", "--tokens", "--", "compare")
    assert code == 0 and out.splitlines()[-1] == "compare"
    assert ttrace("--", "step")[0] == 0


def test_help_has_examples_before_options_and_every_command(ttrace):
    code, out, _ = ttrace("--help")
    assert code == 0 and out.index('ttrace "Thinking Machines"') < out.index("--version")
    assert all(f"\n  {name}" in out for name in ("show", "explain", "compare", "step", "experiment", "check", "train"))
    code, out, _ = ttrace("show", "--help")
    assert code == 0 and "--embedding-scale" in out and "--stage" in out and max(map(len, out.splitlines())) <= 80


def test_help_is_chinese_where_it_is_asked_for(ttrace):
    _, out, _ = ttrace("--help", "--lang", "zh")
    assert "示例" in out and "Examples" not in out


PAGES = [(), *((name,) for name in COMMANDS), *(("worksheet", name) for name in ("make", "mark", "puzzle"))]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_every_line_of_help_fits_in_80_cells_and_speaks_one_language(ttrace, monkeypatch, words, lang):
    monkeypatch.setenv("TTRACE_LANG", lang)
    code, out, _ = ttrace(*words, "--help")
    assert code == 0 and [line for line in out.splitlines() if cell_len(line) > 80] == []
    if lang == "zh":
        assert not re.search(r"Usage|OPTIONS|COMMAND|[dD]efault", out)
        assert not re.search(r"[\u4e00-\u9fff]:", out), "one kind of colon"


def test_chinese_help_is_wrapped_between_words(ttrace):
    _, out, _ = ttrace("show", "--help", "--lang", "zh")
    told = " ".join(line.strip() for line in out.splitlines())
    assert "encoder-decoder、rnn" in told and "Tensor2Tensor" in told


@pytest.mark.parametrize("columns", ["²", "x", "0", "-5", "1" + "0" * 30])
def test_a_width_that_is_none_is_passed_over(ttrace, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    code, out, err = ttrace("a b", "--stage", "z")
    assert (code, err) == (0, "") and "encoder.0.attention.z" in out


def test_debug_behind_two_dashes_is_text(ttrace):
    code, out, _ = ttrace("--tokens", "--", "--debug")
    assert code == 0 and "debug" in out.splitlines()[-1]


def test_version(ttrace):
    assert ttrace("--version") == (0, f"ttrace {__version__}\n", "")


def test_nothing_at_all_is_answered_with_help_on_standard_error(ttrace):
    code, out, err = ttrace()
    assert (code, out) == (2, "") and "ttrace" in err


WRONG_WORDS = {
    ("a", "--stag", "x"): "--stage",
    ("train", "a", "--lr", "1"): "Did you mean --learning-rate?",
    ("a", "--precision", "13"): "0 to 12",
    ("a", "--precision", "x"): "0 to 12",
    ("a", "--lang", "fr"): "en, zh",
    ("a", "--color", "blue"): "always",
    ("a", "--seed"): "--seed needs a value",
    ("a", "-o", "--model", "gru"): "-o needs a value",
    ("a", "--save", "--seed"): "--save needs a value",
    ("a", "--detail=3"): "--detail takes no value",
    ("a", "--width", "3"): "20 to 10000",
    ("a", "--top-k", "0"): "at least 1",
    ("a", "--temperature", "warm"): "a number",
    ("models", "foo", "bar"): "ttrace models --help",
}


@pytest.mark.parametrize("words", WRONG_WORDS, ids=" ".join)
def test_words_that_fit_nowhere_are_refused_in_one_sentence(ttrace, words):
    code, out, err = ttrace(*words)
    assert (code, out) == (2, "") and WRONG_WORDS[words] in err
    assert err.startswith("Error: ") and err.count("\n") == 1


@pytest.mark.parametrize("words", [words for words in WRONG_WORDS if "--lang" not in words], ids=" ".join)
def test_in_chinese_the_refusal_is_chinese(ttrace, words):
    """Names of options stay; no English word of click's own is left over."""
    _, _, err = ttrace(*words[:1], "--lang", "zh", *words[1:])
    assert err.startswith("错误：")
    assert not any(word in err for word in ("not ", " is ", " range", "Got ", "requires", "valid"))


def test_an_error_of_ours_is_no_traceback_but_debug_shows_one(ttrace, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("tracer.cli.commands.show.trace_of", broken)
    code, out, err = ttrace("a")
    assert (code, out) == (2, "") and "mistake in ttrace itself" in err and err.count("\n") == 1
    from tracer.cli import main

    with pytest.raises(ZeroDivisionError):
        main(["a", "--debug"])


NO_ROOM = {
    "memory": MemoryError(),
    "system": OSError(errno.ENOMEM, "Cannot allocate memory"),
    "library": ImportError("libopenblas.so: failed to map segment from shared object"),
    "chained": ImportError("IMPORTANT: PLEASE READ THIS"),
}
NO_ROOM["chained"].__cause__ = NO_ROOM["library"]


@pytest.mark.parametrize("kind", NO_ROOM)
@pytest.mark.parametrize("words_too", [False, True], ids=["", "nor for the sentence"])
def test_want_of_memory_is_one_sentence_in_the_error_handler_too(ttrace, monkeypatch, kind, words_too):
    def full(*_, **__):
        raise NO_ROOM[kind]

    monkeypatch.setattr("tracer.cli.commands.show.trace_of", full)
    if words_too:
        monkeypatch.setattr("tracer.cli.refusal.refusal_line", full)
    code, out, err = ttrace("a")
    assert (code, out) == (2, "") and err.count("\n") == 1
    assert err == "Error: There is not enough memory for this run: make the model or the text smaller.\n"


@pytest.mark.parametrize("option", ["--model", "--load", "--from", "--embeddings", "--set-file", "--save", "--file"])
def test_a_name_longer_than_the_system_takes_is_cut_in_the_sentence(ttrace, option):
    code, _, err = ttrace(*([] if option == "--file" else ["a b"]), option, "x" * 5000)
    assert code == 2 and err.count("\n") == 1 and len(err) < 700


@pytest.mark.parametrize("megabytes", [40, 160, 200, 240])
def test_with_little_memory_a_run_ends_well_or_in_one_sentence(megabytes):
    resource = pytest.importorskip("resource")
    if sys.platform != "linux":
        pytest.skip("this system does not bound a process's addresses")
    bound = (megabytes << 20,) * 2
    words = [*TTRACE, "a b c d", "--d-model", "512", "--layers", "24"]
    few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_AS, bound), "env": {**ENGLISH, "OPENBLAS_NUM_THREADS": "1"}}
    run = subprocess.run(words, capture_output=True, text=True, **few)
    assert (run.returncode, run.stderr) == (0, "") or (run.returncode == 2 and run.stderr.count("\n") == 1), run.stderr
    assert "mistake" not in run.stderr


@pytest.mark.parametrize("module", ["tracer.cli.root", "tracer.session.run"])
def test_a_compiled_file_that_is_cut_short_is_named(tmp_path, module):
    cached = {**ENGLISH, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    assert subprocess.run([*TTRACE, "a b"], capture_output=True, env=cached).returncode == 0
    [compiled] = tmp_path.rglob(f"{module.rpartition('.')[2]}.cpython-*.pyc")
    compiled.write_bytes(compiled.read_bytes()[:400])
    run = subprocess.run([*TTRACE, "a b"], capture_output=True, text=True, env=cached)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1) and str(compiled)[:30] in run.stderr
    compiled.unlink()
    assert subprocess.run([*TTRACE, "a b"], capture_output=True, env=cached).returncode == 0


@pytest.mark.parametrize("kind", [UserWarning, RuntimeWarning])
def test_what_a_library_warns_of_is_not_said(ttrace, monkeypatch, kind):
    def warns(*_, **__):
        warnings.warn("/some/where: created on Python 2", kind, stacklevel=2)
        raise TracerError("tokens.empty")

    monkeypatch.setattr("tracer.cli.commands.show.trace_of", warns)
    code, _, err = ttrace("a")
    assert code == 2 and "Python 2" not in err


def test_a_closed_pipe_ends_silently():
    run = subprocess.Popen([*TTRACE, "a b", "--layers", "40"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENGLISH)
    assert run.stdout.readline()
    run.stdout.close()
    assert (run.stderr.read(), run.wait()) == (b"", 0)
    run.stderr.close()


def test_interrupting_ends_with_130_and_no_traceback():
    words = [*TTRACE, "a " * 200, "--layers", "30", "--d-model", "64", "--format", "json"]
    # Where the tests run in the background the shell ignores the signal, and a child would too: minutes of output instead of an end.
    heard = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENGLISH, **heard)
    try:
        assert run.stdout.read(1)  # it has begun
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 130 and b"Traceback" not in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_said():
    with open("/dev/full", "w") as full:
        run = subprocess.run([*TTRACE, "a b"], stdout=full, stderr=subprocess.PIPE, env=ENGLISH)
    assert run.returncode == 2 and run.stderr.startswith(b"Error: The disk is full") and run.stderr.count(b"\n") == 1


def test_help_loads_neither_numpy_nor_what_reads_options():
    code = "import sys\nfrom tracer.cli import main\ntry:\n main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENGLISH).stdout.splitlines()[-1]
    assert not {"numpy", "rich", "textual", "markdown_it", "click"} & set(out.split())


LINES = (
    "show a b",
    "show a b --causal --seed 3 --stage q --stage k",
    "show --no-causal a --words --no-scale",
    "show a --seed 3 --seed 4",
    "explain a q[0] --precision 2 --set q[0]=1",
    "compare a b --tolerance 0.1",
    "train --task reverse --steps 3",
    "worksheet make a --blank z --kind shapes",
    "check a.md b.md --claims",
    "models --names a",
)


@pytest.mark.parametrize("line", LINES)
def test_a_command_line_is_read_as_the_first_one_was(line):
    """What an option is where it is left out is worked out once: read again, and behind others, the line says the same."""
    words = line.split()
    command = group.get_command(None, words[0])
    for param in command.params:
        param.usual = None
    first = reader().read(words)
    for other in (other.split() for other in LINES):
        if other[0] == words[0]:
            reader().read(other)
    again = reader().read(words)
    assert (dict(again.params), again.arguments) == (dict(first.params), first.arguments)
    assert bool(again.given.options) == (" --" in line)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_two_options_of_a_command_are_called_alike(name):
    params = group.get_command(None, name).params
    names = [name for param in params for name in (*param.opts, *param.secondary_opts) if name.startswith("-")]
    assert len(names) == len(set(names)) and not {"-h", "--help"} & set(names)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_help_and_the_version_are_what_click_would_say(ttrace, lang):
    for words in (["--help"], ["-h"], ["--version"], ["--help", "else"]):
        with language.speaking(lang), pytest.raises(Told) as told:
            group.make_context("ttrace", words[:1], terminal_width=78)
        for spoken in ([f"--lang={lang}", *words], ["--lang", lang, *words]):
            assert ttrace(*spoken) == (0, f"{told.value}\n", "")


def test_the_environment_chooses_the_language():
    for name, sentence in (("zh_CN.UTF-8", "文本是空的"), ("de_DE.UTF-8", "The text is empty")):
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "TTRACE"))}
        run = subprocess.run([*TTRACE, " "], capture_output=True, env={**plain, "LANG": name, "PYTHONUTF8": "1"})
        assert run.returncode == 2 and sentence in run.stderr.decode()


@pytest.mark.parametrize("name", ["show", "compare", "train"])
def test_options_have_the_values_that_click_gives_them_whatever_stood_on_the_lines_before(name):
    """Against a command of click's own with the same parameters, which asks for each option on each line."""
    command = group.get_command(click.Context(group), name)
    lines = [
        ["a b"],
        ["a b", "--seed", "3", "--bias"],
        ["a b", "--no-bias", "--seed", "4"],
        ["a b", "--seed", "3", "--seed", "5"],
    ]
    for words in [*lines, *reversed(lines)]:
        usual = click.Command(name, params=command.params).make_context(name, list(words))
        assert command.make_context(name, list(words)).params == usual.params
