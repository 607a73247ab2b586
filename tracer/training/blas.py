"""What multiplies for NumPy: the library's name, the kernel it chose for this processor, and how many threads it uses.

The last digits of a product depend on all three, so training uses one thread and says in its card what it ran on.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

_EXTENSIONS = ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath")  # NumPy 2, NumPy 1


@dataclass(frozen=True, slots=True)
class Machine:
    """blas: library and version. kernel: OpenBLAS's name for the kind of processor it multiplies for. simd: the widest
    instructions NumPy's own loops use. threads: None where the library cannot be asked."""

    numpy: str
    blas: str
    kernel: str
    simd: str
    threads: int | None


def machine() -> Machine:
    """What this process computes with now."""
    build: Any = np.show_config(mode="dicts")
    blas = build.get("Build Dependencies", {}).get("blas", {})
    simd = build.get("SIMD Extensions", {})
    widest = [*simd.get("baseline", ()), *simd.get("found", ())][-1:]
    core = _function("get_corename", ctypes.c_char_p)
    named = f"{blas.get('name', '')} {blas.get('version', '')}".strip()
    return Machine(np.__version__, named, core().decode() if core else "", "".join(widest), threads())


def threads() -> int | None:
    """How many threads products may use now; None where the library cannot be asked."""
    count = _function("get_num_threads", ctypes.c_int)
    return None if count is None else int(count())


@contextmanager
def one_thread() -> Iterator[None]:
    """Products inside use one thread, where the library is OpenBLAS (as in every NumPy from PyPI but Apple's own)."""
    before, change = threads(), _function("set_num_threads", None)
    if change is None or before in (None, 1):
        yield
        return
    change(1)
    try:
        yield
    finally:
        change(before)


@cache
def _function(name: str, result: Any) -> Callable[..., Any] | None:
    """A function of the OpenBLAS that NumPy is linked to, whatever its builder put before and behind the name."""
    for library in _libraries():
        for before in ("scipy_openblas", "openblas"):
            for behind in ("64_", ""):
                function: Callable[..., Any] | None = getattr(library, f"{before}_{name}{behind}", None)
                if function is not None:
                    function.restype = result  # type: ignore[attr-defined]
                    return function
    return None


def _libraries() -> Iterator[ctypes.CDLL]:
    """NumPy's own extension, through which the system finds the functions of what it is linked to; on Windows, which looks no
    further than the file itself, the libraries that came with NumPy."""
    files = [Path(str(sys.modules[name].__file__)) for name in _EXTENSIONS if name in sys.modules][:1]
    files += Path(np.__file__).parent.with_name("numpy.libs").glob("*openblas*")
    for file in files:
        with suppress(OSError):
            yield ctypes.CDLL(str(file))
