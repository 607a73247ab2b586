"""Tokenizers of a checkpoint's folder: `tokenizer.json`, or the older vocabulary files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tracer.errors import TracerError
from tracer.regular import checked_size
from tracer.tokens.contained import contained
from tracer.tokens.tokenizer import Tokenizer

_FILES = ("tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "target.spm", "tokenizer_config.json",
          "special_tokens_map.json", "added_tokens.json")  # fmt: skip
_MOST_BYTES = 1 << 27  # the largest tokenizer.json of today has a quarter of that


def opened(folder: Path, family: str) -> Tokenizer:
    """The folder's tokenizer. Raises TracerError: none there, a damaged one, a missing library."""
    from tracer.tokens import bytelevel, sentencepiece, tokenizer_json, wordpiece

    for name in (*_FILES, *sentencepiece.FILES):
        with suppress(OSError):
            checked_size(folder / name, _MOST_BYTES)
    with contained(str(folder)):
        if (folder / "tokenizer.json").exists():
            return tokenizer_json.read(folder, family)
        if (folder / "vocab.txt").exists():
            return wordpiece.read(folder)
        if (folder / "vocab.json").exists() and (folder / "merges.txt").exists():
            return bytelevel.read(folder, family)
        for name in sentencepiece.FILES:
            if (folder / name).exists():
                return sentencepiece.read(folder, name, family)
    raise TracerError("checkpoints.no_tokenizer", folder=str(folder))
