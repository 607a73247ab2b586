"""What a document may ask for is said by each option, and refused where nothing is said; what it may open lies within reach."""

import os
import re
from pathlib import Path

import click
import pytest

from tracer.cli import COMMANDS, reader
from tracer.cli.option import Argument, Option
from tracer.cli.permission import NotAllowed, check_allowed
from tracer.cli.root import group, read
from tracer.confine import confined_to
from tracer.errors import TracerError


def commands():
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from (([name, inner], found) for inner, found in command.commands.items())
        else:
            yield [name], command


COMMAND_LINES = list(commands())
OPTIONS = [(words, option) for words, command in COMMAND_LINES for option in command.params if isinstance(option, Option)]
NEEDED = {"mark": ["k.json", "a.csv"], "check": ["page.md"], "experiment": ["looks"]}  # arguments without which nothing is read


def call(words, *more):
    return read([*words, *more, *NEEDED.get(words[-1], [])], reader())


def refused(call):
    with pytest.raises(NotAllowed) as error:
        check_allowed(call)
    return error.value


def test_an_option_that_says_nothing_is_refused():
    assert not Option(["--new"]).documents


def test_what_is_refused_is_what_writes_fetches_waits_or_looks_elsewhere():
    refused = {option.opts[0] for _, option in OPTIONS if not option.documents}
    fetching, widening = {"--download"}, {"--allow"}
    writing = {"-o", "--save", "--copy", "--step", "--key", "--resume", "--watch-to", "--update"}
    assert refused == {*writing, *fetching, *widening, "--export", "--plain"}
    assert not [option.opts for _, option in OPTIONS if option.writes and option.documents]


def test_every_option_about_a_file_says_that_it_reads_or_writes_one():
    for words, option in OPTIONS:
        if {"FILE", "DIR"} & set(re.split(r"\W+", option.metavar or "")) and option.documents:
            assert option.path, (words, option.opts)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["x", "-o", "file"], "-o"),
        (["x", "-ofile"], "-o"),
        (["x", "--output=file"], "-o"),
        (["x", "--save", "w.npz"], "--save"),
        (["x", "--copy"], "--copy"),
        (["x", "--download"], "--download"),
        (["step", "x"], "step"),
        (["step", "x", "--plain"], "step"),
        (["x", "--step"], "--step"),
        (["check", "page.md", "--update"], "--update"),
        (["check", "page.md", "--allow", "/"], "--allow"),
        (["worksheet", "make", "x", "--key", "k.json"], "--key"),
        (["train", "--task", "copy", "--watch-to", "x.html"], "--watch-to"),
        (["lesson", "01", "--export", "html"], "--export"),
    ],
)
def test_what_writes_is_refused_by_name(words, named):
    assert refused(read(words, reader())).values == {"word": named}


def test_after_two_dashes_everything_is_text():
    check_allowed(read(["--", "-o", "file"], reader()))


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (["x", "--layers", "1000"], 128),
        (["x", "--d-ff", "262144"], 16384),
        (["x", "--layers", "2", "--d-ff", "8,262144"], 16384),
        (["x", "--generate", "1000000"], 512),
        (["train", "x", "--steps", "100000000"], 1000),
        (["train", "--task", "copy", "--steps", "100000000"], 1000),
        (["worksheet", "make", "x", "--blank", "z", "--variants", "999"], 100),
    ],
)
def test_what_takes_long_is_bounded(words, most):
    assert refused(read(words, reader())).values["most"] == most


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A document's folder, with what it might be made to open."""
    inside = tmp_path / "docs"
    inside.mkdir()
    (tmp_path / "secret.toml").write_text('text = "secret"\n', encoding="utf-8")
    os.symlink(tmp_path / "secret.toml", inside / "link.toml")
    os.symlink(tmp_path, inside / "up")
    os.mkfifo(inside / "fifo.toml")
    (inside / "fine.toml").write_text('text = "a b"\n', encoding="utf-8")
    monkeypatch.chdir(inside)
    with confined_to([str(inside)]):
        yield inside


OUTSIDE = ["../secret.toml", "link.toml", "up/secret.toml", "/etc/hostname", "/proc/self/environ", "fifo.toml", "/dev/zero", "-"]
READING = [(words, option) for words, option in OPTIONS if option.path and words != ["step"]]  # which no document may ask for


@pytest.mark.parametrize(("words", "option"), READING, ids=lambda value: getattr(value, "name", None) or " ".join(value))
def test_every_option_that_names_a_file_stays_in_the_documents_folder(folder, words, option):
    for file in OUTSIDE:
        assert refused(call(words, option.opts[0], file)).message.startswith("confine.")
    check_allowed(call(words, option.opts[0], "fine.toml"))


@pytest.mark.parametrize("file", OUTSIDE)
def test_so_does_every_argument_that_names_one(folder, file):
    several = [(words, one) for words, command in COMMAND_LINES for one in command.params if isinstance(one, Argument)]
    naming = [words for words, argument in several if argument.paths]
    assert {words[-1] for words in naming} == {"compare", "check", "mark"}
    for words in naming:
        assert refused(read([*words, "fine.toml", file], reader())).message.startswith("confine.")


def test_standard_input_is_nobodys_text(folder):
    assert refused(read(["-"], reader())).message == "confine.stdin"
    check_allowed(read(["a", "-"], reader()))


def test_what_a_file_names_stays_there_too(ttrace, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (tmp_path / "vectors.txt").write_text("a 1 2\nb 3 4\n", encoding="utf-8")
    (docs / "run.toml").write_text('text = "a b"\nheads = 1\nembeddings = "../vectors.txt"\n', encoding="utf-8")
    (docs / "deep.toml").write_text('text = "a b"\nlayers = 1000\n', encoding="utf-8")
    (docs / "wide.toml").write_text('text = "a b"\nlayers = 2\nd_ff = [8, 99999]\n', encoding="utf-8")
    for file, said in (("run.toml", "vectors.txt"), ("deep.toml", "at most 128"), ("wide.toml", "at most 16384")):
        (docs / "page.md").write_text(f"```console\n$ ttrace --from {file} --list\n```\n", encoding="utf-8")
        code, _, err = ttrace("check", "docs/page.md")
        assert code == 2 and said in err


def test_a_document_shows_nothing_of_other_files(ttrace, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "secret.txt").write_text("hush", encoding="utf-8")
    text = "```console\n$ ttrace --file ../secret.txt --tokens\n```\n"
    (tmp_path / "docs" / "page.md").write_text(text, encoding="utf-8")
    code, out, err = ttrace("check", "--update", "docs/page.md")
    assert code == 2 and "hush" not in out + err
    assert (tmp_path / "docs" / "page.md").read_text(encoding="utf-8") == text
    assert ttrace("check", "--update", "docs/page.md", "--allow", ".")[0] == 0
    assert "hush" in (tmp_path / "docs" / "page.md").read_text(encoding="utf-8")


def test_a_models_folder_holds_no_way_out(folder, tmp_path):
    from tracer.session.open import open_model

    (folder / "model").mkdir()
    os.symlink(tmp_path / "secret.toml", folder / "model" / "config.json")
    with pytest.raises(TracerError) as error:
        open_model("model")
    assert error.value.message == "confine.outside"


def test_the_readers_own_command_line_may_open_everything(ttrace, tmp_path, monkeypatch):
    (tmp_path / "run.toml").write_text('text = "a b"\nheads = 1\n', encoding="utf-8")
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    assert ttrace("--from", "../run.toml", "--stage", "z")[0] == 0


def test_a_model_that_the_machine_keeps_by_name_may_be_opened(ttrace, tmp_path, monkeypatch):
    import shutil

    case = Path(__file__).parent.parent / "cases" / "hf" / "gpt2" / "model"
    shutil.copytree(case, tmp_path / "models" / "tiny")
    monkeypatch.setenv("TTRACE_MODELS", str(tmp_path / "models"))
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "page.md"
    page.write_text("```console\n$ ttrace 'the cat' --model tiny --stage logits --no-formula\n```\n", encoding="utf-8")
    assert ttrace("check", "--update", "docs/page.md")[0] == 0
    assert "logits" in page.read_text(encoding="utf-8").partition("```")[2].partition("\n")[2].partition("\n")[2]
