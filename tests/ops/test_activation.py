"""Activations and their gradients against torch 2.13's numbers (tests/cases/activations), and far from 0."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import tracer
from tracer.axes import Axis
from tracer.checkpoints.config import ACTIVATIONS as NAMES
from tracer.ops import OPS
from tracer.record.backward import backward, ones
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.settings import ACTIVATIONS

TORCH = np.load(Path(__file__).parent.parent / "cases" / "activations" / "torch.npz")
KINDS = ("leaky_relu", "elu", "softplus", "mish", "relu2", "quick_gelu")


def recorded(kind: str, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The activation of the values and its slope at each."""
    r = Recorder(Plan(lambda name: False))
    x = r.given("x", values, (Axis("token", len(values)),))
    y = r.apply(kind, "y", x)
    slopes = backward(r, y, ones(r, "grad.y", y), [x])
    return y.values, slopes["x"].values


@pytest.mark.parametrize("kind", KINDS)
def test_an_activation_and_its_gradient_agree_with_torch(kind: str) -> None:
    value, slope = recorded(kind, TORCH["x"])
    np.testing.assert_allclose(value, TORCH[kind], rtol=0, atol=1e-14)
    np.testing.assert_allclose(slope, TORCH[f"{kind}.slope"], rtol=0, atol=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_far_from_zero_stay_numbers(kind: str) -> None:
    value, slope = recorded(kind, np.array([-1e5, 1e5]))
    assert np.isfinite(value).all() and np.isfinite(slope).all()
    assert value[0] == pytest.approx(-1e3 if kind == "leaky_relu" else -1.0 if kind == "elu" else 0.0)
    assert value[1] == pytest.approx(1e10 if kind == "relu2" else 1e5)


def test_every_activation_is_a_row_and_every_name_of_a_configuration_an_activation() -> None:
    assert {kind.replace("-", "_") for kind in ACTIVATIONS if kind != "none"} <= set(OPS)
    assert set(NAMES.values()) <= set(ACTIVATIONS)
    assert [NAMES[name] for name in ("quick_gelu", "relu2", "squared_relu", "mish")] == ["quick-gelu", "relu2", "relu2", "mish"]


def test_a_recurrent_network_takes_them_too() -> None:
    run = tracer.trace("the cat", model="rnn", activation="leaky-relu", seed=1)
    assert np.isfinite(run.output.values).all()


def test_gelu_of_short_numbers_is_the_librarys() -> None:
    x = np.linspace(-12, 12, 60001, dtype=np.float32)
    true = np.array([0.5 * value * math.erfc(-value / math.sqrt(2)) for value in x.tolist()])
    axes = (Axis("token", len(x)),)
    gelu = OPS["gelu"].kernel((axes,), axes, {})(x)
    assert gelu.dtype == np.float32 and (np.abs(gelu - true) <= 4e-7 * np.abs(x)).all()  # measured: 1.6e-7
