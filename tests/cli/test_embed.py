"""--embed and --copy: an output carries the words that make it again, and nothing of where it went."""

import io
import re

import pytest


@pytest.mark.parametrize(
    ("words", "carried"),
    [
        (["a b", "--embed", "--format", "markdown"], 'ttrace "a b" --format markdown --lang en'),
        (["--embed", "a", "--stage=z", "-o", "x.md"], "ttrace a --stage=z --format markdown --lang en"),
        (["a", "-ox.md", "--embed", "--lang", "zh"], "ttrace a --lang zh --format markdown"),
        (["a", "--output=x.md", "--embed", "--save", "w.npz", "--color", "never"], "ttrace a --format markdown --lang en"),
        (
            ["explain", "a b", "z[0, a, 0]", "--embed", "-o", "x.md"],
            'ttrace explain "a b" "z[0, a, 0]" --format markdown --lang en',
        ),
        (["--embed", "-o", "x.md", "--", "-a"], "ttrace --format markdown --lang en -- -a"),
    ],
)
def test_the_command_is_carried_without_where_it_went(ttrace, tmp_path, words, carried):
    code, out, err = ttrace(*words)
    assert (code, err) == (0, "")
    text = out or (tmp_path / "x.md").read_text(encoding="utf-8")
    assert text.split("\n")[0] == f"<!-- {carried} -->"
    (tmp_path / "again.md").write_text(text, encoding="utf-8")
    assert ttrace("check", "again.md")[0] == 0


def test_provenance_says_version_model_seed_and_conventions(ttrace):
    line = ttrace("a b", "--embed", "--format", "markdown", "--seed", "7", "--no-scale", "--norm", "pre")[1].split("\n")[1]
    assert re.fullmatch(r"<!-- made by ttrace [\d.]+ · encoder · seed 7 · .*norm=pre.* · numbers [0-9a-f]{8} -->", line)
    assert "scale=False" in line


def test_given_weights_have_no_seed(ttrace, tmp_path):
    settings = 'text = "a b"\nmodel = "attention"\nscale = false\n'
    (tmp_path / "run.toml").write_text(settings + '[set]\n"scores" = [[[1, 2], [3, 4]]]\n"v" = [[[1], [2]]]\n')
    line = ttrace("--from", "run.toml", "--embed", "--format", "markdown")[1].split("\n")[1]
    assert "run.toml" in line and "seed" not in line


@pytest.mark.parametrize("words", [["-", "--embed", "--format", "markdown"], ["a\nb", "--embed", "--format", "markdown"]])
def test_what_cannot_be_run_again_is_refused(ttrace, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a b")))
    code, out, err = ttrace(*words)
    assert (code, out) == (2, "") and "--file" in err


def test_a_copy_goes_to_the_clipboard_and_not_to_the_screen(ttrace, monkeypatch):
    taken = []
    monkeypatch.setattr("tracer.render.clipboard.copy", lambda text: taken.append(text) or "copied")
    code, out, err = ttrace("a b", "--stage", "z", "--copy", "--format", "markdown")
    assert (code, out, err) == (0, "", "copied\n") and taken[0].startswith("### ")
    ttrace("a b", "--stage", "z", "--copy")
    assert "\x1b" not in taken[1]


def test_pictures_are_not_copied_as_text(ttrace):
    assert ttrace("a b", "--copy", "--format", "npz")[0] == 2
