"""SentencePiece vocabularies (`spiece.model`, `tokenizer.model`, `sentencepiece.bpe.model`, `source.spm`) of older folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from tracer.errors import TracerError
from tracer.tokens.configuration import Configuration
from tracer.tokens.cutting.raw_cut import NotFollowed, Shown, readable, require_short, word_splitter
from tracer.tokens.labels import WORD, Piece, alone, by_label, labels, token_of_byte_label
from tracer.tokens.sentencepiece.added_tokens import Splitter
from tracer.tokens.sentencepiece.albert import albert, identity
from tracer.tokens.sentencepiece.ids import Ids, ids_of
from tracer.tokens.sentencepiece.model import Model
from tracer.tokens.sentencepiece.rules import rule_of
from tracer.tokens.special_tokens import Kinds, kind_of
from tracer.tokens.tokenizer import Cut
from tracer.word_cut import WordCut

FILES = ("spiece.model", "tokenizer.model", "sentencepiece.bpe.model", "source.spm")
_ONCE = ("t5", "llama", "mistral", "phi3")  # these put a space before a text's start only, where `legacy` is false
_LANGUAGE = re.compile(r">>.+<<")  # which language Marian shall write, said before the text

Normalised = Callable[[str], tuple[str, Sequence[int]]]


def read_folder(folder: Path, name: str, family: str, kinds: Kinds) -> SentencePieces:
    """The folder's tokenizer, of its model file `name`; Marian has a further model for the target's language.

    Raises TracerError: damaged or missing files, no token for unknown pieces or around a text.
    """
    how = Configuration(folder)
    kind = kind_of(how, family, kinds)
    once = kind in _ONCE and not how.get("legacy", True)
    source, other = Model(folder / name, once), folder / "target.spm"
    target = Model(other) if name == "source.spm" and other.exists() else source
    ids = ids_of(folder / name, source.pieces, how, kind, kinds)
    return SentencePieces(source, target, ids, _normalised(how, kind), kind)


def _normalised(how: Configuration, kind: str) -> Normalised:
    """What is done to a text before its model reads it: the new text, and the place each of its characters came from."""
    if kind != "albert":
        return identity
    spaces, accents = bool(how.get("remove_space", True)), bool(how.get("keep_accents", False))
    return partial(albert, spaces=spaces, accents=accents, lower=bool(how.get("do_lower_case", True)))


class SentencePieces:
    """A SentencePiece model with its family's ids and special tokens."""

    def __init__(self, source: Model, target: Model, ids: Ids, normalised: Normalised, kind: str) -> None:
        self.source, self.target, self.ids, self.normalised, self.kind = source, target, ids, normalised, kind
        self.split = Splitter(ids.added)
        self.names = {number: token for token, number in ids.known.items()}
        self.added = {number: token for token, number in ids.added.items()}
        self.size = max(self.names) + 1

    def _piece(self, number: int) -> Piece:
        return Piece(number, self.names.get(number, str(number)), added=number in self.added)

    def _stretches(self, text: str, target: bool = False) -> list[list[Piece]]:
        """The pieces of every stretch of a text: an added token, or what stands between two."""
        result = []
        for start, stop, token in self.split(text):
            if token is not None:
                result.append([Piece(self.ids.known[token], token, start, stop, added=True)])
            else:
                result.append(self._pieces(text[start:stop], start, self.target if target else self.source))
        return result

    def _pieces(self, text: str, start: int, model: Model) -> list[Piece]:
        """The pieces of a stretch that begins at `start`."""
        code = _LANGUAGE.match(text) if self.kind == "marian" else None
        result = [self._known(code[0], start, start + code.end())] if code else []
        shift = code.end() if code else 0
        normal, places = self.normalised(text[shift:])
        for piece, known, first, last in model.encode(normal, prefix=start == 0):
            begin = places[first]
            end = max(places[last], places[last - 1] + 1) if last > first else begin
            token = piece if known or self.kind == "marian" else ""  # Marian's own list may have what its model lacks
            result.append(self._known(token, start + shift + begin, start + shift + end))
        return result

    def _known(self, token: str, start: int, stop: int) -> Piece:
        number = self.ids.known.get(token, self.ids.unknown)
        return Piece(number, self.names[number], start, stop, unknown=number == self.ids.unknown)

    def cut(self, text: str, target: bool = False, pair: str | None = None) -> Cut:
        """The text's tokens with the special ones around them. Raises TracerError for a pair that the model does not read."""
        ids = self.ids
        pieces = [*ids.before, *(piece for part in self._stretches(text, target) for piece in part), *ids.after]
        shown, segments = labels(text, pieces, False), [0] * len(pieces)
        if pair is not None:
            if ids.second is None:
                raise TracerError("checkpoints.pair")
            more = [*ids.second, *(piece for part in self._stretches(pair) for piece in part), *ids.after]
            pieces, shown = pieces + more, shown + labels(pair, more, False)
            segments += [int(ids.segments)] * len(more)
        return Cut([piece.id for piece in pieces], shown, [piece.token for piece in pieces], segments)

    def label(self, ids: Sequence[int]) -> list[str]:
        """Ids as readable labels."""
        return [alone(self._piece(number), False) for number in ids]

    def id_of(self, token: str) -> int | None:
        """The id of a token as it is shown or as the vocabulary spells it; None where there is none."""
        for spelled in (token, token_of_byte_label(token)):
            if spelled in self.ids.known:
                return self.ids.known[spelled]
        return by_label(token, self.cut, self._piece(self.ids.unknown))

    def text_of(self, ids: Sequence[int]) -> str:
        """Ids as text, special tokens left out."""
        ordinary = [piece for piece in map(self._piece, ids) if not (piece.added and self.added[piece.id].special)]
        texts = []
        for added, stretch in groupby(ordinary, key=lambda piece: piece.added):
            tokens = [piece.token for piece in stretch]
            if not added and self.kind in _ONCE:
                tokens[0] = tokens[0].removeprefix(WORD)
            texts.append("".join(tokens) if added else self.target.decode(tokens))
        return " ".join(texts)

    def steps(self, text: str, target: bool = False, pair: str | None = None) -> list[tuple[str, list[str]]]:
        """split at added tokens, normalised, cut into pieces of the vocabulary, special tokens added."""
        model = self.target if target else self.source
        split: list[str] = []
        normal: list[str] = []
        pieces: list[str] = []
        texts = [text] if pair is None else [text, pair]
        for sentence in texts:
            parts = [(sentence[start:stop], token) for start, stop, token in self.split(sentence)]
            split += [token or part for part, token in parts]
            normal += [token or model.normalize(self.normalised(part)[0]) for part, token in parts]
            pieces += [piece.token for stretch in self._stretches(sentence, target) for piece in stretch]
        cut = self.cut(text, target, pair)
        stages = [("split", split)] if len(split) > len(texts) else []
        stages += [("normalised", normal), ("pieces", pieces)]
        return [*stages, *([("special", cut.tokens)] if cut.tokens != pieces else []), ("readable", cut.labels)]

    def word_cuts(self, text: str, target: bool = False, pair: str | None = None) -> list[WordCut]:
        """Each word of the text with the steps that cut it, by rules of ours read from the model's file.

        Raises NotFollowed where they cut otherwise than the library does.
        """
        model = self.target if target else self.source
        rule = rule_of(model.inner)
        shown = Shown(lambda piece: alone(Piece(0, piece), False), self.names[self.ids.unknown])
        known = {piece: self._known(piece, 0, 0).id for piece in model.pieces}
        words = [word for part in (text, pair) if part is not None for word in self._words(part, model)]
        require_short(words)
        cuts = [readable(word, rule(word), known, self.ids.unknown, shown) for word in words]
        stretches = [stretch for part in (text, pair) if part is not None for stretch in self._stretches(part, target)]
        expected = [piece.id for stretch in stretches for piece in stretch if not piece.added]
        if [number for cut in cuts for number in cut.ids] != expected:
            raise NotFollowed("tokens.steps_differ", library="sentencepiece")
        return cuts

    def _words(self, text: str, model: Model) -> list[str]:
        """The words of a text between its added tokens, normalised."""
        parts = [(text[start:stop], start == 0) for start, stop, token in self.split(text) if token is None]
        normal = [model.read(self.normalised(part)[0], prefix=first) for part, first in parts]
        split = word_splitter(set(model.pieces))
        return [word for part in normal for word in split(part)]
