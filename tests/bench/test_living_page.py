"""How large the living page is, how quickly it is written, and how quickly it answers; printed, nothing is asserted about time.

Run with: python -m pytest tests/bench/test_living_page.py -s -n 0 (what is asked of a browser needs what tests/render/live needs)
"""

import gzip
import io
import os
import statistics
import subprocess
import sys

import pytest
from browsing import browse, need_browser

import tracer
from tracer.document.trace_document import document
from tracer.render import write
from tracer.render.live import script

ANIMAL = "The animal didn't cross the street because it was too tired"
RUNS = {
    "two words": ("Thinking Machines", {}),
    "rotary, RMS, SiLU": (
        "Thinking Machines",
        {"model": "decoder", "positions": "rope", "norm_kind": "rms", "activation": "silu"},
    ),
    "two layers, 16 words": (" ".join(f"w{place}" for place in range(16)), {"layers": 2}),
    "pronoun, 14,000 cells": (ANIMAL, {"model": "pronoun"}),
}
EDITS = (
    "input[0, 0]",
    "encoder.0.attention.W_Q[0, 0]",
    "encoder.0.attention.scores[0, it, animal]",
    "encoder.1.attention.v[0, it, 0]",
)
TIMED = """(() => {
  const times = [];
  for (const value of [1, 2, 3, 4, 5]) {
    const start = performance.now();
    ttrace.set(%r, value);
    times.push(performance.now() - start);
  }
  return times;
})()"""


def page(trace, answers=True):
    stream, made = io.StringIO(), document(trace)
    write(made if answers else made.replace(living=None), "page", stream)
    return stream.getvalue()


def seconds(work, rounds=5):
    """Of the processor, the median: other programs do not count."""
    times = []
    for _ in range(rounds):
        start = sum(os.times()[:4])
        work()
        times.append(sum(os.times()[:4]) - start)
    return statistics.median(times)


@pytest.mark.parametrize("name", RUNS)
def test_sizes_and_the_time_of_writing(name):
    text, options = RUNS[name]
    run = tracer.trace(text, **options)
    whole, static = page(run), page(run, answers=False)
    program = script([document(run).living.graph()]).text
    traced = seconds(lambda: tracer.trace(text, **options))
    ours, theirs = (traced + seconds(lambda answers=answers: page(run, answers)) for answers in (True, False))
    packed = len(gzip.compress(whole.encode()))
    print(
        f"\n{name}: page {len(whole) / 1024:.0f} KB ({packed / 1024:.0f} gzipped), static {len(static) / 1024:.0f} KB, script"
        f" {len(program.encode()) / 1024:.1f} KB; traced and written in {ours * 1e3:.0f} ms, static {theirs * 1e3:.0f} ms,"
        f" ratio {ours / theirs:.2f}",
        end="",
    )


@pytest.mark.parametrize("name", RUNS)
def test_the_whole_command(name):
    text, options = RUNS[name]
    words = [word for key, value in options.items() for word in (f"--{key.replace('_', '-')}", str(value))]
    command = [sys.executable, "-m", "tracer", text, *words, "--format"]
    ours, theirs = (
        seconds(lambda form=form: subprocess.run([*command, form], capture_output=True, check=True)) for form in ("page", "html")
    )
    print(f"\n{name}: ttrace --format page {ours:.2f} s, --format html {theirs:.2f} s, ratio {ours / theirs:.2f}", end="")


@pytest.mark.parametrize("name", ["two words", "pronoun, 14,000 cells"])
def test_how_quickly_it_opens_and_answers(name, tmp_path):
    need_browser()
    text, options = RUNS[name]
    file = tmp_path / "page.html"
    file.write_text(page(tracer.trace(text, **options)), encoding="utf-8")
    first = ["js", "performance.getEntriesByName('first-contentful-paint')[0].startTime"]
    ready = ["js", "performance.now()"]
    asked = EDITS if "pronoun" in name else EDITS[:2]
    questions = [{"name": "open", "steps": [ready, first]}, *({"name": cell, "steps": [["js", TIMED % cell]]} for cell in asked)]
    found = browse(file, questions)
    until, painted = found["open"]["seen"]
    print(f"\n{name}: first paint {painted:.0f} ms, answers before {until:.0f} ms", end="")
    for cell in asked:
        times = found[cell]["seen"][0]
        print(f"; {cell} {statistics.median(times):.1f} ms (first {times[0]:.1f})", end="")
