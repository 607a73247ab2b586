"""How long a document of a hundred commands takes to check, in a new process and again in the same; printed, nothing is asserted.

Run with: python -m pytest tests/bench/test_check.py -s -n 0
"""

import io
import time
from contextlib import redirect_stdout

from tests.bench.test_start import MAIN, processor_seconds
from tracer.cli import main

STAGES = ("q", "k", "v", "scores", "scaled", "softmax", "z", "concat", "output", "add", "norm")
FURTHER = ("ffn.hidden", "ffn.activation", "ffn.output", "ffn.add", "ffn.norm")
CELLS = [f"{stage}[0, {row}, {column}]" for stage in ("scores", "softmax", "z", "q") for row in (0, 1) for column in (0, 1)]


def commands():
    """A hundred: stages and cells of two sentences, one stage of twenty seeds, eight comparisons, eight whole runs."""
    for text in ("Thinking Machines", "The animal was tired"):
        yield from (f"'{text}' --stage {stage}" for stage in (*STAGES, *FURTHER))
        yield from (f"explain '{text}' '{cell}'" for cell in CELLS)
    yield from (f"'the cat sat' --seed {seed} --stage softmax" for seed in range(1, 21))
    yield from (f"compare 'a b' 'a c' --seed {seed}" for seed in range(8))
    yield from (f"'Thinking Machines' --seed {seed}" for seed in range(92, 100))


def checked(*words):
    """The seconds of the processor that a check in this process takes."""
    start = time.process_time()
    try:
        with redirect_stdout(io.StringIO()):
            main(["check", *words])
    except SystemExit as end:
        assert not end.code
    return time.process_time() - start


def test_a_document_of_a_hundred_commands(tmp_path):
    document = tmp_path / "hundred.md"
    document.write_text("".join(f"```console\n$ ttrace {words}\n```\n\n" for words in commands()), encoding="utf-8")
    checked("--update", str(document))
    warm = min(checked(str(document)) for _ in range(7))
    new = min(processor_seconds(MAIN, ["check", str(document)], tmp_path) for _ in range(5))
    numpy = min(processor_seconds("import numpy", [], tmp_path) for _ in range(5))
    count = len(list(commands()))
    print(f"\n{count} commands: {1000 * warm:.0f} ms again, {1000 * warm / count:.2f} each;", end=" ")
    print(f"{1000 * new:.0f} ms in a new process, {new / numpy:.1f} × import numpy", end="")
