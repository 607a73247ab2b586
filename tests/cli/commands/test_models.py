"""`ttrace models`: every bundled model with its card, in both languages."""

import json
import re

import pytest
from checkpoints import CASES, FAMILIES

from tracer import language
from tracer.cli import main
from tracer.tokens.characters import join_characters
from tracer.tokens.words import join_words
from tracer.training.tasks import grammar
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


@pytest.mark.parametrize("name", bundled_names())
def test_one_model_shows_sentences_it_reads_their_patterns_and_its_whole_vocabulary(ttrace, name):
    code, out, _ = ttrace("models", name, "--format", "json")
    data = json.loads(out)
    assert code == 0 and data["name"] == name and data["card"]["task"] == name
    table = grammar(name)
    assert table is not None and len(table.samples) == 6
    assert {token for pair in table.samples for token in pair.source} <= set(data["vocabulary"])
    assert {token for pair in table.samples for token in pair.target} <= set(data.get("target_vocabulary", ()))
    out = ttrace("models", name)[1]
    assert all(pattern in out for pattern in table.patterns) and "Vocabulary" in out
    words = [word for slot in table.slots.values() for word in slot]
    assert all(word in "".join(out.split()) for word in words)


@pytest.mark.parametrize("name", ["pronoun", "pronoun-zh", "translate", "letters"])
def test_every_sentence_follows_a_pattern(name):
    """The patterns that are shown are those that sentences are made of."""
    table = grammar(name, 200)
    joined = join_characters if name == "letters" else join_words
    slots = {slot: "|".join(words) for slot, words in table.slots.items()}
    slots |= {"quality": f"(?:{slots['quality']})?"} if name == "translate" else {}
    made = [re.sub(r"\\{(\w+)\\}", lambda slot: f"(?:{slots[slot[1]]})", re.escape(pattern)) for pattern in table.patterns]
    one = "|".join(f"(?:{pattern})" for pattern in made).replace(r"\ (?:(?:", r"\ ?(?:(?:")
    for pair in table.samples:
        assert re.fullmatch(rf"(?:(?:{one})[.。]? ?)+", joined(pair.source)), joined(pair.source)


def test_a_toy_a_kind_and_a_family_are_told_from_a_bundled_model(ttrace):
    code, out, _ = ttrace("models", "llama")
    assert code == 0 and "kv_heads         2\n" in out and "ttrace TEXT --model llama" in out
    assert "encoder is a kind of model" in ttrace("models", "encoder")[2]
    assert "qwen2 is a family of checkpoints" in ttrace("models", "qwen2")[2]
    names = json.loads(ttrace("models", "--format", "json")[1])
    assert "modernbert" in names["families"] and "mixtral" in names["toys"] and "gemma2" in names["gguf"]


def test_a_family_that_nothing_is_near_is_refused_with_where_the_list_is(ttrace, tmp_path):
    for words, says in (({"model_type": "zorro", "foo": 1}, "'zorro'"), ({"foo": 1}, "such as llama, gpt2, bert, t5, bart")):
        (tmp_path / "config.json").write_text(json.dumps(words), encoding="utf-8")
        code, _, err = ttrace("a", "--model", str(tmp_path))
        assert code == 2 and says in err and "ttrace models lists all" in err and len(err) < 300 + len(str(tmp_path))


def test_a_name_that_is_no_models_and_two_wishes_are_refused(ttrace):
    assert ttrace("models", "pronuon") == (
        2,
        "",
        "Error: There is no bundled model 'pronuon'. Did you mean pronoun, pronoun-zh?\n",
    )
    assert ttrace("models", "pronoun", "--names", str(CASES / "t5" / "model"))[0] == 2


def test_the_map_of_a_file_and_its_errors_in_both_languages(ttrace, tmp_path):
    from tests.checkpoints.gguf_files import write

    path, original = write(tmp_path / "a.gguf", FAMILIES / "llama", "F16"), str(FAMILIES / "llama")
    torch = str(CASES.parent / "torch" / "mha_4heads" / "weights.safetensors")
    for code, words in (("en", ("transposed", "assumed", "--heads")), ("zh", ("转置", "假定", "--heads"))):
        out = ttrace("models", "--names", torch, "--lang", code)[1]
        assert all(word in out for word in (*words, "in_proj_weight", "W_K"))
    told = json.loads(ttrace("models", "--names", str(path), "--against", original, "--format", "json")[1])
    assert told["format"] == "ttrace-errors/1" and {error["format"] for error in told["errors"]} == {"F16", "F32"}
    assert "F16" in ttrace("models", "--names", str(path), "--against", original, "--lang", "zh")[1]
    assert "rows of W_Q and W_K" in " ".join(ttrace("models", "--names", str(path))[1].split())
    for words in (("--against", original), ("--names", "encoder"), ("--names", "letters", "--against", original)):
        code, _, error = ttrace("models", *words)
        assert code == 2 and len(error.splitlines()) == 1
