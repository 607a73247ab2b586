"""How quickly the full-screen stepper opens and answers on a large trace; printed, nothing is asserted about time.

6 layers, 12 heads, 128 and 512 tokens, 516 columns. A key's time is what it takes longer than a key that does nothing.
Run with: python -m pytest tests/bench/test_stepper.py -s -n 0
"""

import asyncio
import gc
import statistics
import subprocess
import sys
import time

import pytest

from tracer.session import trace
from tracer.stepper.screen.app import Stepper
from tracer.stepper.state.cursor import Cursor

KEYS = ("right", "down", "end", "pagedown", "tab", "n", "p", "enter escape", "h", "plus", "L", "d", "m")
LISTS = ("w escape", "g escape", "x escape", "slash 0 full_stop 1 enter escape", "full_stop escape", "question_mark escape")
STAGES = ("encoder.3.attention.q", "encoder.3.attention.softmax", "encoder.3.ffn.output", "encoder.3.ffn.norm")


async def pressed(pilot, keys, rounds=5):
    """Milliseconds of the processor for these keys, the median of a few rounds: other programs do not count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for key in keys.split():
            await pilot.press(key)
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


async def measured(cursor):
    start = time.perf_counter()
    app = Stepper(cursor)
    gc.freeze()  # as `open_app` does
    async with app.run_test(size=(140, 40)) as pilot:
        print(f"first paint {time.perf_counter() - start:.2f} s after the trace")
        idle = await pressed(pilot, "f9")
        for stage in STAGES:
            for keys in (*KEYS, *LISTS):
                cursor.go(stage)
                app.screen.show()
                await pilot.pause()
                took = await pressed(pilot, keys) - idle * len(keys.split())
                print(f"  {stage:<28} {keys:<22} {max(took, 0):6.1f} ms")
        cursor.go("encoder.0.attention.scores")
        start = time.perf_counter()
        await pilot.press("e", "5", "enter")
        print(f"edit: the keys are free after {time.perf_counter() - start:.2f} s,", end=" ")
        await app.workers.wait_for_complete()
        print(f"what follows is computed after {time.perf_counter() - start:.2f} s")


@pytest.mark.parametrize("words", [128, 512])
def test_opening_and_keys_on_a_large_trace(words):
    code = "import time; s = time.perf_counter(); import textual.app, textual.widgets; print(time.perf_counter() - s)"
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    print(f"\nimport textual {float(alone.stdout):.2f} s")
    text = " ".join(f"w{place % (words * 3 // 4)}" for place in range(words))
    run = trace(text, layers=6, heads=12, d_model=516, d_ff=2048, dtype="float32")
    start = time.perf_counter()
    cursor = Cursor(run)
    print(f"cursor {1000 * (time.perf_counter() - start):.1f} ms")
    asyncio.run(measured(cursor))
