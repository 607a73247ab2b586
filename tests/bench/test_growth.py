"""Time and memory against tokens, layers, vocabulary and printed cells, with the exponent that fits; printed, nothing asserted.

Run with: python -m pytest tests/bench/test_growth.py -s -n 0
"""

import json
import math
import subprocess
import sys

import pytest

# Runs in a process of its own, so that memory is this run's alone: time and, in MB, what the process held more at its most.
MEASURED = """
import io, json, resource, sys, time
from tracer.document.selection import Selection
from tracer.document.data_document import data_document
from tracer.document.trace_document import document
from tracer.render import write
from tracer.session import make_request, run

case, size = sys.argv[1], int(sys.argv[2])
rounds = int(sys.argv[3])

def work(n):
    if case == "tokens":
        return lambda: run(make_request(" ".join(f"w{i}" for i in range(n)), heads=1, d_model=16))
    if case == "layers":
        return lambda: run(make_request("a b c d", layers=n, heads=2, d_model=16))
    if case == "vocabulary":
        return lambda: run(make_request("a b c d", model="decoder", vocab=[f"w{i}" for i in range(n)] + list("abcd"), d_model=16))
    trace = run(make_request(" ".join(f"w{i}" for i in range(n)), heads=1, d_model=16))
    shown = Selection(stages=("scores",), everything=True)
    made = data_document if case in ("json", "csv") else document
    return lambda: write(made(trace, shown), case, io.StringIO(), width=80)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

work(4)()
before, go = peak(), work(size)
times = []
for _ in range(rounds):
    start = time.process_time()
    result = go()
    times.append(time.process_time() - start)
    del result
print(json.dumps([min(times), peak() - before]))
"""

FORMATS = ("text", "json", "html", "csv", "markdown", "latex", "typst")
SIZES = {
    "tokens": (4, 16, 64, 256, 1024, 4096),
    "layers": (1, 4, 16, 64, 256, 1024),
    "vocabulary": (16, 256, 4096, 65536),
}
SIZES |= {format: (8, 32, 128, 512) for format in FORMATS}  # tokens; the table of scores has their square


def exponent(sizes, amounts):
    """The slope of log amount over log size between the two largest sizes."""
    (a, b), (first, last) = sizes[-2:], amounts[-2:]
    return math.log(last / first) / math.log(b / a) if first > 0 and last > 0 else math.nan


@pytest.mark.parametrize("case", SIZES)
def test_growth(case):
    sizes = SIZES[case]
    times, memory = [], []
    for size in sizes:
        words = [sys.executable, "-c", MEASURED, case, str(size), "5" if size < 1000 else "2"]
        seconds, megabytes = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
        times.append(seconds)
        memory.append(megabytes)
    print(f"\n{case:14} " + "".join(f"{size:>10}" for size in sizes) + "   exponent at the end")
    print(f"{'ms':14} " + "".join(f"{1000 * value:10.1f}" for value in times) + f"   {exponent(sizes, times):.2f}")
    print(f"{'MB':14} " + "".join(f"{value:10.1f}" for value in memory) + f"   {exponent(sizes, memory):.2f}")
    steps = [math.log(b / a) / math.log(n / m) for a, b, m, n in zip(times, times[1:], sizes, sizes[1:], strict=False)]
    print(f"{'from size to size':17}" + " ".join(f"{step:9.2f}" for step in steps))
