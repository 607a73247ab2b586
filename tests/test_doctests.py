"""The examples in docstrings say what happens."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

import tracer
from tracer import language

ROOT = Path(tracer.__file__).parent
EXAMPLE = re.compile(r"^\s*(?:r?\"\"\")?>>> ", re.MULTILINE)
FILES = sorted(path for path in ROOT.rglob("*.py") if EXAMPLE.search(path.read_text(encoding="utf-8")))


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_examples_of_a_file_hold(path):
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    result = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0
