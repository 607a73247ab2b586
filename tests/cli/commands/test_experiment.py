"""The experiment command: what it prints, in which form, and what it refuses, with its exit code."""

import json

import pytest

from tracer.cli import main
from tracer.experiments import EXPERIMENTS


def run(capsys, *args):
    with pytest.raises(SystemExit) as done:
        main(["experiment", *args])
    out, err = capsys.readouterr()
    return done.value.code or 0, out, err


def test_words_are_joined_and_the_conclusion_ends_the_page(capsys):
    code, out, err = run(capsys, "mask", "I", "love", "dogs", "--seed", "2", "--lang", "en")
    assert code == 0 and not err
    assert out.startswith("What the causal mask is for: I love dogs\n")
    assert "\nConclusion\n" in out


def test_sizes_and_conventions_reach_the_runs(capsys):
    _, out, _ = run(capsys, "heads", "I love dogs", "--heads", "4", "--lang", "en")
    assert "4 heads share W_Q" in out


def test_json_has_the_tables_exactly(capsys):
    code, out, _ = run(capsys, "scaling", "I love dogs", "--format", "json")
    data = json.loads(out)
    assert code == 0 and data["experiment"] == "scaling"
    assert [row[0] for row in data["tables"][0]["rows"]] == [1, 4, 16, 64, 256, 1024]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["scalling", "a b"], "Did you mean scaling"),
        (["mask"], "The text is empty"),
        (["recurrence", "alone"], "the text has 1"),
        (["positions", "a b", "--positions", "rope"], "chooses positions itself"),
        (["heads", "a b", "--heads", "3"], "do not divide"),
    ],
)
def test_what_cannot_be_run_is_one_sentence_and_exit_code_two(capsys, args, told):
    code, out, err = run(capsys, *args, "--lang", "en")
    assert code == 2 and not out
    assert told in err and "Traceback" not in err and err.count("\n") == 1


def test_a_trace_file_and_word_vectors_are_taken_as_every_run_takes_them(ttrace, tmp_path):
    (tmp_path / "v.txt").write_text("the 1 2 3 4\ncat 4 3 2 1\n", "utf-8")
    (tmp_path / "run.toml").write_text('text = "the cat sat"\nmodel = "encoder"\nseed = 3\nactivation = "gelu"\n', "utf-8")
    code, out, _ = ttrace("experiment", "mask", "--from", "run.toml", "--embeddings", "v.txt", "--format", "json")
    found = json.loads(out)
    assert code == 0 and found["text"] == "the cat sat"
    assert any("2 of 3 words" in note for note in found["notes"])
    assert any("run.toml are not read: model" in note for note in found["notes"])
    spelled = ttrace(
        "experiment", "mask", "the cat sat", "--embeddings", "v.txt", "--seed", "3", "--activation", "gelu", "--format", "json"
    )
    assert json.loads(spelled[1])["tables"] == found["tables"]
    drawn = ttrace("experiment", "mask", "the cat sat", "--seed", "3", "--activation", "gelu", "--format", "json")
    assert json.loads(drawn[1])["tables"] != found["tables"]


def test_what_no_run_of_an_experiment_reads_is_said(ttrace):
    _, out, _ = ttrace("experiment", "heads", "the cat", "--norm-statistics", "running")
    assert "does not read norm_statistics" in " ".join(out.split())


@pytest.mark.parametrize(
    "name", ["recurrence", "scaling", "heads", "mask", "residual", "norm", "nonlinearity", "cache", "experts"]
)
def test_how_many_words_a_file_of_vectors_has_is_said_whatever_else_is_run(ttrace, tmp_path, name):
    (tmp_path / "v.txt").write_text("the 1 2 3 4 5 6\n机器 6 5 4 3 2 1\n", encoding="utf-8")
    code, out, err = ttrace("experiment", name, "the 学习 机器", "--embeddings", "v.txt", "--words")
    assert code == 0, err
    assert "v.txt has vectors for 2 of 3 words of the text; drawn from seed 0: 学习." in " ".join(out.split())


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_options_of_a_run_are_used_or_refused_by_every_experiment(ttrace, name):
    for option in (
        *(("--pool", "mean"), ("--latent-kv", "3"), ("--kv-heads", "1"), ("--dtype", "float32")),
        *(("--add-bias-kv",), ("--add-zero-attn",)),
    ):
        code, _, err = ttrace("experiment", name, "a b c", *option)
        assert code in (0, 2) and "mistake" not in err, (option, err)
        if option[0] == "--dtype" and code == 0:
            assert name in ("looks", "ablate", "patch", "lens"), "all others compute in float64, whatever is asked for"
