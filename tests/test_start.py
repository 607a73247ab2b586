"""A plain run loads what it uses: of each of our modules some function is called, or it stands here why it is loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tracer

ROOT = Path(tracer.__file__).parent

# Loaded although a plain run calls none of its functions.
TABLE_OF_OPERATIONS = {
    f"tracer.ops.{name}" for name in ("distance", "erf", "halves", "masks_and_edits", "optimizer_steps", "reproducible")
} | {f"tracer.ops.{name}" for name in ("relative", "rotary", "sampling", "slicing")}  # all rows stand in one table
WHAT_IS_ASKED_OF_IT = {"tracer.record.methods", "tracer.record.show"}  # tells who answers, once somebody asks
ONLY_ITS_CLASSES = {"tracer.errors", "tracer.record.parameter_source", "tracer.document.living_run"}
WHERE_SOMETHING_IS_WRONG = {"tracer.files.origin", "tracer.files.text"}
NO_FUNCTION_OF = TABLE_OF_OPERATIONS | WHAT_IS_ASKED_OF_IT | ONLY_ITS_CLASSES | WHERE_SOMETHING_IS_WRONG

# Each is slow to load, and a plain run without colour needs none of them.
SLOW = {
    "rich.console",
    "rich.table",
    "rich.text",
    "textual",
    "markdown_it",
    "safetensors",
    "tomllib",
    "matplotlib",
    "hashlib",
    "numpy.testing",
}

PROFILED = """
import sys
called = set()
def noted(frame, event, argument):
    if event == "call" and frame.f_code.co_name != "<module>":
        called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))
from tracer.__main__ import main
sys.argv = ["ttrace", *sys.argv[1:]]
sys.setprofile(noted)
try:
    main()
except SystemExit:
    sys.setprofile(None)
for name, module in sorted(sys.modules.items()):
    lines = [line for file, line in called if file == getattr(module, "__file__", None)]
    print(name, *lines, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def plain():
    """Module → the first lines of the functions that were called, of `ttrace "Thinking Machines"` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROFILED, "Thinking Machines"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert "softmax" in done.stdout
    return {name: set(map(int, lines)) for name, *lines in map(str.split, done.stderr.splitlines())}


def functions(module):
    """The first lines of a module's functions, decorators counted."""
    file = ROOT.joinpath(*module.split(".")[1:])
    source = (file / "__init__.py" if file.is_dir() else file.with_suffix(".py")).read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.FunctionDef, ast.Lambda))]
    return {min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) for node in nodes}


def test_nothing_is_loaded_that_a_plain_run_does_not_use(plain):
    ours = [name for name in plain if name.split(".")[0] == "tracer"]
    unused = {name for name in ours if (known := functions(name)) and not known & plain[name]}
    assert unused - TABLE_OF_OPERATIONS == NO_FUNCTION_OF - TABLE_OF_OPERATIONS


def test_no_slow_library_is_loaded_that_a_plain_run_does_not_need(plain):
    assert not SLOW & plain.keys()


LEFT = """
import atexit, os, sys
class Told:
    def __del__(self, write=os.write):
        write(1, b"taken apart")
told = Told()
atexit.register(print, "at exit", flush=True)
sys.argv = [name, *sys.argv[1:]]
from tracer.__main__ import main
main()
"""


@pytest.mark.parametrize(("name", "last"), [("ttrace", "at exit"), ("program.py", "taken apart")])
def test_the_commands_own_process_ends_at_once_and_somebody_elses_as_python_ends_it(name, last):
    done = subprocess.run(
        [sys.executable, "-c", f"name = {name!r}{LEFT}", "--tokens"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, last) and done.stderr
