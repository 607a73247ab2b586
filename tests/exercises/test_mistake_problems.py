"""The first wrong stage of a printed run is the first whose printed numbers are not the right run's."""

import numpy as np
import pytest

from tracer import trace
from tracer.document.blocks import Formula, Matrix
from tracer.exercises.mistake_problems import mistake_problems
from tracer.exercises.mistakes import MISTAKES, make_mistake
from tracer.language import say


@pytest.mark.parametrize("model", ["attention", "encoder", "lstm"])
def test_everything_before_the_first_wrong_stage_is_printed_right(model):
    for seed in range(6):
        run = trace("the cat sat", model=model, seed=seed, causal=model != "lstm")
        stage, *_ = mistake_problems(run, 4, 3)[0]
        number = int(stage.answers[0])
        stages, printed = [block.address for block in stage.above if isinstance(block, Formula)], {}
        for block in stage.above:
            if isinstance(block, Matrix):
                assert block.edited is None
                printed.setdefault(block.address, []).append((block.fixed, block.values))
        for at, name in enumerate(stages[:number], 1):
            true = run.every[name]
            axes = [axis.name for axis in true.axes]
            same = []
            for fixed, values in printed[name]:
                index = [slice(None)] * true.values.ndim
                for axis, place, _ in fixed:
                    index[axes.index(axis)] = place
                same.append(np.array_equal(np.round(np.atleast_2d(true.values[tuple(index)]), 3), np.round(values, 3)))
            assert all(same) == (at < number), (seed, name)


def test_the_mistake_is_the_one_that_makes_these_numbers():
    for seed in range(6):
        run = trace("the cat sat", seed=seed)
        (stage, which), _ = mistake_problems(run, 4, 3)
        sentence = which.choices[int(which.answers[0]) - 1]
        name = next(name for name in MISTAKES if say(f"exercises.mistake_{name}") == sentence)
        wrong = make_mistake(run, name)
        printed = next(block for block in reversed(stage.above) if isinstance(block, Matrix))
        assert np.array_equal(np.round(printed.values, 3), np.round(wrong.shown[-1].values, 3))
        assert len(set(which.choices)) == len(which.choices) == 4


def test_an_easy_sheet_asks_for_the_stage_only_and_a_run_that_shows_nothing_for_nothing():
    assert len(mistake_problems(trace("the cat sat"), 2, 3)[0]) == 1
    run = trace(tokens=["a"], edits={"attention.scores": [[[1.0]]], "attention.v": [[[1.0]]]}, model="attention", scale=False)
    assert mistake_problems(run, 4, 3)[0] == []
