"""Input side of a checkpoint: tokenised texts, vocabulary tokens, token ids, special ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import starmap
from typing import Any

from tracer.axes import Axis
from tracer.checkpoints.folder import Folder
from tracer.errors import TracerError
from tracer.models.frame import Text
from tracer.record.trace import CutStep
from tracer.session.request import Request
from tracer.session.resolve.side import Side, as_list
from tracer.settings.data import Inputs, data_keys
from tracer.tokens.tokenizer import Cut, NoTokenizer, Tokenizer
from tracer.word_cut import WordCut


class Vocabulary(Axis):
    """The vocabulary axis; its labels are made lazily."""

    __slots__ = ("_tokenizer",)

    def __init__(self, size: int, tokenizer: Tokenizer | None) -> None:
        super().__init__("vocab", size)
        self._tokenizer = tokenizer
        self.form = (self.name, size, self.labelled)

    @property
    def labels(self) -> tuple[str, ...]:
        if self._labels is None:
            size, tokenizer = self.size or 0, self._tokenizer
            known = tokenizer.label(range(min(tokenizer.size, size))) if tokenizer is not None else []
            self._labels = (*known, *map(str, range(len(known), size)))
        return self._labels

    @property
    def labelled(self) -> bool:
        return self._tokenizer is not None


class Reader:
    """Turns the words of a request into token ids and labels for the model page."""

    def __init__(self, folder: Folder, name: str) -> None:
        self.folder, self.name, self.architecture = folder, name, folder.architecture

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The folder's tokenizer. Raises TracerError where there is none, or its size is not the vocabulary's."""
        result = self.folder.open_tokenizer()
        known, size = self.architecture.vocab, result.size
        padded = known % 8 == 0 and known - size < 128
        if not 0.95 * known - 8 <= size <= 1.05 * known + 8 and not padded:  # some have a token or two without a row
            raise TracerError("checkpoints.vocabulary", folder=str(self.folder.path), tokens=size, rows=known)
        return result

    @property
    def cuts(self) -> bool:
        """Whether the folder has a tokenizer."""
        try:
            return self.tokenizer is not None
        except NoTokenizer:
            return False

    @property
    def end_ids(self) -> tuple[int, ...]:
        """Token ids that end generation."""
        ends = self._generation.get("eos_token_id")
        return tuple(ends) if isinstance(ends, list) else (ends,) if isinstance(ends, int) else ()

    @cached_property
    def _generation(self) -> dict[str, Any]:
        stated = {key: value for key, value in self.folder.generation.items() if value is not None}
        return {**self.folder.config.raw, **stated}

    @property
    def start_id(self) -> int:
        """The id that the decoder of an encoder–decoder model starts with."""
        for key in ("decoder_start_token_id", "bos_token_id", "pad_token_id"):
            if isinstance(self._generation.get(key), int):
                return int(self._generation[key])
        return 0

    def cut(self, text: str, target: bool = False) -> Cut:
        """Tokenise a text. Raises TracerError for a text without tokens or with invalid Unicode."""
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise TracerError("tokens.surrogate", place=error.start + 1) from None
        result = self.tokenizer.cut(text, target)
        if not result.ids:
            raise TracerError("tokens.empty")
        return result

    def cutting(self, data: Inputs) -> Iterator[CutStep]:
        """The recorded steps of tokenisation: normalised text, words, pieces, pieces with special tokens.

        The steps of two texts read together cover both; a target's tokens come before its steps.
        """
        for text in (data.text, *(data.also or ())):
            if text is not None:
                yield from starmap(CutStep, self.tokenizer.steps(text, pair=data.pair))
        for text in as_list(data.target):
            tokens = self.tokenizer.cut(text, target=True)
            yield CutStep("target", tokens.labels, tokens.ids)
            yield from starmap(CutStep, self.tokenizer.steps(text, target=True))

    def word_cuts(self, data: Inputs) -> Iterator[WordCut]:
        """The words of the texts, and of the target, with the steps that cut each into pieces; raises NotFollowed without any."""
        for text in (data.text, *(data.also or ())):
            if text is not None:
                yield from self.tokenizer.word_cuts(text, pair=data.pair)
        for text in as_list(data.target):
            yield from self.tokenizer.word_cuts(text, target=True)

    def _text(self, request: Request) -> tuple[Side, list[list[int]], tuple[Side, list[list[int]]] | None]:
        data, pair = request.data, self.architecture.stack == "encoder-decoder"
        given = [key for key in data_keys("target") if key in data]
        if given and not pair and given != ["target_ids"]:
            raise TracerError("session.no_target")
        if data.target_ids is not None and not pair:
            side, ids = self._by_ids(data.target_ids)
            return side, ids, None
        side, ids = self._sentences(data.tokens, [*([] if data.text is None else [data.text]), *(data.also or ())])
        if not pair:
            return side, ids, None
        if data.target_ids is not None:
            return side, ids, self._by_ids(data.target_ids)
        texts = as_list(data.target)
        if not texts and data.target_tokens is None:
            rows: list[list[int]] = [[] for _ in ids]
        else:
            rows = self._sentences(data.target_tokens, texts, target=True)[1]
        if len(rows) != len(ids):
            raise TracerError("session.target_count", texts=len(ids), targets=len(rows))
        return side, ids, self._by_ids([[self.start_id, *row] for row in rows] if side.several else [self.start_id, *rows[0]])

    def _sentences(
        self, tokens: Sequence[Any] | None, texts: Sequence[str], target: bool = False
    ) -> tuple[Side, list[list[int]]]:
        """Texts cut by the tokenizer, or tokens of the vocabulary as they are."""
        if tokens is not None:
            several = bool(tokens) and not isinstance(tokens[0], str)
            rows = [[self._id(str(token)) for token in row] for row in (tokens if several else [tokens])]
            return Side([self.tokenizer.label(row) for row in rows], several), rows
        if not texts:
            raise TracerError("tokens.empty")
        cuts = [self.cut(text, target) for text in texts]
        return Side([cut.labels for cut in cuts], len(cuts) > 1), [cut.ids for cut in cuts]

    def _id(self, token: str) -> int:
        result = self.tokenizer.id_of(token)
        if result is None:
            raise TracerError("checkpoints.token", word=token, name=self.name)
        return result

    def _by_ids(self, given: Any) -> tuple[Side, list[list[int]]]:
        several = bool(given) and not isinstance(given[0], int)
        rows = [list(row) for row in (given if several else [given])]
        labels = [self.tokenizer.label(row) if self.cuts else list(map(str, row)) for row in rows]
        return Side(labels, several), rows

    def _read(self, side: Side, ids: list[list[int]], vocab: Axis, width: Axis) -> Text:
        """Ids padded to one length; padding takes the configuration's id, which its mask hides."""
        size = vocab.size or 0
        for row in ids:
            for token_id in row:
                if not 0 <= token_id < size:
                    raise TracerError("session.id", id=token_id, size=size, last=size - 1)
        pad = self.folder.config.raw.get("pad_token_id")
        pad = pad if isinstance(pad, int) and 0 <= pad < size else 0
        padded = tuple(tuple(row + [pad] * (side.longest - len(row))) for row in ids)
        return Text(
            side.axis(), vocab, padded if side.several else padded[0], width=width, real=side.real if side.several else None
        )
