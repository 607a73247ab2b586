"""Another way of computing for a command: a kernel of OpenBLAS, a number of threads, NumPy without its vector code.

    kernel.py NAME THREADS [--plain] COMMAND…

runs COMMAND, in the environment of the interpreter that runs this, after asking a process of its own whether the kernel is really in
force. One that this processor, NumPy or BLAS cannot run is said, and the command left out; the exit code is then 0, else the command's.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass

# Kernels of this machine's kind, and what OpenBLAS calls them once they are in force, where that is another name.
NAMES = {"x86_64": ("Nehalem", "Sandybridge", "Haswell", "Prescott", "SkylakeX"), "AMD64": ("Nehalem", "Sandybridge", "Haswell")}
ALSO = {"Prescott": "Katmai", "Zen": "Haswell"}

_PROBE = """
import ctypes, glob, os, sys
import numpy as np

if np.__version__ < "2":
    from numpy.core._multiarray_umath import __cpu_dispatch__, __cpu_features__
else:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
name = ""
place = os.path.dirname(np.__file__)
for file in [one for libs in ("/../numpy.libs", "/.libs", "/.dylibs") for one in glob.glob(f"{place}{libs}/*openblas*")]:
    library = ctypes.CDLL(file)
    for prefix in ("scipy_openblas", "openblas"):
        for suffix in ("64_", ""):
            found = getattr(library, f"{prefix}_get_corename{suffix}", None)
            if found is not None:
                found.restype = ctypes.c_char_p
                name = found().decode()
for kind in ("float32", "float64"):
    for size in (1, 3, 8, 70, 130):
        a = np.linspace(-1, 1, size * size, dtype=kind).reshape(size, size)
        a @ a, a @ a[0], a[0] @ a[0], np.exp(a).sum(), np.tanh(a).max()
print(np.__version__, name or "none", *(feature for feature in __cpu_dispatch__ if __cpu_features__[feature]))
"""


@dataclass(frozen=True)
class Way:
    """kernel: what is in force, "none" where the BLAS has none to choose from; features: the vector code NumPy uses."""

    numpy: str
    kernel: str
    features: tuple[str, ...]


def environment(kernel: str = "", threads: int = 1, plain: bool = False) -> dict[str, str]:
    """The environment for a process that computes so; plain: without any vector code that NumPy can leave out."""
    given = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    for name in ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES"):
        given.pop(name, None)
    if plain:  # what has vector code of its own is another list in each NumPy, and leaving out AVX2 leaves AVX512 in
        given["NPY_DISABLE_CPU_FEATURES"] = " ".join(in_force(given).features)
    return {**given, "OPENBLAS_CORETYPE": kernel} if kernel else given


def in_force(given: dict[str, str]) -> Way:
    """What a process in this environment computes with. Raises OSError where it cannot compute: it says how it ended."""
    done = subprocess.run([sys.executable, "-c", _PROBE], env=given, capture_output=True, text=True, timeout=120)
    if done.returncode:
        how = f"signal {-done.returncode}" if done.returncode < 0 else done.stderr.strip().rpartition("\n")[2]
        raise OSError(f"a product of small matrices ends with {how}")
    numpy, kernel, *features = done.stdout.split()
    return Way(numpy, kernel, tuple(features))


def refused(kernel: str, threads: int = 1, plain: bool = False) -> str:
    """Why this machine cannot compute so, or ""."""
    try:
        way = in_force(environment(kernel, threads, plain))
    except OSError as reason:
        return f"the kernel {kernel} does not run here: {reason}"
    if way.kernel not in (kernel, ALSO.get(kernel)):
        return f"the kernel {kernel} does not come into force here, {way.kernel} stays"
    return f"NumPy keeps its vector code {' '.join(way.features)}" if plain and way.features else ""


def others(most: int) -> list[str]:
    """Kernels that run here, other than the machine's own, at most so many."""
    own = in_force(environment()).kernel
    names = [name for name in NAMES.get(platform.machine(), ()) if own not in (name, ALSO.get(name))]
    found: list[str] = []
    for name in names:
        if len(found) < most and not refused(name):
            found.append(name)
    return found


def main() -> None:
    kernel, threads, *command = sys.argv[1:]
    plain = command[0] == "--plain"
    command = command[1:] if plain else command
    if reason := refused(kernel, int(threads), plain):
        print(f"skipped: {reason}", flush=True)
        return
    given = environment(kernel, int(threads), plain)
    way = in_force(given)
    told = f"NumPy {way.numpy}, kernel {way.kernel}, {threads} thread(s), vector code: {' '.join(way.features) or 'none'}"
    print(f"— {told}", flush=True)
    sys.exit(subprocess.run(command, env=given).returncode)


if __name__ == "__main__":
    main()
