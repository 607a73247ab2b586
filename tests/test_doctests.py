"""The examples in docstrings, which a reader takes for true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import tracer
from tracer import language

ROOT = Path(tracer.__file__).parent
MODULES = [
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(ROOT.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_give_what_they_say(name):
    language.use("en")
    try:
        result = doctest.testmod(import_module(name))
    finally:
        language.use(None)
    assert result.attempted and not result.failed
