"""BERT's `vocab.txt`: one token a line."""

from __future__ import annotations

from pathlib import Path

from tracer.files.text import decode
from tracer.tokens.configuration import Configuration, require_token
from tracer.tokens.special_tokens import Kinds, special_tokens
from tracer.tokens.tokenizers_library import Library, add, tokenizers


def read_folder(folder: Path, kinds: Kinds) -> Library:
    """The folder's WordPiece tokenizer, lower-cased unless its configuration says not to.

    Raises TracerError: not UTF-8, or no token for unknown words or around a text.
    """
    library, how, special = tokenizers(), Configuration(folder), special_tokens("bert", kinds)
    words = _words(folder / "vocab.txt")
    roles = how.roles(special.roles)
    added = how.added(roles, words)
    known = words | {token.content: number for token, number in added.items()}
    known_ids, file = words | how.numbered, folder / "vocab.txt"
    unknown, start, end = (require_token(roles, key, known_ids, file) for key in ("unk_token", "cls_token", "sep_token"))
    inner = library.Tokenizer(library.models.WordPiece(known, unk_token=unknown[0]))
    inner.normalizer = library.normalizers.BertNormalizer(
        lowercase=bool(how.get("do_lower_case", True)),
        strip_accents=how.get("strip_accents", None),
        handle_chinese_chars=bool(how.get("tokenize_chinese_chars", True)),
    )
    inner.pre_tokenizer = library.pre_tokenizers.BertPreTokenizer()
    inner.post_processor = library.processors.TemplateProcessing(
        f"{start[0]} $A {end[0]}", f"{start[0]} $A {end[0]} $B:1 {end[0]}:1", [start, end]
    )
    inner.decoder = library.decoders.WordPiece()
    add(inner, added)
    return Library(inner, unknown[1], False, str(file))


def _words(path: Path) -> dict[str, int]:
    lines = decode(path.read_bytes(), str(path)).split("\n")
    return {word.rstrip("\r"): number for number, word in enumerate(lines) if word or number < len(lines) - 1}
