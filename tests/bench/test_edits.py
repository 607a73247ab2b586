"""Edits, the stepper's keys and searches at 512 tokens, beside a whole run; printed, nothing is asserted about time.

Run with: python -m pytest tests/bench/test_edits.py -s -n 0 (TTRACE_MODELS=FOLDER, where a MiniLM stands, for a real model too)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest

from tests.bench.test_checkpoints import BERT
from tracer import load
from tracer.errors import TracerError
from tracer.record.trace import Trace
from tracer.session import again
from tracer.session import trace as traced
from tracer.stepper.state.cursor import Cursor
from tracer.tokens.tokenizer import Cut

TOKENS = 512


def toy() -> tuple[Callable[[], Trace], str]:
    text = " ".join(f"w{place}" for place in range(TOKENS))
    return lambda: traced(text), "encoder.0"


def bert() -> tuple[Callable[[], Trace], str]:
    model = load(BERT)
    ids = [101, *np.random.RandomState(0).randint(2000, 20000, TOKENS - 2).tolist(), 102]
    cut = Cut(ids, list(map(str, ids)), list(map(str, ids)))
    model.checkpoint.tokenizer.cut = lambda *_, **__: cut  # type: ignore[union-attr, method-assign]
    return lambda: model.trace("x"), "encoder.3"


def least(work: Callable[[], object], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with suppress(TracerError):  # a number that is nowhere
            work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


@pytest.mark.parametrize("model", [toy, pytest.param(bert, marks=pytest.mark.skipif(not BERT, reason="no MiniLM"))])
def test_edits_keys_and_searches(model: Callable[[], tuple[Callable[[], Trace], str]]) -> None:
    run, layer = model()
    trace = run()
    print(f"\na whole run {least(run):.1f} ms")
    cells = [f"{layer}.{stage}[{place}]" for stage, place in (
        ("attention.q", "0, 5, 1"), ("attention.scores", "0, 5, 7"), ("attention.softmax", "0, 5, 7"), ("attention.z", "0, 5, 1"),
        ("ffn.hidden", "5, 1"), ("ffn.norm", "5, 1"))]  # fmt: skip
    for cell in cells:
        cursor = Cursor(trace)
        cursor.go(cell)
        table = least(lambda cursor=cursor: cursor.matrix, 1)
        working = least(lambda cursor=cursor: cursor.working, 1)
        move = least(lambda cursor=cursor: (cursor.move(1), cursor.matrix, cursor.working))
        cursor.go(cell)
        readers = least(lambda cursor=cursor: cursor.readers, 1)
        edit = least(lambda cell=cell: again(trace, [(cell, 3.0)]))
        press = least(lambda cursor=cursor: cursor.set(3.0), 1)
        listed = least(lambda cursor=cursor: cursor.changed, 1)
        print(f"{cell:32} table {table:6.1f}, working {working:6.1f}, move {move:6.1f}, readers {readers:6.1f}, --set {edit:6.1f}, "
              f"edit key {press:6.1f}, changes {listed:6.1f}")  # fmt: skip
    cursor = Cursor(trace)
    for text in ("0.88", "w7", "softmax", "123456.789"):
        print(f"search {text:25} {least(lambda text=text: cursor.search(text)):6.1f}")
