"""Ids on awkward strings as the reference gives them; readable labels; older vocabulary files; what is refused.

What `cases/tokens` holds comes from transformers 4.57: its `make.py` says how.
"""

import json
import shutil

import pytest

from tests.models.checkpoints import CASES, case
from tests.tokens.folders import REFERENCE, TINY, opened, tokenizer
from tracer.errors import TracerError

OLD = [name for name in REFERENCE if (TINY / name / "vocab.txt").exists() or (TINY / name / "merges.txt").exists()]
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


@pytest.mark.parametrize("name", OLD)
def test_words_and_byte_pairs_of_older_folders_have_the_reference_s_ids(name):
    found = tokenizer(name)
    for text, ids in zip(REFERENCE["texts"], REFERENCE[name]["ids"], strict=True):
        assert found.cut(text).ids == ids, text
    assert found.size == REFERENCE[name]["size"]


@pytest.mark.parametrize("name", [name for name in OLD if REFERENCE[name]["pair"]])
def test_two_texts_have_the_reference_s_ids_and_segments(name):
    cut = tokenizer(name).cut("I love", pair="machines")
    assert [cut.ids, cut.segments] == REFERENCE[name]["pair"]


def test_tokens_are_found_again_as_they_are_shown():
    for name, text in (("gpt2", "I love Café 🙂 👍"), ("bert", "x∑ I love 机器"), ("qwen2", "Cafe\u0301 中")):
        cut = tokenizer(name).cut(text)
        assert [tokenizer(name).id_of(label) for label in cut.labels] == cut.ids


def test_a_space_alone_and_a_special_token_with_its_space_are_shown_by_name():
    assert tokenizer("gpt2_prefix").cut("Zz").labels == ["▁", "Z", "z"]
    assert tokenizer("roberta").cut("a <mask>").labels == ["<s>", "a", "<mask>", "</s>"]


def test_unknown_pieces_of_a_unigram_show_their_text_and_a_typed_unknown_only_its_name():
    tokenizer = case("t5")[2].checkpoint.tokenizer
    assert tokenizer.cut("a 龘<unk>").labels == ["▁a", "▁", "龘(<unk>)", "<unk>", "</s>"]


def test_steps_split_at_added_tokens_and_cover_both_texts():
    steps = dict(tokenizer("bert").steps("a newword b[E1]c", pair="x ∑"))
    assert steps["split"] == ["a ", "newword", " b", "[E1]", "c", "x ∑"]
    assert steps["words"] == ["a", "newword", "b", "[E1]", "c", "x", "∑"]
    assert steps["readable"] == tokenizer("bert").cut("a newword b[E1]c", pair="x ∑").labels


@pytest.mark.parametrize(
    ("name", "file", "content", "message"),
    [
        ("bert", "vocab.txt", "[CLS]\n[SEP]\n[UNK]\nCaf\xe9".encode("latin-1"), "tokens.encoding"),
        ("bert", "vocab.txt", b"a\nb\n", "checkpoints.special"),
        ("gpt2", "merges.txt", b"#version: 0.2\nzz qq\n", "checkpoints.tokenizer"),
        ("gpt2", "vocab.json", b"null", "checkpoints.tokenizer"),
        ("roberta", "vocab.json", b'{"a": 0}', "checkpoints.tokenizer"),
        ("gpt2", "added_tokens.json", b"[1]", "checkpoints.json"),
        *(
            ("gpt2", "added_tokens.json", b'{"a": ' + value + b"}", "checkpoints.value")
            for value in (b'"x"', b"-1", b"1.5", b"null", b"[]")
        ),
        *(
            ("bert", "tokenizer_config.json", b'{"added_tokens_decoder": {"' + key + b'": "a"}}', "checkpoints.value")
            for key in (b"x", b"-1", "𝒳".encode(), "٣".encode(), b"9" * 5000)
        ),
    ],
)
def test_damaged_older_files_are_one_sentence_that_names_them(copied, name, file, content, message):
    folder = copied(name)
    (folder / file).write_bytes(content)
    with pytest.raises(TracerError) as caught:
        tokenizer(name, folder.parent)
    assert caught.value.message == message and file in str(caught.value)


def test_a_text_cannot_stand_between_tokens_that_the_vocabulary_lacks(copied):
    folder = copied("roberta")
    shutil.copy(TINY / "gpt2" / "vocab.json", folder)
    shutil.copy(TINY / "gpt2" / "merges.txt", folder)
    with pytest.raises(TracerError, match="<s>"):
        tokenizer("roberta", folder.parent)


@pytest.mark.parametrize(
    ("name", "settings", "ids"),
    [  # transformers 4.57 and 5 give these ids
        ("bert", {"do_lower_case": False}, [2, 1, 148, 1, 3]),
        ("gpt2", {"add_prefix_space": True}, [220, 39, 36, 43, 43, 46, 275, 314, 220, 127, 102]),
    ],
)
def test_tokenizer_json_follows_the_configuration_that_contradicts_it(tmp_path, name, settings, ids):
    shutil.copytree(CASES / name / "model", tmp_path / name)
    (tmp_path / name / "tokenizer_config.json").write_text(json.dumps(settings))
    assert opened(tmp_path / name, name).cut("HELLO world é").ids == ids


def test_tokenizer_json_gets_the_added_tokens_it_lacks(tmp_path):
    shutil.copytree(CASES / "gpt2" / "model", tmp_path / "gpt2")
    size = opened(tmp_path / "gpt2", "gpt2").size
    (tmp_path / "gpt2" / "added_tokens.json").write_text(json.dumps({"<chat>": size}))
    found = opened(tmp_path / "gpt2", "gpt2")
    assert size in found.cut("a<chat>b").ids and found.size == size + 1
