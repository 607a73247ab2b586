"""What multiplies is named, and uses one thread while something is trained, however it was loaded."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest
from small_task import small

from tracer.training import blas
from tracer.training.loop import Training
from tracer.training.network import Network


def test_the_machine_names_numpy_and_its_library() -> None:
    here = blas.machine()
    assert here.numpy == np.__version__ and here.blas
    assert (here.kernel == "") == (here.threads is None)


SET = "from tracer.training import blas\nwith blas.one_thread():\n print(blas.threads())\nprint(blas.threads())"


@pytest.mark.skipif(blas.threads() is None, reason="NumPy multiplies with a library that cannot be asked")
def test_threads_are_one_inside_and_afterwards_what_they_were() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SET], env={"OPENBLAS_NUM_THREADS": "2"}, capture_output=True, text=True, check=True
    )
    inside, after = ran.stdout.split()
    assert inside == "1" and after in ("1", "2")  # a machine of one core has no second


@pytest.mark.skipif(blas.threads() is None, reason="NumPy multiplies with a library that cannot be asked")
def test_learning_and_measuring_use_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int | None] = []
    update = Network._update

    def watched(self: Network, target: object) -> None:
        seen.append(blas.threads())
        update(self, target)  # type: ignore[arg-type]

    monkeypatch.setattr(Network, "_update", watched)
    training = Training(small(steps=2))
    assert list(training.run()) and seen == [1, 1]


def test_a_library_that_cannot_be_asked_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    blas._function.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: (_ for _ in ()).throw(OSError))
    try:
        assert blas.threads() is None and asdict(blas.machine())["kernel"] == ""
        with blas.one_thread():
            assert blas.threads() is None
    finally:
        blas._function.cache_clear()
