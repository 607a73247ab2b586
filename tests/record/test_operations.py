"""The recorder has one real method a row. After a change of rows, write the file again: python tests/record/test_operations.py"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tracer.record.operations as operations
from tracer.ops import OPS
from tracer.record.recorder import Recorder

HEAD = '''"""One method an operation, so that editors complete them and a misspelt one is an error before anything runs.

Written from the rows of `tracer.ops` by tests/record/test_operations.py, which fails where the two differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracer.record.step import Step


class Operations:
    """`r.softmax("softmax", scores, over="key")` is `r.apply("softmax", "softmax", scores, over="key")`."""

    __slots__ = ()

    def apply(self, op: str, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        """Run the row `op`; see `Recorder.apply`."""
        raise TypeError(f"{type(self).__name__} records nothing")
'''
METHOD = """
    def {op}(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("{op}", name, *inputs, level=level, **attrs)
"""
OWN = ("given", "parameter", "constant", "step")  # methods of the recorder's own; `step` the row is reached through `apply`


def written():
    return HEAD + "".join(METHOD.format(op=op) for op in sorted(OPS) if op not in OWN)


def test_every_row_has_its_method_and_nothing_else_has():
    assert Path(operations.__file__).read_text(encoding="utf-8") == written()


def test_the_recorder_defines_the_four_that_are_left_out_itself():
    own = {node.name for node in ast.walk(ast.parse(Path(sys.modules[Recorder.__module__].__file__).read_text(encoding="utf-8")))
           if isinstance(node, ast.FunctionDef)}  # fmt: skip
    assert {*OWN, "apply"} <= own and set(OWN) <= OPS.keys()


def test_a_misspelt_operation_is_an_error_for_the_type_checker(tmp_path):
    pytest.importorskip("mypy")
    page = tmp_path / "page.py"
    page.write_text(
        "from tracer.record.recorder import Recorder\n\n"
        'def page(r: Recorder) -> None:\n    r.contarct("a")\n    r.contract("b", over="d_k")\n'
    )
    done = subprocess.run([sys.executable, "-m", "mypy", "--no-incremental", "--follow-imports=silent", str(page)],
                          capture_output=True, text=True, timeout=600, cwd=Path(__file__).parents[2])  # fmt: skip
    assert '"Recorder" has no attribute "contarct"' in done.stdout and done.stdout.count("error:") == 1, done.stdout


if __name__ == "__main__":
    Path(operations.__file__).write_text(written(), encoding="utf-8")
