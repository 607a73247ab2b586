"""Real checkpoints from the command line: the same questions as of the toys, asked of tiny models of real families."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

CASES = Path(__file__).parent.parent / "cases" / "hf"
TEXT = "The animal didn't cross the street because it was too tired."
GPT, BERT, LLAMA, T5 = (("--model", str(CASES / name / "model")) for name in ("gpt2", "bert", "llama", "t5"))


@pytest.mark.parametrize("model", [GPT, BERT, LLAMA, T5], ids=["gpt2", "bert", "llama", "t5"])
def test_a_word_without_its_word_start_is_found(ttrace, model):
    stage = "encoder.0.attention.softmax" if model in (BERT, T5) else "decoder.0.attention.softmax"
    code, out, err = ttrace(TEXT, *model, "--stage", stage, "--token", "it", "--head", "0", "--no-formula")
    table = out[out.index("query") :].partition("\ncolumns")[0].splitlines()[2:]
    assert code == 0 and not err
    assert [line.split()[0].lstrip("▁") for line in table if line] == ["it"]


def test_a_cell_of_a_checkpoint_is_explained_by_its_word(ttrace):
    code, out, _ = ttrace("explain", TEXT, "decoder.0.attention.softmax[0, it, because]", *GPT, "--format", "json")
    told = json.loads(out)
    assert code == 0 and told["cell"] == "decoder.0.attention.softmax[head=0, query=▁it, key=▁because]"
    assert told["evaluates_to"] == pytest.approx(told["value"], rel=1e-6)


def test_nothing_of_a_checkpoint_is_called_seeded(ttrace):
    assert "seed" not in ttrace("it was", *GPT)[1]
    assert "seeded" in ttrace("it was")[1]


def test_a_second_text_is_of_the_other_segment(ttrace):
    code, out, _ = ttrace("The cat", "--pair", "It was", *BERT, "--stage", "segment", "--format", "json")
    told = json.loads(out)
    rows = np.array(told["steps"][0]["values"])
    assert code == 0 and told["tokens"].count("[SEP]") == 2
    second = told["tokens"].index("[SEP]") + 1
    assert (rows[:second] == rows[0]).all() and (rows[second:] == rows[-1]).all() and (rows[0] != rows[-1]).any()


@pytest.mark.parametrize(
    "words", [("a b", "--pair", "c"), ("it was", "--pair", "it", *GPT), ("a", "--pair", "b", "--also", "c", *BERT)]
)
def test_a_second_text_is_refused_where_there_are_no_segments(ttrace, words):
    code, out, err = ttrace(*words)
    assert (code, out) == (2, "") and "--pair" in err


def test_the_likeliest_words_stand_in_a_table_and_masked_places_alone(ttrace):
    code, out, _ = ttrace("The [MASK] was too wide", *BERT, "--stage", "probabilities", "--format", "json")
    step = json.loads(out)["steps"][0]
    words, tokens = step["axes"][1]["labels"], step["axes"][0]["labels"]
    row = np.array(step["values"])[tokens.index("[MASK]")]
    shown = ttrace("The [MASK] was too wide", *BERT, "--stage", "probabilities")[1]
    table = shown.partition("masked place")[2].splitlines()[1:5]
    assert code == 0 and [line.split()[0] for line in table if line.startswith("[MASK]")] == ["[MASK]"]
    assert f"{words[row.argmax()]} {row.max():.3f}" in table[2]


def test_the_mean_of_the_tokens_is_the_sentence_s_embedding(ttrace):
    last, pooled = (
        json.loads(ttrace(TEXT, *BERT, *more, "--format", "json")[1])["steps"][-1]
        for more in (("--stage", "encoder.1.ffn.norm"), ("--pool", "mean", "--stage", "pooled"))
    )
    np.testing.assert_allclose(pooled["values"], np.mean(last["values"], axis=0), atol=1e-6)
    for refused in (T5, ("--model", "encoder-decoder", "--target", "x"), (*GPT, "--generate", "1")):
        code, out, err = ttrace("it", *refused, "--pool", "mean")
        assert (code, out) == (2, "") and "--pool" in err


def test_what_was_written_stands_as_ids_tokens_and_text(ttrace):
    told = json.loads(ttrace(TEXT, *GPT, "--generate", "3", "--cache", "--format", "json")[1])
    greedy = json.loads((CASES / "gpt2" / "expected.json").read_text())["inputs"][0]["greedy_ids"]
    assert told["generated_ids"] == greedy[:3] and isinstance(told["generated_text"], str)
    drawn = [ttrace("it", *GPT, "--generate", "4", "--temperature", "2", "--top-k", "9", "--seed", seed)[1] for seed in "112"]
    assert drawn[0] == drawn[1] != drawn[2] and "As text: “" in drawn[0]


def test_two_precisions_part_by_rounding_only(ttrace):
    code, out, _ = ttrace("compare", "it was", *GPT, "--with", "dtype=float32", "--tolerance", "0")
    assert code == 1 and "as rounding leaves" in out
    for more in ((), ("--tolerance", "1e-4")):
        code, out, _ = ttrace("compare", "it was", *GPT, "--with", "dtype=float32", *more)
        assert code == 0 and "No difference" in out and "e-0" not in out.split("stage ")[-1]


@pytest.fixture
def theirs(tmp_path):
    """Arrays of another implementation with one wrong attention weight, and the map from our stages to their names."""
    arrays = dict(np.load(CASES / "bert" / "expected.npz"))
    mine = {key: array for key, array in arrays.items() if key.startswith("s0.") and array.dtype.kind in "fi"}
    mine["s0.attn.0"] = mine["s0.attn.0"].copy()
    mine["s0.attn.0"][1, 3, 2] += 0.01
    np.savez(tmp_path / "theirs.npz", **mine)
    names = {
        "input": "s0.hidden.0",
        "encoder.0.attention.q": "s0.q.0",
        "encoder.0.attention.softmax": "s0.attn.0",
        "encoder.0.ffn.norm": "s0.hidden.1",
        "logits": "s0.logits",
    }
    lines = [f'"{ours}" = "{name}"' for ours, name in names.items()]
    (tmp_path / "map.toml").write_text("\n".join(lines))
    (tmp_path / "ids.toml").write_text("\n".join([*lines, 'token_ids = "s0.input_ids"']))
    (tmp_path / "wrong.toml").write_text('"input" = "s0.hidden.77"')


@pytest.mark.parametrize("words", [(TEXT, "theirs.npz", "--names", "map.toml"), ("theirs.npz", "--names", "ids.toml")])
def test_the_first_stage_at_which_another_implementation_differs(ttrace, theirs, words):
    code, out, err = ttrace("compare", *words, *BERT, "--tolerance", "1e-4")
    assert code == 1 and not err and "They part at encoder.0.attention.softmax[head=1, query=didn, key=animal]" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((TEXT, "theirs.npz", "--names", "wrong.toml"), "s0.hidden.77"),
        (("theirs.npz", "--names", "map.toml"), "input_ids"),
    ],
)
def test_arrays_that_cannot_be_placed_are_refused(ttrace, theirs, words, said):
    code, out, err = ttrace("compare", *words, *BERT)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1


def test_our_own_arrays_say_which_ids_were_read(ttrace):
    assert ttrace(TEXT, *GPT, "--format", "npz", "-o", "ours.npz")[0] == 0
    code, out, _ = ttrace("compare", "ours.npz", *GPT)
    assert code == 0 and "No difference" in out


def test_chinese_and_awkward_text_is_shown_whole(ttrace):
    code, out, _ = ttrace("我爱机器", *GPT, "--tokens", "--lang", "zh")
    assert code == 0 and "我(1/3)" in out and "\ufffd" not in out


@pytest.mark.parametrize("name", ["lens", "ablate"])
def test_experiments_take_checkpoints(ttrace, name):
    code, out, _ = ttrace("experiment", name, "it was", *T5)
    assert code == 0 and "nan" not in out


def test_a_change_is_followed_and_a_plain_walk_begins(ttrace, monkeypatch):
    import io

    code, out, _ = ttrace("it was", *GPT, "--set", "decoder.1.attention.softmax[0, was, it]=1", "--changed")
    assert code == 0 and "decoder.1.attention.softmax" in out and "decoder.0" not in out
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert "stage 1 of 40" in ttrace("step", "--plain", "it was", *GPT)[1]


def refused(ttrace, words, said):
    for lang, begins in (("en", "Error: "), ("zh", "错误：")):
        code, out, err = ttrace(*words, "--lang", lang)
        assert (code, out) == (2, "") and err.startswith(begins) and said in err and err.count("\n") == 1


def test_a_text_longer_than_the_positions_is_refused(ttrace):
    refused(ttrace, ("it was " * 100, *GPT), "64")


@pytest.mark.parametrize(("library", "words"), [("tokenizers", ()), ("huggingface_hub", ("--download",))])
def test_a_missing_extra_is_named_with_its_installation(ttrace, monkeypatch, tmp_path, library, words):
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    shutil.copytree(CASES / "gpt2" / "model", tmp_path / "copy")
    refused(ttrace, ("it was", "--model", "nobody/nothing" if words else "copy", *words), f"{library}")


def test_a_pickle_a_missing_shard_and_a_cut_file_are_refused(ttrace, tmp_path):
    for name in ("pickle", "shard", "short"):
        shutil.copytree(CASES / "gpt2" / "model", tmp_path / name)
    (tmp_path / "pickle" / "model.safetensors").rename(tmp_path / "pickle" / "pytorch_model.bin")
    (tmp_path / "shard" / "model.safetensors").unlink()
    (tmp_path / "shard" / "model.safetensors.index.json").write_text('{"weight_map": {"wte.weight": "model-1.safetensors"}}')
    short = tmp_path / "short" / "model.safetensors"
    short.write_bytes(short.read_bytes()[:5000])
    for name, said in (("pickle", "save_pretrained"), ("shard", "model-1.safetensors"), ("short", "safetensors")):
        refused(ttrace, ("it was", "--model", name), said)


@pytest.mark.parametrize(("model", "stage"), [(BERT, "encoder.0"), (T5, "encoder.0"), (GPT, "decoder.0"), (LLAMA, "decoder.0")])
def test_a_mask_is_what_if_of_every_family(ttrace, model, stage):
    found = {}
    for option in ("--causal", "--no-causal"):
        told = json.loads(ttrace("the cat", *model, option, "--stage", f"{stage}.attention.softmax", "--format", "json")[1])
        found[option] = np.array(told["steps"][0]["values"])
    assert not np.triu(found["--causal"], 1).any() and np.triu(found["--no-causal"], 1).any()
    rows = np.tril(np.ones(found["--causal"].shape[1:], int)).tolist()
    told = json.loads(
        ttrace("the cat", *model, "--mask", json.dumps(rows), "--stage", f"{stage}.attention.softmax", "--format", "json")[1]
    )
    assert (np.array(told["steps"][0]["values"]) == found["--causal"]).all()


def test_a_seed_that_nothing_is_drawn_from_is_named(ttrace):
    assert "Nothing was drawn" in ttrace("the cat", *GPT, "--seed", "3")[1]
    assert "Nothing was drawn" not in ttrace("the cat", *GPT, "--seed", "3", "--generate", "1", "--temperature", "1")[1]
    assert "Nothing was drawn" not in ttrace("the cat", "--seed", "3")[1]


READ_ONCE = {
    ("the", *GPT, "--load", "w.npz"): "has its own weights",
    ("the", "--model", "pronoun", "--load", "w.npz"): "has its own weights",
    ("the", *GPT, "--embeddings", "w.npz"): "has its own weights",
    ("the animal", "--model", "pronoun", "--embeddings", "w.vec"): "The model pronoun has its own weights, so w.vec cannot",
    ("那只动物", "--model", "pronoun-zh", "--embeddings", "w.vec"): "The model pronoun-zh has its own weights",
    ("--from", "f.toml", *GPT): "has its own weights",
    ("--from", "f.toml", "--model", "pronoun"): "has its own weights",
    ("the", *GPT, "--target-ids", "1,2"): "--target-ids says by number what text",
    ("the", *BERT, "--target-ids", "1,2"): "--target-ids says by number what text",
    ("the", "--model", "decoder", "--target-ids", "1,2"): "--target-ids says by number what text",
    ("the", *T5, "--target", "a", "--target-ids", "1,2"): "--target-ids says by number what target",
    ("the", "--model", "encoder-decoder", "--target", "a", "--target-ids", "1"): "--target-ids says by number what target",
}


@pytest.mark.parametrize("words", READ_ONCE, ids=" ".join)
def test_nothing_given_is_passed_over(ttrace, tmp_path, words):
    np.savez(tmp_path / "w.npz", W_Q=np.ones((4, 4)))
    (tmp_path / "f.toml").write_text('text = "a"\n[weights]\nW_Q = [[1.0]]\n')
    code, out, err = ttrace(*words)
    assert (code, out) == (2, "") and READ_ONCE[words] in err


def test_ids_are_read_as_they_are(ttrace):
    assert "the ids, as they were given" in ttrace("the", *T5, "--target-ids", "1,2")[1]
    assert "shifted right" in ttrace("the", *T5, "--target", "cat")[1]


SAID = {
    ("the cat", *GPT, "--generate", "100"): "at most 62 can be written on",
    ("a", *BERT, "--also", "b", "--pair", "c"): "leave out --also, or --pair",
    ("a", *BERT, "--pair", ""): "The text is empty",
    ("   ", *BERT, "--tokens"): "The text is empty",
    ("a", *BERT, "--also", " "): "The text is empty",
    ("   ", *T5): "The text is empty",
    ("a", *GPT, "--generate", "2", "--temperature", "0"): "temperature cannot be 0",
    ("a", *GPT, "--generate", "2", "--top-p", "0"): "--top-p cannot be 0",
    ("a", *GPT, "--temperature", "0"): "add --generate N",
    ("a", "--model", str(CASES / "bert" / "model" / "config.json")): "give its folder",
    ("a", "--model", str(CASES / "bert" / "model" / "model.safetensors")): "give its folder",
    ("explain", "The cat sat", *GPT): "only 'The cat sat' was given",
    ("explain", "The cat", "input[0,0]", "--steps", "3", *GPT): "leave steps out",
}


@pytest.mark.parametrize("words", SAID, ids=" ".join)
def test_an_error_says_what_is_wrong_and_what_to_do(ttrace, words):
    code, out, err = ttrace(*words)
    assert (code, out) == (2, "") and SAID[words] in err and err.count("\n") == 1


def test_as_many_tokens_as_positions_are_written_on(ttrace):
    code, out, _ = ttrace("the cat", *GPT, "--generate", "62", "--stage", "generate.61.choice", "--format", "json")
    assert code == 0 and json.loads(out)["steps"]


GPT_STEPS, BERT_STEPS, T5_STEPS = (
    [f"--model={CASES / name / 'model'}", "--tokens", "--detail"] for name in ("gpt2", "bert", "t5")
)


def test_merges_matches_and_paths_are_tables_and_data(ttrace):
    code, out, _ = ttrace("the machines the", *GPT_STEPS)
    lines = out.splitlines()
    assert code == 0 and "▁machines: 8 merges, 1 piece left." in lines
    assert [line.split() for line in lines if line.startswith(("▁ma + chine", "at first"))][1:] == [
        ["at", "first", "▁", "m", "a", "c", "h", "i", "n", "e", "s"],
        ["▁ma", "+", "chine", "68", "▁machine", "s"],
        ["at", "first", "▁", "t", "h", "e"],
    ]
    assert sum(line.endswith(" left.") for line in lines) == 3  # `the` at the start has no space before it
    assert sum(line.endswith(" left.") for line in ttrace("a the the the", *GPT_STEPS)[1].splitlines()) == 2
    out = ttrace("animals 机", *BERT_STEPS, "--lang", "zh")[1]
    assert "animals：2 个子词。" in out and "从左起" in out and "none" not in out
    data = json.loads(ttrace("The animals", *T5_STEPS, "--format", "json")[1])
    best, other = data["words"][1]["steps"]
    assert data["words"][1]["method"] == "unigram" and best["total"] > other["total"]
    assert [number for word in data["words"] for number in word["ids"]] == data["token_ids"][:-1]
    assert "words" not in json.loads(ttrace("The animals", *T5_STEPS[:2], "--format", "json")[1])


def test_texts_without_steps_say_why(ttrace):
    code, out, _ = ttrace("a" * 300, *GPT_STEPS)
    assert code == 0 and "has 300 characters" in out.replace("\n", " ") and "at first" not in out
    assert "300 characters" in json.loads(ttrace("a" * 300, *GPT_STEPS, "--format", "json")[1])["words_note"]
    assert "No word is cut here" in ttrace("--target-ids", "3,4", *GPT_STEPS)[1]
    code, out, err = ttrace("a b", "--tokens", "--detail")
    assert (code, out) == (2, "") and "--tokens --detail shows how a tokenizer" in err
