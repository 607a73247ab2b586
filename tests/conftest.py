"""For all tests: no example fails for being slow, since a busy machine is no mistake; what needs an extra is skipped without it;
`--update` accepts gold files as they are written now.

And which tests rest on digits, so that `.ci/run` repeats them under other kernels (`-m digits`), and which only on how NumPy takes
and gives values, which it repeats with the oldest NumPy (`-m "digits or arrays"`): all but those named here.
"""

from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings

from tracer.errors import MissingExtra

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
# Folders and files that handle words, keys or the source, and tables that they are given.
WITHOUT_DIGITS = (
    "language",
    "stepper",
    "tokens",
    "cli/test_main.py",
    "claims",
    "test_bounded.py",
    "render/live/test_page.py",
    "test_doctests.py",
    "test_layout.py",
)
WITHOUT_DIGITS += ("kernels", "test_start.py", "test_architecture.py")  # the first goes through the kernels itself
# Which values are taken and how others are refused, where words stand on a page, whether another program takes a file: no digit
# in them is compared (pages as they are printed are, in render/test_pages.py and render/test_terminal.py).
WITHOUT_KERNELS = (
    "cli/test_permission.py",
    "cli/test_streams.py",
    "document/test_stage_names.py",
    "fuzz",
    "living/test_blocks.py",
    "render/test_beamer.py",
    "render/test_latex.py",
    "render/test_reveal.py",
    "render/test_typst.py",
    "session/test_arguments.py",
    "test_address.py",
    "test_settings.py",
    "test_stages.py",
)


def pytest_collection_modifyitems(items):
    for item in items:
        place = item.path.relative_to(TESTS)
        if any(place.is_relative_to(part) for part in WITHOUT_KERNELS):
            item.add_marker("arrays")
        elif not any(place.is_relative_to(part) for part in WITHOUT_DIGITS):
            item.add_marker("digits")


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
