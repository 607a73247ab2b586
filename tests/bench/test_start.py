"""How much longer a command takes than what it cannot do without, on the clock and in processor time, in turns; ratios are
printed, not asserted.

Run with: python -m pytest tests/bench/test_start.py -s -n 0
"""

import os
import shlex
import statistics
import subprocess
import sys
import time

ROUNDS = 15
MAIN = "import sys; sys.argv[0] = 'ttrace'; from tracer.__main__ import main; main()"  # as the installed command has it
TABLES = """
import numpy as np
from rich.console import Console
from rich.table import Table
console = Console()
for number in range(23):
    console.print("What this stage is, in one sentence.")
    table = Table("token", *map(str, range(4)))
    for label, row in zip(("Thinking", "Machines"), np.random.RandomState(number).uniform(-1, 1, (2, 4))):
        table.add_row(label, *(f"{value:.3f}" for value in row))
    console.print(table)
"""
BLOCK = "```console\n$ ttrace 'Thinking Machines' --stage softmax\n```\n"
BARE = {"import numpy": "import numpy", "import click": "import click", "23 Rich tables": TABLES}
COMMANDS = {
    "Thinking Machines": "23 Rich tables",
    "--help": "import click",
    "explain 'Thinking Machines' 'softmax[0, 0, 1]'": "23 Rich tables",
    "compare 'Thinking Machines' 'Thinking Machine'": "23 Rich tables",
    "check block.md": "23 Rich tables",
}


def processor_seconds(code, words, folder):
    """User and system time of a Python process of its own that runs `code`."""
    return seconds(code, words, folder)[1]


def seconds(code, words, folder):
    """(clock, processor): what a Python process of its own that runs `code` takes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - start, used.ru_utime + used.ru_stime


def test_commands_beside_the_libraries_they_load(tmp_path):
    (tmp_path / "block.md").write_text(BLOCK, encoding="utf-8")
    cases = {name: (code, []) for name, code in BARE.items()} | {words: (MAIN, shlex.split(words)) for words in COMMANDS}
    cases["Thinking Machines"] = (MAIN, ["Thinking Machines"])
    times = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, (code, words) in cases.items():
            times[name].append(seconds(code, words, tmp_path))
    print()
    for at, kind in enumerate(("clock", "processor")):
        taken = {name: [each[at] for each in pairs] for name, pairs in times.items()}
        least = {name: min(each) for name, each in taken.items()}
        print(f"{kind}:")
        for name, each in taken.items():
            ratio = f"{least[name] / least[COMMANDS[name]]:.2f} × {COMMANDS[name]}, " if name in COMMANDS else ""
            numpy = f"{least[name] / least['import numpy']:.2f} × import numpy"
            print(f"{name:50} {1000 * least[name]:6.1f} ms least, {1000 * statistics.median(each):6.1f} median   {ratio}{numpy}")
