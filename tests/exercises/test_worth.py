"""Numbers worth computing: what is degenerate is told by rules of NumPy's own, and is drawn again, the same in every run."""

import os

import numpy as np
import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.exercises.blanks import DIFFICULTIES, sheet
from tracer.exercises.worth import FLAWS, MOST_DRAWS, draw_sheet, drawn, sheet_flaw
from tracer.language import say

STAGES = ["scores", "scaled", "softmax", "z"]
SHAPES = [
    {"text": "cat sat"},
    {"text": "cat sat", "heads": 1, "model": "attention", "positions": "none"},
    {"text": "the cat sat", "d_model": 8},
    {"text": "the cat sat down", "heads": 1, "causal": True},
    {"text": "the cat sat on the mat", "heads": 2, "d_model": 8},
]
SEEDS = int(os.environ.get("TTRACE_SHEETS", "12"))  # of each shape


def made(seed, difficulty="medium", text="cat sat", **settings):
    return sheet(trace(text, init="integers", paper=2, seed=seed or 0, **settings), STAGES, difficulty)


def drawn_again(seed, *others, **settings):
    return draw_sheet(lambda tried: made(tried, **settings), seed, others).sheet


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape['text']} {len(shape)}")
def test_no_exercise_is_degenerate(shape):
    for seed in range(SEEDS):
        drawn_sheet = drawn_again(seed, difficulty=DIFFICULTIES[seed % 3], **shape)
        steps = drawn_sheet.trace.every
        begin = "" if shape.get("model") == "attention" else "encoder.0."
        tables = {name: np.round(steps[f"{begin}attention.{name}"].values, 2) for name in ("q", "k", "v", *STAGES)}
        assert all(tables[name].any(axis=-1).all() for name in ("q", "k", "v", "z"))
        for name in ("q", "k", "v", "softmax"):
            assert all((a != b).any() for at, a in enumerate(tables[name]) for b in tables[name][:at]), (seed, name)
        rows = [(at, row) for head in tables["softmax"] for at, row in enumerate(head)]
        seen = [row[: at + 1] for at, row in rows if at] if shape.get("causal") else [row for _, row in rows]
        assert all(row.max() < 1 and row.min() < row.max() for row in seen), seed
        asked = [blank for blank in drawn_sheet.blanks if blank.stage.endswith("scaled")]
        hides = [tables["scores"][blank.index] == tables["scaled"][blank.index] for blank in asked]
        assert sum(hides) * 2 < len(hides)
        assert max(np.abs(tables[name]).max() for name in ("q", "k")) < 10 or drawn_sheet.difficulty != "hard"


def test_the_same_seed_draws_the_same_sheet():
    sheets = [drawn_again(3), drawn_again(3)]
    assert sheets[0].code == sheets[1].code and sheets[0].draws == sheets[1].draws == 3


def test_the_drawn_seed_alone_makes_the_sheet():
    drawn_sheet, seed = draw_sheet(made, 3)
    assert seed == 2003 and made(seed).code == drawn_sheet.code


def test_what_is_not_of_small_whole_numbers_is_taken_as_it_is():
    """Also where it is degenerate: its weights are somebody's own."""
    one = sheet(trace("cat", paper=2), ["softmax"], "hard")
    assert draw_sheet(lambda _: one, None) == (one, None)


@pytest.mark.parametrize(
    ("settings", "name"),
    [({"text": "cat"}, "certain"), ({"heads": 4}, "unscaled"), ({"d_model": 2, "heads": 1, "text": "a a"}, "equal")],
)
def test_what_no_seed_mends_is_told(settings, name, monkeypatch):
    monkeypatch.setattr("tracer.exercises.worth.MOST_DRAWS", 20)
    with pytest.raises(TracerError) as refused:
        drawn_again(0, difficulty="hard", **{"positions": "none", "model": "attention", **settings})
    assert refused.value.message == "exercises.no_draw"


def test_the_most_frequent_flaw_is_named():
    with pytest.raises(TracerError, match="two heads"):
        drawn(0, lambda seed: seed, lambda seed: "large" if seed == 2000 else "alike")


def test_draws_end():
    tried = []
    with pytest.raises(TracerError):
        drawn(7, tried.append, lambda _: "zero")
    assert len(tried) == MOST_DRAWS == len(set(tried))


def test_every_flaw_has_its_sentence():
    sentences = {say(f"exercises.flaw_{name}") for name in FLAWS}
    assert len(sentences) == len(FLAWS) and all(sentence.startswith("most often") for sentence in sentences)


def test_a_flaw_is_seen_in_the_sheet_it_is_in():
    """Of seed 3 head 1's query of `cat` is all zero."""
    assert not np.round(made(3).trace["attention.q"].values[1, 0], 2).any() and sheet_flaw(made(3)) == "zero"


def test_variants_differ_in_numbers_and_not_in_work():
    from tracer.exercises.effort import effort

    sheets = [drawn_again(0)]
    for seed in range(1, 30):
        sheets.append(drawn_again(seed, *sheets))
    numbers = {tuple(value for row in one.numbers for value in row) for one in sheets}
    products = [effort(one).multiplications for one in sheets]
    assert len(numbers) == 30 and len({len(one.blanks) for one in sheets}) == 1
    assert max(abs(count - products[0]) for count in products) <= max(2, products[0] / 3 + 0.5)
