"""The command line called in this process: its exit code and what it said."""

import pytest

from tracer import language
from tracer.cli import main


@pytest.fixture
def ttrace(capsys, monkeypatch, tmp_path):
    """Call it in a folder of its own, in English unless --lang says otherwise: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TTRACE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words):
        language.use(None)
        with pytest.raises(SystemExit) as done:
            main(list(words))
        said = capsys.readouterr()
        return done.value.code, said.out, said.err

    yield run
    language.use(None)
