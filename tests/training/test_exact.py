"""`--exact`: the same parameters, to the byte, on any machine. The digests stand here; other kernels and versions run this file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_task import small

from tracer.files.formats import load
from tracer.training.loop import Training, fit
from tracer.training.model_card import cards
from tracer.training.tasks import task
from tracer.weights.bundled import file_of
from tracer.weights.digest import sha256

STORED = {
    "pronoun": "1c6fc3b42e7db59bca92ce4cd2deb7613a7256c7ba5157288d46e0b907600a6d",
    "float32": "fc0adb26a8f7baf2fa283daf58496c721bdd46f3d83f5fed14d44587714c8d84",
    "float64": "249c42a4f414b5e7a4b6acc44ed9c1c1e561e424121400bfb6c899dcdcafc29a",
    "gelu rope rms": "a1a99e9b34a90c9745a64061cab9910878b5251ad78d5d1e1dc8b61fc4eedb2c",
    "gelu-tanh learned": "fb2eee78263cef15d2ea9404b1dc0cce33f857e5b79b319f2883abe31ea85766",
    "silu noam": "705da9f74c660f6174d7116621ba0e988b0e881decf5233fec01ad47170c958c",
    "sgd halves": "5176e3c5825bba63080ea322448c589cd36db9b368107a94fc69e6593b30388e",
}
KINDS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "float32": ({}, {}),
    "float64": ({"dtype": "float64", "dropout": 0.1}, {}),
    "gelu rope rms": ({"activation": "gelu", "positions": "rope", "norm_kind": "rms"}, {}),
    "gelu-tanh learned": ({"activation": "gelu-tanh", "positions": "learned", "bias": True}, {"label_smoothing": 0.1}),
    "silu noam": ({"activation": "silu", "norm": "pre", "variance": "sample"}, {"schedule": "noam", "learning_rate": 1.0}),
    "sgd halves": ({"activation": "sigmoid", "position_layout": "halves"}, {"optimizer": "sgd"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model_and_optimiser_comes_to_the_stored_parameters(kind: str) -> None:
    settings, ways = KINDS[kind]
    training = Training(small(steps=8, **settings), training=ways, exact=True)
    assert list(training.run())
    assert sha256(training.parameters()) == STORED[kind]


def test_twenty_steps_of_a_built_in_task_come_to_the_stored_parameters() -> None:
    assert sha256(fit(task("pronoun"), steps=20, exact=True).parameters()) == STORED["pronoun"]


_OTHER = """
from small_task import small
from tracer.training.loop import fit
from tracer.weights.digest import sha256
print(sha256(fit(small(steps=8), exact=True).parameters()))
"""


@pytest.mark.parametrize(
    "machine",
    [
        {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "2"},
        {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F X86_V3 X86_V4"},
    ],
)
def test_another_kernel_comes_to_the_same(machine: dict[str, str]) -> None:
    """Where the processor has no such kernel or instructions, the libraries go on with their own."""
    environment = {**os.environ, **machine, "PYTHONPATH": str(Path(__file__).parent), "PYTHONWARNINGS": "ignore"}
    ran = subprocess.run([sys.executable, "-c", _OTHER], env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == STORED["float32"], ran.stderr


@pytest.mark.parametrize("name", ["letters", "pronoun", "pronoun-zh", "translate"])
def test_the_bundled_files_hold_what_their_cards_say(name: str) -> None:
    card, stored = cards()[name], load(file_of(name))
    assert card.exact and card.command == f"ttrace train --task {name} --exact"
    assert sha256(stored.parameters) == card.sha256 and card.dtype == "float32"
    assert {array.dtype.name for array in stored.parameters.values()} == {"float32"}
    assert not (card.numpy or card.blas or card.kernel or card.simd or card.threads)  # nothing of the machine it was made on
