"""For all tests: no example fails for being slow, since a busy machine is no mistake; `--update` accepts what is written now."""

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


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
