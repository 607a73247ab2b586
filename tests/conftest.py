"""For all tests: no example fails for being slow, since a busy machine is no mistake; what needs an extra is skipped without it;
`--update` accepts gold files as they are written now.

And which tests `.ci/run` repeats: those that rest on digits under other kernels (`-m digits`), and with the oldest NumPy besides one
case of each other test that works with arrays (`-m "digits or arrays"`).
"""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings

from tracer.errors import MissingExtra

# Several processes share few cores: each one's second thread of NumPy's would spin where another could compute. NumPy reads it when
# it is loaded, and the processes that pytest starts have it from here.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "16")  # 2^16 cycles
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

LIBRARIES = {
    "models": ("tokenizers", "sentencepiece", "huggingface_hub"),
    "plot": ("matplotlib",),
    "words": ("rjieba",),
    "qr": ("segno",),
    "gguf": ("gguf",),
}
NOT_HERE = {extra for extra, libraries in LIBRARIES.items() if not all(map(find_spec, libraries))}  # before any test hides one

TESTS = Path(__file__).parent
# What holds numbers against printed ones, or bit for bit against another way of computing them: another kernel may differ there.
DIGITS = (
    "cli/commands/test_check.py",
    "comparison",
    "document/test_cell_document.py",
    "document/test_elision.py",
    "document/test_numbers.py",
    "document/test_working.py",
    "lessons/test_walkthroughs.py",
    "models/test_generate.py",
    "models/test_published.py",
    "models/test_starts.py",
    "models/test_transformer.py",
    "ops",
    "record/test_kernel_cache.py",
    "record/test_places.py",
    "record/test_precision.py",
    "record/test_settle.py",
    "render/live/test_live.py",
    "render/test_digits.py",
    "render/test_pages.py",
    "render/test_terminal.py",
    "session/test_generation.py",
    "session/test_partial_run.py",
    "session/test_saving.py",
    "session/test_session.py",
    "training",
    "weights/test_seed.py",
)
# What handles words, keys, streams, the source or other programs, and no array of a run of its own.
WITHOUT_ARRAYS = (
    "cli/test_permission.py",
    "cli/test_signals.py",
    "cli/test_streams.py",
    "cli/test_time_limit.py",
    "claims",
    "kernels",
    "language",
    "reference",
    "render/live/test_page.py",
    "render/test_beamer.py",
    "render/test_figures.py",
    "render/test_latex.py",
    "render/test_reveal.py",
    "render/test_typst.py",
    "render/test_xlsx.py",
    "stepper",
    "test_architecture.py",
    "test_bounded.py",
    "test_conftest.py",
    "test_doctests.py",
    "test_layout.py",
    "test_start.py",
    "tokens",
)


@cache
def marker(file):
    """The marker of a file's tests, or ""."""
    place = file.relative_to(TESTS)
    if any(place.is_relative_to(part) for part in DIGITS):
        return "digits"
    return "" if any(place.is_relative_to(part) for part in WITHOUT_ARRAYS) else "arrays"


def pytest_collection_modifyitems(items):
    first_cases = set()
    for item in items:
        name = marker(item.path)
        test = (item.path, item.originalname)
        if name == "digits" or (name and test not in first_cases):
            item.add_marker(name)
        first_cases.add(test)


def skipped_without_extra():
    """Run a part of a test; where it fails after something asked for a library of an extra that is not installed, skip it."""
    wanted = []
    made = MissingExtra.__init__

    def noted(self, message, extra, **values):
        made(self, message, extra, **values)
        wanted.append(extra)

    with mock.patch.object(MissingExtra, "__init__", noted):
        try:
            return (yield)
        except (Exception, pytest.fail.Exception):
            for extra in NOT_HERE.intersection(wanted):
                pytest.skip(f"needs pip install 'transformer-tracer[{extra}]'")
            raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    return (yield from skipped_without_extra())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    return (yield from skipped_without_extra())


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="write the gold files anew; read the differences before you commit")


@pytest.fixture
def gold(request):
    """Compares a text with the file that keeps how it looked; with `--update` the file takes it."""

    def check(text, file):
        if request.config.getoption("--update"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
        assert file.exists(), f"{file.name} is not there yet: run with --update, then read it"
        assert text == file.read_text(encoding="utf-8")

    return check
