"""A run is a function of its seed: the same twice, resumed bit for bit, stopped in good order."""

from __future__ import annotations

import random
import shlex
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from small_task import small

from tracer import TracerError
from tracer.cli import reader
from tracer.cli.root import read
from tracer.files.formats import load
from tracer.record.recorder import Recorder
from tracer.training.checkpoint import Keeper, command, resume, save_model, save_state, state_file
from tracer.training.evaluate import evaluate
from tracer.training.loop import Progress, Training, fit
from tracer.training.tasks import task as make_task

TraceFunction = Any  # sys.settrace's functions, which return functions of their own kind


def bits(training: Training) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in training.parameters().items()}


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not() -> None:
    assert bits(fit(small())) == bits(fit(small()))
    assert bits(fit(small(seed=1))) != bits(fit(small()))


def test_more_words_than_a_look_can_judge_or_a_batch_can_hold_are_refused(tmp_path: Path, monkeypatch: Any) -> None:
    """Before anything is drawn: what a look computes is counted, and memory looked at."""
    file = tmp_path / "words.tsv"
    file.write_text("".join(f"a{n}\tb{n} c\n" for n in range(1000)))
    pairs = make_task(str(file))
    monkeypatch.setattr("tracer.training.loop.MOST_LOGITS", 50 * 3 * 1003 - 1)  # half of a tenth; b, c, <end>; <start> too
    with pytest.raises(TracerError) as many:
        Training(pairs)
    assert many.value.message == "training.words" and many.value.values["words"] == 1003
    monkeypatch.setattr("tracer.training.loop.MOST_LOGITS", 50 * 3 * 1003)
    Training(pairs)
    monkeypatch.setattr("tracer.training.loop.MOST_OF_STEP", pairs.batch * 3 * 1003 - 1)
    with pytest.raises(TracerError) as wide:
        Training(pairs)
    assert wide.value.message == "training.step_words" and wide.value.values["batch"] == pairs.batch
    monkeypatch.undo()
    monkeypatch.setattr("tracer.memory.available.available", lambda: 0)
    with pytest.raises(TracerError) as full:
        Training(small())
    assert full.value.message == "weights.room"


@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_a_resumed_run_goes_on_bit_for_bit(tmp_path: Path, dropout: float) -> None:
    whole = fit(small(steps=10, dropout=dropout))
    half = Training(small(steps=10, dropout=dropout))
    for progress in half.run():
        if progress.step == 4:
            break
    save_state(tmp_path / "half.safetensors", half)
    rest = Training(small(steps=10, dropout=dropout))
    resume(tmp_path / "half.safetensors", rest)
    assert [progress.step for progress in rest.run()] == [5, 6, 7, 8, 9, 10]
    assert bits(rest) == bits(whole)
    assert rest.state.looks == whole.state.looks


WATCHED = {"network.py", "loop.py", "checkpoint.py", "measure.py"}


def stopped_at(training: Training, keeper: Keeper, line: int) -> int:
    """Run until the given number of lines of this house's training have run, then Ctrl-C; how many lines have run."""
    ran, before = 0, sys.gettrace()

    def watch(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        nonlocal ran
        file = Path(frame.f_code.co_filename)
        if file.name not in WATCHED or file.parent.name != "training":
            return None
        ran += event == "line"
        if event == "line" and ran == line:
            sys.settrace(before)
            raise KeyboardInterrupt
        return watch

    sys.settrace(watch)
    try:
        for _ in training.run(keeper):
            pass
    except KeyboardInterrupt:
        keeper(training)
    finally:
        sys.settrace(before)
    return ran


@pytest.mark.parametrize("settings", [{}, {"dropout": 0.2}])
def test_a_run_interrupted_at_any_line_goes_on_as_if_it_had_not_been(tmp_path: Path, settings: dict[str, object]) -> None:
    file = tmp_path / "model.safetensors"
    whole = Training(small(steps=5, **settings))
    last = stopped_at(whole, Keeper(None), 0)
    wanted, stops = bits(whole), sorted(random.Random(1).sample(range(1, last), 6))
    for line in stops:
        stopped, rest = Training(small(steps=5, **settings)), Training(small(steps=5, **settings))
        assert stopped_at(stopped, Keeper(file), line) == line
        resume(state_file(file), rest)
        for training in (rest, stopped):  # from the file, and in the same process
            for _ in training.run():
                pass
            assert bits(training) == wanted and training.state == whole.state, line


def test_an_interruption_inside_an_operation_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls, apply = fit(small(steps=3)), 0, Recorder.apply
    for stop in range(1, 900, 97):
        training, calls = Training(small(steps=3)), 0

        def counted(self: Recorder, *arguments: Any, stop: int = stop, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == stop:
                raise KeyboardInterrupt
            return apply(self, *arguments, **named)

        monkeypatch.setattr(Recorder, "apply", counted)
        with pytest.raises(KeyboardInterrupt):
            for _ in training.run():
                pass
        monkeypatch.undo()
        save_state(tmp_path / "state.safetensors", training)
        rest = Training(small(steps=3))
        resume(tmp_path / "state.safetensors", rest)
        for _ in rest.run():
            pass
        assert bits(rest) == bits(whole) and rest.state == whole.state


def test_a_finished_run_that_is_resumed_learns_no_more(tmp_path: Path) -> None:
    task = small(steps=100)
    task.enough = 0.0
    done = fit(task)
    save_state(tmp_path / "state.safetensors", done)
    again = Training(task)
    resume(tmp_path / "state.safetensors", again)
    assert list(again.run()) == [] and bits(again) == bits(done)


def test_a_state_of_another_run_or_shape_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "state.safetensors"
    save_state(file, Training(small()))
    with pytest.raises(TracerError, match="seed is 0, not 1"):
        resume(file, Training(small(seed=1)))
    with pytest.raises(TracerError, match="another shape: embedding.W_E is 3 × 8, this model needs 3 × 12"):
        resume(file, Training(small(d_model=12)))
    save_model(tmp_path / "model.safetensors", fit(small(steps=2)))
    with pytest.raises(TracerError, match="no state of a stopped training run"):
        resume(tmp_path / "model.safetensors", Training(small()))
    with pytest.raises(TracerError, match="another shape"):
        Training(small(d_model=12), given=load(tmp_path / "model.safetensors").parameters, origin="model.safetensors")


@pytest.mark.filterwarnings("error")
def test_a_loss_that_is_no_number_stops_and_names_the_step_and_where_it_began(tmp_path: Path) -> None:
    training, keeper = Training(small(), training={"learning_rate": 1e30}), Keeper(tmp_path / "model.safetensors")
    with pytest.raises(TracerError) as caught:
        for _ in training.run(keeper):
            pass
    assert caught.value.message == "training.not_finite"
    step, stage = caught.value.values["step"], caught.value.values["stage"]
    assert 1 < step <= 12
    assert not np.isfinite(training.network.r.steps[stage].values).all()
    good = Training(small(), training={"learning_rate": 1e30})
    resume(state_file(tmp_path / "model.safetensors"), good)
    assert good.network.step == keeper.good < step
    assert all(np.isfinite(array).all() for array in good.parameters().values())


def test_a_run_stops_early_when_the_unseen_sentences_are_right_or_get_no_better() -> None:
    task = small(steps=100)
    task.enough = 0.0
    reached = list(Training(task).run())
    assert [one.step for one in reached if one.metric is not None] == [5, 10, 15]
    assert reached[-1].step == 15
    stuck = small(steps=100)
    stuck.enough = 2.0
    training = Training(stuck, training={"learning_rate": 1e-30})
    assert list(training.run())[-1].step == 5 * 9  # the first look, then eight that are not better


def test_it_learns() -> None:
    seen: list[Progress] = []
    training = fit(small(steps=120, d_model=16), report=seen.append)
    assert seen[-1].loss < seen[0].loss / 4
    assert evaluate(training.network, training.train, "accuracy") > 0.7


UNREAD = {
    "hidden": 3, "gru_update": "take", "bidirectional": True, "momentum": 0.5, "init": "integers", "layout": "W x",
    "position_base": 5.0, "optimizer_momentum": 0.5, "betas": None, "mask_fill": None, "target_mask": None, "epsilon": None,
    "seed": None, "dropout": None, "d_ff": None,
}  # fmt: skip
"""Of a task whose model is an encoder–decoder without positions, trained with Adam; None: a key that it reads."""


@pytest.mark.parametrize("key", UNREAD)
def test_what_a_tasks_training_does_not_read_is_told(key: str) -> None:
    task = small()
    read = {"betas": (0.5, 0.9), "mask_fill": -5.0, "target_mask": "none", "epsilon": 0.1, "seed": 3, "dropout": 0.2, "d_ff": 8}
    asked = {key: UNREAD[key] if UNREAD[key] is not None else read[key]}
    of_optimizer = asked if key in ("optimizer_momentum", "betas") else {}
    settings = {"positions": "none", **({} if of_optimizer else asked)}
    training = Training(task, 1, settings, of_optimizer)
    assert training.unread() == ([key] if UNREAD[key] is not None else [])


def test_an_output_is_tied_only_where_the_words_read_are_the_words_written() -> None:
    with pytest.raises(TracerError, match="needs one vocabulary"):
        Training(small(), 1, {"tied": True})
    Training(make_task("letters"), 1, {"tied": True})


ASKED = [
    {"residual": ("attention",)}, {"residual": ("attention", "ffn")}, {"residual": False}, {"scale": False}, {"scale": 2.5},
    {"mask": "causal"}, {"mask_fill": -1e9}, {"bias": True}, {"bias": False}, {"embedding_scale": True}, {"epsilon": 1e-6},
    {"norm": "pre"}, {"seed": 3}, {"betas": (0.5, 0.999)}, {"learning_rate": 0.00125}, {"optimizer": "sgd"},
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_command_in_a_card_trains_the_same_again(asked: dict[str, Any]) -> None:
    """As the command line reads it, of every kind of value."""
    of_optimizer = {key: value for key, value in asked.items() if key in ("betas", "learning_rate", "optimizer")}
    settings = {key: value for key, value in asked.items() if key not in of_optimizer}
    first = Training(small(), 1, settings, of_optimizer)
    wanted = read(shlex.split(command(first))[1:], reader()).arguments[0]
    again = Training(small(), 1, wanted.run.settings, wanted.steps.of_optimizer)
    assert again.settings == first.settings and again.optimizer == first.optimizer
