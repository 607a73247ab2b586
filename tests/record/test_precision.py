"""What rounding may leave: more than two right ways of computing differ by, less than a mistake makes."""

import numpy as np
import pytest

from tracer import trace
from tracer.axes import Axis
from tracer.comparison.compare import compare
from tracer.comparison.tolerance import gap
from tracer.record.dry_run import Plan
from tracer.record.precision import Precision, precision_of, precisions, rounding, stored_precision
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def product(rows, matrix):
    """The step of rows (m × n) times matrix (n × k), as a run records it."""
    r = Recorder(Plan(lambda _: False), matrix.dtype.name)
    m, n, k = (Axis(name, size) for name, size in zip("mnk", (*rows.shape, matrix.shape[1]), strict=True))
    return r.contract("product", r.given("x", rows, (m, n)), r.given("w", matrix, (n, k)), over="n")


def given(*values, dtype="float64", **about):
    array = np.array(values, dtype)
    return Step("x", "given", (), about, (Axis("token", len(array)),), array, 1)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", [1, 1e-6, 1e6])
@pytest.mark.parametrize("shape", [(3, 7, 5), (64, 512, 33), (17, 2048, 64)])
def test_some_rows_of_a_product_are_the_product_of_some_rows(shape, size, dtype):
    m, n, k = shape
    random = np.random.RandomState(n)
    a, w = ((random.normal(size=one) * size).astype(dtype) for one in ((m, n), (n, k)))
    whole, alone, turned = product(a, w), product(a[:1], w), product(a[:1, ::-1], w[::-1])
    for other in (alone, turned):
        assert 2 * gap(whole.values[:1], other.values).max() <= rounding(whole, other)
    wrong = product(a[:1], np.where(np.arange(n)[:, None] == 0, w * 1.1, w))
    assert gap(whole.values[:1], wrong.values).max() > rounding(whole, wrong)


def test_what_a_sum_that_cancels_leaves_is_rounding():
    r = Recorder(Plan(lambda _: False))
    token = Axis("token", 3)
    x, y = (r.given(name, np.array(values) / 7, (token,)) for name, values in (("x", [1e3, 2e3, 3e3]), ("y", [-1e3, -2e3, -3e3])))
    nothing = r.add("sum", x, y)
    assert not nothing.values.any() and 1e-13 < rounding(nothing, nothing) < 1e-10
    assert rounding(given(0.0, 0.0), given(0.0, 0.0)) == 0


def test_the_coarser_side_decides():
    double, single = given(0.5, 2.5), given(0.5, 2.5, dtype="float32")
    half = given(0.5, 2.5, precision=Precision("float16"))
    assert rounding(double, double) < rounding(double, single) == rounding(single, single) < rounding(half, double)
    assert precision_of([single, half, double]) == Precision("float16")
    few = given(0.5, 2.5, precision=Precision(decimals=2))
    assert 0.005 < rounding(double, few) < 0.0051


def test_whole_numbers_are_exact_however_large():
    assert rounding(given(50_000, 3, dtype="float32"), given(50_001, 3, dtype="float32")) < 1
    assert rounding(given(1, 2, precision=Precision(decimals=0)), given(1, 3)) < 1


@pytest.mark.parametrize("values", [(), (np.inf, np.nan), (0.0, -np.inf)])
def test_numbers_that_are_none_have_no_size(values):
    assert rounding(given(*values), given(*values)) == 0


@pytest.mark.parametrize("options", [{}, {"model": "decoder", "layers": 6}, {"model": "lstm", "layers": 2}, {"init": "integers"}])
def test_a_run_in_float32_is_that_of_float64_to_half_its_rounding(options):
    single, double = (trace("the cat sat and ate", seed=3, dtype=dtype, **options) for dtype in ("float32", "float64"))
    found = compare(single, double)
    assert found.equal and found.precision.dtype == "float32"
    assert all(2 * stage.largest <= stage.rounding for stage in found.stages)


def test_the_precisions_of_runs_are_collected_from_inside_too():
    with precisions() as outer:
        trace("a")
        with precisions() as inner:
            trace("a", dtype="float32")
        assert inner == {"float32"}
    assert outer == {"float64", "float32"}
    Recorder(Plan(lambda _: False), "float32", computes=False)
    with precisions() as none:
        Recorder(Plan(lambda _: False), "float32", computes=False)
    assert none == set()


def as_bfloat16(array):
    return (array.astype(np.float32).view(np.uint32) & 0xFFFF0000).view(np.float32)


def test_an_array_is_as_exact_as_the_coarsest_format_that_its_numbers_were_in():
    random = np.random.RandomState(0).normal(size=64)
    single, half = random.astype(np.float32), random.astype(np.float16)
    for array, kind in (
        (random, "float64"), (single, "float32"), (single.astype(float), "float32"), (half, "float16"),
        (half.astype(np.float32), "float16"), (half.astype(float), "float16"), (as_bfloat16(random), "bfloat16"),
        (as_bfloat16(random).astype(float), "bfloat16"), (np.arange(64), "float64"), (np.arange(64.0), "float64"),
        (np.full(64, 0.25), "float64"), (np.full(64, 0.25, np.float32), "float32"), (random[:4].astype(np.float32).astype(float), "float64"),
        (np.array([0.5, 0.25, 0.75, 0.125] * 16, np.float32), "float32"), (np.array([np.nan, np.inf]), "float64"),
    ):  # fmt: skip
        assert stored_precision(array).dtype == kind, (array.dtype, array[:3])


@pytest.mark.parametrize("kind, kept", [("bfloat16", 16), ("float16", 13)])
def test_sums_in_half_precision_are_told_though_they_round_to_even(kind, kept):
    random = np.random.RandomState(0).normal(size=(2, 500)).astype(np.float32)
    halves = random.astype(np.float16).astype(np.float32) if kept == 13 else as_bfloat16(random)
    total = halves.sum(axis=0)
    added = (total.view(np.uint32) + ((1 << kept - 1) - 1) + (total.view(np.uint32) >> kept & 1)) >> kept << kept
    assert stored_precision(added.astype(np.uint32).view(np.float32)).dtype == kind


@pytest.mark.parametrize("numbers", [np.arange(256.0), np.arange(-1024, 1024) / 4, np.arange(2048.0), np.arange(256) / 256])
def test_numbers_with_a_common_step_tell_no_precision(numbers):
    assert stored_precision(numbers).dtype == "float64" and stored_precision(numbers.astype(np.float32)).dtype == "float32"


def test_significant_digits_of_a_text_are_of_the_largest_number():
    values = np.array([123.456, 0.5])
    few = given(*values, precision=Precision("float32", digits=5))
    assert 0.005 < rounding(given(*values), few) < 0.01


def test_a_number_on_the_middle_may_have_been_rounded_from_its_other_side():
    few = given(0.62, 1.0, precision=Precision(decimals=3))
    single = float(np.float32(0.6205))  # 0.62050002, which float32 of another sum has as 0.62049996
    assert single - 0.62 > 0.5e-3 and single - 0.62 < rounding(given(0.62, 1.0), few) < 0.51e-3


@pytest.mark.parametrize("number", [1e300, -1e300, 1e-300, np.inf, np.nan])
def test_numbers_outside_float32_are_float64_without_a_warning(number):
    with np.errstate(all="raise"):
        assert stored_precision(np.array([number, 0.1])) == Precision("float64")
