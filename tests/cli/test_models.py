"""`ttrace models`: every bundled model with its card, in both languages."""

import pytest

from tracer import language
from tracer.cli import main
from tracer.weights.bundled import bundled


@pytest.mark.parametrize(("spoken", "word"), [("en", "Trained by"), ("zh", "训练命令")])
def test_every_model_is_listed_with_how_it_was_made(capsys: pytest.CaptureFixture[str], spoken: str, word: str) -> None:
    try:
        with pytest.raises(SystemExit) as left:
            main(["models", "--lang", spoken])
    finally:
        language.use(None)
    out = capsys.readouterr().out
    assert not left.value.code
    assert out.count(word) == len(bundled()) == 4
    assert all(name in out for name in bundled())
