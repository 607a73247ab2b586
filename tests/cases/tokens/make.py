"""Makes the folders beside this file: tiny vocabularies in the older files of each family, and `reference.json`, the ids
that transformers 4.57 gives for awkward texts (slow tokenizers, which read these files as they are; GPT-2's with a prefix
space and BERT's on decomposed letters by the fast ones, which version 5 agrees with).

Run with an interpreter that has transformers 4.57, tokenizers and sentencepiece: python make.py
"""

import json
import shutil
from pathlib import Path

import sentencepiece
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from transformers import AutoTokenizer

HERE = Path(__file__).parent
CORPUS = """The animal didn't cross the street because it was too tired. Hello world! I love machines and machine learning.
Café résumé naïve. What is attention? Numbers 1234 and 567. A model reads a sentence token by token. It's a test.
我爱机器学习。机器会思考吗？你好，世界！ I like 🙂 and 🎉 today. Translate English to German: That is good.""".split("\n")
TEXTS = [
    "The animal didn't cross", "  The animal  ", "a\tb\r\nc", "我爱机器学习。", "I love机器 learning", "Café résumé",
    "Cafe\u0301 re\u0301sume\u0301", "a 👨‍👩‍👧 b 🙂🙂", "1234 567 3.14, 2017", "ሰላም ∑x", "שלום", "a [MASK] b [CLS][SEP] [PAD]",
    "a <mask> b <s>c</s> <pad><unk>", "a<|endoftext|>b <|im_start|>user <|im_end|> <|user|> hi<|end|> <|user|>\nhi",
    "I <extra_id_0> love <extra_id_1>.", "a newword b[E1]c <chat> x", "``Hello'' “world”", "ＡＢＣ ﬁ ①", "İstanbul ΣΑΣ",
    "<0x41>", ">>fra<< Hello world", " ", "", "HELLO Straße",
]  # fmt: skip
PLAIN = {"lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": True}
LLAMA = {"tokenizer_class": "LlamaTokenizer", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
FAST = ("gpt2_prefix", "bert", "bert_numbered", "bert_dicts")


def model(path, **settings):
    usual = {"model_type": "unigram", "vocab_size": 120, "normalization_rule_name": "identity", "character_coverage": 0.98}
    lines = iter(CORPUS * 4)
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=lines, model_writer=file, hard_vocab_limit=False, minloglevel=2, **{**usual, **settings}
        )
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def folder(name, kind, **files):
    at = HERE / name
    shutil.rmtree(at, ignore_errors=True)
    at.mkdir()
    (at / "config.json").write_text(json.dumps({"model_type": kind}) + "\n")
    for file, content in files.items():
        (at / f"{file}.json").write_text(json.dumps(content, ensure_ascii=False) + "\n")
    return at


def sentence_pieces():
    bytewise = {"model_type": "bpe", "byte_fallback": True, "remove_extra_whitespaces": False, "vocab_size": 420}
    model(folder("t5", "t5", tokenizer_config={"extra_ids": 4}) / "spiece.model", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    for name, config in (("albert", {}), ("albert_cased", {"do_lower_case": False, "keep_accents": True})):
        at = folder(name, "albert", tokenizer_config={"tokenizer_class": "AlbertTokenizer", **config})
        model(at / "spiece.model", pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=["[CLS]", "[SEP]"],
              user_defined_symbols=["[MASK]"])  # fmt: skip
    for name in ("xlm-roberta", "camembert"):
        model(folder(name, name) / "sentencepiece.bpe.model", unk_id=0, bos_id=1, eos_id=2, pad_id=-1)
    size = model(folder("llama", "llama") / "tokenizer.model", **bytewise).get_piece_size()
    chat = {"<pad>": size, "<|im_start|>": size + 1, "<|im_end|>": size + 2}
    model(folder("llama_chat", "llama", tokenizer_config={**LLAMA, "add_bos_token": False, "add_eos_token": True},
                 added_tokens=chat, special_tokens_map={"pad_token": "<pad>", "additional_special_tokens": [*chat][1:]})
          / "tokenizer.model", **bytewise)  # fmt: skip
    users = {"<|endoftext|>": PLAIN, "<|user|>": {**PLAIN, "rstrip": True}, "<|end|>": {**PLAIN, "rstrip": True}}
    numbered = {str(size + 2 + at): {"content": token, **flags} for at, (token, flags) in enumerate(users.items())}
    model(folder("phi3", "phi3", tokenizer_config={**LLAMA, "legacy": False, "added_tokens_decoder": numbered})
          / "tokenizer.model", **bytewise)  # fmt: skip
    model(folder("gemma", "gemma") / "tokenizer.model", add_dummy_prefix=False, pad_id=0, eos_id=1, bos_id=2, unk_id=3,
          eos_piece="<eos>", bos_piece="<bos>", **bytewise)  # fmt: skip
    at = folder("marian", "marian", tokenizer_config={"source_lang": "eng", "target_lang": "fra"})
    own = {"</s>": 0, "<unk>": 1, ">>fra<<": 2}
    for file, size in (("source.spm", 120), ("target.spm", 100)):
        found = model(at / file, eos_id=0, unk_id=1, bos_id=-1, pad_id=-1, vocab_size=size)
        for number in range(found.get_piece_size()):
            own.setdefault(found.id_to_piece(number), len(own))
    (at / "vocab.json").write_text(json.dumps({**own, "<pad>": len(own)}, ensure_ascii=False) + "\n")


def words():
    trained = BertWordPieceTokenizer(lowercase=False)
    trained.train_from_iterator(CORPUS * 4, vocab_size=200, min_frequency=1, show_progress=False)
    size = trained.get_vocab_size()
    further = {"[E1]": size, "newword": size + 1}
    names = {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    numbered = {str(number): {"content": token, **PLAIN, "special": token == "[E1]", "normalized": token != "[E1]"}
                for token, number in further.items()}  # fmt: skip
    cased = {"do_lower_case": False}
    dicts = {key: {"content": token, **PLAIN} for key, token in names.items()}
    for name, files in {
        "bert": {"tokenizer_config": cased, "added_tokens": further,
                 "special_tokens_map": {**names, "additional_special_tokens": ["[E1]"]}},
        "bert_numbered": {"tokenizer_config": {**cased, "added_tokens_decoder": numbered}},
        "bert_dicts": {"tokenizer_config": cased, "special_tokens_map": dicts},
    }.items():  # fmt: skip
        trained.save_model(str(folder(name, "bert", **files)))


def byte_pairs():
    def train(*special):
        made = ByteLevelBPETokenizer()
        made.train_from_iterator(CORPUS * 4, vocab_size=360, special_tokens=list(special), show_progress=False)
        return made

    gpt2, roberta = train("<|endoftext|>"), train("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    size = gpt2.get_vocab_size()
    names = {"pad_token": "<pad>", "additional_special_tokens": ["<chat>"]}
    gpt2.save_model(str(folder("gpt2", "gpt2", added_tokens={"<pad>": size, "<chat>": size + 1}, special_tokens_map=names)))
    gpt2.save_model(str(folder("gpt2_bos", "gpt2", tokenizer_config={"add_bos_token": True})))
    gpt2.save_model(str(folder("gpt2_prefix", "gpt2", tokenizer_config={"add_prefix_space": True})))
    chat = {str(size + at): {"content": token, **PLAIN} for at, token in enumerate(("<|im_start|>", "<|im_end|>"))}
    gpt2.save_model(str(folder("qwen2", "qwen2", tokenizer_config={"added_tokens_decoder": chat, "eos_token": "<|im_end|>"})))
    roberta.save_model(str(folder("roberta", "roberta")))
    ends = {"bos_token": "</s>", "eos_token": "</s>", "unk_token": "</s>", "pad_token": "<pad>"}
    config = {"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, **ends}
    roberta.save_model(str(folder("opt", "opt", tokenizer_config=config)))


def reference():
    found = {}
    for at in sorted(path.parent for path in HERE.glob("*/config.json")):
        tokenizer = AutoTokenizer.from_pretrained(at, use_fast=at.name in FAST)
        two = tokenizer("I love", "machines") if at.name.startswith(("bert", "albert", "roberta", "xlm")) else None
        found[at.name] = {
            "ids": [tokenizer(text)["input_ids"] for text in TEXTS],
            "size": 1 + max(tokenizer.get_vocab().values()),
            "pair": two and [two["input_ids"], two.get("token_type_ids") or [0] * len(two["input_ids"])],
        }
        if at.name == "marian":
            found[at.name]["target"] = tokenizer(text_target="I love 机器")["input_ids"]
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(told, ensure_ascii=False)}" for name, told in found.items())
    (HERE / "reference.json").write_text(f'{{\n "texts": {json.dumps(TEXTS, ensure_ascii=False)},\n{lines}\n}}\n')


if __name__ == "__main__":
    sentence_pieces()
    words()
    byte_pairs()
    reference()
