"""`tokenizer.json`, with what the small files beside it say otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tracer.errors import TracerError
from tracer.tokens.configuration import Configuration
from tracer.tokens.contained import check, contained
from tracer.tokens.special_tokens import Kinds, kind_of, special_tokens
from tracer.tokens.tokenizers_library import Library, add, tokenizers

_OF_BERT = {"do_lower_case": "lowercase", "strip_accents": "strip_accents", "tokenize_chinese_chars": "handle_chinese_chars"}


def read_folder(folder: Path, family: str, kinds: Kinds) -> Library:
    """The folder's `tokenizer.json`. Raises TracerError for one that the library cannot read."""
    library, path, configuration = tokenizers(), folder / "tokenizer.json", Configuration(folder)
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
        follows = _follow(raw, configuration, kind_of(configuration, family, kinds), kinds)
        check(raw, str(path))
        with contained(str(path)):
            inner = library.Tokenizer.from_str(json.dumps(raw) if follows else text)  # a large vocabulary is not written in vain
    except TracerError:
        raise
    except Exception as problem:  # the library raises plain exceptions for whatever is wrong
        raise TracerError("checkpoints.tokenizer", file=str(path), problem=str(problem)[:200]) from None
    known = inner.get_vocab()
    have = {token.content for token in inner.get_added_tokens_decoder().values()}
    add(inner, [token for token in configuration.added(configuration.roles({}), known) if token.content not in have])
    model = raw["model"]
    unknown = model["unk_id"] if isinstance(model.get("unk_id"), int) else known.get(model.get("unk_token"))
    byte_level = "ByteLevel" in json.dumps([raw.get("decoder"), raw.get("pre_tokenizer")])
    return Library(inner, unknown, byte_level, str(path))


def _follow(raw: dict[str, Any], configuration: Configuration, kind: str, kinds: Kinds) -> bool:
    """Where the configuration contradicts the file, Transformers follows the configuration, for these classes.

    Changes `raw`; returns whether anything in it is different now.
    """
    normalizer, words = raw.get("normalizer") or {}, raw.get("pre_tokenizer") or {}
    before = {**normalizer}, {**words}
    special = special_tokens(kind, kinds)
    if special is special_tokens("bert", kinds) and normalizer.get("type") == "BertNormalizer":
        normalizer |= {ours: configuration.raw[key] for key, ours in _OF_BERT.items() if key in configuration.raw}
    if special in (special_tokens("gpt2", kinds), special_tokens("roberta", kinds)) and words.get("type") == "ByteLevel":
        words["add_prefix_space"] = bool(configuration.get("add_prefix_space", words.get("add_prefix_space")))
    return (normalizer, words) != before
