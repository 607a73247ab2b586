"""Tokenizers of a checkpoint's folder: `tokenizer.json`, or the older vocabulary files, through the `tokenizers` library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tracer.errors import TracerError
from tracer.tokens.readable import Piece, alone, decoded, labels


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into tokens: ids, readable labels, the library's own strings, and the segment each belongs to."""

    ids: list[int]
    labels: list[str]
    tokens: list[str]
    segments: list[int] = field(default_factory=list)


class Tokenizer(Protocol):
    """What a checkpoint's tokenizer offers, whichever library reads it."""

    size: int

    def cut(self, text: str, target: bool = False, pair: str | None = None) -> Cut:
        """The text's tokens, with the special ones the model was trained with; `pair` is a second text read with it."""

    def label(self, ids: Sequence[int]) -> list[str]:
        """Ids as readable labels."""

    def id_of(self, token: str) -> int | None:
        """The id of a token written as the vocabulary has it, or as it is shown."""

    def text_of(self, ids: Sequence[int]) -> str:
        """Ids as text, special tokens left out."""

    def steps(self, text: str) -> list[tuple[str, list[str]]]:
        """How the text is cut, step by step: the name of each step and the pieces after it."""


class Library:
    """A tokenizer of the `tokenizers` library; its own padding and truncation are switched off."""

    def __init__(self, inner: Any, unknown: str | None, byte_level: bool) -> None:
        inner.no_padding()
        inner.no_truncation()
        self.inner, self.unknown, self.byte_level = inner, unknown, byte_level
        self.size: int = max(inner.get_vocab().values(), default=-1) + 1
        self.special = {number for number, token in inner.get_added_tokens_decoder().items() if token.special}

    def cut(self, text: str, target: bool = False, pair: str | None = None) -> Cut:
        found = self.inner.encode(text) if pair is None else self.inner.encode(text, pair)
        pieces = [
            Piece(number, token, start, stop, number in self.special)
            for number, token, (start, stop) in zip(found.ids, found.tokens, found.offsets, strict=True)
        ]
        parts = [number for number in found.sequence_ids if number is not None]
        shown = (
            labels(text, pieces, self.byte_level, self.unknown) if 1 not in parts else self._two(text, pair or "", pieces, found)
        )
        return Cut(list(found.ids), shown, list(found.tokens), list(found.type_ids))

    def _two(self, text: str, pair: str, pieces: list[Piece], found: Any) -> list[str]:
        """Labels of two texts read together; each token's span is in its own text."""
        whole = labels(text, pieces, self.byte_level, self.unknown)
        second = labels(pair, pieces, self.byte_level, self.unknown)
        return [second[at] if part == 1 else whole[at] for at, part in enumerate(found.sequence_ids)]

    def label(self, ids: Sequence[int]) -> list[str]:
        pieces = (Piece(number, self.inner.id_to_token(number) or str(number), special=number in self.special) for number in ids)
        return [alone(piece, self.byte_level) for piece in pieces]

    def id_of(self, token: str) -> int | None:
        spelled = token if not self.byte_level else "Ġ" + token[1:] if token[:1] in ("▁", " ") else token
        found = self.inner.token_to_id(token)
        return found if found is not None else self.inner.token_to_id(spelled)

    def text_of(self, ids: Sequence[int]) -> str:
        return str(self.inner.decode(list(ids), skip_special_tokens=True))

    def steps(self, text: str) -> list[tuple[str, list[str]]]:
        """normalised, split into words, cut into pieces of the vocabulary, special tokens added."""
        found = []
        normal = self.inner.normalizer.normalize_str(text) if self.inner.normalizer is not None else text
        found.append(("normalised", [normal]))
        if self.inner.pre_tokenizer is not None:
            words = [word for word, _ in self.inner.pre_tokenizer.pre_tokenize_str(normal)]
            found.append(("words", [decoded(word).replace(" ", "▁") for word in words] if self.byte_level else words))
        plain, cut = self.inner.encode(text, add_special_tokens=False), self.cut(text)
        if self.byte_level:  # its pieces are bytes, which only their labels make readable
            return [*found, ("readable", cut.labels)]
        found.append(("pieces", list(plain.tokens)))
        if cut.tokens != plain.tokens:
            found.append(("special", cut.tokens))
        found.append(("readable", cut.labels))
        return found


def opened(folder: Path, family: str, special: dict[str, Any]) -> Tokenizer:
    """The folder's tokenizer. Raises TracerError: none there, a damaged one, a missing library.

    `special` holds the ids `start`, `end`, `pad` of the configuration, for vocabularies that do not say them.
    """
    if (folder / "tokenizer.json").exists():
        return _from_json(folder / "tokenizer.json")
    if (folder / "vocab.txt").exists():
        return _word_pieces(folder)
    if (folder / "vocab.json").exists() and (folder / "merges.txt").exists():
        return _byte_pairs(folder, family)
    from tracer.tokens.sentencepiece import found_in

    model = found_in(folder, family, special)
    if model is None:
        raise TracerError("checkpoints.no_tokenizer", folder=str(folder))
    return model


def _library() -> Any:
    try:
        import tokenizers
    except ImportError:
        raise TracerError("checkpoints.extra", library="tokenizers") from None
    return tokenizers


def _from_json(path: Path) -> Tokenizer:
    library = _library()
    try:
        text = path.read_text(encoding="utf-8")
        raw = json.loads(text)
        inner = library.Tokenizer.from_str(text)
    except Exception as problem:  # the library raises plain exceptions for whatever is wrong
        raise TracerError("checkpoints.tokenizer", file=str(path), problem=str(problem)[:200]) from None
    model = raw["model"]
    unknown = model.get("unk_token")
    if unknown is None and isinstance(model.get("unk_id"), int):
        unknown = inner.id_to_token(model["unk_id"])
    return Library(inner, unknown, "ByteLevel" in json.dumps([raw.get("decoder"), raw.get("pre_tokenizer")]))


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / "tokenizer_config.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError:
        raise TracerError("checkpoints.json", file=str(path)) from None
    return found if isinstance(found, dict) else {}


def _word_pieces(folder: Path) -> Tokenizer:
    """BERT's `vocab.txt`: one token a line, lower-cased unless the tokenizer's configuration says not to."""
    library, how = _library(), _settings(folder)
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    words = {word.rstrip("\r"): number for number, word in enumerate(lines) if word or number < len(lines) - 1}
    special = {key: str(how.get(key) or default) for key, default in _BERT_SPECIAL.items()}
    inner = library.Tokenizer(library.models.WordPiece(words, unk_token=special["unk_token"]))
    inner.normalizer = library.normalizers.BertNormalizer(
        lowercase=bool(how.get("do_lower_case", True)),
        strip_accents=how.get("strip_accents"),
        handle_chinese_chars=bool(how.get("tokenize_chinese_chars", True)),
    )
    inner.pre_tokenizer = library.pre_tokenizers.BertPreTokenizer()
    inner.add_special_tokens([token for token in special.values() if token in words])
    ends = [(special[key], words[special[key]]) for key in ("cls_token", "sep_token") if special[key] in words]
    if len(ends) == 2:
        inner.post_processor = library.processors.TemplateProcessing(f"{ends[0][0]} $A {ends[1][0]}", special_tokens=ends)
    inner.decoder = library.decoders.WordPiece()
    return Library(inner, special["unk_token"], False)


_BERT_SPECIAL = {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}


def _byte_pairs(folder: Path, family: str) -> Tokenizer:
    """GPT-2's `vocab.json` and `merges.txt`; RoBERTa and BART put `<s>` and `</s>` around."""
    library, how = _library(), _settings(folder)
    try:
        inner = library.Tokenizer(library.models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    except Exception as problem:
        raise TracerError("checkpoints.tokenizer", file=str(folder / "vocab.json"), problem=str(problem)[:200]) from None
    prefix = bool(how.get("add_prefix_space", False))
    inner.pre_tokenizer = library.pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    inner.decoder = library.decoders.ByteLevel()
    known = inner.get_vocab()
    inner.add_special_tokens([token for token in ("<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>") if token in known])
    if family in ("roberta", "bart", "camembert") and {"<s>", "</s>"} <= known.keys():
        inner.post_processor = library.processors.RobertaProcessing(
            ("</s>", known["</s>"]), ("<s>", known["<s>"]), trim_offsets=False, add_prefix_space=prefix
        )
    elif family == "opt" and "</s>" in known:
        inner.post_processor = library.processors.TemplateProcessing("</s> $A", special_tokens=[("</s>", known["</s>"])])
    return Library(inner, None, True)
