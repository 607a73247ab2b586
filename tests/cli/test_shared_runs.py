"""A document's commands that ask for the same run share it, and read as they do alone."""

from pathlib import Path

import numpy as np
import pytest

from tracer.cli import run_options
from tracer.cli.shared_runs import Latest, SharedRuns, size_of
from tracer.record.precision import precisions
from tracer.session import trace
from tracer.session.warnings import heard

RUNS = [  # commands, and how many runs they need together
    (["explain 'a b' 'scores[0, 0, 1]'", "explain 'a b' 'softmax[0, 0, 1]'", "show 'a b'"], 1),
    (["explain 'a b' 'scores[0, 0, 1]' --seed 1", "explain 'a b' 'scores[0, 0, 1]' --seed 2", "explain 'a c' 'z[0, 0, 1]'"], 3),
    (["'a b' --stage scores", "'a b' --stage scores --head 0", "'a b' --stage softmax", "'a b' --stage softmax --lang zh"], 3),
    # other stages of a small run: it is made whole, for a third and an explanation too; a stage that it has not is told as alone
    (["'a b' --stage scores", "'a b' --stage softmax", "'a b' --stage z", "explain 'a b' 'z[0, 0, 1]'", "'a b' --stage so"], 3),
    (["explain 'a b' 'z[0, 0, 1]'", "'a b' --stage scores --format json", "'a b' --stage 'W_*,norm'", "'a b' --stage W_Q"], 1),
    # what overflows behind the stages that are shown is no part of what is said of them
    ([f"'a b' --stage {stage} --scale 1e-310" for stage in ("q", "k", "softmax")], 4),
    ([f"'a b' --stage {stage} --layers 40 --d-model 64 --heads 2" for stage in ("q", "k", "scores")], 3),  # no small run
]


@pytest.mark.parametrize(("commands", "count"), RUNS)
def test_what_was_run_is_not_run_again_and_prints_what_it_prints_alone(commands, count, tmp_path, monkeypatch):
    from shlex import split

    from tracer.cli import reader
    from tracer.cli.replay import Replay

    made = []
    original = run_options._traced
    monkeypatch.setattr(run_options, "_traced", lambda *given: made.append(given) or original(*given))

    def replay():
        return Replay(tmp_path, "en", reader([]))

    together = replay()
    outcomes = [together.run(split(words)) for words in commands]
    assert len(made) == count
    assert outcomes == [replay().run(split(words)) for words in commands]


def test_a_shared_run_tells_its_precision_and_notes_each_time_and_old_ones_are_let_go(monkeypatch):
    monkeypatch.setattr("tracer.cli.shared_runs.MOST_NUMBERS", 300)
    runs, made = SharedRuns(), []

    def make(key):
        made.append(key)
        return trace("a b", dtype="float32", edits={"scores[0, 0, 1]": np.inf})

    for _ in range(2):
        with precisions() as used, heard() as notes:
            assert runs.trace("a", lambda: make("a")).notes == notes[0] != ()
        assert used == {"float32"} and len(notes) == 1
    for key in "bab":
        runs.trace(key, lambda key=key: make(key))
    assert made == ["a", "b", "a", "b"]


def test_a_run_that_could_end_early_still_knows_its_layers(ttrace):
    """Of a run that ended in layer 0 no other layer is known: it was called the only one."""
    words = ["a b", "--layers", "2", "--stage", "encoder.0.ffn.norm", "--layer"]
    assert "the layers are 0 to 1" in ttrace(*words, "7")[2]
    assert "No stage is left" in ttrace(*words, "1")[2]


def test_a_trace_counts_its_own_parameters_and_those_of_a_folder_not():
    run = trace("a b", d_model=64)
    assert size_of(run) == sum(step.values.size for step in (*run.steps.values(), *run.parameters.values())) > 64 * 64
    of_folder = trace("the cat", model=str(Path(__file__).parents[2] / "walkthroughs" / "models" / "tiny-bert"))
    assert size_of(of_folder) == sum(step.values.size for step in of_folder.steps.values())


def test_the_latest_stay_while_they_fit_and_the_last_always():
    kept, made = Latest(10, len), []

    def value(key, size):
        return kept.value(key, lambda: made.append(key) or "x" * size)

    for key, size in (("a", 4), ("b", 4), ("a", 4), ("c", 4), ("a", 4), ("b", 4), ("d", 99), ("d", 99), ("a", 4)):
        assert len(value(key, size)) == size
    assert made == ["a", "b", "c", "b", "d", "a"]
