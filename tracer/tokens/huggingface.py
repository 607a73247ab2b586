"""Tokenizers of a checkpoint's folder: `tokenizer.json`, or the older vocabulary files."""

from __future__ import annotations

from pathlib import Path

from tracer.tokens.tokenizer import NoTokenizer, Tokenizer


def opened(folder: Path, family: str) -> Tokenizer:
    """The folder's tokenizer. Raises TracerError: none there, a damaged one, a missing library."""
    from tracer.tokens import bytelevel, sentencepiece, tokenizer_json, wordpiece

    if (folder / "tokenizer.json").exists():
        return tokenizer_json.read(folder, family)
    if (folder / "vocab.txt").exists():
        return wordpiece.read(folder)
    if (folder / "vocab.json").exists() and (folder / "merges.txt").exists():
        return bytelevel.read(folder, family)
    for name in sentencepiece.FILES:
        if (folder / name).exists():
            return sentencepiece.read(folder, name, family)
    raise NoTokenizer("checkpoints.no_tokenizer", folder=str(folder))
