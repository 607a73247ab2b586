import struct

import numpy as np
import pytest

import tracer
from tracer.comparison.tolerance import Tolerance
from tracer.diagnosis.half_precision import to_half
from tracer.diagnosis.search import diagnose


def nearest_bfloat16(x):
    """The bfloat16 nearest to a float32, found by trying its neighbours; of two equally near the one with an even last bit."""
    bits = struct.unpack("<I", struct.pack("<f", x))[0] >> 16
    candidates = [(struct.unpack("<f", struct.pack("<I", (bits + step) << 16))[0], bits + step) for step in (0, 1)]
    return min(candidates, key=lambda one: (abs(one[0] - x), one[1] & 1))[0]


def test_bfloat16_is_the_nearest():
    random = np.random.default_rng(0)
    numbers = (random.standard_normal(500) * 10.0 ** random.integers(-6, 6, 500)).astype(np.float32)
    halves = [struct.unpack("<f", struct.pack("<I", (bits << 16) | 0x8000))[0] for bits in range(0x3F80, 0x3F90)]  # ties
    numbers = np.concatenate([numbers, np.array(halves, np.float32), np.float32([0.0, 1.0, -2.5])])
    assert to_half(numbers, "bfloat16").tolist() == [nearest_bfloat16(float(x)) for x in numbers]


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_what_is_no_number_stays(precision):
    special = np.array([np.inf, -np.inf, np.nan])
    assert np.array_equal(to_half(special, precision), special, equal_nan=True)
    assert to_half(special, precision).dtype == special.dtype


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_a_run_whose_numbers_are_all_of_half_precision_is_named(precision):
    trace = tracer.trace("the cat sat down", layers=2)
    theirs = {step.name: to_half(step.values, precision) for step in trace.shown}
    diagnosis = diagnose(trace, theirs, Tolerance(1e-6, 1e-6))
    assert [(finding.cause.id, finding.cause.values["precision"]) for finding in diagnosis.findings] == [("in_half", precision)]
    assert diagnosis.explained


def test_a_mistake_is_no_half_precision():
    trace, other = (tracer.trace("the cat sat down", layers=2, activation=kind) for kind in ("relu", "tanh"))
    theirs = {step.name: to_half(step.values, "bfloat16") for step in other.shown}
    diagnosis = diagnose(trace, theirs, Tolerance(1e-6, 1e-6))
    assert not diagnosis.explained
