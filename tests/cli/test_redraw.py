"""`--redraw`: the numbers are those of the seed it names, and the first that are worth computing."""

import io
import re

import numpy as np
import pytest

from tracer import trace
from tracer.exercises.worth import trace_flaw

RUN = ["--init", "integers", "--model", "attention", "--heads", "1", "--positions", "none", "--paper", "2"]
SETTINGS = {"init": "integers", "model": "attention", "heads": 1, "positions": "none", "paper": 2}


def test_a_run_is_that_of_the_first_seed_without_a_flaw(ttrace):
    drawn_again = 0
    for seed in range(6):
        code, out, told = ttrace("cat sat", *RUN, "--seed", str(seed), "--redraw", "--format", "markdown")
        count, found = map(int, re.search(r"It took (\d+) draws? .* --seed (\d+)", told).groups())
        drawn_again += count > 1
        plain = ttrace("cat sat", *RUN, "--seed", str(found), "--format", "markdown")[1]
        assert code == 0 and out == plain
        flaws = [trace_flaw(trace("cat sat", **SETTINGS, seed=seed + 1000 * draw)) for draw in range(count)]
        assert all(flaws[:-1]) and not flaws[-1] and found == seed + 1000 * (count - 1)
        weights = trace("cat sat", **SETTINGS, seed=found)["softmax"].values.round(2)
        assert weights.max() < 1 and all(len(np.unique(row)) > 1 for row in weights[0])
    assert drawn_again


def test_what_to_type_next_needs_no_search(ttrace):
    assert ttrace("cat sat", *RUN, "--redraw", "--brief")[1] == ttrace("cat sat", *RUN, "--seed", "1000", "--brief")[1]
    page = ttrace("cat sat", *RUN, "--redraw", "--format", "page")[1]
    assert "--seed 1000" in page and "--redraw" not in page


def test_standard_input_is_read_once(ttrace, monkeypatch):
    plain = ttrace("cat sat", *RUN, "--redraw", "--stage", "q")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"cat sat\n")))
    assert ttrace("-", *RUN, "--redraw", "--stage", "q") == plain


def test_it_is_told_in_chinese_too(ttrace):
    assert "抽取了 2 次" in ttrace("cat sat", *RUN, "--redraw", "--lang", "zh", "--stage", "q")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a", *RUN, "--redraw"], "None of 300 draws"),
        (["cat sat", "--redraw", "--list"], "--redraw"),
        (["cat sat", "--redraw", "--tokens"], "--redraw"),
        (["--from", "given.toml", "--redraw"], "Another seed gives the same numbers"),
    ],
)
def test_a_search_that_cannot_end_is_told(ttrace, tmp_path, words, said):
    (tmp_path / "given.toml").write_text(
        'tokens = ["a", "b"]\nmodel = "attention"\ninputs = [[0, 0], [0, 1]]\n[weights]\n'
        "W_Q = [[1, 0], [0, 1]]\nW_K = [[1, 0], [0, 1]]\nW_V = [[1, 0], [0, 1]]\n",
        encoding="utf-8",
    )
    code, out, err = ttrace(*words)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1
