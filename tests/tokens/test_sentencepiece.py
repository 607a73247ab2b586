"""Older `.model` folders: ids as transformers 4.57 gives them (`cases/tokens/make.py`), labels, added tokens, what is refused.

The vocabularies are tiny and the texts awkward; labels that are written out here follow from the ids.
"""

import json

import pytest

from tests.tokens.folders import REFERENCE, TINY, opened, tokenizer
from tracer.errors import TracerError

NAMES = [name for name in REFERENCE if (TINY / name / "config.json").exists() and not (TINY / name / "vocab.txt").exists()]
MODELS = [name for name in NAMES if not (TINY / name / "merges.txt").exists()]


@pytest.mark.parametrize("name", MODELS)
def test_every_awkward_text_has_the_reference_s_ids(name):
    found = tokenizer(name)
    for text, ids in zip(REFERENCE["texts"], REFERENCE[name]["ids"], strict=True):
        cut = found.cut(text)
        assert cut.ids == ids, text
        assert len(cut.labels) == len(ids)
    assert found.size == REFERENCE[name]["size"]


@pytest.mark.parametrize("name", [name for name in MODELS if REFERENCE[name]["pair"]])
def test_two_texts_have_the_reference_s_ids_and_segments(name):
    cut = tokenizer(name).cut("I love", pair="machines")
    assert [cut.ids, cut.segments] == REFERENCE[name]["pair"]


def test_a_second_text_is_refused_where_the_family_never_reads_two():
    with pytest.raises(TracerError) as caught:
        tokenizer("llama").cut("I love", pair="machines")
    assert caught.value.message == "checkpoints.pair"


def test_marians_list_is_asked_for_what_its_model_does_not_know(copied):
    """transformers looks a piece's surface up in vocab.json, whatever source.spm says of it; characters side by side are one piece."""
    folder = copied("marian")
    known = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    more = {"ö": len(known), "öü": len(known) + 1}
    (folder / "vocab.json").write_text(json.dumps({**known, **more}), encoding="utf-8")
    found = opened(folder, "marian")
    cut = found.cut("it ö öü ü was")
    plain = tokenizer("marian").cut("it ö öü ü was")
    unknown = known["<unk>"]
    assert plain.ids.count(unknown) == 3
    assert [new for new, old in zip(cut.ids, plain.ids, strict=True) if old == unknown] == [more["ö"], more["öü"], unknown]
    assert [new for new, old in zip(cut.ids, plain.ids, strict=True) if old != unknown] == [
        one for one in plain.ids if one != unknown
    ]
    assert [label for label in cut.labels if "<unk>" in label] == ["ü(<unk>)"]
    assert found.text_of(found.cut("it ö was").ids) == "it ö was"


def test_a_target_is_cut_by_the_model_of_its_own_language():
    assert tokenizer("marian").cut("I love 机器", target=True).ids == REFERENCE["marian"]["target"]


@pytest.mark.parametrize("name", MODELS)
def test_tokens_are_found_again_as_they_are_shown(name):
    found = tokenizer(name)
    for text in REFERENCE["texts"]:
        cut = found.cut(text)
        assert [found.id_of(label) for label in cut.labels] == cut.ids, text


def test_bytes_of_a_character_say_which_part_of_it_they_are():
    parts = ["👍(1/4)", "👍(2/4)", "👍(3/4)", "👍(4/4)", "中(1/3)", "中(2/3)", "中(3/3)"]
    assert tokenizer("gemma").cut("x👍中").labels == ["<bos>", "x", *parts]


def test_unknown_characters_keep_the_text_they_stand_for_also_where_it_was_normalised():
    labels = tokenizer("albert").cut("I  ∑ ``X''  Σ").labels
    assert labels == ["[CLS]", "▁i", "▁", "∑(<unk>)", "▁", "``X''(<unk>)", "▁", "Σ(<unk>)", "[SEP]"]
    assert tokenizer("t5").cut("a<unk>").labels[-2:] == ["<unk>", "</s>"]


def test_special_tokens_go_by_their_names_without_the_space_they_take_along():
    assert "<mask>" in tokenizer("xlm-roberta").cut("a <mask> b").labels
    assert tokenizer("t5").cut("I <extra_id_0> love").tokens.count("<extra_id_0>") == 1


def test_ids_are_text_again():
    for name, said in (("llama", "I love 🙂"), ("phi3", "I love 🙂"), ("xlm-roberta", "I love"), ("marian", "I love")):
        found = tokenizer(name)
        assert found.text_of(found.cut(said, target=name == "marian").ids) == said


def test_steps_begin_with_the_split_at_added_tokens_and_cover_both_texts():
    steps = dict(tokenizer("llama_chat").steps("I <|im_end|>love"))
    assert steps["split"] == ["I ", "<|im_end|>", "love"]
    assert steps["normalised"] == ["▁I▁", "<|im_end|>", "▁love"]
    both = dict(tokenizer("albert").steps("I love", pair="machines"))
    assert both["normalised"] == ["▁i▁love", "▁machines"] and "split" not in both
    assert both["special"] == tokenizer("albert").cut("I love", pair="machines").tokens


@pytest.mark.parametrize(
    ("name", "file", "content", "message"),
    [
        ("marian", "vocab.json", b"{", "checkpoints.json"),
        ("marian", "vocab.json", b'["</s>"]', "checkpoints.json"),
        ("marian", "vocab.json", b'{"</s>": "0"}', "checkpoints.json"),
        ("marian", "vocab.json", b'{"</s>": 0}', "checkpoints.special"),
        ("marian", "vocab.json", None, "checkpoints.tokenizer_file"),
        ("llama", "tokenizer.model", b"", "checkpoints.tokenizer"),
        ("llama_chat", "tokenizer_config.json", b"[]", "checkpoints.json"),
    ],
)
def test_damaged_files_are_one_sentence(copied, name, file, content, message):
    folder = copied(name)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(TracerError) as caught:
        tokenizer(name, folder.parent)
    assert caught.value.message == message and file in str(caught.value)


def test_a_directory_in_the_place_of_a_model_is_one_sentence(copied):
    folder = copied("llama")
    (folder / "tokenizer.model").unlink()
    (folder / "tokenizer.model").mkdir()
    with pytest.raises(TracerError) as caught:
        tokenizer("llama", folder.parent)
    assert caught.value.message == "checkpoints.tokenizer_directory"


def test_a_folder_s_tokenizer_class_comes_before_its_family(copied):
    folder = copied("xlm-roberta", config={"model_type": "bert"}, tokenizer_config={"tokenizer_class": "XLMRobertaTokenizer"})
    text, ids = REFERENCE["texts"][0], REFERENCE["xlm-roberta"]["ids"][0]
    assert opened(folder, "bert").cut(text).ids == ids
