"""Makes `walkthroughs/models/tiny-bert` and `tiny-xlm-roberta` of lesson 35: a WordPiece and a unigram tokenizer trained by the
tokenizers library on the prose of lessons 04 to 09 and 16 as they were then, and the smallest models that read with them.

Run with an interpreter that has torch, transformers and tokenizers: python lesson.py
"""

import re
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

LESSONS = Path(__file__).parents[3] / "walkthroughs"
NAMES = {"04", "05", "06", "07", "08", "09", "16"}
SIZES = {"hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 4, "max_position_embeddings": 130}


def prose():
    """The lessons' paragraphs, without commands, outputs, comments, code and marks of Markdown."""
    for path in sorted(LESSONS.glob("*.en.md")):
        if path.name[:2] in NAMES:
            text = re.sub(r"```.*?```|<!--.*?-->|`[^`]*`|\]\([^)]*\)", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            yield from (re.sub(r"[^A-Za-z',.?!]+", " ", part).strip() for part in text.split("\n\n"))


def word_pieces():
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    made.train_from_iterator(prose(), trainers.WordPieceTrainer(vocab_size=300, special_tokens=special, show_progress=False))
    made.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    roles = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "mask_token": "[MASK]"}
    return made, roles, BertModel(BertConfig(vocab_size=made.get_vocab_size(), **SIZES), add_pooling_layer=False)


def unigram():
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    made = Tokenizer(models.Unigram())
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=300, special_tokens=special, unk_token="<unk>", show_progress=False)
    made.train_from_iterator(prose(), trainer)
    made.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    roles = {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "cls_token": "<s>"}
    sizes = {**SIZES, "vocab_size": made.get_vocab_size(), "pad_token_id": 1}
    return made, roles | {"sep_token": "</s>"}, XLMRobertaModel(XLMRobertaConfig(**sizes), add_pooling_layer=False)


if __name__ == "__main__":
    for name, make in (("tiny-bert", word_pieces), ("tiny-xlm-roberta", unigram)):
        torch.manual_seed(7)
        tokenizer, roles, model = make()
        model.save_pretrained(LESSONS / "models" / name)
        PreTrainedTokenizerFast(tokenizer_object=tokenizer, **roles).save_pretrained(LESSONS / "models" / name)
