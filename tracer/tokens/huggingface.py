"""Tokenizers of a checkpoint's folder: `tokenizer.json`, or the older vocabulary files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tracer.files.regular import checked_size
from tracer.tokens.contained import contained
from tracer.tokens.special_tokens import Kinds
from tracer.tokens.tokenizer import NoTokenizer, Tokenizer

_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "target.spm", "tokenizer_config.json",
          "special_tokens_map.json", "added_tokens.json")  # fmt: skip
_MOST_BYTES = 1 << 27  # the largest tokenizer.json of today has a quarter of that


def open_tokenizer(folder: Path, family: str, kinds: Kinds) -> Tokenizer:
    """The folder's tokenizer. family: the model's `model_type`. kinds: the special tokens of every family.

    Raises TracerError: none there, a damaged one, a missing library.
    """
    from tracer.tokens import bytelevel, tokenizer_json, wordpiece
    from tracer.tokens.sentencepiece import tokenizer

    for name in (*_FILES, *tokenizer.FILES):
        with suppress(OSError):
            checked_size(folder / name, _MOST_BYTES)
    with contained(str(folder)):
        if (folder / "tokenizer.json").exists():
            return tokenizer_json.read_folder(folder, family, kinds)
        if (folder / "vocab.txt").exists():
            return wordpiece.read_folder(folder, kinds)
        if (folder / "vocab.json").exists() and (folder / "merges.txt").exists():
            return bytelevel.read_folder(folder, family, kinds)
        for name in tokenizer.FILES:
            if (folder / name).exists():
                return tokenizer.read_folder(folder, name, family, kinds)
    raise NoTokenizer("checkpoints.no_tokenizer", folder=str(folder))
