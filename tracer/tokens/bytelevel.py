"""GPT-2's `vocab.json` and `merges.txt`: byte pairs, as GPT-2, RoBERTa, BART, OPT and Qwen use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracer.errors import TracerError
from tracer.tokens.configuration import Configuration, require_token
from tracer.tokens.special_tokens import Kinds, kind_of, special_tokens
from tracer.tokens.tokenizers_library import Library, add, tokenizers

# Qwen's words: numbers are cut digit by digit, a sign may stand before a word
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


_KINDS = ("gpt2", "roberta", "opt", "qwen2")


def read_folder(folder: Path, family: str, kinds: Kinds) -> Library:
    """The folder's byte-level BPE. Raises TracerError: damaged files, or no token to put around a text."""
    library, how = tokenizers(), Configuration(folder)
    files = folder / "vocab.json", folder / "merges.txt"
    configured = special_tokens(kind_of(how, family, kinds), kinds)
    special = configured if any(configured == special_tokens(kind, kinds) for kind in _KINDS) else special_tokens("gpt2", kinds)
    roles = how.roles(special.roles)
    try:
        words, merges = library.models.BPE.read_file(*map(str, files))
        added = how.added(roles, words)
        known = words | {token.content: number for token, number in added.items()}
        inner = library.Tokenizer(library.models.BPE(known, merges))
    except Exception as problem:  # the library raises plain exceptions for whatever is wrong
        both = " + ".join(map(str, files))
        raise TracerError("checkpoints.tokenizer", file=both, problem=str(problem)[:200]) from None
    prefix = bool(how.get("add_prefix_space", False))
    _words(inner, library, prefix, qwen=special is special_tokens("qwen2", kinds))
    inner.decoder = library.decoders.ByteLevel()
    ends = [require_token(roles, key, words | how.numbered, files[0]) for side in special.around(how) for key in side]
    if special.second is not None:
        inner.post_processor = library.processors.RobertaProcessing(ends[1], ends[0], trim_offsets=False, add_prefix_space=prefix)
    elif ends:
        inner.post_processor = library.processors.TemplateProcessing(f"{ends[0][0]} $A", special_tokens=ends)
    add(inner, added)
    return Library(inner, None, True, str(files[0]))


def _words(inner: Any, library: Any, prefix: bool, qwen: bool) -> None:
    """How the text is split into words."""
    split = library.pre_tokenizers
    if not qwen:
        inner.pre_tokenizer = split.ByteLevel(add_prefix_space=prefix)
        return
    inner.normalizer = library.normalizers.NFC()
    inner.pre_tokenizer = split.Sequence(
        [split.Split(library.Regex(QWEN), "isolated"), split.ByteLevel(add_prefix_space=prefix, use_regex=False)]
    )
