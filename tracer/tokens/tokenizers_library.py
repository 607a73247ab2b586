"""A tokenizer of the `tokenizers` library: a text's pieces, their labels, the steps of a cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from tracer.errors import MissingExtra
from tracer.tokens.configuration import Added
from tracer.tokens.contained import contained
from tracer.tokens.cutting.library_rules import Rule, ids_of, rule_of
from tracer.tokens.cutting.raw_cut import NotFollowed, Shown, readable, require_short, word_splitter
from tracer.tokens.labels import WORD, Piece, alone, by_label, decode, encode, labels, token_of_byte_label
from tracer.tokens.tokenizer import Cut
from tracer.word_cut import WordCut


def tokenizers() -> Any:
    """The library. Raises TracerError where it is not installed."""
    try:
        import tokenizers
    except ImportError:
        raise MissingExtra("checkpoints.extra", "models", library="tokenizers") from None
    return tokenizers


def add(inner: Any, tokens: Iterable[Added]) -> None:
    """Give a tokenizer of the library these tokens; one that it has takes the new flags."""
    make = tokenizers().AddedToken
    for added in tokens:
        flags = {key: getattr(added, key) for key in ("lstrip", "rstrip", "single_word", "normalized")}
        token = make(added.content, **flags, special=added.special)
        (inner.add_special_tokens if added.special else inner.add_tokens)([token])


class Library:
    """A tokenizer of the `tokenizers` library; its own padding and truncation are switched off.

    unknown: the id of what the vocabulary does not know. byte_level: whether its pieces are written in GPT-2's letters. origin:
    the file to name where its rules break the library.
    """

    def __init__(self, inner: Any, unknown: int | None, byte_level: bool, origin: str = "") -> None:
        inner.no_padding()
        inner.no_truncation()
        self.inner, self.unknown, self.byte_level, self.origin = inner, unknown, byte_level, origin
        self.size: int = max(inner.get_vocab().values(), default=-1) + 1
        self.added: dict[int, Any] = inner.get_added_tokens_decoder()

    def cut(self, text: str, target: bool = False, pair: str | None = None) -> Cut:
        """The text's tokens with the special ones around them; pair: a second text. See `tracer.tokens.tokenizer`."""
        with contained(self.origin):
            encoding = self.inner.encode(text) if pair is None else self.inner.encode(text, pair)
        pieces = self._pieces(encoding)
        shown = labels(text, pieces, self.byte_level)
        if pair is not None:  # each token's span is in its own text
            second = labels(pair, pieces, self.byte_level)
            shown = [second[at] if part == 1 else shown[at] for at, part in enumerate(encoding.sequence_ids)]
        return Cut(list(encoding.ids), shown, list(encoding.tokens), list(encoding.type_ids))

    def _pieces(self, encoding: Any) -> list[Piece]:
        return [
            Piece(number, self._token(number), start, stop, number in self.added, number == self.unknown)
            for number, (start, stop) in zip(encoding.ids, encoding.offsets, strict=True)
        ]

    def _token(self, number: int) -> str:
        return self.inner.id_to_token(number) or str(number)

    def label(self, ids: Sequence[int]) -> list[str]:
        """Ids as readable labels."""
        return [alone(Piece(number, self._token(number), added=number in self.added), self.byte_level) for number in ids]

    def id_of(self, token: str) -> int | None:
        """The id of a token as it is shown or as the vocabulary spells it; None where there is none."""
        for number, added in self.added.items():
            if token in (added.content, added.content.replace(" ", WORD)):
                return number
        for spelled in (encode(token) if self.byte_level else None, token, token_of_byte_label(token)):
            token_id = self.inner.token_to_id(spelled) if spelled else None
            if token_id is not None:
                return int(token_id)
        return by_label(token, self.cut, None if self.unknown is None else Piece(self.unknown, self._token(self.unknown)))

    def text_of(self, ids: Sequence[int]) -> str:
        """Ids as text, special tokens left out."""
        with contained(self.origin):
            return str(self.inner.decode(list(ids), skip_special_tokens=True))

    def steps(self, text: str, target: bool = False, pair: str | None = None) -> list[tuple[str, list[str]]]:
        """split at added tokens, normalised, split into words, cut into pieces of the vocabulary, special tokens added."""
        with contained(self.origin):
            return self._steps(text, target, pair)

    def _steps(self, text: str, target: bool, pair: str | None) -> list[tuple[str, list[str]]]:
        texts = [text] if pair is None else [text, pair]
        plain = [self.inner.encode(part, add_special_tokens=False) for part in texts]
        split, normal, words = (
            [piece for several in every for piece in several]
            for every in zip(*(self._stretches(*part) for part in zip(texts, plain, strict=True)), strict=True)
        )
        steps = [("split", split)] if len(split) > len(texts) else []
        steps.append(("normalised", normal))
        if self.inner.pre_tokenizer is not None:
            steps.append(("words", words))
        cut = self.cut(text, target, pair)
        if not self.byte_level:  # whose pieces are bytes, which only their labels make readable
            pieces, whole = ([self._token(number) for number in ids] for ids in (chain(*(part.ids for part in plain)), cut.ids))
            steps += [("pieces", pieces), ("special", whole)] if whole != pieces else [("pieces", pieces)]
        return [*steps, ("readable", cut.labels)]

    def word_cuts(self, text: str, target: bool = False, pair: str | None = None) -> list[WordCut]:
        """Each word of the text with the steps that cut it, by rules of ours read from the tokenizer's file.

        Raises NotFollowed where they cut otherwise than the library does.
        """
        with contained(self.origin):
            model = json.loads(self.inner.to_str())["model"]
            rule, ids = rule_of(model), ids_of(model)
            split = word_splitter(() if model["type"] == "WordPiece" else ids)  # whose words are cut already
            return [cut for part in (text, pair) if part is not None for cut in self._word_cuts(part, split, rule, ids)]

    def _word_cuts(self, text: str, split: Callable[[str], list[str]], rule: Rule, ids: Mapping[str, int]) -> list[WordCut]:
        encoding = self.inner.encode(text, add_special_tokens=False)
        typed = self._typed(text, encoding)
        _, _, parts = self._splits(text, typed)
        words = [word for part, *_ in parts for word in split(part)]
        require_short(words)
        unknown = -1 if self.unknown is None else self.unknown
        shown = Shown(lambda piece: alone(Piece(0, piece), self.byte_level), self._token(unknown) if unknown >= 0 else "")
        cuts = [readable(word, rule(word), ids, unknown, shown) for word in words]
        expected = [piece.id for piece in self._pieces(encoding) if piece not in typed]
        if [number for cut in cuts for number in cut.ids] != expected:
            raise NotFollowed("tokens.steps_differ", library="tokenizers")
        return cuts

    def _typed(self, text: str, encoding: Any) -> list[Piece]:
        """The added tokens that stand in the text themselves."""
        pieces = [piece for piece in self._pieces(encoding) if piece.added]
        return [piece for piece in pieces if not piece.unknown or text[piece.start : piece.stop].strip() == piece.token]

    def _stretches(self, text: str, encoding: Any) -> tuple[list[str], list[str], list[str]]:
        """The text between added tokens with those tokens, once as it is, once normalised, once split into words."""
        typed = self._typed(text, encoding)
        added = [(span.start, span.stop, span.token) for span in typed]
        split, normal, raw = self._splits(text, typed)
        words = [(decode(word).replace(" ", WORD) if self.byte_level else word, span) for word, span, _ in raw]
        return _in_order(split, added), _in_order(normal, added), _in_order(words, added)

    def _splits(self, text: str, typed: Sequence[Piece]) -> tuple[list[Any], list[Any], list[Any]]:
        """The text between added tokens, with its span: as it is, normalised, split into words of the vocabulary's letters."""
        edges = [0, *(edge for token in typed for edge in (token.start, token.stop)), len(text)]
        between = [(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True) if start < stop]
        whole = tokenizers().PreTokenizedString(text)
        whole.split(lambda _, part: [part.slice(span) for span in between])
        split = whole.get_splits("original", "char")
        if self.inner.normalizer is not None:
            whole.normalize(self.inner.normalizer.normalize)
        normal = whole.get_splits("original", "char")
        if self.inner.pre_tokenizer is not None:
            self.inner.pre_tokenizer.pre_tokenize(whole)
        return split, normal, whole.get_splits("original", "char")


def _in_order(parts: Iterable[Any], added: Iterable[tuple[int, int, str]]) -> list[str]:
    """Parts of a text, (string, span, …), and added tokens, by where they begin."""
    placed = [(*span, text) for text, span, *_ in parts]
    return [text for _, _, text in sorted([*placed, *added], key=lambda placed_text: placed_text[:2])]
