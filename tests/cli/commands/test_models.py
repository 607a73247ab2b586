"""`ttrace models`: every bundled model with its card, in both languages."""

import pytest
from checkpoints import CASES

from tracer import language
from tracer.cli import main
from tracer.weights.bundled import bundled_names


@pytest.mark.parametrize(("spoken", "word"), [("en", "Trained by"), ("zh", "训练命令")])
def test_every_model_is_listed_with_how_it_was_made(capsys: pytest.CaptureFixture[str], spoken: str, word: str) -> None:
    try:
        with pytest.raises(SystemExit) as left:
            main(["models", "--lang", spoken])
    finally:
        language.use(None)
    out = capsys.readouterr().out
    assert not left.value.code
    assert out.count(word) == len(bundled_names()) == 4
    assert all(name in out for name in bundled_names())


def test_in_a_pipe_no_name_of_the_map_is_broken(ttrace, monkeypatch):
    folder = str(CASES / "t5" / "model")
    assert max(map(len, ttrace("models", "--names", folder)[1].splitlines())) <= 80
    monkeypatch.delenv("COLUMNS")
    out = ttrace("models", "--names", folder)[1]
    assert "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight" in out
    assert max(map(len, ttrace("models", "--names", folder, "--width", "70")[1].splitlines())) <= 70
