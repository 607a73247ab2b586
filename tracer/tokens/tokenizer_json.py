"""`tokenizer.json`, with what the small files beside it say otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tracer.errors import TracerError
from tracer.tokens.configuration import Configuration
from tracer.tokens.contained import check, contained
from tracer.tokens.families import family_of, kind_of
from tracer.tokens.library import Library, add, tokenizers

_OF_BERT = {"do_lower_case": "lowercase", "strip_accents": "strip_accents", "tokenize_chinese_chars": "handle_chinese_chars"}


def read(folder: Path, family: str) -> Library:
    """The folder's `tokenizer.json`. Raises TracerError for one that the library cannot read."""
    library, path, configuration = tokenizers(), folder / "tokenizer.json", Configuration(folder)
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
        follows = _follow(raw, configuration, kind_of(configuration, family))
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


def _follow(raw: dict[str, Any], configuration: Configuration, kind: str) -> bool:
    """Where the configuration contradicts the file, Transformers follows the configuration, for these classes.

    Changes `raw`; returns whether anything in it is different now.
    """
    normalizer, words = raw.get("normalizer") or {}, raw.get("pre_tokenizer") or {}
    before = {**normalizer}, {**words}
    if family_of(kind) is family_of("bert") and normalizer.get("type") == "BertNormalizer":
        normalizer |= {ours: configuration.raw[key] for key, ours in _OF_BERT.items() if key in configuration.raw}
    if family_of(kind) in (family_of("gpt2"), family_of("roberta")) and words.get("type") == "ByteLevel":
        words["add_prefix_space"] = bool(configuration.get("add_prefix_space", words.get("add_prefix_space")))
    return (normalizer, words) != before
