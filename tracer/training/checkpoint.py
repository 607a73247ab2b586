"""Files of a training: the model that came out, and the state that a run which was stopped goes on from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.files.formats import atomic, reading_errors, save
from tracer.files.safetensors_file import LazyTensors, pack
from tracer.files.stored_run import Stored
from tracer.settings import FIELDS
from tracer.settings.data import DATA
from tracer.training.blas import machine, one_thread
from tracer.training.evaluate import attention_hit_rate
from tracer.training.loop import State, Training, Whole
from tracer.training.model_card import Card
from tracer.weights.digest import sha256

_STATE = "ttrace-training"


def save_model(path: str | Path, training: Training) -> Card:
    """Write parameters, settings, vocabulary and card; the file is a model like any other (`--load`, `--model`).

    Its own name is not in it: the same training gives the same bytes under any name.
    """
    card = card_of(training)
    save(path, stored_of(training, card))
    return card


def stored_of(training: Training, card: Card | None) -> Stored:
    """What a model's file holds: parameters, settings, vocabularies or classes, and the card where there is one."""
    task, settings = training.task, training.settings
    keys = ("model", "layers", "heads", "d_model", "d_k", "d_v", "d_ff", "norm", "final_norm", "positions", "dtype")
    data: dict[str, Any] = {"vocab": task.target_vocab or task.vocab}
    if task.classes is not None:
        data = {"classes": list(task.classes)}
    return Stored(
        training.parameters(),
        {key: getattr(settings, key) for key in keys},
        task.vocab,
        task.target_vocab,
        data,
        about=card.stored() if card else {},
    )


def card_of(training: Training) -> Card:
    """The card of the parameters as they are now, measured now. An exact training's says nothing of the machine."""
    task, judge = training.task, training.judge
    largest, strong = attention_hit_rate(training.network, judge) if judge.pointed is not None else (None, None)
    if training.exact:
        where = {}
    else:
        with one_thread():
            where = asdict(machine())
    return Card(
        task=task.name, seed=training.settings.seed, steps=training.network.step, command=command(training),
        sentences=len(task.train), held=len(judge), metric=task.metric, value=training.result(), baseline=task.baseline,
        cut=task.cut, largest=largest, strong=strong, pointing=task.pointing,
        dtype=training.settings.dtype, sha256=sha256(training.parameters()), exact=training.exact, **where,
    )  # fmt: skip


def command(training: Training) -> str:
    """The command that trains these parameters again; where to put them is for its user to say, with -o."""
    words = ["ttrace", "train", "--task", training.task.name]
    if training.origin:
        words += ["--load", training.origin]
    if training.exact:
        words += ["--exact"]
    for key, value in training.asked.items():
        option = key.replace("_", "-")
        kind = FIELDS[key].metadata.get("kind") if key in FIELDS else DATA[key].kind
        if kind == "flag":
            words += [f"--{option}" if value else f"--no-{option}"]
        else:
            words += [f"--{option}", ",".join(map(_written, value if isinstance(value, (list, tuple)) else [value]))]
    if training.steps != training.task.steps:
        words += ["--steps", str(training.steps)]
    return " ".join(f'"{word}"' if " " in word else word for word in words)


def _written(value: Any) -> str:
    """One value of an option as the command line takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def state_file(path: str | Path) -> Path:
    """Where the state of the run that writes `path` is kept: model.resume.safetensors beside model.safetensors."""
    return Path(path).with_suffix(".resume.safetensors")


class Keeper:
    """Keeps the state of a run at each validation, in the file beside the model's; without a file it only counts.

    good: the step of the last state that was kept: the last whole one.
    """

    def __init__(self, model_file: str | Path | None) -> None:
        self.file = state_file(model_file) if model_file else None
        self.good = 0

    def __call__(self, training: Training) -> None:
        self.good = training.whole.network.step
        if self.file is not None:
            save_state(self.file, training)

    def done(self) -> None:
        """The run came to its end: its state is needed no more."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)


def save_state(path: str | Path, training: Training) -> None:
    """Write everything a run needs to go on bit for bit: parameters, moments, the number of the step, what was measured.

    All of the last whole step: where a run is interrupted in the midst of one, what that had changed is left out.
    """
    whole = training.whole
    arrays = {f"parameter.{name}": np.array(held) for name, held in whole.network.parameters.items()}
    for part, moments in (("m", whole.network.m), ("v", whole.network.v)):
        arrays |= {f"{part}.{name}": np.array(step.values) for name, step in moments.items()}
    about = {"format": _STATE, "step": whole.network.step, **_identity(training), "state": asdict(whole.state)}
    with atomic(path) as stream:
        pack(arrays, {_STATE: json.dumps(about)}, stream)


def resume(path: str | Path, training: Training) -> None:
    """Put a saved state into a fresh training of the same task, seed and length.

    Raises TracerError for a file that is no such state, one of another task, and parameters of another shape.
    """
    tensors = _state_tensors(path)
    about = _about(tensors, path)
    identity = _identity(training)
    for key, value in identity.items():
        if about.get(key) != value:
            raise TracerError("training.other_run", file=str(path), key=key, saved=str(about.get(key)), asked=str(value))
    network = training.network
    for name, step in network.r.parameters.items():
        step.held = _fitting(tensors, f"parameter.{name}", step.values, path)
    for part, moments in (("m", network.m), ("v", network.v)):
        for name, step in network.r.parameters.items():
            if f"{part}.{name}" in tensors:
                array = _fitting(tensors, f"{part}.{name}", step.values, path)
                moments[name] = network.r.given(f"/adam.{part}.{name}", array, step.axes)
    try:
        network.source.step = int(about["step"])
        state = about["state"]
        looks = tuple((int(step), float(loss), float(metric)) for step, loss, metric in state["looks"])
        evaluation = State(float(state["best"]), int(state["since"]), int(state["enough"]), looks)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise TracerError("training.no_state", file=str(path)) from None
    training.whole = Whole(network.snapshot(), evaluation)


def _about(tensors: LazyTensors, path: str | Path) -> dict[str, Any]:
    """What stands beside a state's tensors."""
    try:
        return dict(json.loads(tensors.metadata[_STATE]))
    except (TypeError, ValueError, RecursionError):
        raise TracerError("training.no_state", file=str(path)) from None


def _identity(training: Training) -> dict[str, Any]:
    """What must be the same for a run to go on."""
    return {
        "task": training.task.name,
        "seed": training.settings.seed,
        "steps": training.steps,
        "exact": training.exact,
        "asked": str(sorted(training.asked.items())),
    }


def _state_tensors(path: str | Path) -> LazyTensors:
    with reading_errors(path):
        tensors = LazyTensors(Path(path))
    if _STATE not in tensors.metadata:
        raise TracerError("training.no_state", file=str(path))
    return tensors


def _fitting(tensors: LazyTensors, name: str, like: np.ndarray, path: str | Path) -> np.ndarray:
    if name not in tensors or tensors.shape(name) != like.shape:
        given = " × ".join(map(str, tensors.shape(name))) if name in tensors else "–"
        raise TracerError(
            "training.shape", file=str(path), name=name.partition(".")[2], given=given, needed=" × ".join(map(str, like.shape))
        )
    return np.array(tensors[name])
