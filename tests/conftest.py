"""For all tests: no example fails for being slow, since a busy machine is no mistake; what needs an extra is skipped without it.

And which tests rest on digits, so that `.ci/run` repeats them under other kernels (`-m digits`): all but those named here.
"""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from tracer.errors import MissingExtra

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

LIBRARIES = {"models": ("tokenizers", "sentencepiece", "huggingface_hub"), "plot": ("matplotlib",)}
NOT_HERE = {extra for extra, libraries in LIBRARIES.items() if not all(map(find_spec, libraries))}  # before any test hides one

TESTS = Path(__file__).parent
# Folders and files that handle words, keys or the source, and tables that they are given.
WITHOUT_DIGITS = ("language", "stepper", "tokens", "cli/test_main.py", "lessons/test_claims.py", "test_doctests.py", "test_layout.py")
WITHOUT_DIGITS += ("kernels",)  # which goes through the kernels itself


def pytest_collection_modifyitems(items):
    for item in items:
        place = item.path.relative_to(TESTS)
        if not any(place.is_relative_to(part) for part in WITHOUT_DIGITS):
            item.add_marker("digits")


@pytest.fixture
def skips():
    """Called with what ended a command."""
    return skip_without_extra


def skip_without_extra(error):
    """Skip the test where what ended it, or what lies behind that, is a library of an extra that is not installed here."""
    while error is not None:
        if isinstance(error, MissingExtra) and error.extra in NOT_HERE:
            pytest.skip(f"needs pip install 'transformer-tracer[{error.extra}]'")
        error = error.__cause__ or error.__context__


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    try:
        return (yield)
    except Exception as error:
        skip_without_extra(error)
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    try:
        return (yield)
    except Exception as error:
        skip_without_extra(error)
        raise
