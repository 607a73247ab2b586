"""Ids on awkward strings as the reference gives them; readable labels; older vocabulary files; what is refused."""

import json
import shutil

import pytest

from tests.models.checkpoints import CASES, case
from tracer.errors import TracerError
from tracer.tokens.huggingface import opened

NAMES = ("bert", "gpt2", "llama", "t5")


@pytest.mark.parametrize("name", NAMES)
def test_every_awkward_string_has_the_reference_s_ids(name):
    told, _, model = case(name)
    for given in told["tokenizer_cases"]:
        cut = model.checkpoint.tokenizer.cut(given["text"])
        assert (cut.ids, cut.tokens) == (given["ids"], given["tokens"]), given["text"]
        assert len(cut.labels) == len(cut.ids)


@pytest.mark.parametrize("name", NAMES)
def test_labels_hold_no_byte_debris(name):
    told, _, model = case(name)
    for given in told["tokenizer_cases"]:
        for label in model.checkpoint.tokenizer.cut(given["text"]).labels:
            assert not set(label) & set("ĠĊâĤ") and "<0x" not in label and "�" not in label, (given["text"], label)


@pytest.mark.parametrize("name", ["gpt2", "llama"])
def test_labels_without_their_marks_are_the_text_again(name):
    told, _, model = case(name)
    for given in told["tokenizer_cases"]:
        labels = model.checkpoint.tokenizer.cut(given["text"]).labels
        kept = [label for label in labels if label != "<s>" and not (label[-1:] == ")" and "/" in label and "(1/" not in label)]
        joined = "".join(label.split("(1/")[0] if "(1/" in label else label for label in kept).replace("▁", " ")
        assert joined.removeprefix(" " if name == "llama" else "") == given["text"]


def test_a_padding_or_truncation_of_the_tokenizer_s_own_is_no_part_of_a_trace(tmp_path):
    shutil.copytree(CASES / "bert" / "model", tmp_path / "bert")
    path = tmp_path / "bert" / "tokenizer.json"
    raw = json.loads(path.read_text())
    raw["truncation"] = {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}
    raw["padding"] = {
        "strategy": {"Fixed": 9},
        "direction": "Right",
        "pad_to_multiple_of": None,
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "[PAD]",
    }
    path.write_text(json.dumps(raw))
    assert (
        opened(tmp_path / "bert", "bert").cut("hello world it was").ids
        == opened(CASES / "bert" / "model", "bert").cut("hello world it was").ids
    )


@pytest.mark.parametrize("name", ["bert", "gpt2"])
def test_older_vocabulary_files_cut_as_tokenizer_json_does(tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(CASES / name / "model", folder)
    (folder / "tokenizer.json").unlink()
    told, _, _ = case(name)
    old = opened(folder, name)
    for given in told["tokenizer_cases"]:
        assert old.cut(given["text"]).ids == given["ids"], given["text"]


def test_a_damaged_tokenizer_is_one_sentence(tmp_path):
    shutil.copytree(CASES / "bert" / "model", tmp_path / "bert")
    (tmp_path / "bert" / "tokenizer.json").write_text('{"version": "1.0"}')
    with pytest.raises(TracerError) as caught:
        opened(tmp_path / "bert", "bert")
    assert "tokenizer.json" in str(caught.value) and "\n" not in str(caught.value)


def test_steps_of_a_cut_end_with_the_labels_that_are_shown():
    tokenizer = case("gpt2")[2].checkpoint.tokenizer
    steps = dict(tokenizer.steps("Héllo wörld"))
    assert steps["words"] == ["Héllo", "▁wörld"]
    assert steps["readable"] == tokenizer.cut("Héllo wörld").labels


def test_tokens_are_found_as_the_vocabulary_or_the_screen_writes_them():
    tokenizer = case("gpt2")[2].checkpoint.tokenizer
    assert tokenizer.id_of("Ġanimal") == tokenizer.id_of("▁animal") == 344
    assert tokenizer.id_of("no such token") is None
